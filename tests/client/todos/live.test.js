// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createServer, pass, person, settle } from "./server.js";

let server;
let alice;

const texts = (client, filter) => client.todos.rows(7, filter).map(({ item }) => item.text);

/** A client with an open list, connected. */
async function arrive(userId, options) {
  const client = server.client(userId, options);
  client.manager.succeed();
  await settle(client);
  await client.todos.openRoom(3);
  const list = client.todos.openList(7);
  await settle(client);
  await list.ready;
  await settle(client);
  return client;
}

async function comeBack(...clients) {
  await pass(60_000);
  for (const client of clients) client.manager.succeed();
  await settle(...clients);
}

beforeEach(async () => {
  vi.useFakeTimers();
  server = createServer({ lists: [7, 8] });
  vi.stubGlobal("fetch", server.fetch);
  vi.stubGlobal("indexedDB", undefined);
  alice = await arrive(1);
});

afterEach(() => {
  for (const client of server.clients) client.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a new to-do", () => {
  it("is shown at once, sent, and then the server's", async () => {
    const uid = alice.todos.add({ listId: 7 }, { text: "Ship it" });
    expect(alice.todos.get(uid)).toMatchObject({ text: "Ship it", waiting: true, html: null });
    await settle(alice);
    expect(alice.todos.get(uid)).toMatchObject({ text: "Ship it", waiting: false, html: "<p>Ship it</p>" });
    expect(alice.todos.unsent).toBe(0);
  });

  it("stands behind those that are there", async () => {
    for (const text of ["one", "two", "three"]) alice.todos.add({ roomId: 3 }, { text });
    expect(texts(alice)).toEqual(["one", "two", "three"]);
    await settle(alice);
    expect(texts(alice)).toEqual(["one", "two", "three"]);
  });

  it("is not made twice when its answer gets lost", async () => {
    alice.todos.add({ listId: 7 }, { text: "once" });
    await pass();
    alice.answer({ lose: true });
    await pass();
    // The stream has told of it, though.
    expect(alice.todos.unsent).toBe(0);
    await pass(30_000);
    await settle(alice);
    expect(server.items.size).toBe(1);
  });

  it("goes out before what is said of it", async () => {
    const uid = alice.todos.add({ listId: 7 }, { text: "one" });
    alice.todos.change(uid, { done: true });
    const child = alice.todos.add({ listId: 7 }, { text: "below", parent: uid });
    await pass();
    expect(alice.waiting().map(({ event }) => event)).toEqual(["add_item"]);
    await settle(alice);
    expect(server.items.get(uid).done_at).not.toBeNull();
    expect(server.items.get(child).parent).toBe(uid);
  });

  it("is seen by others", async () => {
    const bob = await arrive(2);
    alice.todos.add({ listId: 7 }, { text: "Hello" });
    await settle(alice, bob);
    expect(texts(bob)).toEqual(["Hello"]);
  });
});

describe("without a connection", () => {
  it("changes of one item wait together, each field once", async () => {
    const uid = alice.todos.add({ listId: 7 }, { text: "one" });
    await settle(alice);
    alice.drop();
    alice.todos.change(uid, { text: "two" });
    alice.todos.change(uid, { done: true });
    alice.todos.change(uid, { text: "three", done: false });
    alice.todos.change(uid, { priority: 2 });
    expect(alice.todos.unsent).toBe(1);
    expect(alice.todos.get(uid)).toMatchObject({ text: "three", done_at: null, priority: 2 });
    await comeBack(alice);
    expect(server.items.get(uid)).toMatchObject({ text: "three", done_at: null, priority: 2 });
    expect(alice.todos.unsent).toBe(0);
  });

  it("what refers to others does not overtake them", async () => {
    const uid = alice.todos.add({ listId: 7 }, { text: "child" });
    await settle(alice);
    alice.drop();
    alice.todos.change(uid, { text: "the child" });
    const parent = alice.todos.add({ listId: 7 }, { text: "parent" });
    alice.todos.change(uid, { parent, position: "a0" });
    alice.todos.change(uid, { position: "a5" });
    await comeBack(alice);
    expect(server.items.get(uid)).toMatchObject({ text: "the child", parent, position: "a5" });
  });

  it("changes of two people to different fields both hold", async () => {
    const bob = await arrive(2);
    const uid = alice.todos.add({ listId: 7 }, { text: "one" });
    await settle(alice, bob);
    alice.drop();
    bob.drop();
    alice.todos.change(uid, { text: "Alice's" });
    bob.todos.change(uid, { priority: 3, assignee_id: 2 }, { assignee: person(2) });
    await comeBack(alice, bob);
    for (const client of [alice, bob]) {
      expect(client.todos.get(uid)).toMatchObject({ text: "Alice's", priority: 3, assignee: person(2), waiting: false });
    }
  });
});

