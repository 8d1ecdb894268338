/**
 * The rooms of whoever is signed in, kept true by the streams, and the stores that show them.
 */
import { api } from "../core/api.js";
import { persevere } from "../core/persevere.js";
import { Stream } from "../core/sync.js";
import { changesOf, createFollowing, idOf } from "./following.js";
import { createLosing } from "./losing.js";
import { createPeople } from "./people.js";
import { createShowing } from "./showing.js";
import { createRooms } from "./state.js";

/** What lasts longer is worth a change of what is shown. */
const INTERRUPTION_MS = 1500;

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
 * @property {<T extends object>(plain: T) => T} reactive
 */

/** @param {LiveOptions} options */
export function createLiveRooms({ connection, me, stores, reactive }) {
  const state = createRooms();
  const people = createPeople({ me, reactive });
  const { draw, presence, setConnected } = createShowing({ state, me, stores });
  const isShown = (/** @type {number} */ id) => stores.current.id === id;
  const following = createFollowing({ connection, apply: applyRoom, reset, isShown, onLost: (id) => void losing.lost(id) });
  const { follow, unfollow, followed } = following;
  /** @type {Set<(change: Change) => void>} */
  const changeListeners = new Set();
  /** @type {Set<(roomId: number) => Promise<number|void>>} */
  const resetListeners = new Set();
  /** @type {Set<(roomId: number, gone: boolean) => void>} */
  const lostListeners = new Set();
  /** @type {Set<() => void>} */
  const loadedListeners = new Set();
  /** @type {Set<number>} rooms this person is leaving: that they end is no news to them */
  const leaving = new Set();
  /** @type {Stream|null} */
  let own = null;
  let closed = false;
  let reading = (/** @type {number} */ _roomId) => false;

  const losing = createLosing({
    state,
    following,
    isShown,
    isLeaving: (id) => leaving.has(id),
    take: put,
    tell: (id, gone) => lostListeners.forEach((listener) => listener(id, gone)),
    onUp: connection.onUp,
  });

  state.subscribe(draw);
  const stopWatching = watchPresence(connection.status, setConnected);
  connection.onPresence(({ stream, ...here }) => {
    presence.set(idOf(stream), here);
    draw();
  });
  connection.onRemoved((stream) => {
    if (stream.startsWith("room:")) void losing.lost(idOf(stream));
  });

  /** Have the list, however long it takes, since without it there is nothing to show; and follow everything in it. */
  async function start() {
    const answer = await persevere(load, { onUp: connection.onUp, wanted: () => !closed });
    if (!answer) return;
    const { stream: name, version } = answer;
    const reload = async () => (await load()).version;
    own = new Stream({ name, version, apply: applyMine, fetchChanges: changesOf(name), reset: reload });
    connection.followMe(own);
  }

  async function load() {
    const answer = await api.get("/rooms");
    state.replaceAll(answer.rooms);
    for (const entry of answer.rooms) people.meet(entry.people);
    for (const id of followed()) if (!state.get(id)) void losing.lost(id);
    for (const entry of answer.rooms) follow(entry);
    stores.list.loaded = true;
    draw();
    loadedListeners.forEach((listener) => listener());
    return answer;
  }

  /** @param {Change} change */
  function applyMine(change) {
    const meaning = state.applyUserChange(change);
    // Also a room that was known to be joined: its stream may have been taken away just before.
    if (meaning === "joined" || meaning === "changed") put(change.data);
    if (meaning === "left") void losing.lost(change.data.id);
    tell(change);
  }

  /** @param {Change} change */
  function applyRoom(change) {
    if (change.type === "message") people.meet([change.data.author]);
    if (change.type === "member") people.meet([change.data.user]);
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
    people.meet(entry.people);
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

  /** @param {number} id */
  async function reset(id) {
    const entry = await api.get(`/rooms/${id}`);
    put(entry);
    for (const listener of resetListeners) await listener(id);
    return entry.version;
  }

  /** Nobody is signed in any more. */
  function close() {
    closed = true;
    stopWatching();
    losing.close();
    people.close();
  }

  /** @param {Change} change */
  function tell(change) {
    for (const listener of changeListeners) listener(change);
  }

  return {
    people,
    start,
    put,
    visit,
    away,
    join,
    leave,
    close,
    entry: state.get,
    followedFrom: following.followedFrom,
    goBack: following.goBack,
    versionOf: following.versionOf,
    /** The list as it is now, as the server would answer with it; null while there is none. */
    answer: () => own && { stream: own.name, version: own.version, rooms: state.all() },
    markRead: state.markRead,
    redraw: draw,
    /**
     * @param {number} roomId
     * @param {number} userId
     * @returns {boolean|undefined} undefined: nobody knows
     */
    isOnline(roomId, userId) {
      const here = presence.get(roomId)?.people;
      return here?.includes(userId);
    },
    /** @param {(roomId: number) => boolean} tells whether the reader is looking at a room's newest message */
    setReading(tells) {
      reading = tells;
    },
    /** Called when the list has come, and whenever it was begun anew: with it all that the person's stream tells of. */
    onLoaded: listening(loadedListeners),
    onChange: listening(changeListeners),
    onReset: listening(resetListeners),
    onLost: listening(lostListeners),
  };
}

/** @typedef {ReturnType<typeof createLiveRooms>} LiveRooms */

/**
 * Short interruptions change nothing: who was there a second ago is there.
 *
 * @param {import("../core/socket.js").Connection["status"]} status
 * @param {(connected: boolean) => void} setConnected
 * @returns {() => void} stop watching
 */
function watchPresence(status, setConnected) {
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  const follow = () => {
    clearTimeout(timer);
    if (status.value === "online" || status.value === "catching-up") setConnected(true);
    else timer = setTimeout(() => setConnected(false), INTERRUPTION_MS);
  };
  const stop = status.subscribe(follow);
  return () => {
    clearTimeout(timer);
    stop();
  };
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
