/**
 * What somebody has to do in all of their lists and rooms, kept true: asked for again whenever the server says that it
 * may be different, with what was changed here laid over it at once.
 */
import "../colors.css";
import "./sidebar.css";
import { api } from "../../core/api.js";
import { ApiError, NetworkError } from "../../core/errors.js";
import { formatNumber, ngettext, onLocale } from "../../core/i18n.js";
import { createSignal, reportMistake } from "../../core/observable.js";
import { addDays, wallClock } from "../days.js";
import { listName } from "../lists.js";
import { overlay } from "../overlay.js";
import { belongs } from "./groups.js";

/**
 * @typedef {import("../overlay.js").Item} Item
 * @typedef {import("../overlay.js").Shown} Shown
 * @typedef {import("../overlay.js").Operation} Operation
 * @typedef {import("../state.js").List} List
 * @typedef {import("./groups.js").Which} Which
 * @typedef {import("./groups.js").Span} Span
 * @typedef {{id: number, name: string, kind: string}} RoomName
 *
 * @typedef {object} Known a view as the server told it last
 * @property {Which} which
 * @property {Span|null} span
 * @property {"loading"|"ready"|"failed"} phase
 * @property {unknown} error
 * @property {Map<string, Item>} items
 * @property {Set<string>} near uids of what was changed here, and may have come into the view by that
 * @property {Map<number, List>} lists
 * @property {Map<number, RoomName>} rooms
 * @property {number} holders
 * @property {boolean} stale it may be different by now
 * @property {Promise<void>|null} asking
 */

/** Several changes are asked about together. */
const GATHER_MS = 300;
/** Views that nobody looks at and that are kept, so that coming back to them shows them at once. */
const KEPT = 12;
const MINUTE_MS = 60_000;

/**
 * @param {object} options
 * @param {import("../../core/socket.js").Connection} options.connection
 * @param {import("../../rooms/live.js").LiveRooms} options.rooms
 * @param {import("../live.js").Todos} options.todos
 * @param {import("../../accounts/session.js").User & {time_zone?: string}} options.me
 * @param {import("./store.js").AgendaStore} options.store
 */
