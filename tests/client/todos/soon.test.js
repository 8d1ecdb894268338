// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createTodosSoon } from "../../../client/todos/soon.js";
import { createServer, pass, person, settle } from "./server.js";

let server;
let alice;
let todos;

beforeEach(async () => {
  vi.useFakeTimers();
  server = createServer();
  vi.stubGlobal("fetch", server.fetch);
  vi.stubGlobal("indexedDB", undefined);
  alice = server.client(1, { make: createTodosSoon });
  todos = alice.todos;
});

afterEach(() => {
  alice.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** It is fetched once the page has come to rest. */
async function come() {
  await vi.dynamicImportSettled();
  alice.manager.succeed();
  await pass(600);
  await vi.dynamicImportSettled();
  await settle(alice);
  await settle(alice);
}

describe("to-dos that are not there yet", () => {
  it("have nothing to show, and answer at once", () => {
    expect(todos.listsOf(3)).toEqual([]);
    expect(todos.rows(7)).toEqual([]);
    expect(todos.counts(7)).toEqual({ active: 0, completed: 0, all: 0 });
    expect(todos.get("u1")).toBeNull();
    expect(todos.unsent).toBe(0);
  });

  it("take what is written and changed, and carry it out when they come", async () => {
    const uid = todos.add({ listId: 7 }, { text: "Early" });
    todos.change(uid, { priority: 2 });
    await come();
    expect(server.items.get(uid)).toMatchObject({ text: "Early", priority: 2 });
  });

  it("show what was opened and watched, and tell of it", async () => {
    server.carryOut("add_item", { uid: "u1", list_id: 7, text: "Here" }, person(2));
    const told = vi.fn();
    todos.subscribe(told);
    const list = todos.openList(7);
    const item = todos.item("u1");
    const seen = vi.fn();
    item.subscribe(seen);
    expect(item.value).toBeUndefined();
    await come();
    await list.ready;
    expect(todos.rows(7).map(({ key }) => key)).toEqual(["u1"]);
    expect(item.value.text).toBe("Here");
    expect(told).toHaveBeenCalled();
    expect(seen).toHaveBeenCalled();
    item.close();
    list.close();
  });

  it("begin nothing that has been given up meanwhile", async () => {
    const heard = vi.fn();
    const stop = todos.onItems(heard);
    stop();
    todos.openList(7).close();
    server.fetch.mockClear();
    await come();
    expect(server.fetch.mock.calls.filter(([url]) => url.includes("/items"))).toEqual([]);
    server.carryOut("add_item", { uid: "u1", list_id: 7, text: "Here" }, person(2));
    await settle(alice);
    expect(heard).not.toHaveBeenCalled();
  });
});
