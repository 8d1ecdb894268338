/**
 * Tells the server how far the reader has read: only what was really before their eyes, and not at every message.
 */
import { api } from "../core/api.js";
import { isAttended, onReturn } from "../core/attendance.js";
import { ApiError, NetworkError } from "../core/errors.js";
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

  const stopListening = onReturn(check);
  addEventListener("focus", check);
  document.addEventListener("visibilitychange", check);

  /** Look whether there is something to tell. Cheap: it is called at every scroll and every draw. */
  function check() {
    if (timer || !unread()) return;
    timer = setTimeout(tell, Math.max(0, lastAt + EVERY_MS - Date.now()));
  }

  function unread() {
    const seen = isAttended() ? look() : null;
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
      const entry = await api.put(`/rooms/${seen.roomId}/read`, { seq: seen.seq });
      // Whoever was removed meanwhile is not to find the room in their list again.
      if (rooms.entry(seen.roomId)?.joined) rooms.put(entry);
    } catch (error) {
      // The next message, or the next visit, tells it anyway; and who is no longer in the room has nothing to tell.
      if (!(error instanceof ApiError || error instanceof NetworkError)) reportMistake(error);
    }
  }

  return {
    check,
    /** @param {number} roomId @returns {boolean} whether its newest message is being read right now */
    isReading: (roomId) => isAttended() && look()?.roomId === roomId,
    destroy() {
      clearTimeout(timer);
      stopListening();
      removeEventListener("focus", check);
      document.removeEventListener("visibilitychange", check);
    },
  };
}
