/**
 * Names in the composer and in messages: completed while they are written, drawn where they are read.
 */
import "./mentions.css";
import { api } from "../../core/api.js";
import { _, ngettext } from "../../core/i18n.js";
import { confirmFirst } from "../../ui/dialog.js";
import { createCompletion } from "./completion.js";
import { createMarking } from "./marking.js";
import { namesIn } from "./names.js";

/** @typedef {import("./names.js").Person} Person */

/** More than these are not called together without a question. */
const MOST_UNASKED = 10;
const KEPT_MS = 60_000;

/**
 * @param {object} options
 * @param {{user: any, visits: boolean}} options.session
 * @param {() => {rooms: import("../../rooms/live.js").LiveRooms, chat: import("../live.js").Chat}} options.world
 * @param {{view: import("../../rooms/describe.js").RoomView|null}} options.current the store of the room on the screen
 */
export function createMentions({ session, world, current }) {
  /** First pages of members, by room. @type {Map<number, {at: number, answer: Promise<{people: Person[], total: number, more: boolean}>}>} */
  const known = new Map();
  const completion = createCompletion({ session, world, members, search });
  const { mark } = createMarking({ session, members, search });

  /** @param {number} roomId */
  function members(roomId) {
    const before = known.get(roomId);
    if (before && Date.now() - before.at < KEPT_MS) return before.answer;
    const answer = search(roomId, "");
    known.set(roomId, { at: Date.now(), answer });
    answer.catch(() => known.delete(roomId));
    return answer;
  }

  /**
   * @param {number} roomId
   * @param {string} query
   * @returns {Promise<{people: Person[], total: number, more: boolean}>}
   */
  async function search(roomId, query) {
    const { members: found, total, next } = await api.get(`/rooms/${roomId}/members`, { params: { q: query || null, limit: 50 } });
    return { people: found.map((/** @type {{user: Person}} */ { user }) => user), total, more: next !== null };
  }

  /**
   * A message to everybody: whoever writes it to many is asked first.
   *
   * @param {string} text
   * @param {number} roomId
   * @returns {Promise<string>|null} see Extras
   */
  function send(text, roomId) {
    const entry = world().rooms.entry(roomId);
    const called = new Set(namesIn(withoutCode(text), (name) => name === "room" || name === "here").map(({ name }) => name));
    if (called.size === 0 || !entry || entry.kind === "direct" || session.visits) return null;
    return ask(text, roomId, called.has("room"));
  }

  /**
   * @param {string} text
   * @param {number} roomId
   * @param {boolean} everybody also those who are not here
   */
  async function ask(text, roomId, everybody) {
    const { rooms, chat } = world();
    const entry = rooms.entry(roomId);
    // Without a connection nobody knows how many there are, and it waits to be sent anyway.
    const total = everybody ? await members(roomId).then((found) => found.total, () => 0) : (current.view?.online ?? 0);
    const others = Math.max(total - 1, 0);
    if (others > MOST_UNASKED) {
      const question = {
        title: _("Tell everybody in %(room)s?", { room: entry?.name ?? "" }),
        text: ngettext("%(num)s person gets a notification.", "%(num)s people get a notification.", others),
        action: _("Send"),
      };
      if (!(await confirmFirst(question))) return _("Not sent.");
    }
    chat.outbox.add({ room_id: roomId, text });
    return "";
  }

  return { mark, send, typed: completion.typed, key: completion.key };
}

/** @param {string} text */
function withoutCode(text) {
  return text.replace(/```[\s\S]*?(```|$)/g, " ").replace(/`[^`]*`/g, " ");
}

