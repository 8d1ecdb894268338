/**
 * Which rooms' streams this page follows.
 */
import { api } from "../core/api.js";
import { Stream } from "../core/sync.js";
import { createTurns } from "../core/turns.js";

/** So many rooms catch up at a time; browsers have six connections to a server, and people want to do things, too. */
const AT_A_TIME = 3;

/**
 * @param {object} options
 * @param {import("../core/socket.js").Connection} options.connection
 * @param {(change: import("../core/sync.js").Change) => void} options.apply
 * @param {(roomId: number) => Promise<number>} options.reset fetches the room anew and answers its version
 * @param {(roomId: number) => boolean} options.isShown the room on the screen catches up first
 * @param {(roomId: number) => void} options.onLost
 */
export function createFollowing({ connection, apply, reset, isShown, onLost }) {
  const turns = createTurns(AT_A_TIME);
  /** @type {Map<number, {stream: Stream, from: number}>} from: the version from which on its changes are heard, by room */
  const rooms = new Map();

  /** @param {{id: number, version: number}} room as far as it is known */
  function follow({ id, version }) {
    if (rooms.has(id)) return;
    const name = `room:${id}`;
    const fetchChanges = changesOf(name);
    const urgent = () => isShown(id);
    const stream = new Stream({
      name,
      version,
      apply,
      fetchChanges: (since) => turns.take(() => fetchChanges(since), urgent),
      reset: () => turns.take(() => reset(id), urgent),
      onLost: () => onLost(id),
    });
    rooms.set(id, { stream, from: version });
    connection.follow(stream);
  }

  /**
   * Hear of a room's changes again from an earlier version on.
   *
   * @param {number} id
   * @param {number} version
   */
  function goBack(id, version) {
    const room = rooms.get(id);
    if (!room) return;
    room.from = Math.min(room.from, version);
    room.stream.goBack(version);
  }

  /** @param {number} id */
  function unfollow(id) {
    if (rooms.delete(id)) connection.unfollow(`room:${id}`);
  }

  return {
    follow,
    unfollow,
    goBack,
    followed: () => [...rooms.keys()],
    /**
     * @param {number} id
     * @returns {number|undefined} the version from which on the room's changes are heard; undefined when it is not followed
     */
    followedFrom: (id) => rooms.get(id)?.from,
    /** The version up to which the room's changes have been heard. @param {number} id */
    versionOf: (id) => rooms.get(id)?.stream.version ?? 0,
  };
}

/** @param {string} stream such as "room:3" */
export function changesOf(stream) {
  return (/** @type {number} */ since) => api.get(`/streams/${stream}/changes`, { params: { since } });
}

/** @param {string} stream such as "room:3" */
export function idOf(stream) {
  return Number(stream.slice(stream.indexOf(":") + 1));
}
