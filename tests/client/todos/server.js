/**
 * As much of the server as lists and items need: streams with versions, changes that set fields to values, and clients
 * whose connections lose, delay and double what they carry. Time passes only when a test lets it.
 */
import { vi } from "vitest";

import { createLiveRooms } from "../../../client/rooms/live.js";
import { connect } from "../../../client/core/socket.js";
import { keyBetween } from "../../../client/todos/order.js";
import { createTodos } from "../../../client/todos/live.js";
import { FakeManager } from "../core/fake_manager.js";

const AT = "2026-11-28T10:00:00Z";

export const person = (id) => ({ id, username: `user-${id}`, name: `User ${id}` });

export function createServer({ lists = [7] } = {}) {
  /** Every change by stream, the last one of each row; items are rows of one list at a time. */
  const streams = new Map();
  const items = new Map();
  const departures = new Map();
  const clients = [];
  /** Sentences with which changes are refused, by what the test says. */
  let refuses = () => null;
  let ids = 0;

  const listOf = (id) => ({
    id, uid: `list-${id}`, room_id: 3, owner_id: null, name: "", color: "", position: "a0", is_default: id === lists[0],
    archived_at: null, deleted_at: null, created_at: AT, version: 0, open: 0, done: 0,
  });
  const version = (stream) => streams.get(stream) ?? 0;
  const advance = (stream) => {
    streams.set(stream, version(stream) + 1);
    return version(stream);
  };
  const itemsOf = (id) => [...items.values()].filter((item) => item.list_id === id);

  function publish(item) {
    const stream = `list:${item.list_id}`;
    item.version = advance(stream);
    broadcast({ stream, version: item.version, type: "item", data: structuredClone(item) });
  }

  function depart(item, listId) {
    const stream = `list:${listId}`;
    const data = { id: item.id, uid: item.uid, list_id: listId, moved: true, deleted_at: AT, version: advance(stream) };
    departures.set(`${listId} ${item.uid}`, data);
    broadcast({ stream, version: data.version, type: "item", data });
  }

  function broadcast(change) {
    for (const each of clients) each.hear(change);
  }

  function set(item, fields, user) {
    const from = item.list_id;
    for (const [name, value] of Object.entries(fields)) {
      if (name === "done") {
        if (value && !item.done_at) Object.assign(item, { done_at: AT, done_by: user });
        if (!value) Object.assign(item, { done_at: null, done_by: null });
      } else if (name === "deleted") item.deleted_at = value ? AT : null;
      else if (name === "assignee_id") item.assignee = value ? person(value) : null;
      else item[name] = value;
      if (name === "text") item.html = `<p>${value}</p>`;
    }
    // The very key may be taken.
    const isTaken = (key) => itemsOf(item.list_id).some((other) => other.uid !== item.uid && other.position === key);
    while (isTaken(item.position)) {
      const next = itemsOf(item.list_id).map((other) => other.position).filter((key) => key > item.position).sort()[0];
      item.position = keyBetween(item.position, next ?? null);
    }
    if (item.list_id !== from) depart(item, from);
    publish(item);
  }

  /** What a socket event answers. */
  function carryOut(event, data, user) {
    const refusal = refuses(event, data);
    if (refusal) return { error: { code: "invalid", message: refusal } };
    const { parent } = data.changes ?? data;
    if (parent && !items.has(parent)) return { error: { code: "invalid", message: "There is no such to-do in this list." } };
    if (event === "add_item" && !items.has(data.uid)) {
      const { uid, list_id: listId = lists[0], ...fields } = data;
      const item = {
        id: (ids += 1), uid, list_id: listId, parent: null, position: itemsOf(listId).map((other) => other.position).sort().at(-1) ?? "a0", text: "", html: "", notes: "", notes_html: "",
        done_at: null, done_by: null, assignee: null, author: user, created_at: `2026-11-28T10:${String(ids % 60).padStart(2, "0")}:00Z`, edited_at: null, due: null, remind: null,
        repeat: null, labels: [], priority: 0, roll_call: false, ticks: [], source: null, waiting_for: null, comments: 0,
        deleted_at: null, version: 0,
      };
      items.set(uid, item);
      set(item, fields, user);
    } else if (event === "change_item") {
      if (!items.has(data.uid)) return { error: { code: "not_found", message: "This does not exist, or you may not see it." } };
      if (items.get(data.uid).deleted_at && !("deleted" in data.changes)) return { error: { code: "not_found", message: "This to-do has been deleted." } };
      items.get(data.uid).edited_at = AT;
      set(items.get(data.uid), data.changes, user);
    }
    return { item: structuredClone(items.get(data.uid)) };
  }

  /** What an address answers. */
  function get(path, query) {
    if (path === "/rooms") return { stream: "user:1", version: 0, rooms: [] };
    if (path === "/lists") return { stream: "user:1", version: 0, lists: [] };
    if (/^\/rooms\/\d+\/lists$/.test(path)) return { stream: "room:3", version: 0, lists: lists.map(listOf) };
    const [, listId] = /^\/lists\/(\d+)\/items$/.exec(path) ?? [];
    if (listId) return page(Number(listId), query.get("state"));
    const [, counted] = /^\/lists\/(\d+)$/.exec(path) ?? [];
    if (counted) return { list: { ...listOf(Number(counted)), done: page(Number(counted), "completed").items.length }, room: null };
    if (path === "/items") return { items: query.get("uids").split(",").flatMap((uid) => (items.get(uid)?.deleted_at === null ? structuredClone(items.get(uid)) : [])) };
    const [, stream] = /^\/streams\/(.+)\/changes$/.exec(path) ?? [];
    if (stream) return changes(stream, Number(query.get("since")));
    return null;
  }

  function page(listId, state) {
    const there = itemsOf(listId).filter((item) => item.deleted_at === null);
    const done = there.filter((item) => item.done_at !== null && !item.parent);
    const closed = new Set(done.map(({ uid }) => uid));
    const active = there.filter((item) => !closed.has(item.uid) && !closed.has(item.parent));
    const counts = { active: active.filter((item) => !item.parent).length, completed: done.length, all: 0 };
    const found = structuredClone(state === "completed" ? done : active);
    return { stream: `list:${listId}`, version: version(`list:${listId}`), items: found, next: null, counts };
  }

  function changes(stream, since) {
    if (!stream.startsWith("list:")) return { version: version(stream), changes: [] };
    const listId = Number(stream.slice(5));
    const rows = [...itemsOf(listId), ...[...departures.values()].filter((gone) => gone.list_id === listId && items.get(gone.uid).list_id !== listId)];
    const found = rows.filter((row) => row.version > since).sort((a, b) => a.version - b.version);
    return {
      version: version(stream),
      changes: structuredClone(found.map((data) => ({ stream, version: data.version, type: "item", data }))),
    };
  }

  /** A browser of somebody. `wire` decides what becomes of a broadcast: it is given the way to deliver it. */
  function client(userId, { wire = (deliver) => deliver(), make = createTodos } = {}) {
    const me = person(userId);
    const manager = new FakeManager();
    const connection = connect({ userId, createManager: () => manager });
    const stores = { list: { loaded: false, rooms: [], direct: [], waiting: [], unread: 0 }, current: { id: null, view: null } };
    const rooms = createLiveRooms({ connection, me, stores, reactive: (plain) => plain });
    const todos = make({ connection, rooms, me });
    const socket = () => manager.sockets["/chat"];
    const joined = new Set();
    let answered = 0;
    const it = {
      me, manager, connection, rooms, todos, joined,
      /** What the server was asked by socket and has not dealt with yet. */
      waiting: () => socket().asked.slice(answered),
      hear(change) {
        if (!socket().connected || !joined.has(change.stream)) return;
        wire(() => socket().connected && socket().fire("change", structuredClone(change)));
      },
      /** Deal with the next question; lose: its answer gets lost; later: what is to deliver it instead. */
      answer({ lose = false, later = (deliver) => deliver() } = {}) {
        const question = socket().asked[answered];
        if (!question) return false;
        answered += 1;
        if (question.event === "join") {
          for (const stream of question.data.streams) joined.add(stream);
          question.answer({ versions: Object.fromEntries(question.data.streams.map((stream) => [stream, version(stream)])) });
          return true;
        }
        const answer = carryOut(question.event, question.data, me);
        if (!lose) later(() => question.answer(answer));
        return true;
      },
      drop() {
        joined.clear();
        answered = socket().asked.length;
        manager.drop();
      },
      close() {
        todos.close();
        rooms.close();
        connection.close();
      },
    };
    clients.push(it);
    return it;
  }

  async function answerFetch(url) {
    const { pathname, searchParams } = new URL(url, "http://parley.test");
    const found = get(pathname.replace("/api/v1", ""), searchParams);
    const body = found ?? { error: { code: "not_found", message: "Gone" } };
    return new Response(JSON.stringify(body), { status: found ? 200 : 404 });
  }

  return {
    items, client, carryOut, version, clients,
    fetch: vi.fn(answerFetch),
    refuse: (rule) => (refuses = rule),
    lists: () => lists.map(listOf),
  };
}

export const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

/** Everything that is asked is answered, until nothing is. */
export async function settle(...clients) {
  for (let quiet = 0; quiet < 3; quiet += 1) {
    await pass();
    for (const each of clients) while (each.answer()) quiet = 0;
  }
}
