/**
 * When a to-do is due and how it comes again, in few words.
 */
import { formatClock, formatShortDay, formatWeekday } from "../core/formats.js";
import { _, formatList, languageTag, ngettext } from "../core/i18n.js";
import { daysFrom, instantOf, lastOfMonth, partsOf, wallClock, weekdayOf } from "./days.js";

/** @typedef {{date: string, time?: string|null, zone?: string|null, at?: string|null}} Due */

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const WORKDAYS = "MO,TU,WE,TH,FR";
const WEEKEND = "SA,SU";
/** What these words can say; a rule with anything else only "repeats". */
const SAYABLE = ["FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "UNTIL", "WKST"];
/** The same weekday again would be taken for today. */
const DAYS_BY_NAME = 6;

/**
 * "Today 17:00", "Tomorrow", "Fri", "Dec 15": as seen from where the reader is.
 *
 * @param {Due} due
 * @param {Date} now
 * @param {string} zone the reader's, IANA; "" is the browser's
 */
export function describeDue(due, now, zone) {
  const here = place(due, zone);
  const today = wallClock(now, zone).day;
  const day = dayInWords(here.day, today);
  return here.time ? _("%(day)s %(time)s", { day, time: formatClock(here.time) }) : day;
}

/**
 * Whether its time has passed: the day for one without a time.
 *
 * @param {Due} due
 * @param {Date} now
 * @param {string} zone
 */
export function isOverdue(due, now, zone) {
  const here = place(due, zone);
  const clock = wallClock(now, zone);
  if (here.day !== clock.day) return here.day < clock.day;
  return here.time !== null && here.time < clock.time;
}

/**
 * The reader's day and clock of a due date; a day without a time is the same everywhere.
 *
 * @param {Due} due
 * @param {string} zone
 * @returns {{day: string, time: string|null}}
 */
export function place({ date, time, zone: itsZone, at }, zone) {
  if (!time) return { day: date, time: null };
  if (!at && (itsZone ?? zone) === zone) return { day: date, time };
  return wallClock(at ? new Date(at) : instantOf(date, time, itsZone ?? ""), zone);
}

/**
 * "every 2 weeks on Fri", "every weekday", "3 days after done".
 *
 * @param {string} rule the value of an RRULE
 * @param {boolean} afterDone
 */
export function describeRepeat(rule, afterDone) {
  const parts = Object.fromEntries(rule.split(";").map((part) => part.split("=")));
  const interval = Number(parts.INTERVAL ?? 1);
  const words = Object.keys(parts).every((name) => SAYABLE.includes(name)) ? inWords(parts, interval) : null;
  if (!words) return _("repeats");
  const until = parts.UNTIL ? `${parts.UNTIL.slice(0, 4)}-${parts.UNTIL.slice(4, 6)}-${parts.UNTIL.slice(6, 8)}` : "";
  const said = afterDone ? afterwards(parts, interval, words) : words;
  return until ? _("%(repeat)s until %(day)s", { repeat: said, day: formatShortDay(until, true) }) : said;
}

/** @param {number} priority 1 to 3; 0 is none and has no word */
export function describePriority(priority) {
  if (priority === 3) return _("Urgent");
  if (priority === 2) return _("Very important");
  return priority === 1 ? _("Important") : "";
}

/**
 * @param {string} day
 * @param {string} today
 */
function dayInWords(day, today) {
  const away = daysFrom(today, day);
  if (away === 0) return _("Today");
  if (away === 1) return _("Tomorrow");
  if (away === -1) return _("Yesterday");
  if (away > 0 && away <= DAYS_BY_NAME) return formatWeekday(weekdayOf(day));
  return formatShortDay(day, partsOf(day).year !== partsOf(today).year);
}

/**
 * @param {Record<string, string>} parts
 * @param {number} interval
 * @returns {string|null} null for what there are no words for
 */
function inWords({ FREQ, BYDAY, BYMONTHDAY, BYMONTH }, interval) {
  if (FREQ === "DAILY" && !BYDAY && !BYMONTHDAY && !BYMONTH) return daily(interval);
  if (FREQ === "WEEKLY" && !BYMONTHDAY && !BYMONTH) return weekly(interval, BYDAY);
  if (FREQ === "MONTHLY" && !BYMONTH) return monthly(interval, BYDAY, BYMONTHDAY);
  if (FREQ === "YEARLY" && !BYDAY) return yearly(interval, BYMONTH, BYMONTHDAY);
  return null;
}

/** @param {number} interval */
function daily(interval) {
  return interval === 1 ? _("every day") : ngettext("every %(num)s day", "every %(num)s days", interval);
}

/**
 * @param {number} interval
 * @param {string} [byDay]
 */
function weekly(interval, byDay) {
  if (!byDay) return interval === 1 ? _("every week") : ngettext("every %(num)s week", "every %(num)s weeks", interval);
  if (byDay === WORKDAYS && interval === 1) return _("every weekday");
  if (byDay === WEEKEND && interval === 1) return _("every weekend");
  const days = formatList(byDay.split(",").map((day) => formatWeekday(DAYS.indexOf(day) + 1)));
  if (interval === 1) return _("every %(days)s", { days });
  return ngettext("every %(num)s week on %(days)s", "every %(num)s weeks on %(days)s", interval, { days });
}

/**
 * @param {number} interval
 * @param {string} [byDay]
 * @param {string} [byMonthDay]
 */
function monthly(interval, byDay, byMonthDay) {
  if (byDay && byMonthDay) return null;
  const on = byMonthDay ? datesInWords(byMonthDay) : byDay ? nthInWords(byDay) : "";
  if (on === null) return null;
  if (!on) return interval === 1 ? _("every month") : ngettext("every %(num)s month", "every %(num)s months", interval);
  if (interval === 1) return _("every month on %(when)s", { when: on });
  return ngettext("every %(num)s month on %(when)s", "every %(num)s months on %(when)s", interval, { when: on });
}

/**
 * @param {number} interval
 * @param {string} [byMonth]
 * @param {string} [byMonthDay]
 */
function yearly(interval, byMonth, byMonthDay) {
  if (!byMonth && !byMonthDay) return interval === 1 ? _("every year") : ngettext("every %(num)s year", "every %(num)s years", interval);
  const [month, day] = [Number(byMonth), Number(byMonthDay)];
  // Only one day of one month is said in few words. 2028 has a 29th of February.
  if (!(month >= 1 && day >= 1 && day <= lastOfMonth(2028, month))) return null;
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const when = formatShortDay(`2028-${two(month)}-${two(day)}`, false);
  if (interval === 1) return _("every year on %(when)s", { when });
  return ngettext("every %(num)s year on %(when)s", "every %(num)s years on %(when)s", interval, { when });
}

/**
 * @param {string} dates "1,15" or "-1"
 * @returns {string|null}
 */
function datesInWords(dates) {
  const numbers = dates.split(",").map(Number);
  if (numbers.some((number) => number < -1)) return null;
  // The last one comes last in every month.
  const inOrder = [...numbers.filter((number) => number > 0), ...numbers.filter((number) => number === -1)];
  return formatList(inOrder.map((number) => (number === -1 ? _("the last day") : ordinal(number))));
}

/**
 * @param {string} days "1FR" or "-1FR"
 * @returns {string|null}
 */
function nthInWords(days) {
  const [, which, day] = /^(-?\d)([A-Z]{2})$/.exec(days) ?? [];
  if (!day) return null;
  const name = formatWeekday(DAYS.indexOf(day) + 1);
  switch (which) {
    case "1":
      return _("the first %(day)s", { day: name });
    case "2":
      return _("the second %(day)s", { day: name });
    case "3":
      return _("the third %(day)s", { day: name });
    case "4":
      return _("the fourth %(day)s", { day: name });
    case "-1":
      return _("the last %(day)s", { day: name });
    default:
      return null;
  }
}

/** @param {number} n a date: "the 15th" */
function ordinal(n) {
  switch (new Intl.PluralRules(languageTag(), { type: "ordinal" }).select(n)) {
    case "one":
      return _("the %(n)sst", { n });
    case "two":
      return _("the %(n)snd", { n });
    case "few":
      return _("the %(n)srd", { n });
    default:
      return _("the %(n)sth", { n });
  }
}

/**
 * @param {Record<string, string>} parts
 * @param {number} interval
 * @param {string} words
 */
function afterwards({ FREQ, ...others }, interval, words) {
  const isPlain = !Object.keys(others).some((name) => name.startsWith("BY"));
  if (isPlain && FREQ === "DAILY") return ngettext("%(num)s day after done", "%(num)s days after done", interval);
  if (isPlain && FREQ === "WEEKLY") return ngettext("%(num)s week after done", "%(num)s weeks after done", interval);
  if (isPlain && FREQ === "MONTHLY") return ngettext("%(num)s month after done", "%(num)s months after done", interval);
  if (isPlain && FREQ === "YEARLY") return ngettext("%(num)s year after done", "%(num)s years after done", interval);
  return _("%(repeat)s, once done", { repeat: words });
}
