/**
 * Recurrence: the value of an RRULE of RFC 5545, written as the server keeps it, and the first day that it means.
 */
import { addDays, addMonths, lastOfMonth, partsOf, weekdayOf } from "../days.js";

export const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
export const WORKDAYS = [1, 2, 3, 4, 5];
export const WEEKEND = [6, 7];
const MOST = 999;
/** A leap day comes within eight years. */
const LOOK_AHEAD = 3000;

/**
 * @typedef {object} Rule
 * @property {"DAILY"|"WEEKLY"|"MONTHLY"|"YEARLY"} freq
 * @property {number} [interval]
 * @property {number} [month] 1 to 12
 * @property {number[]} [monthDays] -1 is the last
 * @property {number[]} [days] 1 for Monday to 7 for Sunday
 * @property {number} [which] of those days in a month: 1 for the first, -1 for the last
 */

/** @typedef {{rule: string, after_done: boolean}} Repeat */

/** @param {Rule} rule */
export function isPossible({ interval = 1, month, monthDays = [] }) {
  const longest = month ? lastOfMonth(2028, month) : 31;
  return interval >= 1 && interval <= MOST && monthDays.every((day) => day === -1 || (day >= 1 && day <= longest));
}

/** @param {Rule} rule */
export function written({ freq, interval = 1, month, monthDays, days, which }) {
  const parts = [`FREQ=${freq}`];
  if (interval > 1) parts.push(`INTERVAL=${interval}`);
  if (month) parts.push(`BYMONTH=${month}`);
  if (monthDays) parts.push(`BYMONTHDAY=${ascending(monthDays).join(",")}`);
  if (days) parts.push(`BYDAY=${ascending(days).map((day) => `${which ?? ""}${DAYS[day - 1]}`).join(",")}`);
  return parts.join(";");
}

/**
 * The first day from `from` on that the rule means, `from` itself included.
 *
 * @param {Rule} rule
 * @param {string} from
 * @returns {string}
 */
export function firstDay(rule, from) {
  for (let day = from, n = 0; n < LOOK_AHEAD; n += 1, day = addDays(day, 1)) {
    if (means(rule, day)) return day;
  }
  return from;
}

/**
 * @param {Rule} rule
 * @param {string} day
 */
function means({ month, monthDays, days, which }, day) {
  const { year, month: itsMonth, date } = partsOf(day);
  if (month && month !== itsMonth) return false;
  if (monthDays && !monthDays.some((one) => date === (one === -1 ? lastOfMonth(year, itsMonth) : one))) return false;
  if (!days) return true;
  if (!days.includes(weekdayOf(day))) return false;
  if (!which) return true;
  if (which === -1) return date > lastOfMonth(year, itsMonth) - 7;
  return Math.ceil(date / 7) === which;
}

/**
 * The day `count` units on.
 *
 * @param {string} day
 * @param {number} count
 * @param {"day"|"week"|"month"|"year"} unit
 */
export function later(day, count, unit) {
  if (unit === "day") return addDays(day, count);
  if (unit === "week") return addDays(day, count * 7);
  return addMonths(day, unit === "month" ? count : count * 12);
}

/** @param {number[]} numbers */
function ascending(numbers) {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
