/**
 * Days as people write them in Chinese.
 */
import { addDays, addMonths, comingDay, dayOf, lastOfMonth, partsOf, wallClock, weekdayOf } from "../days.js";
import {
  ATTRIBUTE,
  DAY_OF_WEEK,
  LOOK_AROUND,
  NUMBER,
  RANGE_AFTER,
  RANGE_BEFORE,
  TRAILING,
  VAGUE,
  WEEK,
  chineseNumber,
  chineseWeekday,
  endsHere,
  unitOf,
} from "./chinese.js";
import { MOST_FOUND, halfOf } from "./moments.js";
import { later } from "./rule.js";

/** @typedef {import("./understand.js").Moment} Moment */
/** @typedef {import("./understand.js").Clock} Clock */

/** Last Friday, every Friday: no day to come. But 早上 ends with the same sign as "last". */
const BEFORE = "(?<![每昨前双雙单單\\d]|(?<![早晚])上|上个|上個|每个|每個)";
const LEADING = "(?:(?:截止到|截止至|截至|截止|最晚|最迟|最遲|不晚于|定在|就在|在|于|於)\\s?)?";
const UNIT = "天|日|周|週|个?星期|個?星期|个?礼拜|個?禮拜|个月|個月|年";
const DATES = new RegExp(
  `${BEFORE}(?<leading>${LEADING})(?:` +
    "(?<near>今天|今日|明天|明日|大后天|大後天|后天|後天)" +
    "|(?<half>(?:今|明)(?:早|晚)(?!上)|(?:今|明)(?=早上|晚上))" +
    `|(?<week>(?:下下?个?|下下?個?|这个?|這個?|本)?)(?:${WEEK}(?<weekday>${DAY_OF_WEEK})|周(?<end>末)|週(?<end2>末))` +
    `|(?<next>下个?(?:周|星期|礼拜)|下個?(?:週|星期|禮拜)|下个?月(?![\\d一二三四五六七八九十初底])|下個?月(?![\\d一二三四五六七八九十初底])|明年(?![\\d一二三四五六七八九十底]))` +
    "|(?<bound>(?:(?:本|这个?|這個?|下个?|下個?)月|(?<![一二三四五六七八九十个個])月)(?:底|末)|(?:今|明|(?<![去前]))年底)" +
    `|(?:(?<year>20\\d\\d)\\s?年|(?<thatYear>今年|明年|后年|後年))?(?<month>${NUMBER})\\s?月\\s?(?<date>${NUMBER})(?:\\s?(?:日|号|號)|(?![次回遍天个個位人项項份点點件年月周週]))` +
    `|(?<which>下个?月|下個?月|这个?月|這個?月|本月)\\s?(?<date2>${NUMBER})\\s?(?:日|号|號)` +
    `|(?<date3>${NUMBER})\\s?(?:号|號)` +
    `|(?<![通超经經不度透路])(?:过|過)\\s?(?<count>${NUMBER})\\s?(?<unit>${UNIT})|(?<count2>${NUMBER})\\s?(?<unit2>${UNIT})(?:之|以)?(?:[后後](?![端台续續面])|[内內](?!存))` +
    `|(?:(?<count3>半|${NUMBER})\\s?个?個?\\s?(?<unit3>小时|小時|钟头|鐘頭|分钟|分鐘)(?:之|以)?(?:后|後|内|內))` +
    "|(?<iso>20\\d\\d[-/]\\d{1,2}[-/]\\d{1,2})(?!\\d)" +
    `)${TRAILING}`,
  "g",
);
/** 三号线, 5号楼 have a number and 下周会议 a week: they are things, and no time to do them. */
const THINGS = /^\s?(?:[线線楼樓门門机機院店房车車厅廳桌厂廠仓倉库庫室码碼馆館位人]|文件|会议|會議|例会|例會|计划|計劃|周报|报告|報告|工作|任务|任務|活动|活動|安排)/;
/** @type {Record<string, number>} */
const NEAR = { 今: 0, 明: 1, 后: 2, 後: 2, 大: 3 };

/**
 * @param {string} text
 * @param {Clock} clock
 * @returns {Moment[]}
 */
export function chineseDates(text, clock) {
  /** @type {Moment[]} */
  const found = [];
  for (const match of text.matchAll(DATES)) {
    if (found.length === MOST_FOUND) break;
    const groups = match.groups ?? {};
    const start = match.index;
    const end = start + match[0].length;
    const before = text.slice(Math.max(0, start - LOOK_AROUND), start);
    const after = text.slice(end, end + LOOK_AROUND);
    if (RANGE_BEFORE.test(before) || RANGE_AFTER.test(after)) continue;
    const meant = meaning(groups, clock);
    if (!meant) continue;
    const isShort = Boolean(groups.next || groups.bound || groups.date3 || groups.end || groups.end2);
    const isDeadline = match[0].endsWith("前") || endsHere(after);
    const isFirst = text.slice(0, start).trim() === "" && !THINGS.test(after) && groups.next !== "明年";
    found.push({
      start,
      end,
      ...meant,
      weak: isShort && !isDeadline && !isFirst,
      attribute: ATTRIBUTE.test(after),
      turns: Boolean(groups.weekday && !groups.week),
      language: "zh",
    });
  }
  return found;
}