export function createAgenda({ connection, rooms, todos, me, store }) {
  const changed = createSignal();
  /** @type {Map<string, Known>} the one let go of last comes last */
  const views = new Map();
  /** @type {WeakMap<Item, {operations: Operation[], shown: Shown}>} */
  const laid = new WeakMap();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  let today = wallClock(new Date(), zone).day;
  let closed = false;
  let failed = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let gathering;

  const stops = [
    rooms.onChange(({ type }) => type === "agenda" && askSoon()),
    rooms.onLoaded(askSoon),
    connection.onUp(() => failed && askSoon()),
    todos.subscribe(look),
    onLocale(look),
    keepTime(),
  ];
  void begin();

  async function begin() {
    tellZone();
    await Promise.all([refresh(), todos.openOwn().catch(passing)]);
    look();
  }

  /** Reminders and days are reckoned by it while nobody is here. */
  function tellZone() {
    if (me.time_zone !== undefined && me.time_zone !== zone) api.patch("/me", { time_zone: zone }).catch(passing);
  }

  // Asking

  function askSoon() {
    for (const view of views.values()) view.stale = true;
    if (gathering || closed) return;
    gathering = setTimeout(() => {
      gathering = undefined;
      void refresh();
      // What the others of one's own lists have changed is counted in the lists.
      todos.readOwn().catch(passing);
    }, GATHER_MS);
  }

  /** Ask for what is shown, and how much there is. */
  async function refresh() {
    if (closed) return;
    failed = false;
    const shown = [...views.values()].filter(({ holders }) => holders > 0);
    await Promise.all(shown.map(ask));
    // Each view tells it along.
    if (shown.length === 0) await api.get("/agenda/counts", { params: { zone } }).then(take).catch(passing);
  }

  /** @param {Known} view */
  function ask(view) {
    view.asking ??= askNow(view).finally(() => {
      view.asking = null;
      // Something happened while it was under way.
      if (view.stale && view.phase === "ready" && view.holders > 0) askSoon();
    });
    return view.asking;
  }

  /** @param {Known} view */
  async function askNow(view) {
    view.stale = false;
    const settled = [...view.near].filter((uid) => todos.operations(uid).length === 0);
    const { which, span } = view;
    try {
      const answer = await api.get("/agenda", { params: { view: which, zone, from: span?.from, to: span?.to } });
      view.items = new Map(answer.items.map((/** @type {Item} */ item) => [item.uid, item]));
      view.lists = new Map(answer.lists.map((/** @type {List} */ list) => [list.id, list]));
      view.rooms = new Map(answer.rooms.map((/** @type {RoomName} */ room) => [room.id, room]));
      for (const uid of settled) view.near.delete(uid);
      view.phase = "ready";
      rooms.people.meet(answer.items.flatMap((/** @type {Item} */ { assignee, author }) => (assignee ? [assignee, author] : [author])));
      take({ ...answer.counts, kept_at: answer.kept_at });
    } catch (error) {
      view.stale = true;
      // What was there goes on being shown.
      if (view.phase !== "ready") Object.assign(view, { phase: "failed", error });
      passing(error);
    }
    changed.notify();
  }

  /** @param {unknown} error that will pass, and is no mistake of ours */
  function passing(error) {
    failed = true;
    if (!(error instanceof NetworkError || error instanceof ApiError)) reportMistake(error);
  }

  /** @param {{today: number, overdue: number, waiting: number, kept_at?: number}} counts kept_at: from an earlier visit */
  function take({ kept_at: keptAt, ...counts }) {
    // Asked for again when the network is back.
    failed ||= keptAt !== undefined;
    count(counts);
  }

  /** @param {{today: number, overdue: number, waiting: number}} counts */
  function count({ today: forToday, overdue, waiting }) {
    Object.assign(store, { today: forToday, overdue, waiting, loaded: true });
    look();
  }

  // What is shown

  /**
   * Look at a view: what is known of it, kept true until `close()`.
   *
   * @param {Which} which
   * @param {Span|null} [span] for "upcoming"
   */
  function open(which, span = null) {
    const key = [which, span?.from, span?.to].join(" ");
    const view = views.get(key) ?? begun(which, span);
    views.delete(key);
    views.set(key, view);
    view.holders += 1;
    if (view.stale) void ask(view);
    forgetOld();
    return {
      get phase() {
        return view.phase;
      },
      get error() {
        return view.error;
      },
      /** @param {Set<string>} [keep] uids of what was done a moment ago and still stands there */
      items: (keep) => itemsOf(view, keep),
      /** @param {Shown} item @returns {{list: List|undefined, room: RoomName|undefined}} */
      placeOf(item) {
        const list = todos.list(item.list_id) ?? view.lists.get(item.list_id);
        return { list, room: list?.room_id ? (view.rooms.get(list.room_id) ?? nameOf(list.room_id)) : undefined };
      },
      again() {
        view.phase = "loading";
        void ask(view);
        changed.notify();
      },
      close: () => (view.holders -= 1),
    };
  }

  /** @param {Which} which @param {Span|null} span @returns {Known} */
  function begun(which, span) {
    const nothing = { items: new Map(), near: new Set(), lists: new Map(), rooms: new Map(), asking: null, error: null };
    return { which, span, phase: "loading", holders: 0, stale: true, ...nothing };
  }

  function forgetOld() {
    const idle = [...views].filter(([, { holders }]) => holders === 0);
    for (const [key] of idle.slice(0, -KEPT)) views.delete(key);
  }

  /** @param {number} roomId @returns {RoomName|undefined} */
  function nameOf(roomId) {
    const entry = rooms.entry(roomId);
    return entry && { id: entry.id, name: entry.name, kind: entry.kind };
  }

  /**
   * @param {Known} view
   * @param {Set<string>} [keep]
   * @returns {Shown[]}
   */
  function itemsOf(view, keep) {
    const standpoint = standpointOf(view);
    const waiting = todos.waiting();
    for (const uid of waiting) view.near.add(uid);
    const shown = [...view.items.values()].map((item) => layOver(view, item));
    for (const uid of view.near) {
      const item = view.items.has(uid) ? null : todos.get(uid);
      if (item) shown.push(item);
    }
    return shown.filter((item) => {
      if (keep?.has(item.uid) && !item.deleted_at) return true;
      return item.done_at === null && belongs(view.which, item, standpoint, view.span);
    });
  }

  /**
   * @param {Known} view
   * @param {Item} item
   */
  function layOver(view, item) {
    const stored = todos.stored(item.uid);
    // What was sent from here, or has come by the list's own stream, is newer than the answer.
    const newest = stored && stored.list_id === item.list_id && stored.version > item.version ? stored : item;
    if (newest !== item) view.items.set(item.uid, newest);
    const operations = todos.operations(item.uid);
    const before = laid.get(newest);
    if (before?.operations === operations) return before.shown;
    const shown = /** @type {Shown} */ (overlay(newest, operations, me, newest.list_id));
    laid.set(newest, { operations, shown });
    return shown;
  }

  /** @param {Known} view @returns {import("./groups.js").Standpoint} */
  function standpointOf({ lists }) {
    const isOwn = (/** @type {number} */ id) => (todos.list(id) ?? lists.get(id))?.room_id === null;
    return { me: me.id, now: new Date(), zone, isOwn };
  }

  function look() {
    const seen = [...views.values()].find(({ which, phase, holders }) => which === "today" && phase === "ready" && holders > 0);
    // Changes made here are counted before the server has them.
    if (seen) store.today = itemsOf(seen).length;
    drawLists();
    changed.notify();
  }

  function drawLists() {
    const lists = todos.listsOf(null).map((list) => {
      const { active } = todos.counts(list.id);
      const openLabel = active > 0 ? ngettext("%(num)s to-do is open", "%(num)s to-dos are open", active) : "";
      const { id, color } = list;
      return { id, name: listName(list), color, href: `/lists/${id}`, open: active, openText: formatNumber(active), openLabel };
    });
    if (JSON.stringify(lists) !== JSON.stringify(store.lists)) store.lists = lists;
  }

  /** What is due tomorrow is due today the next day; and an hour passes. */
  function keepTime() {
    const ticking = setInterval(() => {
      const { day } = wallClock(new Date(), zone);
      if (day !== today) askSoon();
      today = day;
      changed.notify();
    }, MINUTE_MS);
    return () => clearInterval(ticking);
  }

  /** Nobody is signed in any more. */
  function close() {
    closed = true;
    clearTimeout(gathering);
    for (const stop of stops) stop();
  }

  return {
    zone,
    open,
    refresh,
    close,
    subscribe: changed.subscribe,
    get today() {
      return wallClock(new Date(), zone).day;
    },
    get tomorrow() {
      return addDays(wallClock(new Date(), zone).day, 1);
    },
  };
}

/** @typedef {ReturnType<typeof createAgenda>} Agenda */
/** @typedef {ReturnType<Agenda["open"]>} AgendaView */