describe("a refusal", () => {
  it("takes the change back with the server's sentence; it can be tried again", async () => {
    const uid = alice.todos.add({ listId: 7 }, { text: "one" });
    await settle(alice);
    server.refuse((event, { changes }) => changes?.assignee_id && "Bob is not a member of this room.");
    alice.todos.change(uid, { assignee_id: 2 }, { assignee: person(2) });
    expect(alice.todos.get(uid).assignee).toEqual(person(2));
    await settle(alice);
    expect(alice.todos.get(uid)).toMatchObject({ assignee: null, problem: { message: "Bob is not a member of this room." } });
    server.refuse(() => null);
    alice.todos.retry(uid);
    await settle(alice);
    expect(alice.todos.get(uid)).toMatchObject({ assignee: person(2), problem: null });
  });

  it("is over when it is given up, or another value is chosen", async () => {
    const uid = alice.todos.add({ listId: 7 }, { text: "one" });
    await settle(alice);
    server.refuse((event, { changes }) => changes?.text === "bad" && "No.");
    for (const end of [() => alice.todos.discard(uid), () => alice.todos.change(uid, { text: "good" })]) {
      alice.todos.change(uid, { text: "bad" });
      await settle(alice);
      expect(alice.todos.get(uid).problem?.fields).toEqual({ text: "bad" });
      end();
      await settle(alice);
      expect(alice.todos.get(uid).problem).toBeNull();
    }
    expect(server.items.get(uid).text).toBe("good");
    expect(alice.todos.unsent).toBe(0);
  });

  it("of a new to-do keeps its words, and what was said of it waits until it is corrected", async () => {
    server.refuse((event, { text }) => text === "bad" && "Too long.");
    const uid = alice.todos.add({ listId: 7 }, { text: "bad" });
    const below = alice.todos.add({ listId: 7 }, { text: "below", parent: uid });
    await settle(alice);
    expect(texts(alice)).toEqual(["bad", "below"]);
    expect(alice.todos.get(uid).problem).toMatchObject({ message: "Too long.", isNew: true });
    expect(server.items.size).toBe(0);
    alice.todos.change(uid, { text: "good" });
    await settle(alice);
    await settle(alice);
    expect(server.items.get(uid).text).toBe("good");
    expect(server.items.get(below).parent).toBe(uid);
    expect(alice.todos.unsent).toBe(0);
  });

  it("of a change that came too late says so with the words, which can come back with the to-do", async () => {
    document.body.innerHTML = '<div id="toasts"></div>';
    const uid = alice.todos.add({ listId: 7 }, { text: "one" });
    await settle(alice);
    alice.drop();
    alice.todos.change(uid, { text: "one, at length", priority: 2 });
    server.carryOut("change_item", { uid, changes: { deleted: true } }, person(2));
    await comeBack(alice);
    expect(texts(alice)).toEqual([]);
    expect(alice.todos.unsent).toBe(0);
    const [told] = document.querySelectorAll(".toast");
    expect(told.textContent).toContain("This to-do has been deleted. “one, at length”");
    told.querySelector(".toast-deed").click();
    await settle(alice);
    expect(server.items.get(uid)).toMatchObject({ text: "one, at length", priority: 2, deleted_at: null });
    expect(texts(alice)).toEqual(["one, at length"]);
  });

  it("of moving or deleting what is gone is nobody's concern", async () => {
    document.body.innerHTML = '<div id="toasts"></div>';
    alice.todos.change("00000000-0000-4000-8000-000000000000", { deleted: true });
    alice.todos.change("00000000-0000-4000-8000-000000000001", { position: "a5" });
    await settle(alice);
    expect(alice.todos.unsent).toBe(0);
    expect(document.querySelectorAll(".toast")).toHaveLength(0);
  });

  it("does not keep other changes of the list from going out", async () => {
    server.refuse((event, { text }) => text === "bad" && "No.");
    alice.todos.add({ listId: 7 }, { text: "bad" });
    alice.todos.add({ listId: 7 }, { text: "good" });
    await settle(alice);
    expect([...server.items.values()].map(({ text }) => text)).toEqual(["good"]);
  });
});

