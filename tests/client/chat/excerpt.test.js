// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { createExcerpt } from "../../../client/chat/excerpt.js";
import { connect } from "../../../client/core/socket.js";
import { createLiveRooms } from "../../../client/rooms/live.js";
import { FakeManager } from "../core/fake_manager.js";

const BOB = { id: 2, username: "bob", name: "Bob" };
const ALICE = { id: 1, username: "alice", name: "Alice" };
const MESSAGES = "/rooms/3/messages";
const room = (last) => ({
  id: 3, kind: "closed", name: "Design", topic: "", version: last, last_seq: last, created_at: "2026-11-01T10:00:00Z", joined: true,
  role: "member", read_seq: 1, unread: last - 1, people: [], online: 0,
});
const message = (seq) => ({
  id: 100 + seq, room_id: 3, seq, version: seq, client_id: `c${seq}`, author: ALICE, text: `${seq}`, html: "",
  created_at: "2026-11-28T10:00:00Z", edited_at: null, deleted_at: null,
});
const page = (from, to, version, hasNewer) => ({
  messages: Array.from({ length: to - from + 1 }, (_each, index) => message(from + index)), version, has_older: from > 1, has_newer: hasNewer,
});

/** What the server answers, by path. */
let server;
let manager;
let connection;
let rooms;

const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const shown = (excerpt) => excerpt.messages.map(({ seq }) => seq);

async function answer(url) {
  const found = server[new URL(url, "http://parley.test").pathname.replace("/api/v1", "")];
  if (!found) throw new TypeError("Failed to fetch");
  return new Response(JSON.stringify(found.body ?? found), { status: found.status ?? 200 });
}

function openExcerpt() {
  const outbox = { entries: () => [], subscribe: () => () => {} };
  return createExcerpt({ roomId: 3, asked: { after: 0, limit: 3 }, newAfter: 1, rooms, outbox, myId: BOB.id });
}

/** After a long time away the server answers that too much has happened to tell it all. */
async function comeBack(last) {
  Object.assign(server, { "/streams/room:3/changes": { version: last, reset: true }, "/rooms/3": room(last) });
  manager.succeed();
  await pass();
  manager.sockets["/chat"].asked.filter(({ event }) => event === "join").at(-1)?.answer({ versions: { "room:3": last } });
  await pass();
}

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", answer);
  server = {
    "/rooms": { stream: "user:2", version: 5, rooms: [room(3)] },
    "/streams/user:2/changes": { version: 5, changes: [] },
    [MESSAGES]: page(1, 3, 3, false),
  };
  manager = new FakeManager();
  connection = connect({ userId: BOB.id, createManager: () => manager });
  const stores = { list: { loaded: false, rooms: [], direct: [], waiting: [], unread: 0 }, current: { id: null, view: null } };
  rooms = createLiveRooms({ connection, me: BOB, stores, reactive: (plain) => plain });
  void rooms.start();
  await pass();
});

afterEach(() => {
  rooms.close();
  connection.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("is had anew when the room's stream begins anew", async () => {
  const excerpt = openExcerpt();
  await excerpt.ready;
  expect([shown(excerpt), excerpt.hasNewer, excerpt.fresh]).toEqual([[1, 2, 3], false, true]);
  server[MESSAGES] = page(1, 4, 50, true);
  await comeBack(50);
  expect(rooms.entry(3).last_seq).toBe(50);
  expect([shown(excerpt), excerpt.hasNewer, excerpt.fresh]).toEqual([[1, 2, 3, 4], true, true]);
});

it("keeps what was there, and says that more may have come, while it is not to be had anew", async () => {
  const excerpt = openExcerpt();
  await excerpt.ready;
  server[MESSAGES] = { status: 404, body: { error: { code: "not_found", message: "Gone" } } };
  await comeBack(50);
  expect(rooms.versionOf(3)).toBe(50);
  expect([shown(excerpt), excerpt.fresh]).toEqual([[1, 2, 3], false]);
});

it("is asked for again until it comes, and is not heard any more once it is closed", async () => {
  const [excerpt, closed] = [openExcerpt(), openExcerpt()];
  await Promise.all([excerpt.ready, closed.ready]);
  closed.close();
  delete server[MESSAGES];
  await comeBack(50);
  expect([shown(excerpt), excerpt.fresh]).toEqual([[1, 2, 3], false]);
  server[MESSAGES] = page(1, 5, 50, true);
  await pass(120_000);
  expect([shown(excerpt), excerpt.fresh]).toEqual([[1, 2, 3, 4, 5], true]);
  expect(shown(closed)).toEqual([1, 2, 3]);
});
