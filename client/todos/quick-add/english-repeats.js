/**
 * "Every 2 weeks on Fri", "3 days after done": recurrence as people write it in English.
 */
import { AFTER, BEFORE, COUNT, DATE, MONTH, WEEKDAY, endsHere, monthOf, numberOf, weekdayNamed } from "./english.js";
import { MOST_FOUND } from "./moments.js";
import { WEEKEND, WORKDAYS, isPossible } from "./rule.js";

/** @typedef {import("./understand.js").Candidate} Candidate */
/** @typedef {import("./rule.js").Rule} Rule */
/** @typedef {{rule: Rule, end: number, time?: string}} Found */

const EVERY = new RegExp(`${BEFORE}(?:every(?<again>!)?|each) `, "gi");
const DONE = "(?:it(?:'s|’s| is) )?(?:done|completion|completed|complete|completing|finished|finishing)";
const LATER = new RegExp(`${BEFORE}(?<count>${COUNT}) (?<unit>day|week|month|year)s? (?:after|from) ${DONE}${AFTER}`, "gi");
const AFTERWARDS = new RegExp(` (?:after|from|once) ${DONE}${AFTER}`, "iy");
const ADVERB = new RegExp(`${BEFORE}(?:daily|weekly|fortnightly|monthly|quarterly|yearly|annually|everyday)${AFTER}`, "gi");

const DAYS = `(?:${WEEKDAY})s?`;
const BETWEEN = "(?:,? (?:and|&|\\+) |, ?| ?/ ?| ?& ?)";
const LIST = `${DAYS}(?:${BETWEEN}${DAYS})*`;
const SPAN = `(?:${WEEKDAY}) ?(?:-|–|to|through) ?(?:${WEEKDAY})`;
const DATES = `${DATE}(?:${BETWEEN}${DATE})*`;
const OF_MONTH = "(?: of (?:the|each|every) month)";
const WHICH = "first|1st|second|2nd|third|3rd|fourth|4th|last";
const DATED = `(?:${MONTH}) ${DATE}|${DATE} (?:of )?(?:${MONTH})`;

const UNITS = new RegExp(`(?:(?<other>other) |(?<count>${COUNT}) )?(?<unit>day|weekday|workday|working day|business day|week|weekend|month|quarter|year)(?<many>s)?${AFTER}`, "iy");
const ON_DAYS = new RegExp(` on (?<days>${SPAN}|${LIST})${AFTER}`, "iy");
const ON_DATES = new RegExp(` on (?:the )?(?:(?<last>last day)|(?<which>${WHICH}) (?<day>${WEEKDAY})|(?<dates>${DATES}))${AFTER}`, "iy");
const ON_DATE = new RegExp(` on (?:the )?(?<dated>${DATED})${AFTER}`, "iy");
const WEEKDAYS = new RegExp(`(?<other>other )?(?<days>${SPAN}|${LIST})${AFTER}`, "iy");
const NTH = new RegExp(`(?<which>${WHICH}) (?<day>${WEEKDAY})(?<of>${OF_MONTH})?${AFTER}`, "iy");
const LAST = new RegExp(`(?:last day${OF_MONTH}?|end${OF_MONTH}|month end|end of month)${AFTER}`, "iy");
const ON_THE = new RegExp(`(?<dates>(?:3[01]|[12]?\\d)(?:st|nd|rd|th)(?:${BETWEEN}(?:3[01]|[12]?\\d)(?:st|nd|rd|th))*)(?<of>${OF_MONTH})?${AFTER}`, "iy");
const YEARLY = new RegExp(`(?<dated>${DATED})${AFTER}`, "iy");
const PART_OF_DAY = new RegExp(`(?<part>morning|afternoon|evening|night)${AFTER}`, "iy");

