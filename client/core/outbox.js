/**
 * What a person has written and the server has not yet acknowledged.
 *
 * An entry is shown at once, kept across reloads, and sent until an answer comes. Sending twice is harmless: the
 * server knows a message again by its author and client_id. Rooms do not wait for each other; inside a room entries
 * go out one by one, in the order written.
 */
import { ApiError } from "./errors.js";
import { createLane } from "./lane.js";
import { createSignal, reportMistake } from "./observable.js";
import { createTabs } from "./tabs.js";
import { uuid } from "./uuid.js";

/**
 * @typedef {object} Entry
 * @property {string} client_id
 * @property {number} user_id
 * @property {number} room_id
 * @property {string} text
 * @property {string} created_at ISO time by this browser's clock; also the order of sending
 * @property {"pending"|"failed"} state
 * @property {{code: string, message: string}|null} error why it failed
 * @property {number} attempts how often it was sent without an answer or with a refusal
 */

/**
 * @typedef {object} Storage where entries survive a reload
 * @property {(userId: number) => Promise<Entry[]>} load
 * @property {(entry: Entry) => Promise<void>} put
 * @property {(clientId: string) => Promise<void>} remove
 */

/**
 * @typedef {object} OutboxOptions
 * @property {number} userId whose entries these are; another person in this browser has their own
 * @property {(entry: Entry) => Promise<any>} send answers the stored message; throws ApiError or NetworkError
 * @property {Storage} storage
 * @property {(message: any) => void} [onSent] called before the entry disappears, so that nothing flickers
 * @property {import("./tabs.js").Tabs} [tabs]
 * @property {typeof import("./backoff.js").createBackoff} [backoff]
 */

/** Refusals that say nothing about the entry itself: it stays, and is sent again. */
const PASSING = new Set(["slow_down", "unauthorized", "csrf"]);
/** Mistakes of the server: they may pass, too, but not for ever. */
const SERVER_ERRORS = new Set(["error", "unavailable"]);
/** A server that fails over and over on one entry must not keep those behind it from going out. */
const SERVER_ERRORS_MOST = 8;

/**
 * @param {OutboxOptions} options
 */
