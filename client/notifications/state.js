/**
 * What one was told, as this client knows it. Pure state: it neither asks the server nor draws.
 */
import { createSignal } from "../core/observable.js";

/**
 * @typedef {{id: number, username: string, name: string}} Person
 *
 * @typedef {object} Notice
 * @property {number} id
 * @property {"mention"|"everyone"|"direct"|"keyword"|"message"|"assigned"|"due"|"done"|"invited"|"admin"} kind
 * @property {string} topic what it is about, such as "message:812"
 * @property {string} place such as "room:3"; empty for none
 * @property {string} path where it leads
 * @property {Person|null} actor
 * @property {Record<string, any>} data
 * @property {boolean} alert whether it may be heard, and seen outside the page
 * @property {string} created_at
 * @property {string|null} read_at
 * @property {string|null} cleared_at
 * @property {number} version
 *
 * @typedef {"all"|"mentions"|"todos"|"apart"} Filter apart: those that are not read with the rest of their room
 * @typedef {{version: number, notices: Notice[], unread: number, next: number|null}} Page as the server answers
 *
 * @typedef {object} View what the inbox shows of one filter
 * @property {"loading"|"ready"|"failed"} phase
 * @property {Notice|null} floor the oldest one that was loaded; those before it are not known
 * @property {boolean} ended there are no older ones
 * @property {unknown} error
 */

/** The server counts no further. */
export const MOST_UNREAD = 100;

/** @type {Record<Filter, Set<string>|null>} */
const KINDS = {
  all: null,
  mentions: new Set(["mention", "everyone", "direct", "keyword"]),
  todos: new Set(["assigned", "due", "done"]),
  apart: new Set(["mention", "everyone", "keyword", "assigned", "due", "done", "invited", "admin"]),
};

