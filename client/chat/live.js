/**
 * The messages of whoever is signed in: histories kept true by the rooms' streams, and what waits to be sent.
 */
import { api } from "../core/api.js";
import { ApiError, NetworkError } from "../core/errors.js";
import { _ } from "../core/i18n.js";
import { createOutbox } from "../core/outbox.js";
import { createOutboxStorage } from "../core/outbox_store.js";
import { createTimeline } from "./state.js";

/**
 * @typedef {import("./state.js").Timeline} Timeline
 * @typedef {import("./state.js").Message} Message
 * @typedef {import("./message.js").Person} Person
 */

/** Rooms whose messages stay here, so that coming back to them shows them at once. */
const KEPT = 8;
/** As many as the server gives at a time. */
const PAGE = 50;
/** A page that does not fit any more is asked for again, but not for ever. */
const TRIES = 4;
const PAUSE_MS = 200;

/**
 * @param {object} options
 * @param {import("../core/socket.js").Connection} options.connection
 * @param {import("../rooms/live.js").LiveRooms} options.rooms
 * @param {Person} options.me
 */
export function createChat({ connection, rooms, me }) {
  /** @type {Map<number, Timeline>} the one used last comes last */
  const timelines = new Map();
  /** @type {Set<string>} pages that are on their way */
  const fetching = new Set();

  const outbox = createOutbox({
    userId: me.id,
    storage: createOutboxStorage(),
    onSent: (message) => timelines.get(message.room_id)?.apply({ type: "message", data: message }),
    async send({ room_id, client_id, text }) {
      return (await connection.request("post", { room_id, client_id, text })).message;
    },
  });
  connection.onUp(() => outbox.flush());

  rooms.onChange(({ type, data }) => {
    if (type !== "message") return;
    timelines.get(data.room_id)?.apply({ type, data });
    if (data.author.id === me.id) outbox.acknowledge(data);
  });
  rooms.onReset(async (roomId) => {
    const timeline = timelines.get(roomId);
    if (!timeline) return;
    timeline.clear();
    await loadNewest(roomId);
  });
  rooms.onLost((roomId, gone) => {
    if (gone) timelines.delete(roomId);
  });

  /** @param {number} roomId */
  function timelineOf(roomId) {
    const timeline = timelines.get(roomId) ?? createTimeline({ roomId, myId: me.id });
    timelines.delete(roomId);
    timelines.set(roomId, timeline);
    for (const id of [...timelines.keys()].slice(0, -KEPT)) timelines.delete(id);
    return timeline;
  }

  /**
   * Have the newest messages of a room.
   *
   * @param {number} roomId
   * @param {Promise<unknown>} [followed] settled when the room is followed, which may be asked for at the same time
   */
  async function openNewest(roomId, followed) {
    const timeline = timelineOf(roomId);
    if (!timeline.loaded || timeline.hasNewer) await loadNewest(roomId, followed);
  }

  /**
   * Have a message with its surroundings, or where there is no such message the newest ones.
   *
   * @param {number} roomId
   * @param {number} messageId
   * @param {Promise<unknown>} [followed]
   * @returns {Promise<boolean>} whether the message is there
   */
  async function openAround(roomId, messageId, followed) {
    const isThere = () => timelineOf(roomId).find(messageId) !== undefined;
    if (isThere()) return true;
    try {
      await load(roomId, "around", () => ({ around: messageId }), followed);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
      // Should the room itself be gone, following it has told so.
      await followed;
    }
    // Of a deleted one the server still knows the surroundings.
    if (isThere()) return true;
    await openNewest(roomId, followed);
    return false;
  }

  /**
   * @param {number} roomId
   * @param {Promise<unknown>} [followed]
   */
  function loadNewest(roomId, followed) {
    return load(roomId, "newest", () => ({}), followed);
  }

  /**
   * Have more, in one direction. Asking while it is on its way does nothing.
   *
   * @param {number} roomId
   * @param {"older"|"newer"} where
   * @returns {Promise<boolean>} whether a page has come
   */
  async function more(roomId, where) {
    const key = `${roomId} ${where}`;
    const timeline = timelineOf(roomId);
    if (fetching.has(key) || !timeline.cursor(where)) return false;
    fetching.add(key);
    try {
      return await load(roomId, where, () => timeline.cursor(where));
    } finally {
      fetching.delete(key);
    }
  }

  /**
   * @param {number} roomId
   * @param {import("./state.js").Where} where
   * @param {() => Record<string, number>|null} cursor
   * @param {Promise<unknown>} [followed]
   * @returns {Promise<boolean>} false when nobody wants it any more
   */
  async function load(roomId, where, cursor, followed) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (tries > 0) await new Promise((resolve) => setTimeout(resolve, tries * PAUSE_MS));
      const asked = cursor();
      if (!asked) return false;
      const page = await api.get(`/rooms/${roomId}/messages`, { params: asked });
      await followed;
      const from = rooms.followedFrom(roomId);
      // The reader has gone on: nobody would keep this true.
      if (from === undefined) return false;
      // What was remembered is older than what has been heard: so that is heard again from there on.
      if (page.kept_at) rooms.goBack(roomId, page.version);
      // What happened between this page and the beginning of the stream would be in neither.
      else if (page.version < from) continue;
      rooms.people.meet(page.messages.map((/** @type {Message} */ { author }) => author));
      if (timelineOf(roomId).load(page, where, asked)) return true;
    }
    throw new NetworkError(_("The server has a problem. Please try again."));
  }

  /**
   * @param {Message} message
   * @param {string} text
   */
  async function edit(message, text) {
    apply(await api.patch(path(message), { text }));
  }

  /** @param {Message} message */
  async function remove(message) {
    apply(await api.delete(path(message)));
  }

  /** @param {Message} message */
  function apply(message) {
    timelines.get(message.room_id)?.apply({ type: "message", data: message });
  }

  /** The newest messages of the rooms that are here, as the server would answer with them. */
  function pages() {
    return [...timelines]
      .filter(([, { loaded, hasNewer }]) => loaded && !hasNewer)
      .map(([roomId, { messages, hasOlder }]) => ({
        roomId,
        version: rooms.versionOf(roomId),
        messages: messages.slice(-PAGE),
        has_older: hasOlder || messages.length > PAGE,
        has_newer: false,
      }));
  }

  return {
    outbox,
    pages,
    timelineOf,
    openNewest,
    openAround,
    more,
    edit,
    remove,
    close: outbox.close,
  };
}

/** @typedef {ReturnType<typeof createChat>} Chat */

/** @param {Message} message */
function path(message) {
  return `/rooms/${message.room_id}/messages/${message.id}`;
}
