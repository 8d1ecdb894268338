/**
 * Which lists' streams this page follows: those that are open, and those that watched items are in.
 */
import { api } from "../core/api.js";
import { ApiError } from "../core/errors.js";
import { persevere } from "../core/persevere.js";
import { Stream } from "../core/sync.js";
import { changesOf } from "../rooms/following.js";

/**
 * @typedef {import("./state.js").Item} Item
 *
 * @typedef {object} Followed
 * @property {number} holders whoever wants it
 * @property {boolean} open somebody wants all of it
 * @property {boolean} streaming
 * @property {Stream} [stream]
 * @property {Promise<void>|null} loading
 */

/** Lists that nobody looks at and that stay followed, so that coming back to them shows them at once. */
const KEPT = 6;
/** The most that the server gives of what is to be done. */
const ALL = 5000;
/** The most items that are asked for by name at a time. */
const BATCH = 100;
const GATHER_MS = 500;

/**
 * @param {object} options
 * @param {import("../core/socket.js").Connection} options.connection
 * @param {import("./state.js").TodoState} options.state
 * @param {(items: Item[]) => void} options.take told of all items that have come
 * @param {(listId: number, comment: any) => void} options.onComment
 * @param {(listId: number) => void} options.onReset what was known of the list's done items is forgotten
 */
