/**
 * The to-do lists of whoever is signed in, kept true by the lists' streams, and the changes that wait to be sent.
 *
 * For views:
 *
 * - `openRoom(roomId)` and `openOwn()` have the lists of a room or one's own, kept true from then on; `listsOf(roomId)`
 *   are they (`listsOf(null)`: one's own). `readOwn()` has their counts again.
 * - `openList(listId)` has what is to be done in a list, and follows it until `close()` of what it answers. `ready` is
 *   settled when it is there, and rejects when it cannot be had. Opening twice is one following.
 * - `rows(listId, filter)`, `counts(listId)` and `labels(listId)` are what to draw; `completed(listId, filter)` has more of
 *   what is done. Everything is drawn again after `subscribe` tells: rows that did not change hold the same items.
 * - `item(uid)` watches one item wherever it is, as a card in the conversation does: `value` (undefined while it is
 *   asked for, null when there is none to see), `subscribe`, `close()`.
 * - `add({listId} or {roomId}, fields, also)` (at the end, when no `position` is given), `change(uid, fields, also)`: fields as `POST /items` and `PATCH /items/<uid>`
 *   take them. They show at once and are sent as soon as the server can be reached; `also.assignee` is the person
 *   that `assignee_id` means. What is refused has a `problem` (`retry(uid)`, `discard(uid)`); when the item itself is gone,
 *   the person is told, as there is nothing left that could show it.
 * - `addList`, `changeList` ask the server and reject when it refuses.
 * - `onComment`, `onLost` tell of a list's comments and of a list that may not be read any more.
 */
import { api } from "../core/api.js";
import { uuid } from "../core/uuid.js";
import { createFollowedLists } from "./following.js";
import { createSending } from "./sending.js";
import { createTodoState } from "./state.js";
import { createWatching } from "./watching.js";

/**
 * @typedef {import("./state.js").Item} Item
 * @typedef {import("./state.js").Shown} Shown
 * @typedef {import("./state.js").List} List
 * @typedef {import("./state.js").Filter} Filter
 */

/** A list that the server counts anew is asked about once for many changes. */
const COUNT_MS = 1000;

/**
 * @param {object} options
 * @param {import("../core/socket.js").Connection} options.connection
 * @param {import("../rooms/live.js").LiveRooms} options.rooms
 * @param {import("./overlay.js").Person} options.me
 */
