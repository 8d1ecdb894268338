/**
 * Fills one to-do's element. The words in it came with the template; texts, people and dates come here.
 */
import { _, formatNumber, ngettext } from "../core/i18n.js";
import { drawAvatar } from "../ui/avatar.js";
import { icon } from "../ui/icons.js";
import { describeDue, describeRepeat, isOverdue } from "./words.js";

/**
 * @typedef {import("./rows.js").Row} Row
 * @typedef {import("./overlay.js").Shown} Shown
 *
 * @typedef {object} Drawn what else decides how a row looks
 * @property {boolean} recent it was done a moment ago
 * @property {boolean} writable
 * @property {number} me
 */

/** @type {WeakMap<Element, {row: Row, drawn: Drawn, day: string}>} */
const showing = new WeakMap();

/**
 * What an element shows.
 *
 * @param {Element} element
 */
export function rowShownBy(element) {
  return showing.get(element)?.row;
}

/**
 * @param {object} shapes
 * @param {HTMLTemplateElement} shapes.problem
 * @param {HTMLTemplateElement} shapes.undo
 */
export function createRowFilling({ problem, undo }) {
  /**
   * Make the element show this; what already does is left alone.
   *
   * @param {HTMLElement} element
   * @param {Row} row
   * @param {Drawn} drawn
   * @returns {boolean} whether anything was changed
   */
  function fill(element, row, drawn) {
    const before = showing.get(element);
    // What is due tomorrow is due today the next day.
    const day = new Date().toDateString();
    const isSame = before?.row.item === row.item && before.row.depth === row.depth && before.day === day;
    if (isSame && sameParts(before.row, row) && sameLook(before.drawn, drawn)) return false;
    showing.set(element, { row, drawn, day });
    const { item } = row;
    element.dataset.uid = item.uid;
    element.dataset.depth = `${row.depth}`;
    element.classList.toggle("done", item.done_at !== null);
    element.classList.toggle("waiting", item.waiting);
    element.dataset.priority = `${item.priority}`;
    fillText(element, item, before?.row.item);
    fillTick(element, item, drawn);
    fillChips(part(element, ".todo-chips"), row);
    fillPerson(part(element, ".avatar"), item);
    placeShape(element, ".todo-problem", item.problem ? problem : null);
    if (item.problem) fillProblem(element, item);
    placeShape(element, ".todo-undo", drawn.recent ? undo : null);
    return true;
  }

  return fill;
}

/**
 * @param {Row} a
 * @param {Row} b
 */
function sameParts(a, b) {
  return a.subtasks.done === b.subtasks.done && a.subtasks.total === b.subtasks.total;
}

/**
 * @param {Drawn} a
 * @param {Drawn} b
 */
function sameLook(a, b) {
  return a.recent === b.recent && a.writable === b.writable;
}

/**
 * @param {HTMLElement} element
 * @param {Shown} item
 * @param {Shown} [before]
 */
function fillText(element, item, before) {
  if (before && before.html === item.html && before.text === item.text) return;
  const text = part(element, ".todo-text");
  // It was rendered and cleaned by the server; until it has been, the words stand as they were typed.
  if (item.html) text.innerHTML = item.html;
  else text.textContent = item.text;
  for (const link of text.querySelectorAll("a")) link.tabIndex = -1;
  tickOf(element).setAttribute("aria-label", text.textContent?.trim() || item.text);
}

/**
 * @param {HTMLElement} element
 * @param {Shown} item
 * @param {Drawn} drawn
 */
function fillTick(element, item, { writable, me }) {
  const tick = tickOf(element);
  tick.checked = item.roll_call && !item.done_at ? item.ticks.some(({ user }) => user.id === me) : item.done_at !== null;
  // What cannot be ticked can still be read and come to by the keyboard.
  tick.setAttribute("aria-disabled", `${!writable}`);
}

/**
 * @param {HTMLElement} place
 * @param {Row} row
 */
