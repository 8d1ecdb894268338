/**
 * 每周五, 每两周, 每个工作日, 完成后3天: recurrence as people write it in Chinese.
 */
import { DAY_OF_WEEK, NUMBER, WEEK, chineseNumber, chineseWeekday, unitOf } from "./chinese.js";
import { MOST_FOUND } from "./moments.js";
import { WEEKEND, WORKDAYS, isPossible } from "./rule.js";

/** @typedef {import("./understand.js").Candidate} Candidate */
/** @typedef {import("./rule.js").Rule} Rule */
/** @typedef {Record<string, string|undefined>} Groups */

const MEASURE = "[个個]?";
/** 每周一次 is once a week; 每周三次 is thrice, which no rule says. */
const ONCE = "(?:一次|1次)?(?!(?:\\d{1,3}|[一二两三四五六七八九十]{1,3})?[次回遍])";
const AND = "(?:、|，|,|和|与|與|及|跟|\\s)?\\s?";
/** 一起 and 一次 begin with no Monday. */
const DAY = `${WEEK}?${DAY_OF_WEEK}(?![次回遍起些样樣])`;
const DAYS = `${DAY}(?:${AND}${DAY})*`;
const SPAN = `${WEEK}?${DAY_OF_WEEK}(?:到|至|-|~)${WEEK}?${DAY_OF_WEEK}`;
const DATES = `${NUMBER}(?:[日号號]?(?:、|，|,|和|与|與|及)${NUMBER})*[日号號]`;
const DONE = "(?:完成|做完|搞定)";
const THEN = `(?:${DONE}(?:之|以)?[后後])`;
const UNIT = `天|日|周|週|${MEASURE}星期|${MEASURE}礼拜|${MEASURE}禮拜|${MEASURE}月|年`;
const WHICH = `第(?<nth>[一二三四1-4])${MEASURE}|最[后後]一?${MEASURE}(?<last>)`;

/** The closer ones first. @type {[string, (groups: Groups) => Rule|null][]} */
const FORMS = [
  [`(?:(?:每一?${MEASURE}|每逢)(?:工作日|平日)|(?:工作日|平日)每天)`, workdays],
  [`每${MEASURE}(?:周末|週末)`, weekends],
  [`每(?:逢)?${MEASURE}${WEEK}的?(?:(?<span>${SPAN})|(?<days>${DAYS}))`, weekly],
  [`(?:每隔一|隔)(?:周|週|${MEASURE}星期)的?(?<days>${DAYS})?`, fortnightly],
  [`每(?<count>${NUMBER})${MEASURE}(?:周|週|星期|礼拜|禮拜)的?(?<days>${DAYS})`, everyFewWeeks],
  [`每(?<count>${NUMBER})?${MEASURE}月的?(?:(?<final>最[后後]一天|月?底|月?末)|(?<begin>月?初)|(?:${WHICH})${WEEK}(?<day>${DAY_OF_WEEK})|(?<dates>${DATES}))`, monthly],
  [`每年的?(?<month>${NUMBER})月(?<date>${NUMBER})[日号號]?`, yearly],
  [`每${MEASURE}季度?${ONCE}`, quarterly],
  [`每隔一(?<unit>天|日|${MEASURE}月|年)|隔(?<unit2>天|日)(?!壁)`, everyOther],
  [`${THEN}每?(?:隔)?(?<count>${NUMBER})(?<unit>${UNIT})(?:再来|再來|再做|重复|重複)?`, afterDone],
  [`${DONE}(?<count>${NUMBER})(?<unit>${UNIT})(?:之|以)?[后後](?:再来|再來|再做|重复|重複)?`, afterDone],
  [`每(?<again>[!！])?\\s?(?<count>${NUMBER})(?<unit>${UNIT})${ONCE}(?<done>[(（，,\\s]{0,2}${THEN}[)）]?)?`, everyFew],
  [`每(?<again>[!！])?${MEASURE}(?<unit>天|日|周|週|星期|礼拜|禮拜|月|年)(?![度薪报報会會刊年])${ONCE}`, everyOne],
  ["天天(?!气)", () => ({ freq: "DAILY" })],
];
const PATTERNS = FORMS.map(([form, make]) => ({ pattern: new RegExp(`(?<![\\d一二三四五六七八九十每])(?:${form})`, "gu"), make }));

