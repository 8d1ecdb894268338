/**
 * Which rooms' streams this page follows.
 */
import { api } from "../core/api.js";
import { Stream } from "../core/sync.js";

/**
 * @param {object} options
 * @param {import("../core/socket.js").Connection} options.connection
 * @param {(change: import("../core/sync.js").Change) => void} options.apply
 * @param {(roomId: number) => Promise<number>} options.reset fetches the room anew and answers its version
 * @param {(roomId: number) => void} options.onLost
 */
export function createFollowing({ connection, apply, reset, onLost }) {
  /** @type {Map<number, number>} the version from which on each one's changes are heard, by room */
  const beginnings = new Map();

  /** @param {{id: number, version: number}} room as far as it is known */
  function follow({ id, version }) {
    if (beginnings.has(id)) return;
    beginnings.set(id, version);
    const name = `room:${id}`;
    connection.follow(
      new Stream({
        name,
        version,
        apply,
        fetchChanges: changesOf(name),
        reset: () => reset(id),
        onLost: () => onLost(id),
      }),
    );
  }

  /** @param {number} id */
  function unfollow(id) {
    if (beginnings.delete(id)) connection.unfollow(`room:${id}`);
  }

  return {
    follow,
    unfollow,
    followed: () => [...beginnings.keys()],
    /**
     * @param {number} id
     * @returns {number|undefined} the version from which on the room's changes are heard; undefined when it is not followed
     */
    followedFrom: (id) => beginnings.get(id),
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
