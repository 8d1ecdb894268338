/**
 * The server has taken a room's stream away: find out what became of the room.
 */
import { api } from "../core/api.js";
import { ApiError } from "../core/errors.js";
import { persevere } from "../core/persevere.js";

/**
 * @typedef {import("./state.js").RoomEntry} RoomEntry
 *
 * @typedef {object} LosingOptions
 * @property {ReturnType<typeof import("./state.js").createRooms>} state
 * @property {ReturnType<typeof import("./following.js").createFollowing>} following
 * @property {(id: number) => boolean} isShown whether the room is on the screen
 * @property {(id: number) => boolean} isLeaving whether this person is leaving it: then its end is no news to them
 * @property {(entry: RoomEntry) => void} take
 * @property {(id: number, gone: boolean) => void} tell
 * @property {(listener: () => void) => (() => void)} onUp
 */

/** @param {LosingOptions} options */
export function createLosing({ state, following, isShown, isLeaving, take, tell, onUp }) {
  /** @type {Map<number, {again: boolean}>} both streams tell of a removal; it is looked into once */
  const looking = new Map();
  let closed = false;

  /**
   * An open room may still be read, and somebody may have been brought in again already; else it is gone.
   *
   * @param {number} id
   */
  async function lost(id) {
    following.unfollow(id);
    const underWay = looking.get(id);
    if (underWay) {
      underWay.again = true;
      return;
    }
    const look = { again: true };
    looking.set(id, look);
    while (look.again) {
      look.again = false;
      await lookAgain(id);
    }
    looking.delete(id);
    if (closed) return;
    const gone = !isFollowed(id);
    if (gone) state.forget(id);
    if (!isLeaving(id)) tell(id, gone);
  }

  /** @param {number} id */
  async function lookAgain(id) {
    const wanted = () => !closed && !isLeaving(id) && !isFollowed(id) && matters(id);
    try {
      const entry = await persevere(() => api.get(`/rooms/${id}`), { onUp, wanted });
      if (!entry || !wanted() || !(entry.joined || isShown(id))) return;
      // From the version that is known, so that what happened meanwhile is fetched.
      following.follow(state.get(id) ?? entry);
      take(entry);
    } catch (error) {
      // A refusal is the answer: there is no such room for this person.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** @param {number} id */
  function matters(id) {
    return isShown(id) || Boolean(state.get(id)?.joined);
  }

  /** @param {number} id */
  function isFollowed(id) {
    return following.followedFrom(id) !== undefined;
  }

  return { lost, close: () => (closed = true) };
}