function fillChips(place, { item, subtasks }) {
  /** @type {(Node|null)[]} */
  const chips = [
    item.due && !item.done_at ? dueChip(item.due) : null,
    item.repeat ? chip(describeRepeat(item.repeat.rule, item.repeat.after_done), "refresh-cw") : null,
    subtasks.total > 0 ? partsChip(subtasks) : null,
    item.roll_call ? rollCallChip(item) : null,
    item.waiting_for ? chip(_("waiting for %(name)s", { name: item.waiting_for.name })) : null,
    item.comments > 0 ? commentsChip(item.comments) : null,
    item.notes ? chip("", "info", "", _("Has notes")) : null,
    item.source ? chip(_("from chat")) : null,
    ...item.labels.map((label) => chip(`#${label}`, "", "label")),
  ];
  const found = chips.filter((each) => each !== null);
  place.replaceChildren(...found);
  place.hidden = found.length === 0;
}

/** @param {NonNullable<Shown["due"]>} due */
function dueChip(due) {
  const now = new Date();
  const late = isOverdue(due, now, "");
  const words = describeDue(due, now, "");
  const isToday = !late && describeDue({ date: due.date }, now, "") === _("Today");
  return chip(words, "", late ? "due late" : isToday ? "due today" : "due", late ? _("overdue") : "");
}

/** @param {{done: number, total: number}} parts */
function partsChip({ done, total }) {
  const element = chip(_("%(done)s/%(total)s", { done: formatNumber(done), total: formatNumber(total) }));
  element.title = _("%(done)s of %(total)s subtasks done", { done, total });
  return element;
}

/** @param {Shown} item */
function rollCallChip({ ticks }) {
  return chip(ngettext("%(num)s ticked", "%(num)s ticked", ticks.length), "users");
}

/** @param {number} count */
function commentsChip(count) {
  const element = chip(formatNumber(count), "message-circle");
  element.title = ngettext("%(num)s comment", "%(num)s comments", count);
  return element;
}

/**
 * @param {string} words
 * @param {string} [sign]
 * @param {string} [look]
 * @param {string} [unseen] said and not shown
 */
function chip(words, sign = "", look = "", unseen = "") {
  const element = document.createElement("span");
  element.className = `todo-chip ${look}`.trim();
  if (sign) element.append(icon(sign, "small"));
  element.append(words);
  if (unseen) {
    const said = document.createElement("span");
    said.className = "unseen";
    said.textContent = words ? ` (${unseen})` : unseen;
    element.append(said);
    if (!words) element.title = unseen;
  }
  return element;
}

/**
 * @param {HTMLElement} avatar
 * @param {Shown} item
 */
function fillPerson(avatar, { assignee }) {
  avatar.hidden = !assignee;
  if (!assignee) return;
  drawAvatar(avatar, assignee);
  avatar.title = assignee.name;
  avatar.setAttribute("role", "img");
  avatar.setAttribute("aria-label", _("Assigned to %(name)s", { name: assignee.name }));
}

/**
 * @param {HTMLElement} element
 * @param {Shown} item
 */
function fillProblem(element, { problem }) {
  if (!problem) return;
  part(element, ".todo-reason").textContent = problem.message;
  const typed = part(element, ".todo-typed");
  typed.textContent = problem.isNew ? "" : (problem.fields.text ?? "");
  typed.hidden = typed.textContent === "";
}

/**
 * @param {HTMLElement} element
 * @param {string} selector
 * @param {HTMLTemplateElement|null} shape
 */
function placeShape(element, selector, shape) {
  const there = element.querySelector(selector);
  if (!shape) there?.remove();
  else if (!there) part(element, ".todo-main").append(shape.content.cloneNode(true));
}

/** @param {HTMLElement} element */
export function tickOf(element) {
  return /** @type {HTMLInputElement} */ (element.querySelector(".tick"));
}

/**
 * @param {HTMLElement} element
 * @param {string} selector
 */
function part(element, selector) {
  return /** @type {HTMLElement} */ (element.querySelector(selector));
}
