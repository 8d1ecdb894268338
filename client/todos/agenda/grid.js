/**
 * Draws the days of a week or a month, for eyes, keyboard and screen reader: one of them is chosen, and the Tab key comes
 * to that one.
 */
import { dayFormat } from "../../core/formats.js";
import { _, ngettext } from "../../core/i18n.js";
import { icon } from "../../ui/icons.js";
import { partsOf, weekdayOf } from "../days.js";

/**
 * @typedef {import("../overlay.js").Shown} Shown
 *
 * @typedef {object} Drawing
 * @property {import("./calendar.js").Mode} mode
 * @property {string[][]} weeks
 * @property {string} chosen
 * @property {string} today
 * @property {Map<string, Shown[]>} days
 * @property {boolean} bare only how many there are on a day is shown
 */

/** So many stand on a day of a month; the rest is told as a number. */
const MOST_IN_MONTH = 3;

/**
 * @param {HTMLElement} grid
 * @param {(list: HTMLElement, items: Shown[], how: {onDay: boolean}) => void} drawRows
 */
export function createGrid(grid, drawRows) {
  /** @type {Map<string, HTMLElement>} */
  const cells = new Map();
  let frame = "";

  /** @param {Drawing} drawing */
  function draw(drawing) {
    const { mode, weeks, chosen, bare } = drawing;
    const next = JSON.stringify([mode, weeks, bare]);
    if (next !== frame) build(drawing);
    frame = next;
    for (const [day, cell] of cells) fill(cell, day, drawing);
    // A day that is chosen by its key takes the focus itself.
    for (const [day, cell] of cells) cell.tabIndex = day === chosen ? 0 : -1;
  }

  /** @param {Drawing} drawing */
  function build({ mode, weeks }) {
    cells.clear();
    grid.dataset.mode = mode;
    const names = document.createElement("div");
    names.setAttribute("role", "row");
    names.className = "cal-names";
    names.append(...weeks[0].map(nameOf));
    grid.replaceChildren(names, ...weeks.map((week) => rowOf(week)));
  }

  /** @param {string} day */
  function nameOf(day) {
    const name = document.createElement("span");
    name.setAttribute("role", "columnheader");
    name.textContent = dayFormat("weekday", { weekday: "short" }).format(new Date(day));
    return name;
  }

  /** @param {string[]} week */
  function rowOf(week) {
    const row = document.createElement("div");
    row.setAttribute("role", "row");
    row.className = "cal-week";
    row.append(...week.map(cellOf));
    return row;
  }

  /** @param {string} day */
  function cellOf(day) {
    const cell = document.createElement("div");
    cell.setAttribute("role", "gridcell");
    cell.className = "cal-day";
    cell.dataset.day = day;
    cell.dataset.weekend = `${weekdayOf(day) > 5}`;
    const head = document.createElement("div");
    head.className = "cal-head";
    const name = document.createElement("span");
    name.className = "cal-name";
    name.setAttribute("aria-hidden", "true");
    name.textContent = dayFormat("weekday", { weekday: "short" }).format(new Date(day));
    const number = document.createElement("span");
    number.className = "cal-number";
    number.setAttribute("aria-hidden", "true");
    number.textContent = dayFormat("number", { day: "numeric" }).format(new Date(day)).replace(/日$/, "");
    const said = document.createElement("span");
    said.className = "unseen cal-said";
    head.append(name, number, said, addButton(day));
    const list = document.createElement("ul");
    list.className = "todo-list";
    cell.append(head, list);
    cells.set(day, cell);
    return cell;
  }

  /** @param {string} day */
  function addButton(day) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tool cal-add";
    button.tabIndex = -1;
    button.dataset.add = day;
    button.setAttribute("aria-label", _("Add a to-do on %(day)s", { day: inFull(day) }));
    button.append(icon("plus", "small"));
    return button;
  }

  /**
   * @param {HTMLElement} cell
   * @param {string} day
   * @param {Drawing} drawing
   */
  function fill(cell, day, { mode, chosen, today, days, bare }) {
    const items = days.get(day) ?? [];
    const isMonth = mode === "month";
    cell.classList.toggle("today", day === today);
    cell.classList.toggle("past", day < today);
    cell.classList.toggle("other", isMonth && partsOf(day).month !== partsOf(chosen).month);
    cell.setAttribute("aria-selected", `${day === chosen}`);
    if (day === today) cell.setAttribute("aria-current", "date");
    else cell.removeAttribute("aria-current");
    const count = items.length > 0 ? ngettext("%(num)s to-do", "%(num)s to-dos", items.length) : "";
    const said = count ? _("%(day)s, %(count)s", { day: inFull(day), count }) : inFull(day);
    const place = /** @type {HTMLElement} */ (cell.querySelector(".cal-said"));
    if (place.textContent !== said) place.textContent = said;
    cell.dataset.count = bare ? `${Math.min(items.length, MOST_IN_MONTH)}` : "";
    const shown = bare ? [] : isMonth && items.length > MOST_IN_MONTH ? items.slice(0, MOST_IN_MONTH - 1) : items;
    const list = /** @type {HTMLElement} */ (cell.querySelector(".todo-list"));
    list.hidden = shown.length === 0;
    drawRows(list, shown, { onDay: true });
    fillMore(cell, day, bare ? 0 : items.length - shown.length);
  }

  /**
   * @param {HTMLElement} cell
   * @param {string} day
   * @param {number} more
   */
  function fillMore(cell, day, more) {
    const there = /** @type {HTMLElement|null} */ (cell.querySelector(".cal-more"));
    if (more <= 0) {
      there?.remove();
      return;
    }
    const button = there ?? document.createElement("button");
    const words = ngettext("%(num)s more", "%(num)s more", more);
    if (button.textContent !== words) button.textContent = words;
    if (there) return;
    Object.assign(button, { type: "button", className: "cal-more", tabIndex: -1 });
    button.dataset.more = day;
    cell.append(button);
  }

  return {
    draw,
    /** @param {string} day */
    cell: (day) => cells.get(day) ?? null,
    /** The words of another language have come. */
    forget: () => (frame = ""),
  };
}

/**
 * "Thursday, 19 November 2026".
 *
 * @param {string} day
 */
export function inFull(day) {
  return dayFormat("full", { dateStyle: "full" }).format(new Date(day));
}
