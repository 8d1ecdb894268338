/**
 * Times of the day as people write them in Chinese.
 */
import { ATTRIBUTE, LOOK_AROUND, PERIODS, RANGE_AFTER, RANGE_BEFORE, TRAILING, VAGUE, chineseNumber, endsHere } from "./chinese.js";
import { MOST_FOUND, halfOf } from "./moments.js";

/** @typedef {import("./understand.js").Moment} Moment */

const TIMES = new RegExp(
  `(?<![\\d:：.])(?<period>${PERIODS})?\\s?(?:(?<hour>\\d{1,2}|[一二三四五六七八九十两兩]{1,3})\\s?(?:点(?:钟|鐘)?|點(?:鐘)?|时(?![间候代刻常光节差长])|時(?![間候代刻常光節差長]))` +
    "(?:(?<words>整|半|一刻|三刻)|(?<minute>[0-5]\\d|\\d(?=分)|[零一二三四五六七八九十]{2,3}|[一二三四五六七八九](?=分)|十(?=分(?!钟|鐘)))分?)?" +
    `|(?<clock>\\d{1,2}[:：][0-5]\\d)(?![\\d:：]))${TRAILING}|(?<vague>${PERIODS})${TRAILING}`,
  "g",
);
const FIRST_MORNING_HOUR = 7;

/**
 * @param {string} text
 * @returns {Moment[]}
 */
export function chineseTimes(text) {
  /** @type {Moment[]} */
  const found = [];
  for (const match of text.matchAll(TIMES)) {
    if (found.length === MOST_FOUND) break;
    const { period, hour, words, minute, clock, vague } = match.groups ?? {};
    // 17:00 without a word around it is read as in English.
    if (clock && !period && !clock.includes("：") && !/前$/.test(match[0])) continue;
    const start = match.index + (match[0].length - match[0].trimStart().length);
    const end = match.index + match[0].length;
    const after = text.slice(end, end + LOOK_AROUND);
    const before = text.slice(Math.max(0, start - LOOK_AROUND), start);
    if (RANGE_BEFORE.test(before) || RANGE_AFTER.test(after)) continue;
    const time = vague ? (VAGUE[vague[0]] ?? null) : exact(period ?? "", hour ?? clock ?? "", words, minute);
    if (!time) continue;
    // 一点 is also "a little", and 3点 may be three points.
    const isPlain = Boolean(period) || Boolean(clock) || (/^\d/.test(hour ?? "") && (Boolean(words || minute) || endsHere(after)));
    found.push({
      start,
      end,
      time,
      weak: false,
      attached: Boolean(vague) || !isPlain,
      attribute: ATTRIBUTE.test(after),
      vague: vague !== undefined,
      half: vague?.startsWith("中") || !vague ? undefined : halfOf(time),
      open: !period && !vague && Number(time.slice(0, 2)) !== 0,
      language: "zh",
    });
  }
  return found;
}

/**
 * In the afternoon, five is 17.
 *
 * @param {string} period
 * @param {string} hours "17:00" or an hour
 * @param {string} [words]
 * @param {string} [minute]
 */
function exact(period, hours, words = "", minute = "") {
  const [hourPart, minutePart] = hours.split(/[:：]/);
  let hour = chineseNumber(hourPart);
  const minutes = minutePart ? Number(minutePart) : (({ 半: 30, 一刻: 15, 三刻: 45, 整: 0 })[words] ?? (minute ? chineseNumber(minute) : 0));
  if (!(hour >= 0 && hour < 24 && minutes >= 0 && minutes < 60)) return null;
  const isLate = /^[下傍晚夜]/.test(period);
  // Midnight belongs to the next day: whoever means it should say which.
  if (isLate && hour === 12) return null;
  if (isLate && hour < 12) hour += 12;
  else if (period.startsWith("中") && hour < 10) hour += 12;
  else if (period.startsWith("凌") && hour === 12) hour = 0;
  else if (!period && hour >= 1 && hour < FIRST_MORNING_HOUR && hourPart.length === 1) hour += 12;
  return `${String(hour).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}
