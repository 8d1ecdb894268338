/**
 * The rules of repetition that can be chosen, from a list or put together; as values of an RRULE (RFC 5545). Pure.
 */
import { partsOf, weekdayOf } from "./days.js";

export const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const UNITS = /** @type {const} */ (["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]);

/**
 * @typedef {object} Custom
 * @property {number} interval
 * @property {string} unit one of DAILY, WEEKLY, MONTHLY, YEARLY
 * @property {string[]} days of the week, for WEEKLY
 */

/**
 * What is offered for something that is due on a day.
 *
 * @param {string} day "2026-11-28"
 * @returns {string[]} rules
 */
export function presets(day) {
  const { month, date } = partsOf(day);
  const name = DAYS[weekdayOf(day) - 1];
  return [
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    `FREQ=WEEKLY;BYDAY=${name}`,
    `FREQ=WEEKLY;INTERVAL=2;BYDAY=${name}`,
    `FREQ=MONTHLY;BYMONTHDAY=${date}`,
    `FREQ=YEARLY;BYMONTH=${month};BYMONTHDAY=${date}`,
  ];
}

/**
 * @param {Custom} custom
 * @returns {string}
 */
export function ruleOf({ interval, unit, days }) {
  const parts = [`FREQ=${unit}`];
  if (interval > 1) parts.push(`INTERVAL=${Math.floor(interval)}`);
  if (unit === "WEEKLY" && days.length > 0) parts.push(`BYDAY=${DAYS.filter((day) => days.includes(day)).join(",")}`);
  return parts.join(";");
}

/**
 * As far as a rule can be put together here.
 *
 * @param {string} rule
 * @returns {Custom}
 */
export function customOf(rule) {
  const parts = Object.fromEntries(rule.split(";").map((part) => part.split("=")));
  const unit = UNITS.find((each) => each === parts.FREQ) ?? "WEEKLY";
  const days = (parts.BYDAY ?? "").split(",").filter((/** @type {string} */ day) => DAYS.includes(day));
  return { interval: Math.max(Number(parts.INTERVAL ?? 1) || 1, 1), unit, days };
}
