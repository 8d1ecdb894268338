/**
 * What a person has written or changed and the server has not yet acknowledged.
 *
 * An entry is shown at once, kept across reloads, and sent until an answer comes. Sending twice has to be harmless: the
 * server knows a message again by its author and client_id, and sets the fields of a to-do to values. Entries of one
 * lane (a room, a list) go out one by one, in the order written; lanes do not wait for each other.
 */
import { ApiError } from "./errors.js";
import { createLane } from "./lane.js";
import { createSignal, reportMistake } from "./observable.js";
import { createTabs } from "./tabs.js";
import { uuid } from "./uuid.js";

/**
 * @typedef {object} Stored what every entry has
 * @property {string} client_id
 * @property {number} user_id
 * @property {string} created_at ISO time by this browser's clock; also the order of sending
 * @property {"pending"|"failed"} state
 * @property {{code: string, message: string}|null} error why it failed
 * @property {number} attempts how often it was sent without an answer or with a refusal
 * @property {number} [server_errors] how often in a row the server failed on it
 *
 * @typedef {{room_id: number, text: string}} Written
 * @typedef {Stored & Written} Entry a message
 */

/**
 * @typedef {object} Storage where entries survive a reload
 * @property {(userId: number) => Promise<any[]>} load
 * @property {(entry: any) => Promise<void>} put
 * @property {(clientId: string) => Promise<void>} remove
 */

/**
 * @template {object} [What=Written]
 * @typedef {object} OutboxOptions
 * @property {number} userId whose entries these are; another person in this browser has their own
 * @property {(entry: Stored & What) => Promise<any>} send answers what is stored now; throws ApiError or NetworkError
 * @property {Storage} storage
 * @property {string} [name] under which the tabs of this person tell each other
 * @property {(entry: Stored & What) => string|number} [laneOf] what must go out in order has the same lane
 * @property {(entry: Stored & What, earlier: (Stored & What)[]) => boolean} [waits] whether an entry has to stay behind
 *   some of those written before it, of whatever lane
 * @property {(stored: any) => void} [onSent] called before the entry disappears, so that nothing flickers
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
 * When another tab has said nothing for so long about what it wants to send, it has died: a living one tells of every
 * attempt, waits ten seconds for its answer, and then half a minute at most.
 */
const TAKE_OVER_MS = 60_000;

/**
 * @template {object} [What=Written]
 * @param {OutboxOptions<What>} options
 */
