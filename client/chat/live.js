/**
 * The messages of whoever is signed in: histories kept true by the rooms' streams, and what waits to be sent.
 */
import { api } from "../core/api.js";
import { NetworkError } from "../core/errors.js";
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
  /** @type {Map<number, Person>} who has written what is here */
  const people = new Map([[me.id, me]]);
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
    people.set(data.author.id, data.author);
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
   * Have a message with its surroundings.
   *
   * @param {number} roomId
   * @param {number} messageId
   * @param {Promise<unknown>} [followed]
   */
  async function openAround(roomId, messageId, followed) {
    if (timelineOf(roomId).find(messageId)) return;
    await load(roomId, "around", () => ({ around: messageId }), followed);
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
   */
  async function more(roomId, where) {
    const key = `${roomId} ${where}`;
    const timeline = timelineOf(roomId);
    if (fetching.has(key) || !timeline.cursor(where)) return;
    fetching.add(key);
    try {
      await load(roomId, where, () => timeline.cursor(where));
    } finally {
      fetching.delete(key);
    }
  }

  /**
   * @param {number} roomId
   * @param {import("./state.js").Where} where
   * @param {() => Record<string, number>|null} cursor
   * @param {Promise<unknown>} [followed]
   */
  async function load(roomId, where, cursor, followed) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (tries > 0) await new Promise((resolve) => setTimeout(resolve, tries * PAUSE_MS));
      const asked = cursor();
      if (!asked) return;
      const page = await api.get(`/rooms/${roomId}/messages`, { params: asked });
      await followed;
      const from = rooms.followedFrom(roomId);
      // The reader has gone on: nobody would keep this true.
      if (from === undefined) return;
      // What happened between this page and the beginning of the stream would be in neither.
      if (page.version < from) continue;
      for (const { author } of page.messages) people.set(author.id, author);
      if (timelineOf(roomId).load(page, where, asked)) return;
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

  return {
    outbox,
    timelineOf,
    openNewest,
    openAround,
    more,
    edit,
    remove,
    close: outbox.close,
    /** @param {number} id */
    personOf: (id) => people.get(id),
  };
}

/** @typedef {ReturnType<typeof createChat>} Chat */

/** @param {Message} message */
function path(message) {
  return `/rooms/${message.room_id}/messages/${message.id}`;
}
