/**
 * The rooms of whoever is signed in, kept true by the streams, and the stores that show them.
 */
import { api } from "../core/api.js";
import { createBackoff } from "../core/backoff.js";
import { ApiError } from "../core/errors.js";
import { Stream } from "../core/sync.js";
import { describeRoom } from "./describe.js";
import { createRooms } from "./state.js";

/**
 * @typedef {import("./state.js").RoomEntry} RoomEntry
 * @typedef {import("./describe.js").RoomView} RoomView
 * @typedef {import("./describe.js").Presence} Presence
 * @typedef {import("../core/sync.js").Change} Change
 *
 * @typedef {object} RoomStores
 * @property {{loaded: boolean, rooms: RoomView[], direct: RoomView[], waiting: RoomView[], unread: number}} list
 * @property {{id: number|null, view: RoomView|null}} current the room on the screen
 *
 * @typedef {object} LiveOptions
 * @property {import("../core/socket.js").Connection} connection
 * @property {{id: number, username: string, name: string}} me
 * @property {RoomStores} stores
 */

/** @param {LiveOptions} options */
export function createLiveRooms({ connection, me, stores }) {
  const state = createRooms();
  /** @type {Map<number, Presence>} */
  const presence = new Map();
  /** @type {Map<number, RoomView>} */
  const views = new Map();
  /** @type {Set<number>} */
  const followed = new Set();
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
  connection.onPresence(({ stream, count, people }) => {
    presence.set(idOf(stream), { count, people });
    draw();
  });
  connection.onRemoved((stream) => void lost(idOf(stream)));

  /** Fetch the list and follow everything in it. */
  async function start() {
    const { stream: name, version } = await loadSoon();
    const reload = async () => (await load()).version;
    connection.followMe(new Stream({ name, version, apply: applyMine, fetchChanges: changesOf(name), reset: reload }));
  }

  /** Without the list there is nothing to show, so it is asked for until it comes. @returns {Promise<any>} */
  async function loadSoon() {
    const backoff = createBackoff();
    for (;;) {
      try {
        return await load();
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) throw error;
        await new Promise((resolve) => setTimeout(resolve, backoff.next()));
      }
    }
  }

  async function load() {
    const answer = await api.get("/rooms");
    state.replaceAll(answer.rooms);
    for (const id of followed) if (!state.get(id)) unfollow(id);
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
    try {
      const entry = await api.get(`/rooms/${id}`);
      put(entry);
      follow(entry);
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) state.forget(id);
      return false;
    }
  }

  /** @param {RoomEntry} from */
  function follow({ id, version }) {
    if (followed.has(id)) return;
    followed.add(id);
    const name = `room:${id}`;
    const onLost = () => void lost(id);
    connection.follow(
      new Stream({ name, version, apply: applyRoom, fetchChanges: changesOf(name), reset: () => reset(id), onLost }),
    );
  }

  /** @param {number} id */
  function unfollow(id) {
    presence.delete(id);
    if (followed.delete(id)) connection.unfollow(`room:${id}`);
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

  function draw() {
    const rooms = state.open().map(view);
    const direct = state.direct().map(view);
    const here = stores.current.id === null ? undefined : state.get(stores.current.id);
    const waiting = [...direct, ...rooms].filter(({ unread }) => unread > 0);
    Object.assign(stores.list, { rooms, direct, waiting, unread: state.totalUnread() });
    stores.current.view = here ? view(here) : null;
  }

  /**
   * The same object as long as nothing in it has changed, so that Alpine leaves its row alone.
   *
   * @param {RoomEntry} entry
   */
  function view(entry) {
    const next = describeRoom(entry, { me, presence: presence.get(entry.id) });
    const before = views.get(entry.id);
    if (before && JSON.stringify(before) === JSON.stringify(next)) return before;
    views.set(entry.id, next);
    return next;
  }

  return {
    start,
    put,
    visit,
    away,
    join,
    leave,
    entry: state.get,
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
    /** @param {number} roomId @returns {Presence|undefined} */
    presenceOf: (roomId) => presence.get(roomId),
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

/** @param {string} stream such as "room:3" */
function idOf(stream) {
  return Number(stream.slice(stream.indexOf(":") + 1));
}

/** @param {string} stream */
function changesOf(stream) {
  return (/** @type {number} */ since) => api.get(`/streams/${stream}/changes`, { params: { since } });
}

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
