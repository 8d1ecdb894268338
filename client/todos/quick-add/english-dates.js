/**
 * Days as people write them in English.
 *
 * What looks like a date is found by the patterns here, which would rather miss one than take "Sat down with May" for
 * two; what it means is told by chrono.
 */
import { casual } from "chrono-node/en";

import { addDays, addMonths, comingDay, dayOf, lastOfMonth, partsOf, wallClock, weekdayOf } from "../days.js";
import {
  AFTER,
  BEFORE,
  CONNECTED,
  COUNT,
  DATE,
  LOOK_BACK,
  MONTH,
  NUMBER_BEFORE,
  RANGE_AFTER,
  TAKEN,
  VAGUE,
  WEEKDAY,
  endsHere,
  numberOf,
} from "./english.js";
import { MOST_FOUND, halfOf } from "./moments.js";
import { later } from "./rule.js";

/** @typedef {import("./understand.js").Moment} Moment */
/** @typedef {import("./understand.js").Clock} Clock */

const YEAR = "(?:,? (?<year>20\\d\\d))?";
const RELATIVE = "(?:the )?day after tomorrow|today|tonight|tomorrow|tmrw?|eod|eow|eom";
const NEXT = "next (?:week|month|year)|(?:(?:this|next) )?weekend|(?:the )?end of (?:(?:the|this|next) )?(?:week|month|year)";
const SPAN = `in (?:${COUNT}) (?:days?|weeks?|months?|years?)|(?:${COUNT}) (?:days?|weeks?|months?|years?) from (?:now|today|tomorrow|${WEEKDAY})`;
const HOURS = `in (?:half an hour|(?:${COUNT}) (?:min(?:ute)?s?|h(?:ou)?rs?))`;
const NAMED = `(?:${MONTH})\\.? (?:${DATE})|(?:the )?(?:${DATE}) (?:of )?(?:${MONTH})\\.?`;
const NUMBERS = "20\\d\\d-\\d{1,2}-\\d{1,2}|\\d{1,2}/\\d{1,2}(?:/20\\d\\d)?|\\d{1,2}\\.\\d{1,2}\\.(?:20\\d\\d)?";
const DATES = new RegExp(
  `${BEFORE}(?:(?<relative>${RELATIVE})|(?<next>${NEXT})|(?<span>${SPAN})|(?<hours>${HOURS})` +
    `|(?:(?:${WEEKDAY}),? )?(?<named>${NAMED})${YEAR}|(?<part>this (?:morning|afternoon|evening))` +
    `|(?<the>the (?:3[01]|[12]\\d|[1-9])(?:st|nd|rd|th))|(?<weekday>(?:(?:this|next|coming) )?(?:${WEEKDAY})\\.?)|(?<numbers>${NUMBERS}))${AFTER}`,
  "gi",
);
const LEADING = /(?:^|[\s(,，。\uE000])((?:(?:due|starting|start|beginning|from|deadline:?) )?(?:on|by|for)|due|due:|deadline:?|starting|beginning|@) $/i;
const DAY_BEFORE = new RegExp(`\\b(?:${WEEKDAY}|today|tomorrow|(?:${MONTH}) \\d{1,2}(?:st|nd|rd|th)?) ?(?:,|${CONNECTED}) ?$`, "i");
/** They are words of their own: only where nothing else can be meant. */
const AMBIGUOUS_DAY = /^(?:sat|sun|mon|wed)$/i;
const AMBIGUOUS_MONTH = /\b(?:may|mar|march)\b/i;
const TONIGHT = "20:00";

/**
 * @param {string} text
 * @param {Clock} clock
 * @returns {Moment[]}
 */
export function englishDates(text, clock) {
  /** @type {Moment[]} */
  const found = [];
  for (const match of text.matchAll(DATES)) {
    if (found.length === MOST_FOUND) break;
    const [phrase] = match;
    let start = match.index;
    let end = start + phrase.length;
    // The full stop may be the sentence's.
    if (phrase.endsWith(".") && !match.groups?.numbers) end -= 1;
    const before = text.slice(Math.max(0, start - LOOK_BACK), start);
    const after = text.slice(end, end + LOOK_BACK);
    const leading = LEADING.exec(before)?.[1] ?? "";
    if (TAKEN.test(before) || DAY_BEFORE.test(before) || RANGE_AFTER.test(after)) continue;
    if (/^\d/.test(phrase) && NUMBER_BEFORE.test(before)) continue;
    const meant = meaning(match.groups ?? {}, phrase.replace(/\.$/, ""), leading, clock);
    if (!meant) continue;
    if (leading) start -= leading.length + 1;
    const weak = isWeak(match.groups ?? {}, phrase) && !leading && !endsHere(after);
    found.push({ start, end, ...meant, weak, turns: /^[a-z]+$/i.test(match.groups?.weekday ?? ""), language: "en" });
  }
  return found;
}

/**
 * @param {Record<string, string|undefined>} groups
 * @param {string} phrase
 */
function isWeak({ weekday, named, year, the }, phrase) {
  if (the) return true;
  if (weekday) return AMBIGUOUS_DAY.test(phrase.replace(/\.$/, ""));
  return Boolean(named && !year && AMBIGUOUS_MONTH.test(named));
}

/**
 * @param {Record<string, string|undefined>} groups
 * @param {string} phrase
 * @param {string} leading the preposition before it
 * @param {Clock} clock
 * @returns {{day: string, time?: string, half?: Moment["half"]}|null}
 */
function meaning({ relative, next, span, hours, part, the, numbers }, phrase, leading, clock) {
  const { today } = clock;
  if (hours) return inHours(hours, clock);
  if (part) return inPart(today, VAGUE[part.slice(5).toLowerCase()]);
  const word = (relative ?? "").toLowerCase();
  if (word.endsWith("after tomorrow")) return { day: addDays(today, 2) };
  if (word === "tonight") return inPart(today, TONIGHT);
  if (word === "eod") return { day: today };
  if (word === "eow") return { day: endOf(today, "week") };
  if (word === "eom") return { day: endOf(today, "month") };
  if (next) return { day: nextOne(next.toLowerCase(), today) };
  if (the) return leading && leading !== "for" ? { day: nextDate(Number.parseInt(the.slice(4), 10), today) } : null;
  const day = numbers ? inNumbers(numbers, leading, clock) : span ? afterSpan(span, today) : byChrono(phrase, today);
  return day ? { day } : null;
}

/**
 * @param {string} day
 * @param {string} time
 */
function inPart(day, time) {
  return { day, time, half: halfOf(time) };
}

/**
 * @param {string} phrase
 * @param {string} today
 */
function byChrono(phrase, today) {
  const { year, month, date } = partsOf(today);
  // In the morning, in the browser's zone: only the day is asked for, and no clock is changed then.
  const written = phrase.replace(/^the /i, "");
  const [found, more] = casual.parse(written, new Date(year, month - 1, date, 6), { forwardDate: true });
  if (!found || more || found.text.length !== written.length) return null;
  const { start } = found;
  return dayOf(start.get("year") ?? 0, start.get("month") ?? 0, start.get("day") ?? 0);
}

/**
 * @param {string} span "in 3 days", "a week from Friday"
 * @param {string} today
 */
function afterSpan(span, today) {
  const [, count, unit, from] = /^(?:in )?(\w+) (day|week|month|year)s?(?: from (\w+))?$/i.exec(span) ?? [];
  const start = !from || /^now$/i.test(from) ? today : byChrono(from, today);
  const number = numberOf(count);
  return start && number > 0 ? later(start, number, /** @type {"day"} */ (unit.toLowerCase())) : null;
}

/**
 * @param {string} hours
 * @param {Clock} clock
 */
function inHours(hours, { now, zone }) {
  const [, count, unit] = /^in (\w+) (\w+)/i.exec(hours) ?? [];
  const minutes = count.toLowerCase() === "half" ? 30 : numberOf(count) * (/^h/i.test(unit) ? 60 : 1);
  return wallClock(new Date(now.getTime() + minutes * 60_000), zone);
}

/**
 * @param {string} phrase
 * @param {string} today
 */
function nextOne(phrase, today) {
  const monday = addDays(today, 8 - weekdayOf(today));
  const { year } = partsOf(today);
  if (phrase.includes("end of")) {
    const [unit] = /week|month|year/.exec(phrase) ?? ["week"];
    const from = phrase.includes("next") ? later(today, 1, /** @type {"week"} */ (unit)) : today;
    return endOf(from, unit);
  }
  if (phrase.includes("weekend")) {
    const saturday = addDays(monday, -2);
    if (phrase.startsWith("next")) return addDays(saturday, 7);
    return saturday < today ? today : saturday;
  }
  if (phrase === "next week") return monday;
  return phrase === "next month" ? `${addMonths(today, 1).slice(0, 7)}-01` : `${year + 1}-01-01`;
}

/**
 * @param {string} day
 * @param {string} unit
 */
function endOf(day, unit) {
  const { year, month } = partsOf(day);
  if (unit === "year") return `${year}-12-31`;
  if (unit === "month") return `${day.slice(0, 8)}${lastOfMonth(year, month)}`;
  // The week of work: on a weekend, that of the coming one.
  const friday = addDays(day, 5 - weekdayOf(day));
  return friday < day ? addDays(friday, 7) : friday;
}

/**
 * @param {number} date
 * @param {string} today
 */
function nextDate(date, today) {
  const { year, month } = partsOf(today);
  for (let ahead = 0; ahead < 12; ahead += 1) {
    const first = addMonths(dayOf(year, month, 1) ?? today, ahead);
    const { year: itsYear, month: itsMonth } = partsOf(first);
    const day = dayOf(itsYear, itsMonth, date);
    if (day && day >= today) return day;
  }
  return today;
}

/**
 * 12/25 is a day; 1/2 may be a half, and 24/7 is always. With a year, the order is the reader's own.
 *
 * @param {string} numbers
 * @param {string} leading
 * @param {Clock} clock
 */
function inNumbers(numbers, leading, { today, monthFirst }) {
  const [a, b, c] = numbers.split(/[-/.]/).map(Number);
  if (numbers.includes("-")) return dayOf(a, b, c);
  if (numbers.includes(".")) return c ? dayOf(c, b, a) : comingDay(b, a, today);
  const [month, date] = a > 12 || (b <= 12 && !monthFirst) ? [b, a] : [a, b];
  if (c) return dayOf(c, month, date);
  if (!leading && (a <= 12) === (b <= 12)) return null;
  return numbers === "24/7" ? null : comingDay(month, date, today);
}
