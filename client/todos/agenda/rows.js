/**
 * The to-dos of a view that goes over many lists: each row says where it stands, and can be put off. What is in which
 * place on the page is the view's matter.
 */
import { formatClock } from "../../core/formats.js";
import { _ } from "../../core/i18n.js";
import { roomTitle } from "../../rooms/describe.js";
import { isComposing } from "../../ui/grow.js";
import { createRowEditor } from "../editor.js";
import { createKeys } from "../keys.js";
import { listName } from "../lists.js";
import { createRecent } from "../recent.js";
import { createRowFilling, rowShownBy, tickOf } from "../row.js";
import { takeBack } from "../undoing.js";
import { describeDue, place } from "../words.js";
import { nextWeek } from "./calendar.js";
import { dueOn } from "./groups.js";

/**
 * @typedef {import("../overlay.js").Shown} Shown
 * @typedef {import("./live.js").Agenda} Agenda
 *
 * @typedef {object} RowsParts
 * @property {HTMLElement} root the rows and the field are within
 * @property {(name: string) => HTMLTemplateElement} shape from server/todos/templates/parts/agenda-shapes.html
 * @property {import("../live.js").Todos} todos
 * @property {import("../../rooms/live.js").LiveRooms} rooms
 * @property {Agenda} agenda
 * @property {{id: number, username: string, name: string}} me
 * @property {(item: Shown) => ReturnType<import("./live.js").AgendaView["placeOf"]>} placeOf
 * @property {(name: string, data?: any) => void} openDialog
 * @property {() => void} look draw again
 * @property {(words: string) => void} say tell whoever cannot see it
 * @property {(uid: string, event: KeyboardEvent) => boolean} [onKey] what else a key on a row means
 */

const NO_PARTS = { done: 0, total: 0 };