/** @type {Record<string, Rule>} */
const ADVERBS = {
  daily: { freq: "DAILY" },
  everyday: { freq: "DAILY" },
  weekly: { freq: "WEEKLY" },
  fortnightly: { freq: "WEEKLY", interval: 2 },
  monthly: { freq: "MONTHLY" },
  quarterly: { freq: "MONTHLY", interval: 3 },
  yearly: { freq: "YEARLY" },
  annually: { freq: "YEARLY" },
};
/** @type {Record<string, Rule["freq"]>} */
const FREQ = { day: "DAILY", week: "WEEKLY", month: "MONTHLY", year: "YEARLY" };
/** @type {Record<string, string>} */
const HOURS = { morning: "09:00", afternoon: "15:00", evening: "19:00", night: "21:00" };

/**
 * @param {string} text
 * @returns {Candidate[]}
 */
export function englishRepeats(text) {
  /** @type {Candidate[]} */
  const found = [];
  for (const match of text.matchAll(EVERY)) {
    if (found.length === MOST_FOUND) break;
    const one = afterEvery(text, match.index + match[0].length);
    if (!one || !isPossible(one.rule)) continue;
    const tail = sticky(AFTERWARDS, text, one.end);
    found.push(candidate(match.index, one.end + (tail?.[0].length ?? 0), one.rule, Boolean(match.groups?.again || tail), one.time));
  }
  for (const match of text.matchAll(LATER)) {
    const rule = { freq: FREQ[match.groups?.unit.toLowerCase() ?? ""], interval: numberOf(match.groups?.count ?? "") };
    const isPart = found.some(({ start, end }) => match.index >= start && match.index < end);
    if (!isPart && isPossible(rule)) found.push(candidate(match.index, match.index + match[0].length, rule, true));
  }
  for (const { 0: word, index } of text.matchAll(ADVERB)) {
    const end = index + word.length;
    // "Daily stand-up" is a name; "stand-up daily" is a time.
    const isName = /\b(?:the|an?|our|my|your|this|next) $/i.test(text.slice(Math.max(0, index - 8), index));
    if (isFollowedWell(text, end) && !isName) found.push(candidate(index, end, ADVERBS[word.toLowerCase()], false));
  }
  return found;
}

/**
 * @param {string} text
 * @param {number} at
 * @returns {Found|null}
 */
function afterEvery(text, at) {
  for (const form of [nth, lastDay, inYear, onThe, units, weekdays, partOfDay]) {
    const found = form(text, at);
    if (found) return found;
  }
  return null;
}

/** @type {(text: string, at: number) => Found|null} */
function nth(text, at) {
  const match = sticky(NTH, text, at);
  if (!match?.groups) return null;
  // "Every second Friday" may be every other one.
  if (/^[2-4]|^sec|^th|^fo/i.test(match.groups.which) && !match.groups.of) return null;
  return { rule: onNth(match.groups.which, match.groups.day), end: at + match[0].length };
}

/** @type {(text: string, at: number) => Found|null} */
function lastDay(text, at) {
  const match = sticky(LAST, text, at);
  return match && { rule: { freq: "MONTHLY", monthDays: [-1] }, end: at + match[0].length };
}

/** @type {(text: string, at: number) => Found|null} */
function inYear(text, at) {
  const match = sticky(YEARLY, text, at);
  return match && { rule: onDate(match.groups?.dated ?? ""), end: at + match[0].length };
}

/** @type {(text: string, at: number) => Found|null} */
function onThe(text, at) {
  const match = sticky(ON_THE, text, at);
  if (!match) return null;
  const end = at + match[0].length;
  // "Every 3rd person"
  if (!match.groups?.of && !isFollowedWell(text, end)) return null;
  return { rule: { freq: "MONTHLY", monthDays: numbersIn(match.groups?.dates ?? "") }, end };
}

/** @type {(text: string, at: number) => Found|null} */
function units(text, at) {
  const match = sticky(UNITS, text, at);
  if (!match?.groups) return null;
  const { other, count, many } = match.groups;
  const unit = match.groups.unit.toLowerCase();
  const interval = other ? 2 : count ? numberOf(count) : 1;
  const end = at + match[0].length;
  if ((many && !count) || (count && !many && interval !== 1)) return null;
  if (/^(?:week(?:day|end)|.*ing day|.*ess day|workday)$/.test(unit)) {
    if (other || count) return null;
    return { rule: { freq: "WEEKLY", days: unit === "weekend" ? WEEKEND : WORKDAYS }, end };
  }
  if (unit === "quarter") return { rule: { freq: "MONTHLY", interval: interval * 3 }, end };
  return closer(text, { freq: FREQ[unit], interval }, end);
}

