/**
 * The messages of one room that this client holds: a window without holes, at most WINDOW of them. Deleted ones are not
 * among them, but one's own that somebody else has removed.
 *
 * Pure state: it neither asks the server nor draws. Every message carries the version of its last change, so whatever
 * comes twice, late, or while a page was loading is settled by comparing versions.
 */
import { createSignal } from "../core/observable.js";
import { rowsOf } from "./rows.js";

/**
 * @typedef {object} Message
 * @property {number} id
 * @property {number} room_id
 * @property {number} seq place in the room
 * @property {number} version of the room's stream at its last change
 * @property {string} client_id
 * @property {{id: number, username: string, name: string}} author
 * @property {string} text
 * @property {string} html
 * @property {string} created_at
 * @property {string|null} edited_at
 * @property {string|null} deleted_at
 * @property {boolean} [removed] deleted by somebody else than its author
 *
 * @typedef {object} Page
 * @property {Message[]} messages by rising seq
 * @property {number} version of the room's stream when it was read
 * @property {boolean} has_older
 * @property {boolean} has_newer
 *
 * @typedef {"newest"|"older"|"newer"|"around"} Where
 * @typedef {import("../core/sync.js").Change} Change
 * @typedef {import("./rows.js").Row} Row
 */

/** More would make drawing slow and help nobody. */
export const WINDOW = 300;
/** So many changed messages are remembered, to be laid over a page that was read before them. */
const REMEMBERED = 1000;

/**
 * @param {object} options
 * @param {number} options.roomId
 * @param {number} [options.myId] whose own messages are not news
 * @param {number} [options.version] the version of the room's stream from which on changes will be applied here; a page
 *   read before that is not taken
 */
