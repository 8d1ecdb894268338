/**
 * Upcoming: a week or a month as a calendar, beside it what has no date yet.
 */
import { dayFormat, formatTag } from "../../core/formats.js";
import { _ } from "../../core/i18n.js";
import { isComposing } from "../../ui/grow.js";
import { reason } from "../../ui/form.js";
import { addDays } from "../days.js";
import { place } from "../words.js";
import { dayByKey, firstWeekday, turned, weeksOf } from "./calendar.js";
import { createDayDragging } from "./day-dragging.js";
import { createGrid, inFull } from "./grid.js";
import { byDay, byDue } from "./groups.js";
import { createAgendaRows } from "./rows.js";

/** @typedef {import("./calendar.js").Mode} Mode */

const PHONE = "(max-width: 720px)";
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * @param {Omit<import("./agenda-view.js").ViewParts, "which"> & {go: (path: string, options?: {replace?: boolean}) => void, shared: {day: string}}} parts
 *   shared: which day is written for
 */
export function upcoming({ getAgenda, todos, rooms, me, openDialog, go, shared }) {
  /** @type {import("./live.js").Agenda} */
  let agenda;
  /** @type {import("./live.js").AgendaView|null} */
  let view = null;
  /** @type {import("./live.js").AgendaView|null} */
  let tray = null;
  /** @type {import("./rows.js").AgendaRows|null} */
  let rows = null;
  /** @type {ReturnType<typeof createGrid>} */
  let grid;
  /** @type {Record<string, HTMLElement>} by the x-ref in the markup */
  let refs;
  let span = "";
  /** A row that is to have the focus once it is where it was put. */
  let awaited = "";
  let ended = false;
  const narrow = matchMedia(PHONE);
  /** @type {(() => void)[]} */
  const stops = [];

  return {
    phase: /** @type {"loading"|"ready"|"failed"} */ ("loading"),
    reason: "",
    mode: /** @type {Mode} */ ("week"),
    day: "",
    first: 1,
    undated: 0,
    said: "",
    heading: "",

    async init() {
      refs = /** @type {any} */ (this).$refs;
      this.first = firstWeekday(formatTag());
      await this.begin();
    },

    async begin() {
      try {
        agenda = await getAgenda();
      } catch {
        this.phase = "failed";
        this.reason = _("Check your connection and try again.");
        return;
      }
      if (ended) return;
      const asked = new URLSearchParams(location.search);
      const day = asked.get("day") ?? "";
      this.mode = asked.get("by") === "month" ? "month" : "week";
      this.day = isDay(day) ? day : agenda.today;
      rows = createAgendaRows({
        root: refs.root,
        shape: (name) => /** @type {HTMLTemplateElement} */ (refs[name]),
        todos,
        rooms,
        agenda,
        me,
        openDialog,
        placeOf: (item) => /** @type {import("./live.js").AgendaView} */ (item.due ? view : tray).placeOf(item),
        look: () => this.look(),
        say: (words) => (this.said = words),
        onKey: (uid, event) => this.onRow(uid, event),
      });
      grid = createGrid(refs.grid, rows.draw);
      tray = agenda.open("undated");
      const look = () => this.look();
      const dragging = createDayDragging({ root: refs.root, onDrop: (uid, to) => this.put(uid, to || null) });
      narrow.addEventListener("change", look);
      stops.push(agenda.subscribe(look), dragging.destroy, () => narrow.removeEventListener("change", look));
      this.turn();
    },

    destroy() {
      ended = true;
      stops.forEach((stop) => stop());
      rows?.destroy();
      view?.close();
      tray?.close();
      shared.day = "";
    },

    get isBare() {
      return this.mode === "month" && narrow.matches;
    },
    get dayTitle() {
      return this.day ? inFull(this.day) : "";
    },
    get addsOn() {
      return this.day ? _("On %(day)s", { day: dayFormat("add", { weekday: "long", day: "numeric", month: "long" }).format(new Date(this.day)) }) : "";
    },

    again() {
      this.phase = "loading";
      if (!view) void this.begin();
      else if (view.phase === "failed") view.again();
      if (tray?.phase === "failed") tray.again();
    },

    // Which days

    /** The days that are wanted may be others now. */
    turn() {
      const weeks = weeksOf(this.mode, this.day, this.first);
      const [from, to] = [weeks[0][0], /** @type {string} */ (weeks.at(-1)?.at(-1))];
      if (`${from} ${to}` !== span) {
        const before = view;
        view = agenda.open("upcoming", { from, to });
        before?.close();
        span = `${from} ${to}`;
      }
      shared.day = this.day;
      this.heading = headingOf(this.mode, this.day, from, to);
      this.look();
    },

    /**
     * @param {string} day
     * @param {{focus?: boolean}} [how] focus: the keyboard goes there
     */
    choose(day, { focus = false } = {}) {
      this.day = day;
      this.turn();
      if (focus) grid.cell(day)?.focus();
      this.remember();
    },

    /** @param {number} pages */
    page(pages) {
      this.choose(turned(this.mode, this.day, pages));
    },

    toToday() {
      this.choose(agenda.today);
    },

    changeMode() {
      this.turn();
      this.remember();
    },

    /** The address leads to what is seen. */
    remember() {
      const by = this.mode === "month" ? "by=month&" : "";
      go(`/upcoming?${by}day=${this.day}`, { replace: true });
    },

    // Drawing

    look() {
      if (ended || !view || !tray || !rows || !this.day) return;
      this.phase = view.phase;
      this.reason = view.phase === "failed" ? reason(view.error) : "";
      const keep = rows.recent;
      const days = byDay(view.items(keep).filter(({ due }) => due), agenda.zone);
      const undated = tray.items(keep).filter(({ due }) => !due).sort((a, b) => byDue(a, b, agenda.zone));
      this.undated = undated.length;
      const focused = document.activeElement;
      const weeks = weeksOf(this.mode, this.day, this.first);
      grid.draw({ mode: this.mode, weeks, chosen: this.day, today: agenda.today, days, bare: this.isBare });
      rows.draw(refs.onDay, this.isBare ? (days.get(this.day) ?? []) : [], { onDay: true });
      rows.draw(refs.tray, undated);
      rows.keepReachable();
      this.keepFocus(focused);
    },

    /** @param {Element|null} before what had the focus */
    keepFocus(before) {
      if (awaited && rows?.elementOf(awaited)) {
        rows.focusRow(awaited);
        awaited = "";
      } else if (before instanceof HTMLElement && before !== document.activeElement && refs.root.contains(before)) {
        before.focus({ preventScroll: true });
      }
    },

    // Putting things on days

    /**
     * @param {string} uid
     * @param {string|null} day null: some day
     */
    put(uid, day) {
      const element = rows?.elementOf(uid);
      const item = element && rows?.itemOf(element);
      if (item) rows?.putOff(item, day);
    },

    /**
     * Put it on another day, and go on there.
     *
     * @param {string} uid
     * @param {string} day
     */
    carry(uid, day) {
      const element = rows?.elementOf(uid);
      const item = element && rows?.itemOf(element);
      if (!item || !rows) return;
      awaited = uid;
      rows.putOff(item, day, { stays: true });
      this.choose(day);
    },

    /** @param {string} uid @param {KeyboardEvent} event */
    onRow(uid, event) {
      const { key, altKey } = event;
      const element = rows?.elementOf(uid);
      const item = element && rows?.itemOf(element);
      if (!item) return false;
      const today = item.due ? place(item.due, agenda.zone).day : null;
      if (altKey) {
        // What has no day yet is put on the chosen one.
        const to = today ? this.byKey(today, key) : key.startsWith("Arrow") ? this.day : null;
        if (to) this.carry(uid, to);
        return to !== null;
      }
      if (key === "Escape") grid.cell(today ?? this.day)?.focus();
      else if (today && (key === "ArrowLeft" || key === "ArrowRight")) this.choose(this.byKey(today, key) ?? today, { focus: true });
      else return false;
      return true;
    },

    /** @param {string} day @param {string} key */
    byKey(day, key) {
      const isMirrored = getComputedStyle(refs.grid).direction === "rtl";
      return dayByKey(day, key, { mode: this.mode, first: this.first, isMirrored });
    },

    /** @param {KeyboardEvent} event in the grid */
    onGrid(event) {
      const cell = /** @type {HTMLElement} */ (event.target);
      const { day } = cell.dataset;
      if (!day || !cell.matches(".cal-day") || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Enter" || event.key === " ") this.enter(day);
      else {
        const to = this.byKey(day, event.key);
        if (!to) return;
        this.choose(to, { focus: true });
      }
      event.preventDefault();
      event.stopPropagation();
    },

    /** @param {string} day */
    enter(day) {
      this.choose(day);
      const where = this.isBare ? refs.onDay : grid.cell(day);
      const tick = /** @type {HTMLElement|null} */ (where?.querySelector(".tick") ?? null);
      if (tick) tick.focus();
      else this.addOn(day);
    },

    /** @param {string} day */
    addOn(day) {
      this.choose(day);
      /** @type {HTMLElement|null} */ (refs.root.querySelector(".quick-add input"))?.focus();
    },

    /** @param {MouseEvent} event in the grid */
    pressed(event) {
      const target = /** @type {Element} */ (event.target);
      const button = /** @type {HTMLElement|null} */ (target.closest("[data-add], [data-more]"));
      const day = /** @type {HTMLElement|null} */ (target.closest("[data-day]"))?.dataset.day;
      if (button?.dataset.add) this.addOn(button.dataset.add);
      else if (button?.dataset.more) this.open(button.dataset.more);
      else if (day && !target.closest(".todo")) this.choose(day, { focus: true });
    },

    /** Everything of a day. @param {string} day */
    open(day) {
      this.mode = "week";
      this.choose(day, { focus: true });
    },

    subscribe() {
      openDialog("calendar-feed");
    },
  };
}

/** @param {string} text */
function isDay(text) {
  // What rolls over, as the 31st of February, is none.
  return DAY.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;
}

/**
 * @param {Mode} mode
 * @param {string} day
 * @param {string} from
 * @param {string} to
 */
function headingOf(mode, day, from, to) {
  if (mode === "month") return dayFormat("month", { month: "long", year: "numeric" }).format(new Date(day));
  return dayFormat("range", { day: "numeric", month: "short", year: "numeric" }).formatRange(new Date(from), new Date(to));
}