export function createFollowedLists({ connection, state, take, onComment, onReset }) {
  /** @type {Map<number, Followed>} the one let go of last comes last */
  const lists = new Map();
  /** @type {Set<(listId: number) => void>} */
  const lostListeners = new Set();
  /** @type {Set<string>} items about which something was said just now */
  const commented = new Set();
  let closed = false;

  const stopHearing = connection.onRemoved((stream) => {
    if (stream.startsWith("list:")) void removed(Number(stream.slice("list:".length)));
  });

  /**
   * Have everything of a list that is to be done, and follow it.
   *
   * @param {number} listId
   * @returns {{ready: Promise<void>, close(): void}} ready rejects with ApiError when it may not be read
   */
  function openList(listId) {
    const list = hold(listId);
    list.open = true;
    return { ready: load(listId, list), close: once(() => release(listId)) };
  }

  /**
   * Follow a list from a version on, without having what is in it.
   *
   * @param {number} listId
   * @param {number} version
   * @returns {() => void} let go of it
   */
  function followFromVersion(listId, version) {
    const list = hold(listId);
    if (!list.loading) follow(listId, list, version);
    return once(() => release(listId));
  }

  /**
   * @param {number} listId
   * @returns {Followed}
   */
  function hold(listId) {
    const list = lists.get(listId) ?? { holders: 0, open: false, streaming: false, loading: null };
    list.holders += 1;
    lists.set(listId, list);
    return list;
  }

  /** @param {number} listId */
  function release(listId) {
    const list = lists.get(listId);
    if (!list) return;
    list.holders -= 1;
    if (list.holders > 0) return;
    lists.delete(listId);
    lists.set(listId, list);
    const idle = [...lists].filter(([, { holders }]) => holders === 0);
    for (const [id] of idle.slice(0, -KEPT)) drop(id);
  }

  /** @param {number} listId */
  function drop(listId) {
    if (lists.get(listId)?.streaming) connection.unfollow(`list:${listId}`);
    lists.delete(listId);
    // What is not followed goes out of date.
    state.forgetItems(listId);
    onReset(listId);
  }

  /**
   * @param {number} listId
   * @param {Followed} list
   * @returns {Promise<void>}
   */
  function load(listId, list) {
    if (state.loaded(listId)) return Promise.resolve();
    list.loading ??= loadNow(listId, list).finally(() => {
      list.loading = null;
    });
    return list.loading;
  }

  /**
   * @param {number} listId
   * @param {Followed} list
   */
  async function loadNow(listId, list) {
    const isWanted = () => !closed && lists.get(listId) === list;
    const page = await persevere(() => activeOf(listId), { onUp: connection.onUp, wanted: isWanted });
    if (!page || !isWanted()) return;
    state.load(listId, page, { whole: true });
    take(page.items);
    follow(listId, list, page.version);
    // What was remembered may be older than what is heard already.
    if (page.kept_at) list.stream?.goBack(page.version);
  }

  /**
   * @param {number} listId
   * @param {Followed} list
   * @param {number} version from which on changes are wanted
   */
  function follow(listId, list, version) {
    if (list.streaming) return;
    list.streaming = true;
    const name = `list:${listId}`;
    list.stream = new Stream({
      name,
      version,
      fetchChanges: changesOf(name),
      reset: () => reset(listId, list),
      onLost: () => lost(listId),
      apply(change) {
        state.apply(listId, change);
        if (change.type === "item" && !change.data.moved) take([change.data]);
        if (change.type !== "comment") return;
        onComment(listId, change.data);
        countComments(change.data.item);
      },
    });
    connection.follow(list.stream);
  }

  /**
   * How many comments an item has is told with the item.
   *
   * @param {string} uid
   */
  function countComments(uid) {
    if (commented.size === 0) {
      setTimeout(() => {
        const uids = [...commented].filter((each) => state.stored(each));
        commented.clear();
        // A number that is too small for a while is no reason to trouble anybody.
        if (!closed && uids.length > 0) fetchItems(uids).catch(() => {});
      }, GATHER_MS);
    }
    commented.add(uid);
  }

  /**
   * Too much has happened: begin anew.
   *
   * @param {number} listId
   * @param {Followed} list
   */
  async function reset(listId, list) {
    onReset(listId);
    if (list.open) {
      const page = await activeOf(listId);
      state.reload(listId, page);
      take(page.items);
      return page.version;
    }
    const known = state.uids(listId);
    state.forgetItems(listId);
    await fetchItems(known);
    return undefined;
  }

  /**
   * Items by name, as far as this person may see them.
   *
   * @param {string[]} uids
   * @returns {Promise<Item[]>}
   */
  async function fetchItems(uids) {
    /** @type {Item[]} */
    const found = [];
    for (let start = 0; start < uids.length; start += BATCH) {
      const answer = await api.get("/items", { params: { uids: uids.slice(start, start + BATCH).join(",") } });
      found.push(...answer.items);
    }
    for (const item of found) state.put(item);
    take(found);
    return found;
  }

  /**
   * Follow the list of an item that was read just now.
   *
   * @param {Item} item
   */
  function followFrom(item) {
    const list = lists.get(item.list_id);
    // What the item is at is a version that the list had at that time or before: catching up brings the rest.
    if (list && !list.loading) follow(item.list_id, list, item.version);
  }

  /**
   * The server has taken the stream away: perhaps only the right to write, as in an open room one has left.
   *
   * @param {number} listId
   */
  async function removed(listId) {
    const list = lists.get(listId);
    if (!list) return;
    list.streaming = false;
    try {
      const wanted = () => !closed && lists.get(listId) === list && !list.streaming;
      const page = await persevere(() => activeOf(listId), { onUp: connection.onUp, wanted });
      if (!page || !wanted()) return;
      if (list.open) state.reload(listId, page);
      follow(listId, list, page.version);
    } catch (error) {
      if (error instanceof ApiError) lost(listId);
      else throw error;
    }
  }

  /**
   * A list may not be read any more, or is gone.
   *
   * @param {number} listId
   */
  function lost(listId) {
    drop(listId);
    state.forgetList(listId);
    for (const listener of lostListeners) listener(listId);
  }

  function close() {
    closed = true;
    stopHearing();
  }

  /** What is in the lists that are here, as the server would answer with it. */
  function pages() {
    return [...lists].flatMap(([listId, { stream, streaming }]) =>
      stream && streaming && state.loaded(listId) ? [{ listId, version: stream.version, ...state.page(listId) }] : [],
    );
  }

  return {
    openList,
    pages,
    followFromVersion,
    hold,
    release,
    followFrom,
    fetchItems,
    lost,
    close,
    /** The lists of which all is wanted. */
    open: () => [...lists].filter(([, { open }]) => open).map(([id]) => id),
    /** @param {(listId: number) => void} listener */
    onLost(listener) {
      lostListeners.add(listener);
      return () => lostListeners.delete(listener);
    },
  };
}

/** @typedef {ReturnType<typeof createFollowedLists>} FollowedLists */

/**
 * @param {number} listId
 * @returns {Promise<import("./state.js").Page>}
 */
function activeOf(listId) {
  return api.get(`/lists/${listId}/items`, { params: { state: "active", limit: ALL } });
}

/** @param {() => void} action */
function once(action) {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