/**
 * The days that may follow: "on Mon and Fri", "on the 15th", "on Dec 25".
 *
 * @param {string} text
 * @param {Rule} rule
 * @param {number} end
 * @returns {Found}
 */
function closer(text, rule, end) {
  if (rule.freq === "WEEKLY") {
    const on = sticky(ON_DAYS, text, end);
    if (on) return { rule: { ...rule, days: daysIn(on.groups?.days ?? "") }, end: end + on[0].length };
  }
  if (rule.freq === "MONTHLY") {
    const on = sticky(ON_DATES, text, end);
    const { last, which, day, dates } = on?.groups ?? {};
    if (on && last) return { rule: { ...rule, monthDays: [-1] }, end: end + on[0].length };
    if (on && which) return { rule: { ...onNth(which, day), interval: rule.interval }, end: end + on[0].length };
    if (on && isPossible({ ...rule, monthDays: numbersIn(dates) })) return { rule: { ...rule, monthDays: numbersIn(dates) }, end: end + on[0].length };
  }
  if (rule.freq === "YEARLY") {
    const on = sticky(ON_DATE, text, end);
    if (on) return { rule: { ...onDate(on.groups?.dated ?? ""), interval: rule.interval }, end: end + on[0].length };
  }
  return { rule, end };
}

/** @type {(text: string, at: number) => Found|null} */
function weekdays(text, at) {
  const match = sticky(WEEKDAYS, text, at);
  if (!match?.groups) return null;
  const rule = { freq: /** @type {const} */ ("WEEKLY"), interval: match.groups.other ? 2 : 1, days: daysIn(match.groups.days) };
  return { rule, end: at + match[0].length };
}

/** @type {(text: string, at: number) => Found|null} */
function partOfDay(text, at) {
  const match = sticky(PART_OF_DAY, text, at);
  return match && { rule: { freq: "DAILY" }, end: at + match[0].length, time: HOURS[match[0].toLowerCase()] };
}

/**
 * @param {string} which
 * @param {string} day
 * @returns {Rule}
 */
function onNth(which, day) {
  const names = ["first", "second", "third", "fourth"];
  const number = names.indexOf(which.toLowerCase()) + 1 || Number.parseInt(which, 10) || -1;
  return { freq: "MONTHLY", which: number, days: [weekdayNamed(day)] };
}

/** @param {string} dated such as "Dec 25" @returns {Rule} */
function onDate(dated) {
  const [name] = new RegExp(MONTH, "i").exec(dated) ?? [""];
  return { freq: "YEARLY", month: monthOf(name), monthDays: numbersIn(dated) };
}

/** @param {string} dates */
function numbersIn(dates) {
  return [...dates.matchAll(/\d+/g)].map(Number);
}

/** @param {string} written a list or "Mon-Fri" */
function daysIn(written) {
  const days = [...written.matchAll(new RegExp(`\\b(?:${WEEKDAY})`, "gi"))].map(([name]) => weekdayNamed(name));
  if (!/-|–|\bto\b|through/i.test(written)) return days;
  const [from, to] = days;
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_day, n) => ((from - 1 + n) % 7) + 1);
}

/**
 * @param {string} text
 * @param {number} end
 */
function isFollowedWell(text, end) {
  return endsHere(text.slice(end, end + 9)) || /^ (?:at|@|\d)/i.test(text.slice(end, end + 4));
}

/**
 * @param {RegExp} pattern
 * @param {string} text
 * @param {number} at
 */
function sticky(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/**
 * @param {number} start
 * @param {number} end
 * @param {Rule} rule
 * @param {boolean} afterDone
 * @param {string} [time]
 * @returns {Candidate}
 */
function candidate(start, end, rule, afterDone, time) {
  return { kind: "repeat", start, end, value: { rule, afterDone, time } };
}
