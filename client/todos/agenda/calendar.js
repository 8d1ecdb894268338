/**
 * Weeks and months of the calendar as they are drawn, and where its keys lead. Pure; days are days, no instants, so that
 * no change of the clocks moves them.
 */
import { addDays, addMonths, dayOf, partsOf, weekdayOf } from "../days.js";

/** @typedef {"week"|"month"} Mode */

const MONDAY = 1;
const WEEK = 7;
/** Where weeks do not begin on Monday, as Unicode's CLDR has it; for browsers that do not know it themselves. */
const FIRST = [
  { day: 7, regions: "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW" },
  { day: 6, regions: "AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY" },
];

/**
 * The day a week begins with.
 *
 * @param {string} tag such as "en-GB"
 * @returns {number} 1 for Monday to 7 for Sunday
 */
export function firstWeekday(tag) {
  const locale = /** @type {any} */ (new Intl.Locale(tag).maximize());
  const known = locale.getWeekInfo?.() ?? locale.weekInfo;
  if (known) return known.firstDay;
  return FIRST.find(({ regions }) => regions.split(" ").includes(locale.region))?.day ?? MONDAY;
}

/**
 * @param {string} day
 * @param {number} first 1 for Monday to 7 for Sunday
 * @returns {string} the first day of its week
 */
export function startOfWeek(day, first) {
  return addDays(day, -((weekdayOf(day) - first + WEEK) % WEEK));
}

/**
 * @param {string} day
 * @param {number} first
 * @returns {string[]} the seven days of its week
 */
export function weekOf(day, first) {
  const start = startOfWeek(day, first);
  return Array.from({ length: WEEK }, (_, index) => addDays(start, index));
}

/**
 * @param {string} day
 * @param {number} first
 * @returns {string[][]} the weeks that have a day of its month in them
 */
export function monthOf(day, first) {
  const { year, month } = partsOf(day);
  const begin = /** @type {string} */ (dayOf(year, month, 1));
  const next = addMonths(begin, 1);
  /** @type {string[][]} */
  const weeks = [];
  for (let start = startOfWeek(begin, first); start < next; start = addDays(start, WEEK)) weeks.push(weekOf(start, first));
  return weeks;
}

/**
 * @param {Mode} mode
 * @param {string} day
 * @param {number} first
 */
export function weeksOf(mode, day, first) {
  return mode === "week" ? [weekOf(day, first)] : monthOf(day, first);
}

/**
 * The page before or after.
 *
 * @param {Mode} mode
 * @param {string} day
 * @param {number} pages
 */
export function turned(mode, day, pages) {
  return mode === "week" ? addDays(day, pages * WEEK) : addMonths(day, pages);
}

/**
 * Where a key leads from a day.
 *
 * @param {string} day
 * @param {string} key as in KeyboardEvent
 * @param {object} how
 * @param {Mode} how.mode
 * @param {number} how.first
 * @param {boolean} [how.isMirrored] days run from right to left
 * @returns {string|null} null when the key means nothing here
 */
export function dayByKey(day, key, { mode, first, isMirrored = false }) {
  switch (key) {
    case "ArrowLeft":
      return addDays(day, isMirrored ? 1 : -1);
    case "ArrowRight":
      return addDays(day, isMirrored ? -1 : 1);
    case "ArrowUp":
      return addDays(day, -WEEK);
    case "ArrowDown":
      return addDays(day, WEEK);
    case "Home":
      return startOfWeek(day, first);
    case "End":
      return addDays(startOfWeek(day, first), WEEK - 1);
    case "PageUp":
      return turned(mode, day, -1);
    case "PageDown":
      return turned(mode, day, 1);
    default:
      return null;
  }
}

/**
 * The Monday of next week.
 *
 * @param {string} today
 */
export function nextWeek(today) {
  return addDays(startOfWeek(today, MONDAY), WEEK);
}