export function createOutbox({ userId, send, storage, onSent, tabs, backoff }) {
  const changed = createSignal();
  const others = tabs ?? createTabs(`parley-outbox-${userId}`);
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  /** @type {Set<string>} entries that are done: a late message from another tab must not bring them back */
  const gone = new Set();
  /** @type {Map<number, ReturnType<typeof createLane>>} one per room */
  const lanes = new Map();
  let closed = false;
  let lastTime = 0;
  let writing = Promise.resolve();

  const ready = load();
  const stopListening = others.listen(hear);

  /**
   * Write a new entry; it is shown and sent at once.
   *
   * @param {{room_id: number, text: string}} what
   * @returns {Entry}
   */
  function add({ room_id, text }) {
    lastTime = Math.max(Date.now(), lastTime + 1);
    /** @type {Entry} */
    const entry = {
      client_id: uuid(),
      user_id: userId,
      room_id,
      text,
      created_at: new Date(lastTime).toISOString(),
      state: "pending",
      error: null,
      attempts: 0,
    };
    save(entry);
    laneOf(room_id).flush();
    return entry;
  }

  /**
   * @param {number} roomId
   * @returns {Entry[]} in the order written
   */
  function entriesOf(roomId) {
    return [...entries.values()].filter((entry) => entry.room_id === roomId).sort(byTime);
  }

  /**
   * Send a failed entry again.
   *
   * @param {string} clientId
   */
  function retry(clientId) {
    const entry = entries.get(clientId);
    if (!entry) return;
    save({ ...entry, state: "pending", error: null });
    laneOf(entry.room_id).flush();
  }

  /**
   * Replace an entry's text and send it. The result has an own client_id: an earlier attempt may have been stored
   * although its answer was lost, and would then be answered with the old text.
   *
   * @param {string} clientId
   * @param {string} text
   * @returns {Entry|null} null when it is being sent, or gone
   */
  function edit(clientId, text) {
    const entry = entries.get(clientId);
    if (!entry || (entry.state === "pending" && entry.attempts > 0)) return null;
    forget(clientId);
    const next = { ...entry, client_id: uuid(), text, state: /** @type {const} */ ("pending"), error: null, attempts: 0 };
    save(next);
    laneOf(entry.room_id).flush();
    return next;
  }

  /**
   * Give an entry up. One that is just being sent may arrive nevertheless.
   *
   * @param {string} clientId
   */
  function remove(clientId) {
    if (!entries.has(clientId)) return;
    forget(clientId);
    others.tell({ removed: clientId });
  }

  /**
   * A message of this person was seen; if it came from here, its entry is done, even when the answer got lost.
   *
   * @param {{client_id: string}} message
   */
  function acknowledge(message) {
    if (!entries.has(message.client_id)) return;
    onSent?.(message);
    forget(message.client_id);
    others.tell({ removed: message.client_id, message });
  }

  /** Send everything that waits, now: after connecting, or after signing in again. */
  function flush() {
    for (const roomId of new Set([...entries.values()].map(({ room_id }) => room_id))) laneOf(roomId).flush({ hopeful: true });
  }

  /** Stop sending, and leave what waits in the storage for next time. */
  function close() {
    closed = true;
    for (const lane of lanes.values()) lane.close();
    stopListening();
    others.close();
  }

  async function load() {
    try {
      for (const entry of await storage.load(userId)) {
        if (!entries.has(entry.client_id) && !gone.has(entry.client_id)) entries.set(entry.client_id, entry);
        lastTime = Math.max(lastTime, Date.parse(entry.created_at));
      }
    } catch (error) {
      reportMistake(error);
    }
    changed.notify();
    if (!closed) flush();
  }

  /** @param {number} roomId */
  function laneOf(roomId) {
    let lane = lanes.get(roomId);
    if (!lane) {
      const next = () => entriesOf(roomId).find(({ state }) => state === "pending");
      lane = createLane({ next, send: sendOne, alone: (work) => others.alone(`${roomId}`, work), backoff });
      lanes.set(roomId, lane);
      if (closed) lane.close();
    }
    return lane;
  }

  /**
   * @param {Entry} entry
   * @throws {unknown} when it is to be sent again
   */
  async function sendOne(entry) {
    const tried = { ...entry, attempts: entry.attempts + 1 };
    save(tried);
    try {
      const message = await send(tried);
      if (entries.has(entry.client_id)) acknowledge(message);
      else onSent?.(message);
    } catch (error) {
      // The message itself, or the person, was quicker.
      if (!entries.has(entry.client_id)) return;
      if (!isFinal(error, tried)) throw error;
      save({ ...tried, state: "failed", error: { code: error.code, message: error.message } });
    }
  }

  /** @param {Entry} entry */
  function save(entry) {
    entries.set(entry.client_id, entry);
    changed.notify();
    write(() => storage.put(entry));
    others.tell({ entry });
  }

  /** @param {string} clientId */
  function forget(clientId) {
    entries.delete(clientId);
    gone.add(clientId);
    changed.notify();
    write(() => storage.remove(clientId));
  }

  /**
   * Writes follow each other, so that a removal cannot be overtaken by the entry it removes.
   *
   * @param {() => Promise<void>} action
   */
  function write(action) {
    writing = writing.then(action).catch(reportMistake);
  }

  /** @param {{entry?: Entry, removed?: string, message?: any}} told by another tab of this person */
  function hear({ entry, removed, message }) {
    if (message) onSent?.(message);
    if (removed) {
      entries.delete(removed);
      gone.add(removed);
    }
    if (entry && !gone.has(entry.client_id)) {
      entries.set(entry.client_id, entry);
      lastTime = Math.max(lastTime, Date.parse(entry.created_at));
    }
    changed.notify();
  }

  return {
    /** Settled once what an earlier visit left is here. */
    ready,
    add,
    entries: entriesOf,
    retry,
    edit,
    remove,
    acknowledge,
    flush,
    close,
    subscribe: changed.subscribe,
    /** How many entries wait or have failed, over all rooms. */
    get size() {
      return entries.size;
    },
  };
}

/** @typedef {ReturnType<typeof createOutbox>} Outbox */

/**
 * @param {Entry} a
 * @param {Entry} b
 */
function byTime(a, b) {
  if (a.created_at === b.created_at) return a.client_id < b.client_id ? -1 : 1;
  return a.created_at < b.created_at ? -1 : 1;
}

/**
 * Whether the server has refused this very entry.
 *
 * @param {unknown} error
 * @param {Entry} entry
 * @returns {error is ApiError}
 */
function isFinal(error, entry) {
  if (!(error instanceof ApiError)) return false;
  if (SERVER_ERRORS.has(error.code) || error.status >= 500) return entry.attempts >= SERVER_ERRORS_MOST;
  return !PASSING.has(error.code);
}
