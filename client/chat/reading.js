/**
 * Tells the server how far the reader has read: only what was really before their eyes, and not at every message.
 */
import { api } from "../core/api.js";
import { NetworkError } from "../core/errors.js";
import { reportMistake } from "../core/observable.js";

const EVERY_MS = 2000;

/**
 * @param {object} options
 * @param {import("../rooms/live.js").LiveRooms} options.rooms
 * @param {() => {roomId: number, seq: number}|null} options.look what the reader has before their eyes up to its newest
 *   message; null while the end of the room is not in view
 */
export function createReading({ rooms, look }) {
  let lastAt = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;

  addEventListener("focus", check);
  document.addEventListener("visibilitychange", check);

  /** Whether somebody sits before this window. */
  function attended() {
    return document.visibilityState === "visible" && document.hasFocus();
  }

  /** Look whether there is something to tell. Cheap: it is called at every scroll and every draw. */
  function check() {
    if (timer || !unread()) return;
    timer = setTimeout(tell, Math.max(0, lastAt + EVERY_MS - Date.now()));
  }

  function unread() {
    const seen = attended() ? look() : null;
    const entry = seen && rooms.entry(seen.roomId);
    return seen && entry?.joined && seen.seq > entry.read_seq ? seen : null;
  }

  async function tell() {
    timer = undefined;
    const seen = unread();
    if (!seen) return;
    lastAt = Date.now();
    rooms.markRead(seen.roomId, seen.seq);
    try {
      rooms.put(await api.put(`/rooms/${seen.roomId}/read`, { seq: seen.seq }));
    } catch (error) {
      // The next message, or the next visit, tells it anyway.
      if (!(error instanceof NetworkError)) reportMistake(error);
    }
  }

  return {
    check,
    /** @param {number} roomId @returns {boolean} whether its newest message is being read right now */
    isReading: (roomId) => attended() && look()?.roomId === roomId,
    destroy() {
      clearTimeout(timer);
      removeEventListener("focus", check);
      document.removeEventListener("visibilitychange", check);
    },
  };
}
