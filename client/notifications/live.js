/**
 * The notices of whoever is signed in, kept true by their stream over all of their tabs and devices.
 */
import { api } from "../core/api.js";
import { ApiError, NetworkError } from "../core/errors.js";
import { reportMistake } from "../core/observable.js";
import { persevere } from "../core/persevere.js";
import { createAlerts } from "./alerts.js";
import { showBadge } from "./badge.js";
import { createPushDevice } from "./device.js";
import { hearWorker } from "./from-worker.js";
import { createLooking } from "./looking.js";
import { createSettings } from "./settings.js";
import { createNotices } from "./state.js";

/**
 * @typedef {import("./state.js").Notice} Notice
 * @typedef {import("./state.js").Filter} Filter
 * @typedef {import("../core/sync.js").Change} Change
 */

/** Several changes of what is not loaded are asked about together. */
const GATHER_MS = 300;
/** So long what was put away can be taken back. */
export const UNDO_MS = 10_000;

/**
 * @param {object} options
 * @param {{id: number}} options.me
 * @param {import("../core/socket.js").Connection} options.connection
 * @param {import("../rooms/live.js").LiveRooms} options.rooms
 * @param {import("./store.js").NoticesStore} options.store
 * @param {import("alpinejs").Alpine} options.Alpine
 * @param {{room: number|null, view: string}} options.route the store
 * @param {(path: string) => void} options.go
 * @param {(roomId: number, text: string) => void} options.write send a message, as if it were written here
 * @param {(roomId: number, text: string) => void} options.draft put it where it would be written
 */
export function createLiveNotices({ me, connection, rooms, store, Alpine, route, go, write, draft }) {
  const state = createNotices();
  const settings = createSettings({ connection, rooms });
  const looking = createLooking({ connection, route, Alpine });
  const device = createPushDevice(me);
  const alerts = createAlerts({ me, device, settings, isLookingAt: looking.isAt, open, go });
  /** @type {Change[]} come while the first page was asked for */
  let early = [];
  let closed = false;
  let loading = 0;
  /** What is shown is from an earlier visit. */
  let old = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let gathering;
  /** What is put away and may still come back. @type {Map<ReturnType<typeof setTimeout>, number[]>} */
  const clearing = new Map();

  const stops = [
    rooms.onChange((change) => change.type === "notice" && hear(change)),
    // With the rooms the whole stream was begun anew.
    rooms.onLoaded(() => void load()),
    connection.onUp(() => old && void load()),
    state.subscribe(draw),
    hearWorker({ me, go, write, draft }),
  ];
  addEventListener("pagehide", clearNow);
  const ready = load();
  comeBack();

  async function load() {
    loading += 1;
    const turn = loading;
    const ask = () => api.get("/notices", { params: { filter: "all" } });
    try {
      const page = await persevere(ask, { onUp: connection.onUp, wanted: () => !closed && turn === loading });
      if (!page || turn !== loading) return;
      old = Boolean(page.kept_at);
      state.begin(page);
      for (const change of early) take(change);
      early = [];
    } catch (error) {
      passing(error);
    }
  }

  /** @param {Change} change */
  function hear(change) {
    if (state.loaded) take(change);
    else early.push(change);
  }

  /** @param {Change} change */
  function take({ data, version }) {
    const applied = state.apply(data, version);
    if (!applied) return;
    if (applied.uncertain) countSoon();
    alerts.hear(data, applied.news);
  }

  function countSoon() {
    gathering ??= setTimeout(async () => {
      gathering = undefined;
      const page = await api.get("/notices", { params: { filter: "all", unread: 1 } }).catch(passing);
      if (page) state.setUnread(page.unread);
    }, GATHER_MS);
  }

  function draw() {
    Object.assign(store, { unread: state.unread, todos: state.unreadTodos });
    showBadge(state.unread);
  }

  // What the reader does

  /** @param {Notice} notice come to its place: it is read by that */
  function open(notice) {
    void markRead([notice.id]);
    go(notice.path);
  }

  /** @param {number[]} ids */
  async function markRead(ids) {
    const fresh = state.markRead(({ id }) => ids.includes(id), new Date().toISOString());
    for (const id of fresh) alerts.withdraw(state.get(id));
    if (fresh.length > 0) await attempt(() => api.put("/notices/read", { ids: fresh }));
  }

  async function markAllRead() {
    state.markRead(() => true, new Date().toISOString());
    state.setUnread(0);
    alerts.withdrawAll();
    await attempt(() => api.put("/notices/read", { all: true }));
  }

  /**
   * Put some away. The server hears of it when it cannot be taken back any more.
   *
   * @param {number[]} ids
   * @returns {() => void} take it back
   */
  function clear(ids) {
    state.setHidden(ids, true);
    for (const id of ids) alerts.withdraw(state.get(id));
    const timer = setTimeout(() => void clearThese(timer), UNDO_MS);
    clearing.set(timer, ids);
    return () => {
      if (!clearing.delete(timer)) return;
      clearTimeout(timer);
      state.setHidden(ids, false);
    };
  }

  /** @param {ReturnType<typeof setTimeout>} timer */
  async function clearThese(timer) {
    const ids = clearing.get(timer);
    clearTimeout(timer);
    clearing.delete(timer);
    if (!ids) return;
    try {
      await api.delete("/notices", { ids });
    } catch (error) {
      // They are there as before.
      state.setHidden(ids, false);
      passing(error);
    }
  }

  function clearNow() {
    for (const timer of [...clearing.keys()]) void clearThese(timer);
  }

  /**
   * Show a view, from its beginning when it is not here.
   *
   * @param {Filter} filter
   * @param {boolean} onlyUnread
   */
  async function look(filter, onlyUnread) {
    await ready;
    const view = state.view(filter, onlyUnread);
    if (view.phase !== "ready") await more(filter, onlyUnread);
  }

  /**
   * Have the next page of a view.
   *
   * @param {Filter} filter
   * @param {boolean} onlyUnread
   */
  async function more(filter, onlyUnread) {
    const view = state.view(filter, onlyUnread);
    const first = view.phase !== "ready";
    if (first) view.phase = "loading";
    state.notify();
    const params = { filter, unread: onlyUnread ? 1 : null, before: first ? null : view.floor?.id };
    try {
      state.addPage(filter, onlyUnread, await api.get("/notices", { params }));
    } catch (error) {
      if (first) Object.assign(view, { phase: "failed", error });
      state.notify();
      if (!first) throw error;
      passing(error);
    }
  }

  /** Somebody has begun, or their session is another one now. What cannot be had today is tried at the next visit. */
  function comeBack() {
    void device.refresh().catch(() => {});
  }

  /** @param {() => Promise<unknown>} work what is shown already; when it fails, what is shown is asked for anew */
  async function attempt(work) {
    try {
      await work();
    } catch (error) {
      passing(error);
      void load();
    }
  }

  /** @param {unknown} error that will pass, and is no mistake of ours */
  function passing(error) {
    if (!(error instanceof NetworkError || error instanceof ApiError)) reportMistake(error);
  }

  /** Nobody is signed in any more. */
  function close() {
    clearNow();
    closed = true;
    clearTimeout(gathering);
    removeEventListener("pagehide", clearNow);
    for (const stop of stops) stop();
    alerts.close();
    looking.close();
    settings.close();
    showBadge(0);
  }

  return { state, settings, alerts, device, comeBack, open, look, more, markRead, markAllRead, clear, close };
}

/** @typedef {ReturnType<typeof createLiveNotices>} LiveNotices */