export function createTimeline({ roomId, myId = 0, version = 0 }) {
  const changed = createSignal();
  /** @type {Message[]} by rising seq */
  let messages = [];
  let loaded = false;
  let hasOlder = false;
  let hasNewer = false;
  /** Place from which on, and where there are newer ones also up to which, every message is here. */
  let low = 0;
  let high = 0;
  let following = true;
  /** Place of the newest message anybody has told of. */
  let newestSeq = 0;
  /** Place up to which messages are not counted as new. */
  let seenSeq = 0;
  /** @type {Set<number>} places of those that came while the reader was elsewhere */
  const news = new Set();
  /** @type {Map<number, Message>} changed messages by id, the longest known first */
  const recent = new Map();
  /** Changes up to this version were not seen, or may have been forgotten. */
  let forgotten = version;

  /**
   * What to ask the server for next, in one direction.
   *
   * @param {"older"|"newer"} where
   * @returns {{before: number}|{after: number}|null} null when there is nothing there
   */
  function cursor(where) {
    if (where === "older") return hasOlder ? { before: low } : null;
    return hasNewer ? { after: high } : null;
  }

  /**
   * Take a page of history.
   *
   * @param {Page} page
   * @param {Where} where "older" and "newer" extend the window, the others replace it
   * @param {{before?: number, after?: number}|null} [asked] the cursor of the request
   * @returns {boolean} false when the page no longer fits, because the window moved or too much happened since it was
   *   read; it must then be asked for again
   */
  function load(page, where, asked = null) {
    if (page.version < forgotten || !stillFits(where, asked)) return false;
    const fresh = page.messages.map((message) => newer(message, recent.get(message.id)));
    const extending = where === "older" || where === "newer";
    messages = merge(myId, extending ? messages : [], fresh);
    if (where !== "newer") {
      hasOlder = page.has_older;
      low = page.messages[0]?.seq ?? low;
    }
    if (where !== "older") {
      hasNewer = page.has_newer;
      high = page.messages.at(-1)?.seq ?? high;
    }
    if (where === "older") dropNewest();
    else dropOldest();
    loaded = true;
    if (where !== "older" && !hasNewer) addArrived();
    newestSeq = Math.max(newestSeq, page.messages.at(-1)?.seq ?? 0);
    seeNews();
    changed.notify();
    return true;
  }

  /**
   * Apply a change of the room's stream, or a message that the server has just answered with.
   *
   * @param {Pick<Change, "type"|"data">} change
   */
  function apply({ type, data }) {
    if (type !== "message" || data.room_id !== roomId) return;
    /** @type {Message} */
    const message = newer(data, recent.get(data.id));
    remember(message);
    if (loaded) place(message);
    newestSeq = Math.max(newestSeq, message.seq);
    count(message);
    changed.notify();
  }

  /** Forget everything, as when the server says that too much has happened: the next page starts anew. */
  function clear() {
    messages = [];
    recent.clear();
    news.clear();
    loaded = hasOlder = hasNewer = false;
    low = high = newestSeq = seenSeq = 0;
    changed.notify();
  }

  /** @param {number} id */
  function find(id) {
    return messages.find((message) => message.id === id);
  }

  /** @param {number} userId */
  function lastOf(userId) {
    return messages.findLast(({ author, deleted_at: deletedAt }) => author.id === userId && deletedAt === null);
  }

  /**
   * @param {Where} where
   * @param {{before?: number, after?: number}|null} asked
   */
  function stillFits(where, asked) {
    if (where === "older") return asked?.before === undefined || asked.before === low;
    if (where === "newer") return asked?.after === undefined || asked.after === high;
    return true;
  }

  /** Messages that arrived while the page was on its way belong to the end of the window. */
  function addArrived() {
    messages = merge(myId, messages, [...recent.values()].filter(({ seq }) => seq > high));
    dropOldest();
  }

  /**
   * Put a message into the window, in place of its older state, if it belongs there.
   *
   * @param {Message} message
   */
  function place(message) {
    if ((hasNewer && message.seq > high) || (hasOlder && message.seq < low)) return;
    const last = messages.at(-1)?.seq ?? 0;
    if (message.seq > last && !following && messages.length >= WINDOW) {
      // Nothing may be dropped where somebody is reading; they will fetch this on their way down.
      hasNewer = true;
      high = last;
      return;
    }
    messages = merge(myId, messages, [message]);
    dropOldest();
  }

  /** @param {Message} message */
  function remember(message) {
    recent.delete(message.id);
    recent.set(message.id, message);
    if (recent.size <= REMEMBERED) return;
    const [oldest] = recent.values();
    recent.delete(oldest.id);
    forgotten = Math.max(forgotten, oldest.version);
  }

  /** @param {Message} message */
  function count(message) {
    if (message.deleted_at !== null) news.delete(message.seq);
    else if (message.seq > seenSeq && message.author.id !== myId) news.add(message.seq);
    seeNews();
  }

  /** Whoever is at the newest message sees what arrives. */
  function seeNews() {
    if (!following || hasNewer) return;
    seenSeq = newestSeq;
    news.clear();
  }

  function dropOldest() {
    if (messages.length <= WINDOW) return;
    messages = messages.slice(-WINDOW);
    hasOlder = true;
    low = messages[0].seq;
  }

  function dropNewest() {
    if (messages.length <= WINDOW) return;
    messages = messages.slice(0, WINDOW);
    hasNewer = true;
    high = messages[WINDOW - 1].seq;
  }

  return {
    cursor,
    load,
    apply,
    clear,
    find,
    lastOf,
    subscribe: changed.subscribe,
    /**
     * What to draw, from the oldest to the newest. Rows that have not changed are the same objects as last time.
     *
     * @param {import("../core/outbox.js").Entry[]} pending this room's entries of the outbox
     * @param {import("./rows.js").RowOptions} [options]
     */
    rows: rowsOf(() => ({ messages, hasOlder, hasNewer, myId })),
    /** The newest message of the window. */
    last: () => messages.at(-1),
    get messages() {
      return messages;
    },
    get loaded() {
      return loaded;
    },
    get hasOlder() {
      return hasOlder;
    },
    get hasNewer() {
      return hasNewer;
    },
    get newestSeq() {
      return newestSeq;
    },
    /** How many messages of others arrived while the reader was not at the newest. */
    get newCount() {
      return news.size;
    },
    /** Whether the reader is at the newest message and wants to stay there. */
    get following() {
      return following;
    },
    set following(value) {
      if (following && !value) seenSeq = newestSeq;
      following = value;
      seeNews();
      changed.notify();
    },
  };
}

/** @typedef {ReturnType<typeof createTimeline>} Timeline */

/**
 * @param {Message} one
 * @param {Message|undefined} other
 */
function newer(one, other) {
  return other && other.version > one.version ? other : one;
}

/**
 * @param {number} myId
 * @param {Message[]} known
 * @param {Message[]} more
 * @returns {Message[]} those of them that stand, by rising seq, each once, in its newest version
 */
function merge(myId, known, more) {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of more) byId.set(message.id, newer(message, byId.get(message.id)));
  return [...byId.values()].filter((message) => stands(message, myId)).sort((a, b) => a.seq - b.seq);
}

/**
 * Whether there is something to show of a message: its author is to see that it was removed.
 *
 * @param {Message} message
 * @param {number} myId
 */
function stands({ deleted_at: deletedAt, removed, author }, myId) {
  return deletedAt === null || (removed === true && author.id === myId);
}