/**
 * @param {string} text
 * @returns {Candidate[]}
 */
export function chineseRepeats(text) {
  /** @type {Candidate[]} */
  const found = [];
  for (const { pattern, make } of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      if (found.length === MOST_FOUND) break;
      const groups = match.groups ?? {};
      const start = match.index;
      const end = start + match[0].length;
      if (found.some((other) => start < other.end && end > other.start)) continue;
      // Every Monday's meeting is a thing, not a time.
      if (/^的/.test(text.slice(end, end + 1))) continue;
      const rule = make(groups);
      if (!rule || !isPossible(rule)) continue;
      const isAfter = make === afterDone || Boolean(groups.again || groups.done);
      found.push({ kind: "repeat", start, end, value: { rule, afterDone: isAfter } });
    }
  }
  return found;
}

/** @returns {Rule} */
function workdays() {
  return { freq: "WEEKLY", days: WORKDAYS };
}

/** @returns {Rule} */
function weekends() {
  return { freq: "WEEKLY", days: WEEKEND };
}

/** @param {Groups} groups @returns {Rule} */
function weekly({ span, days }) {
  return { freq: "WEEKLY", days: daysIn(span, days) };
}

/** @param {Groups} groups @returns {Rule} */
function fortnightly({ days }) {
  return { freq: "WEEKLY", interval: 2, ...(days ? { days: daysIn("", days) } : {}) };
}

/** @param {Groups} groups @returns {Rule} */
function everyFewWeeks({ count, days }) {
  return { freq: "WEEKLY", interval: chineseNumber(count ?? ""), days: daysIn("", days) };
}

/** @param {Groups} groups @returns {Rule} */
function monthly({ count, final, begin, nth, day, dates }) {
  const rule = { freq: /** @type {const} */ ("MONTHLY"), interval: count ? chineseNumber(count) : 1 };
  if (final) return { ...rule, monthDays: [-1] };
  if (begin) return { ...rule, monthDays: [1] };
  if (day) return { ...rule, which: nth ? chineseNumber(nth) : -1, days: [chineseWeekday(day)] };
  return { ...rule, monthDays: (dates ?? "").split(/[^\d一二三四五六七八九十两廿]+/).filter(Boolean).map(chineseNumber) };
}

/** @param {Groups} groups @returns {Rule} */
function yearly({ month, date }) {
  return { freq: "YEARLY", month: chineseNumber(month ?? ""), monthDays: [chineseNumber(date ?? "")] };
}

/** @returns {Rule} */
function quarterly() {
  return { freq: "MONTHLY", interval: 3 };
}

/** @param {Groups} groups @returns {Rule} */
function everyOther({ unit, unit2 }) {
  return { freq: freqOf(unit ?? unit2 ?? ""), interval: 2 };
}

/** @param {Groups} groups @returns {Rule} */
function afterDone({ count, unit }) {
  return { freq: freqOf(unit ?? ""), interval: chineseNumber(count ?? "") };
}

/** @param {Groups} groups @returns {Rule} */
function everyFew({ count, unit }) {
  return { freq: freqOf(unit ?? ""), interval: chineseNumber(count ?? "") };
}

/** @param {Groups} groups @returns {Rule} */
function everyOne({ unit }) {
  return { freq: freqOf(unit ?? "") };
}

/** @param {string} unit @returns {Rule["freq"]} */
function freqOf(unit) {
  return /** @type {const} */ ({ day: "DAILY", week: "WEEKLY", month: "MONTHLY", year: "YEARLY" })[unitOf(unit)];
}

/**
 * @param {string|undefined} span 一到五
 * @param {string|undefined} days 一、三、五
 */
function daysIn(span, days) {
  const named = [...(span || days || "")].filter((sign) => "一二三四五六日天".includes(sign)).map(chineseWeekday);
  if (!span) return named;
  const [from, to] = named;
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_day, n) => ((from - 1 + n) % 7) + 1);
}