export function createNotices() {
  const changed = createSignal();
  /** @type {Map<number, Notice>} */
  const known = new Map();
  /** @type {Map<string, View>} */
  const views = new Map();
  /** Put away here; the server hears of it once it cannot be taken back any more. @type {Set<number>} */
  const hidden = new Set();
  let unread = 0;
  let loadedAt = 0;
  let newest = { at: -Infinity, id: 0 };
  let loaded = false;

  /**
   * Begin (anew) with the newest page of all.
   *
   * @param {Page} page
   */
  function begin(page) {
    known.clear();
    views.clear();
    for (const notice of page.notices) known.set(notice.id, notice);
    const [first] = page.notices;
    newest = { at: first ? Date.parse(first.created_at) : -Infinity, id: Math.max(0, ...page.notices.map(({ id }) => id)) };
    unread = page.unread;
    loadedAt = page.version;
    loaded = true;
    addPage("all", false, page);
  }

  /**
   * Take a page of a view: the first, or the one after what it has.
   *
   * @param {Filter} filter
   * @param {boolean} onlyUnread
   * @param {Page} page
   */
  function addPage(filter, onlyUnread, page) {
    const view = viewOf(filter, onlyUnread);
    for (const notice of page.notices) {
      const before = known.get(notice.id);
      if (!before || before.version <= notice.version) known.set(notice.id, notice);
    }
    Object.assign(view, { phase: "ready", error: null, floor: page.notices.at(-1) ?? view.floor, ended: page.next === null });
    changed.notify();
  }

  /**
   * Apply a change of the person's stream.
   *
   * @param {Notice} notice
   * @param {number} version of the stream
   * @returns {{news: boolean, before: Notice|undefined, uncertain: boolean}|null} news: it is one to be told of now;
   *   uncertain: how many are unread only the server knows; null: it was known
   */
  function apply(notice, version) {
    const before = known.get(notice.id);
    if (!loaded || (before ? before.version >= notice.version : version <= loadedAt)) return null;
    known.set(notice.id, notice);
    const at = Date.parse(notice.created_at);
    const counts = isUnread(notice);
    // One that was there before, beyond what is loaded: whether it was unread nobody here knows.
    const uncertain = (!before && notice.id <= newest.id) || unread >= MOST_UNREAD;
    if (!uncertain) unread += Number(counts) - Number(before ? isUnread(before) : false);
    const news = counts && (before ? before.created_at !== notice.created_at : at >= newest.at);
    newest = { at: Math.max(newest.at, at), id: Math.max(newest.id, notice.id) };
    changed.notify();
    return { news, before, uncertain };
  }

  /**
   * They are read, in this tab: show it before the server has said so.
   *
   * @param {(notice: Notice) => boolean} which
   * @param {string} now
   * @returns {number[]} those that were not read yet
   */
  function markRead(which, now) {
    const fresh = [...known.values()].filter((notice) => isUnread(notice) && which(notice));
    for (const notice of fresh) known.set(notice.id, { ...notice, read_at: now });
    unread = Math.max(unread - fresh.length, 0);
    if (fresh.length > 0) changed.notify();
    return fresh.map(({ id }) => id);
  }

  /** @param {number} count as the server says */
  function setUnread(count) {
    unread = count;
    changed.notify();
  }

  /**
   * @param {number[]} ids
   * @param {boolean} hide put them away, or bring them back
   */
  function setHidden(ids, hide) {
    for (const id of ids) {
      if (hide) hidden.add(id);
      else hidden.delete(id);
    }
    changed.notify();
  }

  /**
   * @param {Filter} filter
   * @param {boolean} onlyUnread
   * @returns {View}
   */
  function viewOf(filter, onlyUnread) {
    const key = `${filter} ${onlyUnread}`;
    const view = views.get(key) ?? { phase: "loading", floor: null, ended: false, error: null };
    views.set(key, view);
    return view;
  }

  /**
   * What a view shows, the newest first.
   *
   * @param {Filter} filter
   * @param {boolean} onlyUnread
   * @returns {Notice[]}
   */
  function shown(filter, onlyUnread) {
    const { floor, ended } = viewOf(filter, onlyUnread);
    const kinds = KINDS[filter];
    return [...known.values()]
      .filter((notice) => !notice.cleared_at && !hidden.has(notice.id))
      .filter((notice) => (!kinds || kinds.has(notice.kind)) && (!onlyUnread || !notice.read_at))
      .filter((notice) => ended || !floor || compare(notice, floor) <= 0)
      .sort(compare);
  }

  function hiddenUnread() {
    return [...hidden].filter((id) => isUnread(known.get(id))).length;
  }

  return {
    begin,
    addPage,
    apply,
    markRead,
    setUnread,
    setHidden,
    view: viewOf,
    shown,
    subscribe: changed.subscribe,
    notify: changed.notify,
    /** @param {number} id */
    get: (id) => known.get(id),
    /** Whether it is put away here. @param {number} id */
    isHidden: (id) => hidden.has(id),
    /** @param {(notice: Notice) => boolean} which @returns {Notice[]} */
    where: (which) => [...known.values()].filter(which),
    get loaded() {
      return loaded;
    },
    get unread() {
      return Math.max(unread - hiddenUnread(), 0);
    },
    /** To-dos among them: messages are counted in their rooms, and a room that one was brought into shows itself. */
    get unreadTodos() {
      return [...known.values()].filter((notice) => isUnread(notice) && !hidden.has(notice.id) && isTodo(notice)).length;
    },
  };
}

/** @typedef {ReturnType<typeof createNotices>} Notices */

/** @param {Notice|undefined} notice */
export function isUnread(notice) {
  return Boolean(notice && !notice.read_at && !notice.cleared_at);
}

/** @param {Notice} notice */
export function isTodo({ topic }) {
  return topic.startsWith("todo:");
}

/**
 * The newer one first, as the server has them.
 *
 * @param {Notice} a
 * @param {Notice} b
 */
function compare(a, b) {
  return Date.parse(b.created_at) - Date.parse(a.created_at) || b.id - a.id;
}