describe("a list", () => {
  it("that the server takes away is gone when it may not be read any more", async () => {
    const lost = vi.fn();
    alice.todos.onLost(lost);
    server.fetch.mockImplementation(async () => new Response(JSON.stringify({ error: { code: "not_found", message: "Gone" } }), { status: 404 }));
    alice.manager.sockets["/chat"].fire("removed", { stream: "list:7" });
    await pass(100);
    expect(lost).toHaveBeenCalledExactlyOnceWith(7);
    expect(alice.todos.list(7)).toBeUndefined();
    expect(alice.todos.rows(7)).toEqual([]);
  });

  it("that may still be read is followed on", async () => {
    alice.manager.sockets["/chat"].fire("removed", { stream: "list:7" });
    alice.joined.delete("list:7");
    await settle(alice);
    server.carryOut("add_item", { uid: "u1", list_id: 7, text: "after" }, person(2));
    await settle(alice);
    expect(texts(alice)).toEqual(["after"]);
  });

  it("says the number of those done although most of them are not here", async () => {
    for (const uid of ["u1", "u2", "u3"]) {
      server.carryOut("add_item", { uid, list_id: 7, text: uid }, person(2));
      server.carryOut("change_item", { uid, changes: { done: true } }, person(2));
    }
    const bob = await arrive(2);
    expect(bob.todos.counts(7)).toEqual({ active: 0, completed: 3, all: 3 });
    expect(texts(bob, { state: "completed" })).toEqual([]);
    expect(bob.todos.hasMore(7)).toBe(true);
    expect(await bob.todos.completed(7)).toBe(false);
    expect(texts(bob, { state: "completed" })).toHaveLength(3);
    expect(bob.todos.hasMore(7)).toBe(false);
    server.carryOut("change_item", { uid: "u1", changes: { done: false } }, person(2));
    await settle(bob, alice);
    await pass(1500);
    expect(bob.todos.counts(7)).toEqual({ active: 1, completed: 2, all: 3 });
  });
});

describe("a single item", () => {
  it("is asked for with others, and shows its present state wherever it goes", async () => {
    for (const uid of ["u1", "u2"]) server.carryOut("add_item", { uid, list_id: 8, text: uid }, person(2));
    const bob = server.client(2);
    bob.manager.succeed();
    await settle(bob);
    server.fetch.mockClear();
    const [one, two, none] = ["u1", "u2", "u3"].map((uid) => bob.todos.item(uid));
    const told = vi.fn();
    one.subscribe(told);
    expect(one.value).toBeUndefined();
    await settle(bob);
    expect(server.fetch.mock.calls.filter(([url]) => url.includes("/items?"))).toHaveLength(1);
    expect([one.value.text, two.value.text, none.value]).toEqual(["u1", "u2", null]);
    server.carryOut("change_item", { uid: "u1", changes: { done: true } }, person(1));
    await settle(bob);
    expect(one.value.done_at).not.toBeNull();
    server.carryOut("change_item", { uid: "u1", changes: { list_id: 7, text: "moved" } }, person(1));
    await settle(bob);
    await settle(bob);
    expect(one.value).toMatchObject({ list_id: 7, text: "moved" });
    server.carryOut("change_item", { uid: "u1", changes: { text: "and changed" } }, person(1));
    await settle(bob);
    expect(one.value.text).toBe("and changed");
    expect(told).toHaveBeenCalled();
    for (const each of [one, two, none]) each.close();
  });
});