export function createTodos({ connection, rooms, me }) {
  const state = createTodoState({ me });
  /** @type {Set<(listId: number, comment: any) => void>} */
  const commentListeners = new Set();
  /** @type {Set<(items: Item[]) => void>} */
  const itemListeners = new Set();
  /** @type {Map<number|null, Promise<void>>} whose lists are kept true: rooms', null: one's own */
  const opened = new Map();
  /** @type {Set<number|null>} whose lists are those of an earlier visit */
  const old = new Set();
  /** @type {Map<string, string|null>} where what is done goes on, by list and filter; null at the end */
  const cursors = new Map();
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let counting;

  const sending = createSending({
    connection,
    state,
    userId: me.id,
    firstListOf: (roomId) => (opened.has(roomId) ? state.listsOf(roomId)[0]?.id : undefined) ?? null,
    find: (uid) => following.fetchItems([uid]),
    onSent(item) {
      state.put(item);
      meetPeople(item);
    },
  });
  connection.onUp(() => {
    sending.flush();
    for (const roomId of old) fetchLists(roomId).catch(() => {});
    old.clear();
  });

  const following = createFollowedLists({
    connection,
    state,
    take: meet,
    onComment: (listId, comment) => commentListeners.forEach((listener) => listener(listId, comment)),
    onReset: forgetCursors,
  });
  const watching = createWatching({ state, following, onUp: connection.onUp });
  state.subscribe(countAnew);

  rooms.onChange(({ type, data }) => {
    if (type === "list" && opened.has(data.room_id)) putList(data);
  });
  rooms.onReset(async (roomId) => {
    if (opened.has(roomId)) await fetchLists(roomId);
  });
  rooms.onLoaded(() => {
    if (opened.has(null)) fetchLists(null).catch(() => {});
  });
  rooms.onLost((roomId, gone) => {
    if (!gone || !opened.delete(roomId)) return;
    for (const { id } of state.listsOf(roomId)) following.lost(id);
  });

  // Lists

  /**
   * Have the lists of a room, and keep them true.
   *
   * @param {number} roomId
   * @param {Promise<unknown>} [followed] settled when the room is followed, which may be asked for at the same time
   */
  async function openRoom(roomId, followed) {
    await followed;
    await (opened.get(roomId) ?? fetchLists(roomId));
  }

  /** Have one's own lists, and keep them true. */
  async function openOwn() {
    await (opened.get(null) ?? fetchLists(null));
  }

  /** Ask for one's own lists again: how much is open in them is told by no stream. */
  async function readOwn() {
    if (opened.has(null)) await fetchLists(null);
  }

  /** @param {number|null} roomId */
  function fetchLists(roomId) {
    const fetching = fetchListsNow(roomId);
    opened.set(roomId, fetching);
    fetching.catch(() => opened.get(roomId) === fetching && opened.delete(roomId));
    return fetching;
  }

  /** @param {number|null} roomId */
  async function fetchListsNow(roomId) {
    const answer = await api.get(listsPath(roomId));
    if (!opened.has(roomId)) return;
    if (answer.kept_at) old.add(roomId);
    state.replaceLists(roomId, answer.lists);
    sending.lay();
  }

  /**
   * @param {number|null} roomId
   * @returns {Promise<List[]>} those put away
   */
  async function archivedLists(roomId) {
    const answer = await api.get(listsPath(roomId), { params: { archived: 1 } });
    for (const list of answer.lists) putList(list);
    return state.listsOf(roomId, { archived: true });
  }

  /** @param {List} list */
  function putList(list) {
    state.putList(list);
    if (list.deleted_at) following.lost(list.id);
  }

  /**
   * @param {{room_id?: number|null, name: string, color?: string}} what
   * @returns {Promise<List>}
   */
  async function addList(what) {
    const list = await api.post("/lists", { uid: uuid(), ...what });
    putList(list);
    return list;
  }

  /**
   * @param {number} listId
   * @param {{name?: string, color?: string, position?: string, archived?: boolean, deleted?: boolean}} changes
   */
  async function changeList(listId, changes) {
    putList(await api.patch(`/lists/${listId}`, changes));
  }

  // Items

  /**
   * Have more of what is done.
   *
   * @param {number} listId
   * @param {Filter} [filter]
   * @returns {Promise<boolean>} whether there is still more
   */
  async function completed(listId, { label, person, q } = {}) {
    const key = cursorKey(listId, { label, person, q });
    const after = cursors.get(key);
    if (after === null) return false;
    const params = { state: "completed", label: label || null, person: person || null, q: q || null, after };
    const page = await api.get(`/lists/${listId}/items`, { params });
    meet(page.items);
    state.load(listId, { items: page.items, version: page.version });
    cursors.set(key, page.next ?? null);
    return page.next !== null;
  }

  /**
   * @param {number} listId
   * @param {Filter} [filter]
   * @returns {boolean} whether more of what is done can be had
   */
  function hasMore(listId, filter = {}) {
    return cursors.get(cursorKey(listId, filter)) !== null;
  }

  /** @param {number} listId */
  function forgetCursors(listId) {
    for (const key of [...cursors.keys()]) if (key.startsWith(`${listId} `)) cursors.delete(key);
  }

  /** @param {Item} item as the server has answered with it */
  function take(item) {
    state.put(item);
    meet([item]);
  }

  /** @param {Item[]} items that have come, from here or from others */
  function meet(items) {
    items.forEach(meetPeople);
    itemListeners.forEach((listener) => listener(items));
    sending.arrived(items);
  }

  /** @param {Item} item */
  function meetPeople({ author, assignee, done_by: doer }) {
    rooms.people.meet([author, assignee, doer].filter((person) => person !== null));
  }

  /** Something that was not here was done or taken back: ask how many there are. */
  function countAnew() {
    if (counting || following.open().every((id) => !state.uncounted(id))) return;
    counting = setTimeout(async () => {
      counting = undefined;
      for (const id of following.open().filter(state.uncounted)) {
        const { list } = await api.get(`/lists/${id}`).catch(() => ({ list: null }));
        if (list) state.setCompleted(id, list.done);
      }
    }, COUNT_MS);
  }

  /** Nobody is signed in any more. */
  function close() {
    clearTimeout(counting);
    sending.close();
    following.close();
  }

  return {
    openRoom,
    openOwn,
    readOwn,
    listsOf: state.listsOf,
    list: state.list,
    archivedLists,
    addList,
    changeList,
    openList: following.openList,
    pages: following.pages,
    /** Hear of what changes in a list from a version on. */
    follow: following.followFromVersion,
    rows: state.rows,
    branches: state.branches,
    counts: state.counts,
    labels: state.labels,
    loaded: state.loaded,
    completed,
    hasMore,
    get: state.get,
    /** What the server has of an item, and what waits to be sent of it. */
    stored: state.stored,
    operations: state.operations,
    /** Uids of the items of which something waits or was refused. */
    waiting: state.waiting,
    item: watching.item,
    add: sending.add,
    change: sending.change,
    retry: sending.retry,
    discard: sending.discard,
    /** Take an item that the server has answered with. */
    take,
    flush: sending.flush,
    close,
    subscribe: state.subscribe,
    onLost: following.onLost,
    /** Told of all items that come, from here or from others. @param {(items: Item[]) => void} listener */
    onItems(listener) {
      itemListeners.add(listener);
      return () => itemListeners.delete(listener);
    },
    /** @param {(listId: number, comment: any) => void} listener */
    onComment(listener) {
      commentListeners.add(listener);
      return () => commentListeners.delete(listener);
    },
    /** How many changes wait or were refused. */
    get unsent() {
      return sending.size;
    },
  };
}

/** @typedef {ReturnType<typeof createTodos>} Todos */

/**
 * @param {number} listId
 * @param {Filter} filter
 */
function cursorKey(listId, { label = "", person = 0, q = "" }) {
  return `${listId} ${JSON.stringify([label, person, q])}`;
}

/** @param {number|null} roomId */
function listsPath(roomId) {
  return roomId === null ? "/lists" : `/rooms/${roomId}/lists`;
}
