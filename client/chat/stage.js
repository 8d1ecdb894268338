/**
 * The messages of the room on the screen: draws them, loads more at the edges, and knows what the reader sees.
 */
import { _ } from "../core/i18n.js";
import { toast } from "../ui/toast.js";
import { createEdges } from "./edges.js";
import { createEditor } from "./editor.js";
import { createLog } from "./log.js";
import { createMessageActions } from "./message-actions.js";
import { shownBy } from "./message.js";
import { comeBackTo, leaveAt, topmost } from "./place.js";
import { createReading } from "./reading.js";
import { createScroll } from "./scroll.js";

/**
 * @typedef {import("./message.js").Shown} Shown
 *
 * @typedef {object} StageOptions
 * @property {Record<string, any>} refs elements of the view, by x-ref
 * @property {import("alpinejs").Alpine} Alpine
 * @property {import("../accounts/session.js").Session} session
 * @property {{redrawing: boolean}} route the store
 * @property {import("../rooms/live.js").LiveRooms} rooms
 * @property {import("./live.js").Chat} chat
 * @property {import("../core/socket.js").Connection} connection
 * @property {import("./extras.js").Extras} extras
 * @property {(shown: Shown) => {edit: boolean, remove: boolean, report: boolean}} may
 * @property {(element: HTMLElement, shown: Shown) => void} remove
 * @property {(shown: Shown) => void} report
 * @property {(seen: {away: boolean, news: number, blank: boolean}) => void} onChange
 * @property {(error: unknown) => void} onFail more could not be loaded
 */