/** @param {RowsParts} parts */
export function createAgendaRows({ root, shape, todos, rooms, agenda, me, placeOf, openDialog, look, say, onKey }) {
  const recent = createRecent(look);
  const fillRow = createRowFilling({ problem: shape("problem"), undo: shape("undo") });
  const editor = createRowEditor({ shape: shape("editor"), save: rename, onEnd: focusRow, onResize: () => {} });
  let focused = "";
  const keys = createKeys(commands(), current);
  const heard = /** @type {const} */ ({ keydown: press, change: tickIt, click, focusin: arrive });
  for (const [type, listener] of Object.entries(heard)) root.addEventListener(type, /** @type {EventListener} */ (listener));

  // Drawing

  /**
   * @param {HTMLElement} list
   * @param {Shown[]} items
   * @param {{onDay?: boolean}} [how] onDay: the place says which day it is
   */
  function draw(list, items, { onDay = false } = {}) {
    const before = new Map([...list.children].map((each) => [/** @type {HTMLElement} */ (each).dataset.uid, each]));
    let next = list.firstElementChild;
    for (const item of items) {
      const element = /** @type {HTMLElement} */ (before.get(item.uid) ?? make());
      before.delete(item.uid);
      fill(element, item);
      if (onDay) sayHourOnly(element, item);
      if (element === next) next = next.nextElementSibling;
      else list.insertBefore(element, next);
    }
    for (const gone of before.values()) gone.remove();
  }

  function make() {
    const element = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (shape("row").content.cloneNode(true)).firstElementChild);
    element.querySelector(".todo-more")?.before(shape("later").content.cloneNode(true));
    const link = document.createElement("a");
    link.className = "agenda-place clip";
    link.tabIndex = -1;
    element.querySelector(".todo-main")?.append(link);
    return element;
  }

  /**
   * @param {HTMLElement} element
   * @param {Shown} item
   */
  function fill(element, item) {
    fillRow(element, { key: item.uid, item, depth: 0, subtasks: NO_PARTS }, { recent: recent.has(item.uid), writable: true, me: me.id });
    const { list, room } = placeOf(item);
    const link = /** @type {HTMLAnchorElement} */ (element.querySelector(".agenda-place"));
    const words = placeName(list, room);
    if (link.textContent !== words) link.textContent = words;
    const href = room ? `/rooms/${room.id}/todos` : `/lists/${item.list_id}`;
    if (link.getAttribute("href") !== href) link.setAttribute("href", href);
    element.classList.toggle("over", item.done_at !== null);
  }

  /**
   * @param {HTMLElement} element
   * @param {Shown} item
   */
  function sayHourOnly(element, { due }) {
    const chip = element.querySelector(".todo-chip.due");
    if (!chip?.firstChild || !due) return;
    const { time } = place(due, agenda.zone);
    if (time) chip.firstChild.textContent = formatClock(time);
    else chip.remove();
    const chips = /** @type {HTMLElement} */ (element.querySelector(".todo-chips"));
    chips.hidden = chips.childElementCount === 0;
  }

  /**
   * @param {import("../state.js").List|undefined} list
   * @param {import("./live.js").RoomName|undefined} room
   */
  function placeName(list, room) {
    if (!list) return "";
    if (!room) return listName(list);
    const entry = rooms.entry(room.id);
    const title = entry ? roomTitle(entry, me) : room.name;
    return list.name ? _("%(room)s · %(list)s", { room: title, list: list.name }) : title;
  }

  /** The Tab key comes to one row; the arrow keys go on from there. */
  function keepReachable() {
    const all = allRows();
    if (!all.some(({ dataset }) => dataset.uid === focused)) focused = "";
    const wanted = focused || all[0]?.dataset.uid;
    for (const element of all) {
      const tabIndex = element.dataset.uid === wanted ? 0 : -1;
      for (const control of element.querySelectorAll(".tick, .todo-more, .agenda-later button")) {
        /** @type {HTMLElement} */ (control).tabIndex = tabIndex;
      }
    }
  }

  /** @returns {HTMLElement[]} */
  function allRows() {
    return [...root.querySelectorAll(".todo")].map((each) => /** @type {HTMLElement} */ (each));
  }

  // What is done with a row

  /** @param {Event} event */
  function tickIt(event) {
    const tick = /** @type {HTMLInputElement} */ (event.target);
    const item = itemOf(tick);
    if (item && tick.matches(".tick")) setDone(item, tick.checked);
  }

  /**
   * @param {Shown} item
   * @param {boolean} value
   */
  function setDone(item, value) {
    if (item.roll_call && !item.done_at) {
      todos.change(item.uid, { ticked: value });
      return;
    }
    if (value) recent.add(item.uid);
    else recent.end(item.uid);
    todos.change(item.uid, { done: value });
    look();
    say(value ? _("Done: %(text)s", { text: item.text }) : _("To be done again: %(text)s", { text: item.text }));
  }

  /** @param {MouseEvent} event */
  function click(event) {
    const target = /** @type {Element} */ (event.target);
    const item = itemOf(target);
    if (!item || target.closest("a, input, textarea")) return;
    const deed = /** @type {HTMLElement|null} */ (target.closest("[data-deed]"))?.dataset.deed ?? "";
    if (deed === "undo") setDone(item, false);
    else if (deed === "retry") todos.retry(item.uid);
    else if (deed === "discard") todos.discard(item.uid);
    else if (deed === "correct") edit(item.uid);
    else if (deed === "tomorrow") putOff(item, agenda.tomorrow);
    else if (deed === "next-week") putOff(item, nextWeek(agenda.today));
    else if (!document.getSelection()?.toString()) openItem(item.uid);
  }

  /**
   * @param {string} uid
   * @param {string} [part] what in it is wanted
   */
  function openItem(uid, part = "") {
    openDialog("todo", { uid, part });
  }

  /**
   * Put an item on another day, with a way back.
   *
   * @param {Shown} item
   * @param {string|null} day null: some day
   * @param {{stays?: boolean}} [how] stays: it goes on being seen where it is put, so that nothing has to be offered
   */
  function putOff(item, day, { stays = false } = {}) {
    const before = item.due;
    const due = dueOn(before, day, agenda.zone);
    const neighbour = neighbourOf(item.uid);
    // What comes again or reminds by a date cannot be without one.
    if (due === null && item.repeat) {
      say(_("What comes again needs a date."));
      return;
    }
    todos.change(item.uid, { due });
    look();
    const when = due ? describeDue(due, new Date(), agenda.zone) : _("Some day");
    const words = _("%(text)s: %(when)s", { text: item.text, when });
    say(words);
    if (stays) return;
    takeBack(words, () => todos.change(item.uid, { due: before && { date: before.date, time: before.time, zone: before.zone } }));
    if (!elementOf(item.uid) && neighbour) focusRow(neighbour);
  }

  /** @param {string} uid */
  function edit(uid) {
    const element = elementOf(uid);
    const item = element && itemOf(element);
    if (element && item) editor.begin(element, uid, item.problem?.fields.text ?? item.text);
  }

  /**
   * @param {string} uid
   * @param {string} text
   */
  function rename(uid, text) {
    const element = elementOf(uid);
    if (!element || itemOf(element)?.text === text) return;
    todos.change(uid, { text });
    look();
  }

  /** @param {string} uid */
  function remove(uid) {
    const element = elementOf(uid);
    const item = element && itemOf(element);
    if (!item) return;
    const neighbour = neighbourOf(uid);
    todos.change(uid, { deleted: true });
    look();
    takeBack(_("Deleted: %(text)s", { text: item.text }), () => todos.change(uid, { deleted: false }));
    if (neighbour) focusRow(neighbour);
  }

  // Where the keyboard is

  /** @returns {import("../keys.js").Commands} */
  function commands() {
    return {
      add: focusField,
      filter: () => {},
      help: () => openDialog("todo-keys"),
      leave: () => root.querySelector("h1")?.focus(),
      go,
      edit,
      open: openItem,
      remove,
      step: () => false,
      indent: () => false,
      outdent: () => false,
    };
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const uid = current();
    if (uid && !isComposing(event) && !event.ctrlKey && !event.metaKey) {
      if (onKey?.(uid, event) || putOffByKey(uid, event)) {
        event.preventDefault();
        return;
      }
    }
    keys(event);
  }

  /**
   * @param {string} uid
   * @param {KeyboardEvent} event
   */
  function putOffByKey(uid, { key, altKey }) {
    const element = elementOf(uid);
    const item = element && itemOf(element);
    if (!item || altKey || (key !== "t" && key !== "w")) return false;
    putOff(item, key === "t" ? agenda.tomorrow : nextWeek(agenda.today));
    return true;
  }

  /** The row that has the focus, and not something else in it. */
  function current() {
    const here = document.activeElement;
    return here?.matches(".tick") && root.contains(here) ? (itemOf(here)?.uid ?? "") : "";
  }

  /** @param {FocusEvent} event */
  function arrive(event) {
    const item = itemOf(/** @type {Element} */ (event.target));
    if (!item) return;
    focused = item.uid;
    keepReachable();
  }

  /**
   * @param {string} uid
   * @param {number} by
   */
  function go(uid, by) {
    const all = allRows();
    const index = all.findIndex(({ dataset }) => dataset.uid === uid);
    const next = Math.abs(by) === Infinity ? (by > 0 ? all.at(-1) : all[0]) : all[index + by];
    if (next) focusRow(next.dataset.uid ?? "");
    else if (by < 0) focusField();
  }

  /** @param {string} uid @returns {string|undefined} */
  function neighbourOf(uid) {
    const all = allRows();
    const index = all.findIndex(({ dataset }) => dataset.uid === uid);
    return (all[index + 1] ?? all[index - 1])?.dataset.uid;
  }

  /** @param {string} uid */
  function focusRow(uid) {
    const element = elementOf(uid);
    if (element) tickOf(element).focus();
  }

  function focusField() {
    /** @type {HTMLElement|null} */ (root.querySelector("[data-add]"))?.focus();
  }

  /** @param {string} uid @returns {HTMLElement|null} */
  function elementOf(uid) {
    return root.querySelector(`.todo[data-uid="${CSS.escape(uid)}"]`);
  }

  function destroy() {
    editor.end(true);
    recent.clear();
    for (const [type, listener] of Object.entries(heard)) root.removeEventListener(type, /** @type {EventListener} */ (listener));
  }

  return {
    draw,
    keepReachable,
    putOff,
    focusRow,
    itemOf,
    elementOf,
    destroy,
    get recent() {
      return recent.uids;
    },
  };
}

/** @typedef {ReturnType<typeof createAgendaRows>} AgendaRows */

/** @param {Element} element @returns {Shown|undefined} */
function itemOf(element) {
  const row = element.closest(".todo");
  return row ? rowShownBy(row)?.item : undefined;
}
