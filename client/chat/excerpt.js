/**
 * A piece of a room's messages outside of the room: around one of them, or from a place on. Kept true by the room's
 * stream; what the reader writes meanwhile stands below it, wherever the piece ends.
 */
import { api } from "../core/api.js";
import { ApiError } from "../core/errors.js";
import { createSignal } from "../core/observable.js";
import { rowsOf } from "./rows.js";
import { createTimeline } from "./state.js";

/** One more portion. */
const MORE = 20;

/**
 * @typedef {import("./state.js").Message} Message
 *
 * @typedef {object} ExcerptOptions
 * @property {number} roomId
 * @property {Record<string, number>} asked which messages, as the API's query
 * @property {number|null} newAfter place of the last message read; a line goes above the first one after it
 * @property {import("../rooms/live.js").LiveRooms} rooms
 * @property {import("../core/outbox.js").Outbox} outbox
 * @property {number} myId
 */

/** @param {ExcerptOptions} options */
export function createExcerpt({ roomId, asked, newAfter, rooms, outbox, myId }) {
  const changed = createSignal();
  let timeline = begin();
  /** One's own messages beyond the end of the piece. @type {Map<number, Message>} */
  const beyond = new Map();
  const ownRows = rowsOf(() => ({ messages: [...beyond.values()], hasOlder: true, hasNewer: false, myId }));
  let highest = 0;
  /** Rises whenever the piece is begun anew; what was asked for before that is not taken. */
  let beginning = 0;
  /** Whether changes may have been missed. */
  let stale = true;
  const stops = [
    rooms.onChange(({ type, data }) => type === "message" && data.room_id === roomId && hear(data)),
    rooms.onReset((id) => (id === roomId ? renew() : Promise.resolve())),
    outbox.subscribe(changed.notify),
  ];
  const ready = load();

  function begin() {
    const made = createTimeline({ roomId, myId });
    made.subscribe(changed.notify);
    return made;
  }

  /** @returns {Promise<void>} */
  async function load() {
    beginning += 1;
    const mine = beginning;
    const page = await api.get(`/rooms/${roomId}/messages`, { params: asked });
    if (mine !== beginning) return;
    rooms.people.meet(page.messages.map((/** @type {Message} */ { author }) => author));
    highest = page.messages.at(-1)?.seq ?? 0;
    // What stood there until now is replaced at once, so that nothing jumps meanwhile.
    if (timeline.loaded) timeline = begin();
    beyond.clear();
    stale = false;
    timeline.load(page, "around");
  }

  /** The stream has left out what happened: have the piece anew. What was here stays until that has come. */
  async function renew() {
    stale = true;
    try {
      await load();
    } catch (error) {
      // The room goes on without a piece that is not to be had any more; after anything else it is tried again.
      if (!(error instanceof ApiError) || ![403, 404].includes(error.status)) throw error;
    }
  }

  /** @param {Message} message */
  function hear(message) {
    timeline.apply({ type: "message", data: message });
    const isBeyond = timeline.hasNewer && message.author.id === myId && message.seq > highest;
    if (isBeyond && !message.deleted_at) beyond.set(message.id, message);
    else beyond.delete(message.id);
    changed.notify();
  }

  /** Have the next portion, or the one before. @param {"newer"|"older"} where */
  async function more(where) {
    const cursor = timeline.cursor(where);
    if (!cursor) return;
    const mine = beginning;
    const page = await api.get(`/rooms/${roomId}/messages`, { params: { ...cursor, limit: MORE } });
    if (mine !== beginning) return;
    rooms.people.meet(page.messages.map((/** @type {Message} */ { author }) => author));
    timeline.load(page, where, cursor);
    highest = Math.max(highest, timeline.last()?.seq ?? 0);
    for (const [id, { seq }] of beyond) if (!timeline.hasNewer || seq <= highest) beyond.delete(id);
    changed.notify();
  }

  return {
    ready,
    more,
    subscribe: changed.subscribe,
    /** @param {import("./extras.js").Extras["isAside"]} isAside */
    rows: (isAside) => timeline.rows(timeline.hasNewer ? [] : outbox.entries(roomId), { newAfter, isAside }),
    /** What the reader has written since, where the piece ends before that. */
    ownRows: () => (timeline.hasNewer ? ownRows(outbox.entries(roomId)) : []),
    /** @param {number} id */
    has: (id) => timeline.find(id) !== undefined,
    close() {
      for (const stop of stops) stop();
    },
    get messages() {
      return timeline.messages;
    },
    get hasNewer() {
      return timeline.hasNewer;
    },
    get hasOlder() {
      return timeline.hasOlder;
    },
    /** Whether all that its part of the room's stream told is in it. */
    get fresh() {
      return !stale;
    },
    /** Place of the newest message that is here. */
    get lastSeq() {
      return timeline.last()?.seq ?? 0;
    },
  };
}

/** @typedef {ReturnType<typeof createExcerpt>} Excerpt */

/**
 * Draws excerpts, one after the other, into the same place.
 *
 * @param {object} options
 * @param {typeof import("./log.js").createLog} options.createLog
 * @param {Record<string, any>} options.refs the templates of parts/message-shapes.html, `rows` and `own`
 * @param {import("./message.js").Person} options.me
 * @param {import("./extras.js").Extras} options.extras
 * @param {(change: () => void) => void} options.untracked
 */
export function createExcerptLog({ createLog, refs, me, extras, untracked }) {
  const { shape, edited, removed, pending, failed } = refs;
  const shared = { shape, states: { edited, removed, pending, failed }, me, extras, untracked };
  const log = createLog({ ...shared, place: refs.rows });
  const own = createLog({ ...shared, place: refs.own });

  return {
    /** @param {Excerpt|null} excerpt */
    draw(excerpt) {
      log.draw(excerpt?.rows(extras.isAside) ?? []);
      own.draw(excerpt?.ownRows() ?? []);
    },
    byId: log.byId,
  };
}