/** @param {StageOptions} options */
export function createStage({ refs, Alpine, session, route, rooms, chat, connection, extras, may, remove, report, onChange, onFail }) {
  let roomId = 0;
  let ready = false;
  /** Place of the last message read when the reader came; the line "new" goes below it. @type {number|null} */
  let newAfter = null;
  let stopWatching = () => {};
  let queued = false;

  const me = /** @type {import("./message.js").Person} */ (session.user);
  const { rows: place, shape, edited, removed, pending, failed } = refs;
  const log = createLog({ place, shape, states: { edited, removed, pending, failed }, me, extras, untracked: Alpine.mutateDom });
  const scroll = createScroll({ log: refs.log, rows: refs.rows, onScroll: moved });
  const reading = createReading({ rooms, look });
  const edges = createEdges({
    log: refs.log,
    scroll,
    load: (where) => chat.more(roomId, where),
    timeline: () => (ready ? chat.timelineOf(roomId) : null),
    onFail,
    onUp: connection.onUp,
  });
  const editor = createEditor(refs.editor);
  const actions = createMessageActions({
    place: refs.rows,
    frame: refs.log,
    toolbar: refs.toolbar,
    log,
    may,
    edit,
    remove,
    report,
    extras,
    retry: chat.outbox.retry,
    leave: focusComposer,
  });
  rooms.setReading(reading.isReading);
  const stopOutbox = chat.outbox.subscribe(schedule);

  /** @param {number} id a room is being opened */
  function begin(id) {
    stopWatching();
    editor.close();
    const loaded = chat.timelineOf(id).loaded;
    if (id !== roomId || !loaded) log.draw([]);
    // By hand and not by x-show, which acts later: what is above the messages must not move them afterwards.
    refs.ghosts.hidden = loaded;
    refs.start.hidden = refs.older.hidden = true;
    ready = false;
    roomId = id;
    extras.enter(id, scroll.keep);
    stopWatching = chat.timelineOf(id).subscribe(schedule);
  }

  /**
   * Show the room, which is loaded now.
   *
   * @param {{read_seq: number, unread: number}} entry
   * @param {number|null} messageId bring this one to the middle
   */
  function show(entry, messageId) {
    ready = true;
    const back = comeBackTo(roomId, route.redrawing);
    newAfter = back ? back.newAfter : entry.unread > 0 ? entry.read_seq : null;
    draw();
    const anchor = back?.anchor && log.byId(back.anchor.id);
    const target = messageId && !back ? log.byId(messageId) : null;
    if (target) spot(target);
    else if (back?.anchor && anchor) scroll.put(anchor, back.anchor.top);
    else if (!messageId) toFirstNew();
    moved();
    if (back?.editing) resumeEditing(back.editing);
    else if (!back) takeFocus();
  }

  /** @param {HTMLElement} target a deep link leads to it */
  function spot(target) {
    scroll.show(target);
    target.classList.add("target");
    target.addEventListener("animationend", () => target.classList.remove("target"), { once: true });
  }

  /** To the line above what is new when that is further up than a screen, else to the end. */
  function toFirstNew() {
    scroll.toEnd();
    const line = log.get("new");
    if (line && line.offsetTop < refs.log.scrollTop) scroll.show(line);
  }

  /** On a phone the keyboard comes up with the focus, and would cover what one came to read. */
  function takeFocus() {
    const free = document.activeElement === document.body || refs.log.closest(".room").contains(document.activeElement);
    const comfortable = matchMedia("(hover: hover) and (pointer: fine)").matches;
    if (comfortable) focusComposer();
    else if (free) refs.title?.focus({ preventScroll: true });
  }

  /** Changes of one moment are drawn once; a hidden page gets no frames, but must not pile up work either. */
  function schedule() {
    if (queued) return;
    queued = true;
    if (document.hidden) setTimeout(drawNow, 250);
    else requestAnimationFrame(drawNow);
  }

  function drawNow() {
    queued = false;
    if (ready) draw();
  }

  function draw() {
    const timeline = chat.timelineOf(roomId);
    markNews(timeline);
    const rows = timeline.rows(chat.outbox.entries(roomId), { newAfter, isAside: extras.isAside });
    scroll.keep(() => {
      log.draw(rows);
      refs.ghosts.hidden = true;
      refs.start.hidden = timeline.hasOlder;
      refs.older.hidden = !timeline.hasOlder;
    });
    rescue(editor.abandon());
    actions.look();
    tell(timeline);
    edges.look();
    reading.check();
  }

  /**
   * Nothing typed is lost: where the message is gone it waits in the composer.
   *
   * @param {string} text
   */
  function rescue(text) {
    const area = composerArea();
    if (!text || !area) return;
    area.value = area.value.trim() ? `${area.value}\n${text}` : text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    toast(_("The message was deleted meanwhile. What you typed is kept here."));
  }

  /**
   * What arrives while nobody reads here begins below a new line.
   *
   * @param {import("./state.js").Timeline} timeline
   */
  function markNews(timeline) {
    const read = rooms.entry(roomId)?.read_seq ?? 0;
    const unseen = timeline.newestSeq > read && !reading.isReading(roomId);
    if (unseen && rooms.entry(roomId)?.joined && (newAfter === null || newAfter < read)) newAfter = read;
  }

  /** The reader has scrolled. */
  function moved() {
    if (!ready) return;
    const timeline = chat.timelineOf(roomId);
    timeline.following = scroll.pinned && !timeline.hasNewer;
    tell(timeline);
    edges.look();
    reading.check();
  }

  /** @param {import("./state.js").Timeline} timeline */
  function tell(timeline) {
    const away = timeline.hasNewer || scroll.fromEnd > refs.log.clientHeight || timeline.newCount > 0;
    onChange({ away, news: timeline.newCount, blank: refs.rows.childElementCount === 0 });
  }

  /** What the reader has before their eyes, for the read mark. */
  function look() {
    if (!ready || !scroll.pinned) return null;
    const timeline = chat.timelineOf(roomId);
    return timeline.hasNewer || !timeline.last() ? null : { roomId, seq: timeline.newestSeq };
  }

  async function toNewest() {
    try {
      await chat.openNewest(roomId);
      draw();
      scroll.toEnd();
      moved();
    } catch (error) {
      onFail(error);
    }
  }

  /** The reader has written something: they are at the newest now, and nothing above it is new any more. */
  function wrote() {
    newAfter = null;
    void toNewest();
  }

  /**
   * @param {HTMLElement} element
   * @param {Shown} shown
   */
  function edit(element, { message, entry }) {
    const save = async (/** @type {string} */ text) => {
      if (message) await chat.edit(message, text);
      else if (entry) chat.outbox.edit(entry.client_id, text);
    };
    scroll.keep(() => editor.edit({ element, text: (message ?? entry)?.text ?? "", save, onClose: focusComposer }));
    editor.reveal();
  }

  /** The reader's newest message that is on the screen. */
  function editLast() {
    const message = chat.timelineOf(roomId).lastOf(me.id);
    const element = message && log.byId(message.id);
    const shown = element && shownBy(element);
    if (element && shown && may(shown).edit) edit(element, shown);
  }

  /** @param {{id: number, text: string}} draft */
  function resumeEditing({ id, text }) {
    const element = log.byId(id);
    const shown = element && shownBy(element);
    if (!element || !shown?.message) return;
    edit(element, shown);
    const area = element.querySelector("textarea");
    if (area) area.value = text;
  }

  function focusComposer() {
    composerArea()?.focus({ preventScroll: true });
  }

  /** @returns {HTMLTextAreaElement|null} */
  function composerArea() {
    return refs.log.closest(".room").querySelector(".composer textarea");
  }

  function destroy() {
    const anchor = scroll.pinned ? null : topmost(log.all(), refs.log);
    if (ready) leaveAt({ roomId, anchor, newAfter, editing: editor.draft });
    ready = false;
    for (const element of log.all()) extras.release(element);
    extras.leave();
    stopWatching();
    stopOutbox();
    scroll.destroy();
    reading.destroy();
    edges.destroy();
    rooms.setReading(() => false);
  }

  return { begin, show, toNewest, wrote, editLast, focusComposer, destroy };
}

/** @typedef {ReturnType<typeof createStage>} Stage */