export function createOutbox({ userId, send, storage, name = "outbox", laneOf = roomOf, waits, onSent, tabs, backoff }) {
  /** @typedef {Stored & What} One */
  const changed = createSignal();
  const others = tabs ?? createTabs(`parley-${name}-${userId}`);
  /** @type {Map<string, One>} */
  const entries = new Map();
  /** @type {Set<string>} entries that are done: a late message from another tab must not bring them back */
  const gone = new Set();
  /** @type {Map<string, ReturnType<typeof createLane>>} */
  const lanes = new Map();
  /** @type {Map<string, ReturnType<typeof setTimeout>>} when to take over what another tab has written, by lane */
  const takingOver = new Map();
  let closed = false;
  let lastTime = 0;
  let writing = Promise.resolve();

  const ready = load();
  const stopListening = others.listen(hear);
  globalThis.addEventListener?.("pagehide", leave);

  /**
   * Write a new entry; it is shown and sent at once.
   *
   * @param {What} what
   * @param {string} [clientId] its own name, when it has one
   * @returns {One}
   */
  function add(what, clientId = uuid()) {
    lastTime = Math.max(Date.now(), lastTime + 1);
    const entry = {
      ...fresh(),
      ...what,
      client_id: clientId,
      user_id: userId,
      created_at: new Date(lastTime).toISOString(),
    };
    save(entry);
    laneFor(entry).flush();
    return entry;
  }

  /**
   * @param {string|number} lane
   * @returns {One[]} in the order written
   */
  function entriesOf(lane) {
    return all().filter((entry) => `${laneOf(entry)}` === `${lane}`);
  }

  /** @returns {One[]} in the order written */
  function all() {
    return [...entries.values()].sort(byTime);
  }

  /**
   * Send a failed entry again.
   *
   * @param {string} clientId
   */
  function retry(clientId) {
    const entry = entries.get(clientId);
    if (!entry) return;
    const again = { ...entry, state: /** @type {const} */ ("pending"), error: null, server_errors: 0 };
    save(again);
    laneFor(again).flush();
  }

  /**
   * Replace a message's text and send it.
   *
   * @param {string} clientId
   * @param {string} text
   * @returns {One|null} null when it is being sent, or gone
   */
  function edit(clientId, text) {
    const entry = entries.get(clientId);
    if (!entry || (entry.state === "pending" && entry.attempts > 0)) return null;
    return replace(clientId, /** @type {any} */ ({ text }));
  }

  /**
   * Put other things into an entry, which keeps its place, and send it. The result has an own client_id: an earlier
   * attempt may have been stored although its answer was lost, and would then be answered with what it was.
   *
   * @param {string} clientId
   * @param {Partial<What>} what
   * @param {string} [nextId]
   * @returns {One|null} null when it is gone
   */
  function replace(clientId, what, nextId = uuid()) {
    const entry = entries.get(clientId);
    if (!entry) return null;
    if (nextId !== clientId) remove(clientId);
    const next = { ...entry, ...fresh(), ...what, client_id: nextId };
    save(next);
    laneFor(next).flush();
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
    goOn();
  }

  /**
   * A message of this person was seen; if it came from here, its entry is done, even when the answer got lost.
   *
   * @param {{client_id: string}} message
   */
  function acknowledge(message) {
    finish(message.client_id, message);
  }

  /**
   * What became of an entry is known.
   *
   * @param {string} clientId
   * @param {any} stored
   */
  function finish(clientId, stored) {
    if (!entries.has(clientId)) return;
    onSent?.(stored);
    forget(clientId);
    others.tell({ removed: clientId, message: stored });
    goOn();
  }

  /** What has waited for an entry of another lane can go out now. */
  function goOn() {
    if (!waits) return;
    for (const entry of entries.values()) if (entry.attempts === 0) laneFor(entry).flush();
  }

  /** Send everything that waits, now: after connecting, or after signing in again. */
  function flush() {
    for (const lane of new Set([...entries.values()].map(laneFor))) lane.flush({ hopeful: true });
  }

  /** Stop sending, and leave what waits in the storage for next time. */
  function close() {
    closed = true;
    for (const lane of lanes.values()) lane.close();
    for (const timer of takingOver.values()) clearTimeout(timer);
    globalThis.removeEventListener?.("pagehide", leave);
    leave();
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

  /** @param {One} entry */
  function laneFor(entry) {
    const key = `${laneOf(entry)}`;
    let lane = lanes.get(key);
    if (!lane) {
      const next = () => entriesOf(key).find((waiting) => waiting.state === "pending" && !(waits?.(waiting, earlierThan(waiting)) ?? false));
      lane = createLane({ next, send: sendOne, alone: (work) => others.alone(key, work), backoff });
      lanes.set(key, lane);
      if (closed) lane.close();
    }
    return lane;
  }

  /** @param {One} entry */
  function earlierThan(entry) {
    return [...entries.values()].filter((other) => byTime(other, entry) < 0);
  }

  /**
   * @param {One} entry
   * @throws {unknown} when it is to be sent again
   */
  async function sendOne(entry) {
    const tried = { ...entry, attempts: entry.attempts + 1 };
    save(tried);
    try {
      const stored = await send(tried);
      if (entries.has(entry.client_id)) finish(entry.client_id, stored);
      else onSent?.(stored);
    } catch (error) {
      // What was stored, or the person, was quicker.
      if (!entries.has(entry.client_id)) return;
      const after = { ...tried, server_errors: isServerError(error) ? (tried.server_errors ?? 0) + 1 : 0 };
      if (!isFinal(error, after)) {
        if (after.server_errors !== tried.server_errors) save(after);
        throw error;
      }
      save({ ...after, state: "failed", error: { code: error.code, message: error.message } });
    }
  }

  /** @param {One} entry */
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

  /** This tab is going: what it could not send is for the others. */
  function leave() {
    others.tell({ left: true });
  }

  /** @param {{entry?: One, removed?: string, message?: any, left?: boolean}} told by another tab of this person */
  function hear({ entry, removed, message, left }) {
    if (left) flush();
    if (message) onSent?.(message);
    if (removed) {
      entries.delete(removed);
      gone.add(removed);
    }
    if (entry && !gone.has(entry.client_id)) {
      entries.set(entry.client_id, entry);
      lastTime = Math.max(lastTime, Date.parse(entry.created_at));
      if (entry.state === "pending") takeOverLater(entry);
    }
    changed.notify();
  }

  /** @param {One} entry */
  function takeOverLater(entry) {
    const key = `${laneOf(entry)}`;
    clearTimeout(takingOver.get(key));
    const timer = setTimeout(() => {
      takingOver.delete(key);
      laneFor(entry).flush();
    }, TAKE_OVER_MS);
    takingOver.set(key, timer);
  }

  return {
    /** Settled once what an earlier visit left is here. */
    ready,
    add,
    entries: entriesOf,
    all,
    /** @param {string} clientId */
    has: (clientId) => entries.has(clientId),
    retry,
    edit,
    replace,
    remove,
    acknowledge,
    flush,
    close,
    subscribe: changed.subscribe,
    /** How many entries wait or have failed, over all lanes. */
    get size() {
      return entries.size;
    },
  };
}

/** @typedef {ReturnType<typeof createOutbox<Written>>} Outbox */

/** What nobody has tried yet. */
function fresh() {
  return { state: /** @type {Stored["state"]} */ ("pending"), error: /** @type {Stored["error"]} */ (null), attempts: 0, server_errors: 0 };
}

/** @param {any} entry a message */
function roomOf({ room_id: roomId }) {
  return roomId;
}

/**
 * @param {Stored} a
 * @param {Stored} b
 */
function byTime(a, b) {
  if (a.created_at === b.created_at) return a.client_id < b.client_id ? -1 : 1;
  return a.created_at < b.created_at ? -1 : 1;
}

/**
 * Whether the server has refused this very entry.
 *
 * @param {unknown} error
 * @param {Stored} entry
 * @returns {error is ApiError}
 */
function isFinal(error, entry) {
  if (isServerError(error)) return (entry.server_errors ?? 0) >= SERVER_ERRORS_MOST;
  return error instanceof ApiError && !PASSING.has(error.code);
}

/** @param {unknown} error */
function isServerError(error) {
  return error instanceof ApiError && (SERVER_ERRORS.has(error.code) || error.status >= 500);
}
