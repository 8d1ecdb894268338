/**
 * From messages to what is drawn: days, headers, the line above what is new, and what waits to be sent.
 */
import { dayKey } from "../core/i18n.js";

/**
 * @typedef {import("./state.js").Message} Message
 * @typedef {import("../core/outbox.js").Entry} Entry
 *
 * @typedef {{type: "day", key: string, day: string}} DayRow day: an ISO time of that day
 * @typedef {{type: "new", key: string, count: number}} NewRow count: unread messages below it
 * @typedef {{type: "message", key: string, head: boolean, message: Message, aside?: boolean}} MessageRow aside: one quiet line
 * @typedef {{type: "pending", key: string, head: boolean, entry: Entry}} PendingRow
 * @typedef {DayRow|NewRow|MessageRow|PendingRow} Row
 *
 * @typedef {object} RowOptions
 * @property {number|null} [newAfter] place of the last message read; a line goes above the first one of others after it
 * @property {(iso: string) => string} [dayKey] the same for times of one day of the reader,
 *   and greater for later days
 * @property {(text: string) => boolean} [isAside] whether a message is one quiet line, without a header
 *
 * @typedef {object} Window
 * @property {Message[]} messages
 * @property {boolean} hasOlder
 * @property {boolean} hasNewer
 * @property {number} myId
 */

/** Messages of one author within this time share a header. */
const TOGETHER_MS = 5 * 60_000;

/**
 * Make the `rows` function of a timeline.
 *
 * A row's `key` stays the same from being pending to being a message. It is made of the client_id for the reader's own
 * messages only: others choose theirs freely, and could choose the same.
 *
 * @param {() => Window} look
 * @returns {(pending: Entry[], options?: RowOptions) => Row[]}
 */
export function rowsOf(look) {
  /** @type {Map<string, Row>} */
  let before = new Map();
  return (pending, options = {}) => {
    const rows = buildRows(look(), pending, options).map((row) => reuse(row, before.get(row.key)));
    before = new Map(rows.map((row) => [row.key, row]));
    return rows;
  };
}

/**
 * @param {Window} window
 * @param {Entry[]} pending
 * @param {RowOptions} options
 * @returns {Row[]}
 */
function buildRows({ messages, hasOlder, hasNewer, myId }, pending, options) {
  const keyOfDay = options.dayKey ?? dayKey;
  const isAside = options.isAside ?? (() => false);
  const firstNew = findFirstNew(messages, { hasOlder, myId, newAfter: options.newAfter ?? null });
  /** @type {Row[]} */
  const rows = [];
  let day = "";
  let author = 0;
  let time = -Infinity;

  /**
   * @param {string} iso
   * @param {number} authorId
   * @returns {boolean} whether a header is due
   */
  function begin(iso, authorId) {
    const today = keyOfDay(iso);
    // A server's clock may be set back: that opens no day a second time.
    const opens = today > day;
    if (opens) {
      rows.push({ type: "day", key: `day ${today}`, day: iso });
      day = today;
    }
    const at = Date.parse(iso);
    const head = opens || authorId !== author || at - time > TOGETHER_MS;
    author = authorId;
    time = at;
    return head;
  }

  for (const message of messages) {
    let head = begin(message.created_at, message.author.id);
    if (message === firstNew?.message) {
      rows.push({ type: "new", key: "new", count: firstNew.count });
      head = true;
    }
    const aside = isAside(message.text);
    rows.push({ type: "message", key: keyOf(message, myId), head: head && !aside, message, ...(aside && { aside }) });
    // Whoever writes next says who they are.
    if (aside) author = 0;
  }
  // Between the window and what waits there may be messages that are not here.
  if (hasNewer) return rows;
  const arrived = new Set(messages.filter(({ author: { id } }) => id === myId).map(({ client_id }) => client_id));
  for (const entry of pending) {
    if (arrived.has(entry.client_id)) continue;
    // A clock that is behind the server's must not open an earlier day below a later one.
    const shownAt = Math.max(Date.parse(entry.created_at), time);
    const head = begin(new Date(shownAt).toISOString(), entry.user_id);
    rows.push({ type: "pending", key: `own ${entry.client_id}`, head, entry });
  }
  return rows;
}

/**
 * @param {Message[]} messages
 * @param {{hasOlder: boolean, myId: number, newAfter: number|null}} options
 * @returns {{message: Message, count: number}|null}
 */
function findFirstNew(messages, { hasOlder, myId, newAfter }) {
  if (newAfter === null) return null;
  const fresh = messages.filter(({ seq, author }) => seq > newAfter && author.id !== myId);
  // When even the oldest here is new, the first new one may lie before the window.
  const begins = !hasOlder || (messages.length > 0 && messages[0].seq <= newAfter);
  return fresh.length > 0 && begins ? { message: fresh[0], count: fresh.length } : null;
}

/**
 * @param {Message} message
 * @param {number} myId
 */
function keyOf(message, myId) {
  return message.author.id === myId ? `own ${message.client_id}` : `message ${message.id}`;
}

/**
 * @param {Row} row
 * @param {Row|undefined} last the row with the same key, drawn before
 * @returns {Row}
 */
function reuse(row, last) {
  if (!last) return row;
  const [one, other] = /** @type {Record<string, unknown>[]} */ (/** @type {unknown} */ ([row, last]));
  const same = Object.keys(row).every((name) => one[name] === other[name]);
  return same ? last : row;
}
