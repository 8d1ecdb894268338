/**
 * The rooms of whoever is signed in, kept true by the streams, and the stores that show them.
 */
import { api } from "../core/api.js";
import { createBackoff } from "../core/backoff.js";
import { ApiError } from "../core/errors.js";
import { Stream } from "../core/sync.js";
import { changesOf, createFollowing, idOf } from "./following.js";
import { createShowing } from "./showing.js";
import { createRooms } from "./state.js";

/**
 * @typedef {import("./state.js").RoomEntry} RoomEntry
 * @typedef {import("../core/sync.js").Change} Change
 *
 * @typedef {import("./showing.js").RoomStores} RoomStores
 *
 * @typedef {object} LiveOptions
 * @property {import("../core/socket.js").Connection} connection
 * @property {{id: number, username: string, name: string}} me
 * @property {RoomStores} stores
 */

/** @param {LiveOptions} options */
export function createLiveRooms({ connection, me, stores }) {
  const state = createRooms();
  const { draw, presence } = createShowing({ state, me, stores });
  const following = createFollowing({ connection, apply: applyRoom, reset, onLost: lost });
  const { follow, unfollow, followed } = following;
  /** @type {Set<(change: Change) => void>} */
  const changeListeners = new Set();
  /** @type {Set<(roomId: number) => Promise<number|void>>} */
  const resetListeners = new Set();
  /** @type {Set<(roomId: number, gone: boolean) => void>} */
  const lostListeners = new Set();
  /** @type {Set<number>} rooms this person is leaving: that they end is no news to them */
  const leaving = new Set();
  /** @type {Set<number>} both streams tell of a removal; it is looked into once */
  const losing = new Set();
  let reading = (/** @type {number} */ _roomId) => false;

  state.subscribe(draw);
  connection.onPresence(({ stream, ...here }) => {
    presence.set(idOf(stream), here);
    draw();
  });
  connection.onRemoved((stream) => void lost(idOf(stream)));

  /** Fetch the list and follow everything in it. */
  async function start() {
    const answer = await loadSoon();
    if (!answer) return;
    const { stream: name, version } = answer;
    const reload = async () => (await load()).version;
    connection.followMe(new Stream({ name, version, apply: applyMine, fetchChanges: changesOf(name), reset: reload }));
  }

  /**
   * Without the list there is nothing to show, so it is asked for until it comes.
   *
   * @returns {Promise<any>} null when the session has ended
   */
  async function loadSoon() {
    const backoff = createBackoff();
    for (;;) {
      try {
        return await load();
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        await new Promise((resolve) => setTimeout(resolve, backoff.next()));
      }
    }
  }

  async function load() {
    const answer = await api.get("/rooms");
    state.replaceAll(answer.rooms);
    for (const id of followed()) if (!state.get(id)) unfollow(id);
    for (const entry of answer.rooms) follow(entry);
    stores.list.loaded = true;
    draw();
    return answer;
  }

  /** @param {Change} change */
  function applyMine(change) {
    const meaning = state.applyUserChange(change);
    if (meaning === "joined") follow(change.data);
    if (meaning === "left") void lost(change.data.id);
    tell(change);
  }

  /** @param {Change} change */
  function applyRoom(change) {
    state.applyRoomChange(change, { myId: me.id, reading: reading(idOf(change.stream)) });
    tell(change);
  }

  /**
   * Take over what the server says about one room.
   *
   * @param {RoomEntry} entry
   */
  function put(entry) {
    state.put(entry);
    if (entry.joined) follow(entry);
  }

  /**
   * Come to a room: it is known and followed from now on, also an open one that this person is not in.
   *
   * @param {number} id
   * @returns {Promise<RoomEntry>}
   * @throws {ApiError} not_found
   */
  async function visit(id) {
    if (stores.current.id !== id) away();
    stores.current.id = id;
    draw();
    const entry = state.get(id) ?? (await api.get(`/rooms/${id}`));
    if (stores.current.id !== id) return entry;
    if (!state.get(id)) put(entry);
    follow(entry);
    return entry;
  }

  /** No room is on the screen any more; one that was only looked at is not followed any longer. */
  function away() {
    const { id } = stores.current;
    Object.assign(stores.current, { id: null, view: null });
    if (id === null || state.get(id)?.joined) return;
    state.forget(id);
    unfollow(id);
    // What is not followed goes out of date.
    for (const listener of lostListeners) listener(id, true);
  }

  /** @param {number} id */
  async function join(id) {
    put(await api.post(`/rooms/${id}/join`));
  }

  /** @param {number} id */
  async function leave(id) {
    leaving.add(id);
    try {
      await api.post(`/rooms/${id}/leave`);
      state.leave(id);
    } finally {
      leaving.delete(id);
    }
  }

  /**
   * The server has taken a stream away. An open room may still be read; a closed one is gone.
   *
   * @param {number} id
   */
  async function lost(id) {
    unfollow(id);
    if (losing.has(id)) return;
    losing.add(id);
    try {
      const gone = stores.current.id !== id || leaving.has(id) || !(await lookAgain(id));
      if (gone && !state.get(id)?.joined) state.forget(id);
      if (leaving.has(id)) return;
      for (const listener of lostListeners) listener(id, gone);
    } finally {
      losing.delete(id);
    }
  }

  /**
   * @param {number} id
   * @returns {Promise<boolean>} whether this person may still see the room
   */
  async function lookAgain(id) {
    const before = state.get(id);
    try {
      const entry = await api.get(`/rooms/${id}`);
      // From the version that is known, so that what happened meanwhile is fetched.
      follow(before ?? entry);
      put(entry);
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) state.forget(id);
      return false;
    }
  }

  /** @param {number} id */
  async function reset(id) {
    const entry = await api.get(`/rooms/${id}`);
    put(entry);
    for (const listener of resetListeners) await listener(id);
    return entry.version;
  }

  /** @param {Change} change */
  function tell(change) {
    for (const listener of changeListeners) listener(change);
  }

  return {
    start,
    put,
    visit,
    away,
    join,
    leave,
    entry: state.get,
    followedFrom: following.followedFrom,
    markRead: state.markRead,
    redraw: draw,
    /**
     * @param {number} roomId
     * @param {number} userId
     * @returns {boolean|undefined} undefined: nobody knows
     */
    isOnline(roomId, userId) {
      const people = presence.get(roomId)?.people;
      return people ? people.includes(userId) : undefined;
    },
    /** @param {(roomId: number) => boolean} tells whether the reader is looking at a room's newest message */
    setReading(tells) {
      reading = tells;
    },
    onChange: listening(changeListeners),
    onReset: listening(resetListeners),
    onLost: listening(lostListeners),
  };
}

/** @typedef {ReturnType<typeof createLiveRooms>} LiveRooms */

/**
 * @template T
 * @param {Set<T>} listeners
 */
function listening(listeners) {
  return (/** @type {T} */ listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
}
