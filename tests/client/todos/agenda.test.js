// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createAgenda } from "../../../client/todos/agenda/live.js";
import { createAgendaStore } from "../../../client/todos/agenda/store.js";
import { createServer, pass, settle } from "./server.js";

const OWN = { id: 7, uid: "own", room_id: null, owner_id: 1, name: "", color: "", position: "a0", is_default: true, archived_at: null, deleted_at: null, created_at: "", version: 0, open: 2, done: 0 };

let server;
let alice;
let agenda;
let store;
let reachable;
let asked;
let moment;

/** What the server has to say of anybody's agenda: everything with a date, as if all of it were for today. */
function answer(url) {
  const { pathname, searchParams } = new URL(url, "http://parley.test");
  asked.push(pathname);
  const items = [...server.items.values()].filter((item) => item.due && !item.done_at && !item.deleted_at).map((item) => structuredClone(item));
  const counts = { today: items.length, overdue: 0, waiting: 0, assigned: 0 };
  if (pathname.endsWith("/counts")) return counts;
  return { items: searchParams.get("view") === "undated" ? [] : items, lists: [OWN], rooms: [], counts };
}

async function fetchOrFail(url) {
  if (!reachable) throw new TypeError("Failed to fetch");
  if (String(url).includes("/api/v1/agenda")) return new Response(JSON.stringify(answer(url)));
  if (String(url).endsWith("/api/v1/lists")) return new Response(JSON.stringify({ stream: "user:1", version: 0, lists: [OWN] }));
  return server.fetch(url);
}

const today = () => ({ date: new Date().toISOString().slice(0, 10), time: null, zone: null, at: null });
const texts = (view) => view.items().map(({ text }) => text);
const add = (uid, more = {}) => server.carryOut("add_item", { uid, list_id: 7, text: uid, due: today(), ...more }, alice.me);
/** The server says that what the reader has to do may be different. */
function tell() {
  moment += 1;
  alice.manager.sockets["/me"].fire("change", { stream: "user:1", version: moment, type: "agenda", data: { user_id: 1, moment: "" } });
}
const asks = () => asked.filter((path) => path.endsWith("/agenda")).length;

async function rest(ms = 1000) {
  await pass(ms);
  await settle(alice);
}

beforeEach(async () => {
  vi.useFakeTimers({ now: new Date("2026-11-28T12:00:00Z") });
  [reachable, asked, moment] = [true, [], 0];
  server = createServer({ lists: [7] });
  vi.stubGlobal("fetch", fetchOrFail);
  vi.stubGlobal("indexedDB", undefined);
  alice = server.client(1);
  alice.manager.succeed();
  void alice.rooms.start();
  await settle(alice);
  store = createAgendaStore({ newList: () => {} });
  agenda = createAgenda({ connection: alice.connection, rooms: alice.rooms, todos: alice.todos, me: alice.me, store });
  await rest();
});

afterEach(() => {
  agenda.close();
  for (const client of server.clients) client.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("what is to do", () => {
  it("is counted before anybody looks at it, with the lists", async () => {
    add("a");
    tell();
    await rest();
    expect(store.today).toBe(1);
    expect(store.lists.map(({ name, open, href }) => [name, open, href])).toEqual([["Inbox", 2, "/lists/7"]]);
    expect(asks()).toBe(0);
  });

  it("is asked for once for many changes, and only while it is looked at", async () => {
    const view = agenda.open("today");
    await rest();
    expect(asks()).toBe(1);
    for (const uid of ["a", "b", "c"]) add(uid), tell();
    await rest();
    expect(texts(view)).toEqual(["a", "b", "c"]);
    expect(asks()).toBe(2);
    view.close();
    tell();
    await rest();
    expect(asks()).toBe(2);
    // It shows what it had, and asks whether that is still so.
    add("d");
    const again = agenda.open("today");
    expect(texts(again)).toEqual(["a", "b", "c"]);
    await rest();
    expect(texts(again)).toEqual(["a", "b", "c", "d"]);
  });

  it("shows what was changed here before the server has it, and after, without a gap", async () => {
    for (const uid of ["a", "b"]) add(uid);
    const view = agenda.open("today");
    await rest();
    alice.todos.change("a", { done: true });
    alice.todos.change("b", { due: { date: "2026-12-05" } });
    const uid = alice.todos.add({ listId: 7 }, { text: "new", due: today() });
    expect(texts(view)).toEqual(["new"]);
    expect(store.today).toBe(2);
    await pass();
    expect(store.today).toBe(1);
    await settle(alice);
    // Sent, and not asked for again yet.
    expect(alice.todos.operations(uid)).toEqual([]);
    expect(texts(view)).toEqual(["new"]);
    tell();
    await rest();
    expect(texts(view)).toEqual(["new"]);
  });

  it("keeps what was ticked a moment ago as long as the view wants it", async () => {
    add("a");
    const view = agenda.open("today");
    await rest();
    alice.todos.change("a", { done: true });
    expect(view.items(new Set(["a"])).map(({ done_at: doneAt }) => doneAt !== null)).toEqual([true]);
    expect(texts(view)).toEqual([]);
  });

  it("stays to be seen without a connection, and is true again with one", async () => {
    add("a");
    const view = agenda.open("today");
    await rest();
    reachable = false;
    tell();
    await rest();
    expect([view.phase, texts(view)]).toEqual(["ready", ["a"]]);
    const other = agenda.open("undated");
    await rest();
    expect(other.phase).toBe("failed");
    add("b");
    reachable = true;
    alice.drop();
    await rest(60_000);
    alice.manager.succeed();
    await rest();
    expect([view.phase, texts(view)]).toEqual(["ready", ["a", "b"]]);
    expect(other.phase).toBe("ready");
  });

  it("is asked for anew when the day changes", async () => {
    const view = agenda.open("today");
    await rest();
    const before = asks();
    await rest(11 * 3_600_000);
    expect(asks()).toBe(before);
    await rest(25 * 3_600_000);
    expect(asks()).toBeGreaterThan(before);
    view.close();
  });
});
