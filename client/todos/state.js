/**
 * To-do lists and their items as this client knows them, with what waits in the outbox laid over them.
 *
 * Pure state: it neither asks the server nor draws. Every item carries the version of its list's stream at its last
 * change, so whatever comes twice, late, or while a page was loading is settled by comparing versions. Items that were
 * deleted or have gone to another list are remembered, so that an older page cannot bring them back.
 */
import { createSignal } from "../core/observable.js";
import { overlay } from "./overlay.js";
import { branches, byPosition, rowsOf } from "./rows.js";

/**
 * @typedef {import("./overlay.js").Item} Item
 * @typedef {import("./overlay.js").Shown} Shown
 * @typedef {import("./overlay.js").Operation} Operation
 * @typedef {import("./overlay.js").Person} Person
 * @typedef {import("./rows.js").Filter} Filter
 * @typedef {import("./rows.js").Row} Row
 *
 * @typedef {object} List
 * @property {number} id
 * @property {string} uid
 * @property {number|null} room_id
 * @property {number|null} owner_id
 * @property {string} name "" for a default list without a name of its own
 * @property {string} color
 * @property {string} position
 * @property {boolean} is_default
 * @property {string|null} archived_at
 * @property {string|null} deleted_at
 * @property {string} created_at
 * @property {number} version of the stream of its room or owner
 * @property {number} open
 * @property {number} done
 *
 * @typedef {{active: number, completed: number, all: number}} Counts of top-level items
 *
 * @typedef {object} Page
 * @property {Item[]} items
 * @property {number} version of the list's stream when it was read
 * @property {Counts} [counts]
 * @property {number} [kept_at] when it was true, of a page that was remembered
 *
 * @typedef {object} Known a list's items
 * @property {Set<string>} uids of those the server has put into it
 * @property {Map<string, number>} left when an item went to another list
 * @property {boolean} loaded everything that is to be done is here
 * @property {number} completed how many are done, as the server counts
 * @property {string} newest when the newest of those that were ever here was made; what is older is not new
 * @property {boolean} uncounted something was done or taken back that was not known: the count has to be asked for
 * @property {number} stamp counts changes
 * @property {{stamp: number, branches: import("./rows.js").Branch[]}|null} drawn
 */

/** @type {Operation[]} */
const NONE = [];