/**
 * @param {Record<string, string|undefined>} groups
 * @param {Clock} clock
 * @returns {{day: string, time?: string, half?: Moment["half"]}|null}
 */
function meaning(groups, clock) {
  const { today } = clock;
  const { year } = partsOf(today);
  const { near, half, week, weekday, next, bound, iso, month, which, date3 } = groups;
  if (near) return { day: addDays(today, NEAR[near[0]]) };
  if (half) {
    const [sign, part] = half;
    return { day: addDays(today, NEAR[sign]), ...(part ? { time: VAGUE[part], half: halfOf(VAGUE[part]) } : {}) };
  }
  if (weekday) return { day: onWeekday(week ?? "", chineseWeekday(weekday), today) };
  if (groups.end || groups.end2) return { day: weekend(week ?? "", today) };
  if (next) return { day: nextOne(next, today) };
  if (bound) return { day: boundOf(bound, today) };
  if (groups.count3) return inHours(groups.count3, groups.unit3 ?? "", clock);
  const count = groups.count ?? groups.count2;
  if (count) return inDays(chineseNumber(count), groups.unit ?? groups.unit2 ?? "", today);
  /** @type {string|null} */
  let day = null;
  if (iso) {
    const [y, m, d] = iso.split(/[-/]/).map(Number);
    day = dayOf(y, m, d);
  } else if (month) {
    const date = chineseNumber(groups.date ?? "");
    const said = groups.year ? Number(groups.year) : groups.thatYear ? year + NEAR[groups.thatYear[0]] : null;
    day = said ? dayOf(said, chineseNumber(month), date) : comingDay(chineseNumber(month), date, today);
  } else if (which) {
    const first = addMonths(`${today.slice(0, 7)}-01`, which.startsWith("下") ? 1 : 0);
    const parts = partsOf(first);
    day = dayOf(parts.year, parts.month, chineseNumber(groups.date2 ?? ""));
  } else if (date3) {
    day = comingDate(chineseNumber(date3), today);
  }
  return day ? { day } : null;
}

/**
 * @param {string} week 下, 下下, 这, 本 or none
 * @param {number} weekday
 * @param {string} today
 */
function onWeekday(week, weekday, today) {
  const monday = addDays(today, 1 - weekdayOf(today));
  const ahead = weeksAhead(week);
  if (ahead > 0 || week) return addDays(monday, ahead * 7 + weekday - 1);
  return addDays(today, (weekday - weekdayOf(today) + 7) % 7);
}

/**
 * @param {string} week
 * @param {string} today
 */
function weekend(week, today) {
  const saturday = addDays(today, 6 - weekdayOf(today) + weeksAhead(week) * 7);
  return saturday < today ? today : saturday;
}

/** @param {string} week */
function weeksAhead(week) {
  return [...week].filter((sign) => sign === "下").length;
}

/**
 * @param {string} next
 * @param {string} today
 */
function nextOne(next, today) {
  if (next === "明年") return `${partsOf(today).year + 1}-01-01`;
  if (next.includes("月")) return `${addMonths(today, 1).slice(0, 7)}-01`;
  return addDays(today, 8 - weekdayOf(today));
}

/**
 * @param {string} bound
 * @param {string} today
 */
function boundOf(bound, today) {
  const { year } = partsOf(today);
  if (bound.includes("年")) return `${year + (bound.startsWith("明") ? 1 : 0)}-12-31`;
  const month = addMonths(`${today.slice(0, 7)}-01`, bound.startsWith("下") ? 1 : 0);
  const parts = partsOf(month);
  return `${month.slice(0, 8)}${lastOfMonth(parts.year, parts.month)}`;
}

/**
 * @param {string} count
 * @param {string} unit
 * @param {Clock} clock
 */
function inHours(count, unit, { now, zone }) {
  const number = count === "半" ? 0.5 : chineseNumber(count);
  if (Number.isNaN(number)) return null;
  const minutes = number * (unit.startsWith("分") ? 1 : 60);
  return wallClock(new Date(now.getTime() + Math.round(minutes) * 60_000), zone);
}

/**
 * @param {number} count
 * @param {string} unit
 * @param {string} today
 */
function inDays(count, unit, today) {
  if (!(count > 0)) return null;
  return { day: later(today, count, unitOf(unit)) };
}

/**
 * @param {number} date
 * @param {string} today
 */
function comingDate(date, today) {
  for (let ahead = 0; ahead < 3; ahead += 1) {
    const { year, month } = partsOf(addMonths(`${today.slice(0, 7)}-01`, ahead));
    const day = dayOf(year, month, date);
    if (day && day >= today) return day;
  }
  return null;
}
