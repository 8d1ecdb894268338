/**
 * The walk of whoever is signed in: kept true by what their rooms, notices and to-dos tell, and marking as read what they
 * go on from.
 */
import { api } from "../../core/api.js";
import { ApiError } from "../../core/errors.js";
import { persevere } from "../../core/persevere.js";
import { watch } from "../../ui/watch.js";
import { isUnread } from "../state.js";
import { createPassed } from "./passed.js";
import { createWalk } from "./state.js";
import { reachOf, stepsOf } from "./steps.js";

/**
 * @typedef {import("./state.js").Step} Step
 * @typedef {import("../state.js").Notice} Notice
 *
 * @typedef {object} WalkParts
 * @property {import("alpinejs").Alpine} Alpine
 * @property {import("../../core/socket.js").Connection} connection
 * @property {import("../../rooms/live.js").LiveRooms} rooms
 * @property {{loaded: boolean, rooms: {id: number}[], direct: {id: number}[]}} list the store
 * @property {import("../live.js").LiveNotices} notices
 * @property {{phase: string, items: () => {uid: string, due: unknown}[], subscribe: (listener: () => void) => (() => void), close: () => void}|null} today
 *   what there is to do today; null for who has no to-dos
 * @property {{id: number}} me
 */

/** Of these pages of notices so many are asked for; nobody goes through more. */
const MOST_PAGES = 10;

/** @param {WalkParts} parts */
export function createLiveWalk({ Alpine, connection, rooms, list, notices, today, me }) {
  const walk = createWalk();
  const passed = createPassed(me.id, day);
  /** @type {Map<number, Set<number>>} */
  const seen = new Map();
  /** @type {Map<number, number>} */
  const reached = new Map();
  let begun = false;
  let closed = false;
  let asking = false;
  let pages = 0;
  let problem = /** @type {unknown} */ (null);
  const stops = [
    watch(Alpine, () => {
      // Read for Alpine.
      if (list.loaded && list.rooms.length + list.direct.length >= 0) queueMicrotask(look);
    }),
    notices.state.subscribe(look),
    passed.subscribe(look),
    today?.subscribe(look) ?? (() => {}),
    today?.close ?? (() => {}),
    connection.onUp(() => problem && again()),
  ];
  look();

  /** Have what is unread, page after page: those that call come from all of them. */
  async function ask() {
    const view = notices.state.view("apart", true);
    if (asking || (view.phase === "ready" && (view.ended || pages >= MOST_PAGES))) return;
    asking = true;
    try {
      pages = view.phase === "ready" ? pages + 1 : 1;
      if (view.phase === "ready") await notices.more("apart", true);
      else await notices.look("apart", true);
    } catch (error) {
      problem = error;
    } finally {
      asking = false;
    }
    look();
  }

  function look() {
    if (closed) return;
    const view = notices.state.view("apart", true);
    if (view.phase === "failed" && !begun) problem = view.error ?? problem;
    else if (!problem) void ask();
    if (view.phase === "ready" && list.loaded && today?.phase !== "loading") {
      problem = null;
      if (begun) walk.take(found());
      else walk.begin(found());
      begun = true;
    }
    walk.notify();
  }

  function again() {
    problem = null;
    const view = notices.state.view("apart", true);
    if (view.phase === "failed") view.phase = "loading";
    look();
  }

  /** @returns {Step[]} */
  function found() {
    const due = today ? today.items().filter((item) => item.due && !passed.has(item.uid)) : [];
    return stepsOf({ notices: unread(), rooms: entries(), due: due.map(({ uid }) => uid), seen, reached });
  }

  function unread() {
    return notices.state.where((notice) => isUnread(notice) && !notices.state.isHidden(notice.id));
  }

  function entries() {
    const raw = Alpine.raw(list);
    return [...raw.direct, ...raw.rooms].flatMap(({ id }) => rooms.entry(id) ?? []);
  }

  /**
   * A room is before the reader's eyes up to here.
   *
   * @param {number} roomId
   * @param {number} seq
   */
  function reach(roomId, seq) {
    if ((reached.get(roomId) ?? -1) >= seq) return;
    reached.set(roomId, seq);
    look();
  }

  /** Go on: what the present step shows is read by that. */
  function next() {
    const step = walk.current;
    if (step && walk.fate(step.key) !== "read") read(step);
    walk.next("read", step?.notice || !step?.roomId ? undefined : reached.get(step.roomId));
    look();
  }

  /** Go on, and leave it as it is. */
  function leave() {
    walk.next("left");
    look();
  }

  /** @param {Step} step */
  function read({ notice, roomId, uid }) {
    if (uid) passed.add(uid);
    if (notice) readNotice(notice);
    if (!roomId) return;
    const seq = notice?.data.seq;
    if (seq) seen.set(roomId, (seen.get(roomId) ?? new Set()).add(seq));
    const entry = rooms.entry(roomId);
    const calls = unread().filter(({ data, topic }) => topic.startsWith("message:") && data.room_id === roomId && isCall(data.seq, roomId));
    const to = entry?.joined ? reachOf(entry, { calls, seen, upTo: notice ? null : (reached.get(roomId) ?? entry.last_seq) }) : 0;
    if (to) readRoom(roomId, to);
  }

  /**
   * Whether a message that was told of is a step of its own that is ahead, or was left unread.
   *
   * @param {number} seq
   * @param {number} roomId
   */
  function isCall(seq, roomId) {
    const own = [...walk.passed().filter(({ key }) => walk.fate(key) === "left"), ...walk.coming()];
    return own.some(({ notice }) => notice?.data.room_id === roomId && notice.data.seq === seq);
  }

  /** @param {Notice} notice */
  function readNotice({ id }) {
    const fresh = notices.state.markRead((notice) => notice.id === id, new Date().toISOString());
    if (fresh.length === 0) return;
    notices.alerts.withdraw(notices.state.get(id));
    void surely(() => api.put("/notices/read", { ids: fresh }));
  }

  /**
   * @param {number} roomId
   * @param {number} seq
   */
  function readRoom(roomId, seq) {
    rooms.markRead(roomId, seq);
    void surely(async () => {
      const entry = await api.put(`/rooms/${roomId}/read`, { seq });
      // Whoever was removed meanwhile is not to find the room in their list again.
      if (rooms.entry(roomId)?.joined) rooms.put(entry);
    });
  }

  /**
   * The notice comes again in an hour; until then it is read.
   *
   * @param {Notice} notice
   */
  async function snooze(notice) {
    await api.post(`/notices/${notice.id}/act`, { action: "snooze" });
    notices.state.markRead(({ id }) => id === notice.id, new Date().toISOString());
  }

  /** @param {() => Promise<unknown>} tell what is shown already; without a connection it is told later */
  async function surely(tell) {
    try {
      await persevere(tell, { onUp: connection.onUp, wanted: () => true });
    } catch (error) {
      // What is gone needs no mark.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  function close() {
    closed = true;
    for (const stop of stops) stop();
  }

  return {
    walk,
    again,
    reach,
    next,
    leave,
    back: walk.back,
    snooze,
    seen,
    close,
    /** Whether it is known what there is. */
    get begun() {
      return begun;
    },
    get problem() {
      return problem;
    },
  };
}

/** @typedef {ReturnType<typeof createLiveWalk>} LiveWalk */

/** @returns {string} the reader's day */
function day() {
  const now = new Date();
  return `${now.getFullYear()}-${now.getMonth() + 1}-${now.getDate()}`;
}
