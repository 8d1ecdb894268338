// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { connect } from "../../../client/core/socket.js";
import { createLiveRooms } from "../../../client/rooms/live.js";
import { FakeManager } from "../core/fake_manager.js";

const ME = { id: 1, username: "alice", name: "Alice" };
const entry = (id, more = {}) => ({
  id,
  kind: "closed",
  name: `Room ${id}`,
  topic: "",
  version: 10,
  last_seq: 10,
  created_at: "2026-11-01T10:00:00Z",
  joined: true,
  role: "member",
  read_seq: 10,
  unread: 0,
  people: [],
  online: 0,
  ...more,
});
const list = (...rooms) => ({ stream: "user:1", version: 5, rooms });
const NOT_FOUND = { status: 404, body: { error: { code: "not_found", message: "Gone" } } };

/** What the server answers, by path; what is missing cannot be reached. */
let server;
/** The requests that have begun. */
let requests;
/** Requests to these paths stay open until the test ends them. */
let held;
let manager;
let connection;
let rooms;
let stores;
let lost;

const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const chat = () => manager.sockets["/chat"];
const me = () => manager.sockets["/me"];
const joins = () => chat().asked.filter(({ event }) => event === "join");
const asked = (path) => requests.filter((each) => each === path).length;

async function answer(url) {
  const path = new URL(url, "http://parley.test").pathname.replace("/api/v1", "");
  requests.push(path);
  if (path in held) await new Promise((resolve) => (held[path] = resolve));
  const found = server[path];
  if (!found) throw new TypeError("Failed to fetch");
  return new Response(JSON.stringify(found.body ?? found), { status: found.status ?? 200 });
}

async function comeUp(versions = {}) {
  manager.succeed();
  await pass();
  joins().at(-1)?.answer({ versions });
  await pass();
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", answer);
  [server, requests, held] = [{ "/streams/user:1/changes": { version: 5, changes: [] } }, [], {}];
  manager = new FakeManager();
  connection = connect({ userId: 1, createManager: () => manager });
  stores = { list: { loaded: false, rooms: [], direct: [], waiting: [], unread: 0 }, current: { id: null, view: null } };
  rooms = createLiveRooms({ connection, me: ME, stores, reactive: (plain) => plain });
  lost = vi.fn();
  rooms.onLost(lost);
});

afterEach(() => {
  rooms.close();
  connection.close();
  vi.useRealTimers();
});

describe("the list", () => {
  it("is asked for again as soon as the connection is up", async () => {
    void rooms.start();
    await pass(20_000);
    const tries = asked("/rooms");
    expect(tries).toBeGreaterThan(2);
    server["/rooms"] = list(entry(3));
    await comeUp();
    expect(asked("/rooms")).toBe(tries + 1);
    expect(stores.list.rooms.map(({ title }) => title)).toEqual(["Room 3"]);
  });

  it("is not asked for any more once the person has gone", async () => {
    void rooms.start();
    await pass();
    rooms.close();
    server["/rooms"] = list(entry(3));
    await pass(60_000);
    expect(stores.list.loaded).toBe(false);
  });
});

describe("catching up", () => {
  it("takes a few rooms at a time, and the one on the screen before all others", async () => {
    const ids = Array.from({ length: 12 }, (_, index) => index + 1);
    server["/rooms"] = list(...ids.map((id) => entry(id)));
    for (const id of ids) {
      server[`/streams/room:${id}/changes`] = { version: 11, changes: [] };
      held[`/streams/room:${id}/changes`] = null;
    }
    void rooms.start();
    await pass();
    await rooms.visit(9);
    requests = [];
    await comeUp(Object.fromEntries(ids.map((id) => [`room:${id}`, 11])));
    const streams = () => requests.filter((path) => path.startsWith("/streams/room:"));
    expect(streams()).toHaveLength(4);
    expect(streams()).toContain("/streams/room:9/changes");
    for (const path of streams()) held[path]();
    await pass();
    expect(streams()).toHaveLength(7);
    while (streams().length < 12) {
      for (const path of streams()) held[path]();
      await pass();
    }
    expect(new Set(streams()).size).toBe(12);
  });
});

describe("a room whose stream is taken away", () => {
  beforeEach(async () => {
    server["/rooms"] = list(entry(3), entry(4));
    void rooms.start();
    await comeUp();
    await rooms.visit(3);
    await pass();
    joins().at(-1)?.answer({ versions: {} });
    delete server["/rooms"];
  });

  it("is not taken for gone while nobody can be asked", async () => {
    chat().fire("removed", { stream: "room:3" });
    await pass(5000);
    expect(lost).not.toHaveBeenCalled();
    expect(stores.current.view?.title).toBe("Room 3");
    server["/rooms/3"] = entry(3);
    await pass(30_000);
    expect(lost.mock.calls).toEqual([[3, false]]);
    expect(rooms.followedFrom(3)).toBe(10);
  });

  it("is gone when the server says so", async () => {
    server["/rooms/3"] = NOT_FOUND;
    chat().fire("removed", { stream: "room:3" });
    await pass();
    expect(lost.mock.calls).toEqual([[3, true]]);
    expect(rooms.entry(3)).toBeUndefined();
  });

  it("is followed on when it may still be read, in whatever order both streams tell of the removal", async () => {
    server["/rooms/3"] = entry(3, { kind: "open", joined: false, role: null });
    held["/rooms/3"] = null;
    chat().fire("removed", { stream: "room:3" });
    await pass();
    const left = { stream: "user:1", version: 6, type: "room", data: { id: 3, kind: "open", joined: false } };
    me().fire("change", left);
    held["/rooms/3"]();
    await pass();
    held["/rooms/3"]?.();
    await pass();
    expect(rooms.followedFrom(3)).toBe(10);
    expect(rooms.entry(3)).toMatchObject({ joined: false });
    expect(lost.mock.calls).toEqual([[3, false]]);
  });

  it("is kept when its person was brought in again meanwhile", async () => {
    server["/rooms/4"] = NOT_FOUND;
    held["/rooms/4"] = null;
    chat().fire("removed", { stream: "room:4" });
    await pass();
    me().fire("change", { stream: "user:1", version: 6, type: "room", data: entry(4, { version: 12 }) });
    await pass();
    held["/rooms/4"]();
    await pass();
    expect(rooms.entry(4)).toMatchObject({ joined: true });
    expect(rooms.followedFrom(4)).toBe(12);
  });
});
