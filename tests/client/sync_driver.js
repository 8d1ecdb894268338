/**
 * One browser tab without its page, driven over JSON lines: the client's own modules between a network, a clock and a
 * disk that all belong to the test. tests/server/test_sync_machine.py plays network and server.
 *
 * A command is `{"do": name, …}`; the answer holds the command's result, the requests that have gone out since, and
 * the state of the connection.
 */
import { IDBFactory } from "fake-indexeddb";
import { createInterface } from "node:readline";

import { createClock } from "./fake_clock.js";
import { FakeManager } from "./core/fake_manager.js";

const clock = createClock();
/** Requests that have gone out and wait for their fate, by id. */
const waiting = new Map();
let told = 0;
let requests = 0;
let tab;

Object.defineProperty(globalThis, "navigator", { value: { onLine: true, languages: [] } });
Object.assign(globalThis, {
  addEventListener: () => {},
  removeEventListener: () => {},
  document: {
    addEventListener: () => {},
    removeEventListener: () => {},
    // The page brought nothing along.
    getElementById: () => null,
    visibilityState: "visible",
  },
  BroadcastChannel: undefined,
  reportError: (error) => process.stderr.write(`${error.stack}\n`),
  fetch: goOut,
});
Math.random = () => 0.5;

// After the globals, which some modules look at while they load.
const { createChat } = await import("../../client/chat/live.js");
const { setSession } = await import("../../client/core/api.js");
const { connect } = await import("../../client/core/socket.js");
const { createLiveRooms } = await import("../../client/rooms/live.js");

const commands = {
  /** A fresh browser profile. */
  begin() {
    globalThis.indexedDB = new IDBFactory();
  },
  /** The page is opened. */
  open({ me }) {
    setSession({ csrf: "", user: me });
    const manager = new FakeManager();
    const connection = connect({ userId: me.id, createManager: () => manager });
    const stores = { list: { loaded: false, rooms: [], direct: [], waiting: [], unread: 0 }, current: { id: null, view: null } };
    const rooms = createLiveRooms({ connection, me, stores, reactive: (value) => value });
    const chat = createChat({ connection, rooms, me });
    tab = { manager, connection, rooms, chat, stores, asks: 0 };
    forget(rooms.start());
  },
  /** The page is closed: nothing that is under way comes back to it. */
  close() {
    tab.connection.close();
    tab.chat.close();
    waiting.clear();
    clock.clear();
  },
  succeed: () => tab.manager.succeed(),
  fail: () => tab.manager.fail(),
  drop: () => tab.manager.drop(),
  fire: ({ namespace, event, data }) => tab.manager.sockets[namespace].fire(event, data),
  answer({ id, status, body }) {
    const request = waiting.get(id);
    waiting.delete(id);
    request?.answer(status, body);
  },
  lose({ id }) {
    const request = waiting.get(id);
    waiting.delete(id);
    request?.lose();
  },
  advance: ({ ms }) => clock.advance(ms, settle),
  write: ({ room, text }) => tab.chat.outbox.add({ room_id: room, text }).client_id,
  retry: ({ client_id }) => tab.chat.outbox.retry(client_id),
  discard: ({ client_id }) => tab.chat.outbox.remove(client_id),
  enter({ room }) {
    const visited = tab.rooms.visit(room);
    forget(Promise.all([visited, tab.chat.openNewest(room, visited)]));
  },
  around: ({ room, message }) => forget(tab.chat.openAround(room, message)),
  more: ({ room, where }) => forget(tab.chat.more(room, where)),
  following({ room, value }) {
    tab.chat.timelineOf(room).following = value;
  },
  edit: ({ message, text }) => forget(tab.chat.edit(message, text)),
  remove: ({ message }) => forget(tab.chat.remove(message)),
  look: ({ rooms }) => rooms.map(look),
};

/** What is known of a room, and what of it would be drawn. */
function look(roomId) {
  const timeline = tab.chat.timelineOf(roomId);
  const entries = tab.chat.outbox.entries(roomId);
  return {
    entry: tab.rooms.entry(roomId) ?? null,
    loaded: timeline.loaded,
    older: timeline.cursor("older"),
    newer: timeline.cursor("newer"),
    messages: timeline.messages,
    outbox: entries,
    rows: timeline.rows(entries).map(({ key, message, entry }) => ({ key, client_id: (message ?? entry)?.client_id })),
  };
}

/** A request over HTTP, as the client's modules call it. */
function goOut(url, { method, body, signal }) {
  return new Promise((resolve, reject) => {
    requests += 1;
    const id = requests;
    const lose = () => reject(new TypeError("Failed to fetch"));
    const answer = (status, data) => resolve(new Response(data === null ? null : JSON.stringify(data), { status }));
    waiting.set(id, { id, kind: "http", method, url, body: body ? JSON.parse(body) : null, answer, lose });
    signal.addEventListener("abort", () => {
      waiting.delete(id);
      reject(signal.reason);
    });
  });
}

/** Take note of what was asked over the socket since the last time. */
function collectAsks() {
  if (!tab) return;
  const { asked } = tab.manager.sockets["/chat"];
  for (const { event, data, answer } of asked.slice(tab.asks)) {
    requests += 1;
    waiting.set(requests, { id: requests, kind: "ask", event, data, answer: (_status, body) => answer(body), lose: () => {} });
  }
  tab.asks = asked.length;
}

/** What a command starts ends whenever the test lets it; that it fails is one of the things that happen. */
function forget(promise) {
  promise.catch(() => {});
}

/** Let everything that is ready happen, the disk included. */
async function settle() {
  for (let round = 0; round < 12; round += 1) await new Promise((resolve) => setImmediate(resolve));
  collectAsks();
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  const result = await commands[command.do](command);
  await settle();
  const fresh = [...waiting.values()].filter(({ id }) => id > told);
  told = requests;
  const answer = {
    result: result ?? null,
    requests: fresh.map(({ id, kind, method, url, body, event, data }) => ({ id, kind, method, url, body, event, data })),
    status: tab?.connection.status.value ?? null,
    opening: tab?.manager._readyState === "opening",
    up: tab?.manager._readyState === "open",
    loaded: tab?.stores.list.loaded ?? false,
    unsent: tab?.chat.outbox.size ?? 0,
  };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