/** @param {{me: Person}} options */
export function createTodoState({ me }) {
  const changed = createSignal();
  /** @type {Map<number, List>} */
  const lists = new Map();
  /** @type {Map<string, Item>} */
  const items = new Map();
  /** @type {Map<number, Known>} */
  const known = new Map();
  /** @type {Map<string, Operation[]>} by item, in order */
  let operations = new Map();
  /** @type {Map<string, {item: Item|undefined, operations: Operation[], shown: Shown|null}>} */
  const views = new Map();

  // Lists

  /**
   * Take what the server says of a list; an older word is not taken.
   *
   * @param {List} list
   */
  function putList(list) {
    const before = lists.get(list.id);
    if (before && before.version > list.version) return;
    lists.set(list.id, list);
    changed.notify();
  }

  /**
   * Take all lists of a room, or of the person; those that are not among them are gone, unless they are archived.
   *
   * @param {number|null} roomId
   * @param {List[]} all
   */
  function replaceLists(roomId, all) {
    const listed = new Set(all.map(({ id }) => id));
    for (const { id, room_id: room, archived_at: archived } of [...lists.values()]) {
      if (room === roomId && !archived && !listed.has(id)) forgetList(id);
    }
    for (const list of all) putList(list);
    changed.notify();
  }

  /**
   * @param {number|null} roomId null for the person's own
   * @param {{archived?: boolean}} [which]
   * @returns {List[]} in order, the default one first
   */
  function listsOf(roomId, { archived = false } = {}) {
    const found = [...lists.values()].filter(
      (list) => list.room_id === roomId && !list.deleted_at && Boolean(list.archived_at) === archived,
    );
    return found.sort((a, b) => Number(b.is_default) - Number(a.is_default) || byPosition(a, b));
  }

  /** @param {number} listId */
  function forgetList(listId) {
    lists.delete(listId);
    forgetItems(listId);
  }

  // Items

  /** @param {number} listId */
  function knownOf(listId) {
    let found = known.get(listId);
    if (!found) {
      found = { uids: new Set(), left: new Map(), loaded: false, completed: 0, newest: "", uncounted: false, stamp: 0, drawn: null };
      known.set(listId, found);
    }
    return found;
  }

  /**
   * Take a page of a list's items.
   *
   * @param {number} listId
   * @param {Page} page
   * @param {{whole?: boolean}} [what] whole: everything that is to be done is in it
   */
  function load(listId, page, { whole = false } = {}) {
    const list = knownOf(listId);
    for (const item of page.items) place(item);
    if (whole && !list.loaded) dropOutdated(list, page);
    if (whole) list.loaded = true;
    if (page.counts) setCompleted(listId, page.counts.completed);
    list.stamp += 1;
    changed.notify();
  }

  /**
   * What was seen by itself while nobody followed the list may be done or gone since: then the page does not have it.
   *
   * @param {Known} list
   * @param {Page} page
   */
  function dropOutdated(list, page) {
    const there = new Set(page.items.map(({ uid }) => uid));
    for (const uid of [...list.uids].filter((each) => !there.has(each))) {
      const item = items.get(uid);
      if (!item || item.done_at !== null || item.deleted_at !== null || item.version > page.version) continue;
      list.uids.delete(uid);
      items.delete(uid);
    }
  }

  /**
   * Begin a list anew, as when the server says that too much has happened.
   *
   * @param {number} listId
   * @param {Page} page everything that is to be done
   */
  function reload(listId, page) {
    forgetItems(listId);
    load(listId, page, { whole: true });
  }

  /**
   * Apply a change of a list's stream.
   *
   * @param {number} listId
   * @param {{type: string, data: any, version: number}} change
   */
  function apply(listId, { type, data, version }) {
    if (type !== "item") return;
    // Of what went to another list this one's stream says no more than that.
    if (data.moved) leave(listId, data.uid, version);
    else place(data, { counting: true });
    changed.notify();
  }

  /**
   * Take an item as the server has answered with it.
   *
   * @param {Item} item
   */
  function put(item) {
    place(item, { counting: true });
    changed.notify();
  }

  /**
   * @param {Item} item
   * @param {{counting?: boolean}} [how]
   */
  function place(item, { counting = false } = {}) {
    const list = knownOf(item.list_id);
    const before = items.get(item.uid);
    if ((list.left.get(item.uid) ?? -1) >= item.version) return;
    if (before?.list_id === item.list_id && !isNews(item, before)) return;
    if (before && before.list_id !== item.list_id) leave(before.list_id, item.uid, before.version);
    list.left.delete(item.uid);
    if (counting && list.loaded) count(list, before?.list_id === item.list_id ? before : undefined, item);
    items.set(item.uid, item);
    list.uids.add(item.uid);
    if (item.created_at > list.newest) list.newest = item.created_at;
    list.stamp += 1;
  }

  /**
   * An item is not in this list any more.
   *
   * @param {number} listId
   * @param {string} uid
   * @param {number} version up to which nothing that says otherwise is believed
   */
  function leave(listId, uid, version) {
    const list = knownOf(listId);
    const item = items.get(uid);
    list.left.set(uid, Math.max(version, list.left.get(uid) ?? 0));
    if (!list.uids.delete(uid)) return;
    list.stamp += 1;
    if (item?.list_id !== listId) return;
    if (isDone(item)) list.completed -= 1;
    items.delete(uid);
  }

  /**
   * @param {Known} list
   * @param {Item|undefined} before
   * @param {Item} after
   */
  function count(list, before, after) {
    if (before) list.completed += Number(isDone(after)) - Number(isDone(before));
    else if (isDone(after) || after.deleted_at || after.created_at < list.newest) list.uncounted = true;
  }

  /**
   * @param {number} listId
   * @param {number} completed
   */
  function setCompleted(listId, completed) {
    Object.assign(knownOf(listId), { completed, uncounted: false });
    changed.notify();
  }

  /** @param {number} listId */
  function forgetItems(listId) {
    for (const uid of known.get(listId)?.uids ?? []) {
      items.delete(uid);
      views.delete(uid);
    }
    known.delete(listId);
    changed.notify();
  }

  // What waits

  /**
   * Lay what waits in the outbox over the items.
   *
   * @param {Operation[]} entries in order
   */
  function setOperations(entries) {
    /** @type {Map<string, Operation[]>} */
    const next = new Map();
    for (const entry of entries) next.set(entry.uid, [...(next.get(entry.uid) ?? []), entry]);
    for (const uid of new Set([...operations.keys(), ...next.keys()])) {
      const before = operations.get(uid) ?? NONE;
      const after = next.get(uid) ?? NONE;
      if (before.length === after.length && before.every((entry, index) => entry === after[index])) next.set(uid, before);
      else touch(before, after, uid);
    }
    operations = next;
    changed.notify();
  }

  /**
   * @param {Operation[]} before
   * @param {Operation[]} after
   * @param {string} uid
   */
  function touch(before, after, uid) {
    const ids = [...before, ...after].flatMap((entry) => [listOf(entry), entry.fields.list_id]);
    for (const id of [...ids, items.get(uid)?.list_id]) if (id && known.has(id)) knownOf(id).stamp += 1;
  }

  /**
   * The list an operation is about; what was written before a room's lists were known belongs to its first one.
   *
   * @param {Operation} operation
   */
  function listOf({ list_id: listId, room_id: roomId }) {
    return listId ?? [...lists.values()].find((list) => list.is_default && list.room_id === roomId)?.id ?? 0;
  }

  // What is shown

  /**
   * @param {string} uid
   * @returns {Shown|null} the same object as long as nothing in it has changed; null when it is not known
   */
  function get(uid) {
    const item = items.get(uid);
    const waiting = operations.get(uid) ?? NONE;
    const before = views.get(uid);
    if (before && before.item === item && before.operations === waiting) return before.shown;
    const shown = overlay(item, waiting, me, waiting.length > 0 ? listOf(waiting[0]) : 0);
    if (shown) views.set(uid, { item, operations: waiting, shown });
    else views.delete(uid);
    return shown;
  }

  /**
   * @param {number} listId
   * @returns {import("./rows.js").Branch[]}
   */
  function branchesOf(listId) {
    const list = knownOf(listId);
    if (list.drawn?.stamp === list.stamp) return list.drawn.branches;
    const uids = new Set([...list.uids, ...operations.keys()]);
    const shown = [...uids].flatMap((uid) => get(uid) ?? []).filter((item) => item.list_id === listId && isThere(item));
    list.drawn = { stamp: list.stamp, branches: branches(shown) };
    return list.drawn.branches;
  }

  /** Subtasks go where their parent goes. @param {Shown} item */
  function isThere({ deleted_at: deletedAt, list_id: listId, parent }) {
    const above = parent ? get(parent) : null;
    return deletedAt === null && !(above && (above.deleted_at !== null || above.list_id !== listId));
  }

  /**
   * What to draw of a list.
   *
   * @param {number} listId
   * @param {Filter} [filter]
   * @returns {Row[]}
   */
  function rows(listId, filter = {}) {
    return rowsOf(branchesOf(listId), filter);
  }

  /**
   * @param {number} listId
   * @returns {Counts} of top-level items; of a list that is not loaded what the server said of it last
   */
  function counts(listId) {
    const list = known.get(listId);
    if (!list?.loaded) {
      const { open = 0, done = 0 } = lists.get(listId) ?? {};
      return { active: open, completed: done, all: open + done };
    }
    const active = branchesOf(listId).filter(({ item }) => item.done_at === null).length;
    const completed = Math.max(list.completed + difference(listId), 0);
    return { active, completed, all: active + completed };
  }

  /**
   * How many more are done by what waits in the outbox.
   *
   * @param {number} listId
   */
  function difference(listId) {
    let more = 0;
    for (const uid of operations.keys()) {
      const [item, shown] = [items.get(uid), get(uid)];
      if (item?.list_id === listId && isDone(item)) more -= 1;
      if (shown?.list_id === listId && isDone(shown)) more += 1;
    }
    return more;
  }

  /**
   * @param {number} listId
   * @returns {string[]} the labels in use, by name
   */
  function labels(listId) {
    const found = branchesOf(listId).flatMap(({ item, children }) => [item, ...children].flatMap((each) => each.labels));
    return [...new Set(found)].sort((a, b) => a.localeCompare(b));
  }

  return {
    putList,
    replaceLists,
    listsOf,
    forgetList,
    load,
    reload,
    apply,
    put,
    forgetItems,
    setCompleted,
    setOperations,
    get,
    rows,
    branches: branchesOf,
    counts,
    labels,
    /** @param {number} listId */
    list: (listId) => lists.get(listId),
    /** The items that the server has put into a list. @param {number} listId */
    uids: (listId) => [...(known.get(listId)?.uids ?? [])],
    /** All of a list that is here and stands, without what waits. @param {number} listId */
    page(listId) {
      const { uids, completed } = knownOf(listId);
      const there = [...uids].flatMap((uid) => items.get(uid) ?? []).filter(({ deleted_at: deletedAt }) => deletedAt === null);
      const active = there.filter(({ parent, done_at: doneAt }) => parent === null && doneAt === null).length;
      return { items: there, counts: { active, completed, all: active + completed } };
    },
    /** What the server has, without what waits. @param {string} uid */
    stored: (uid) => items.get(uid),
    waiting: () => [...operations.keys()],
    /** @param {string} uid */
    operations: (uid) => operations.get(uid) ?? NONE,
    /** @param {number} listId */
    loaded: (listId) => known.get(listId)?.loaded ?? false,
    /** @param {number} listId */
    uncounted: (listId) => known.get(listId)?.uncounted ?? false,
    subscribe: changed.subscribe,
  };
}

/** @typedef {ReturnType<typeof createTodoState>} TodoState */

/**
 * A comment changes how many there are, and not the item's version.
 *
 * @param {Item} item
 * @param {Item} before
 */
function isNews(item, before) {
  return item.version > before.version || (item.version === before.version && item.comments !== before.comments);
}

/** @param {Item} item */
function isDone({ done_at: doneAt, deleted_at: deletedAt, parent }) {
  return doneAt !== null && deletedAt === null && parent === null;
}
