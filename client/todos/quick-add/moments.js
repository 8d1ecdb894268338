/**
 * Which of the dates and times in a text is meant.
 */
import { MASK } from "./literals.js";

/** @typedef {import("./understand.js").Moment} Moment */
/** @typedef {import("./literals.js").Range} Range */

/** What may stand between a day and its time. */
const TIME_AFTER = /^(?:,? ?(?:at |@ ?)?|\s?[，的]\s?)$/;
const TIME_BEFORE = /^,? ?$/;
const BESIDE_REPEAT = new RegExp(`^${MASK}*[,，]? ?(?:at |@ ?)?${MASK}*$`);
const LONGEST_GAP = 6;
/** More than anybody writes of a kind, and an end for whoever pastes a calendar. */
export const MOST_FOUND = 16;
const NOTHING = /^[\s\p{P}\uE000]*$/u;

/**
 * @param {string} text
 * @param {Moment[]} foundDates
 * @param {Moment[]} foundTimes
 * @param {Range|undefined} repeat
 * @returns {{date: Moment|undefined, time: Moment|undefined}} the time is one that stands apart
 */
export function moments(text, foundDates, foundTimes, repeat) {
  const days = apart(foundDates);
  const times = joinTimes(text, apart(foundTimes.filter((time) => !days.some((day) => overlap(day, time)))));
  /** @type {Set<Moment>} */
  const used = new Set();
  const dates = days.map((day) => withTime(text, day, times, used)).filter((day) => !day.weak && !day.attribute);
  const date = best(text, dates);
  const alone = times.filter((time) => !used.has(time) && isTime(text, time, repeat));
  return { date, time: date?.time ? undefined : best(text, alone) };
}

/**
 * Where it stands: 2 at the end, 1 at the beginning, 0 between other words.
 *
 * @param {string} text
 * @param {Range} range
 */
export function onEdge(text, { start, end }) {
  if (NOTHING.test(text.slice(end))) return 2;
  return NOTHING.test(text.slice(0, start)) ? 1 : 0;
}

/** @param {string} time @returns {Moment["half"]} */
export function halfOf(time) {
  return time < "12:00" ? "early" : "late";
}

/**
 * In English the time comes last, in Chinese first.
 *
 * @param {string} text
 * @param {Moment[]} candidates
 * @returns {Moment|undefined}
 */
function best(text, candidates) {
  const rank = (/** @type {Moment} */ one) => {
    const edge = onEdge(text, one);
    return one.language === "zh" ? [0, 2, 1][edge] : edge;
  };
  return candidates.reduce((/** @type {Moment|undefined} */ found, one) => {
    if (!found) return one;
    const better = rank(one) - rank(found);
    return better > 0 || (better === 0 && one.language === "en") ? one : found;
  }, undefined);
}

/**
 * @param {string} text
 * @param {Moment} day
 * @param {Moment[]} times
 * @param {Set<Moment>} used
 * @returns {Moment}
 */
function withTime(text, day, times, used) {
  const time = times.find(
    (one) =>
      !used.has(one) &&
      (isBetween(text, day.end, one.start, TIME_AFTER) || (!one.vague && isBetween(text, one.end, day.start, TIME_BEFORE))),
  );
  if (!time) return day;
  used.add(time);
  return {
    ...day,
    start: Math.min(day.start, time.start),
    end: Math.max(day.end, time.end),
    time: inHalf(time, day.half),
    weak: day.weak && Boolean(time.vague),
    attribute: time.start > day.start ? time.attribute : day.attribute,
  };
}

/**
 * "9 in the evening", "tomorrow morning at 9": a part of the day and an hour are one time.
 *
 * @param {string} text
 * @param {Moment[]} times
 */
function joinTimes(text, times) {
  /** @type {Moment[]} */
  const joined = [];
  for (const time of times) {
    const before = joined.at(-1);
    const isPair = before && Boolean(before.vague) !== Boolean(time.vague) && (before.open || time.open);
    if (!isPair || !isBetween(text, before.end, time.start, TIME_AFTER)) {
      joined.push(time);
      continue;
    }
    const [hour, part] = before.vague ? [time, before] : [before, time];
    joined[joined.length - 1] = { ...hour, start: before.start, end: time.end, time: inHalf(hour, part.half), open: false, attached: false, weak: false };
  }
  return joined;
}

/**
 * @param {Moment} time
 * @param {Moment["half"]} half
 */
function inHalf({ time = "", open }, half) {
  if (!open || !half) return time;
  const hour = Number(time.slice(0, 2));
  if (half === "late" && hour < 12) return `${hour + 12}${time.slice(2)}`;
  return half === "early" && hour > 12 ? `${String(hour - 12).padStart(2, "0")}${time.slice(2)}` : time;
}

/**
 * @param {string} text
 * @param {Moment} time
 * @param {Range|undefined} repeat
 */
function isTime(text, time, repeat) {
  if (time.attribute) return false;
  if (repeat && (isBetween(text, repeat.end, time.start, BESIDE_REPEAT) || isBetween(text, time.end, repeat.start, BESIDE_REPEAT))) return true;
  return !time.attached && !time.weak;
}

/**
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @param {RegExp} pattern
 */
function isBetween(text, from, to, pattern) {
  return from <= to && to - from <= LONGEST_GAP && pattern.test(text.slice(from, to));
}

/**
 * In order, and the longer of two that overlap.
 *
 * @param {Moment[]} found
 */
function apart(found) {
  /** @type {Moment[]} */
  const kept = [];
  for (const one of found.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last && overlap(last, one)) {
      if (one.end - one.start > last.end - last.start) kept[kept.length - 1] = one;
    } else {
      kept.push(one);
    }
  }
  return kept;
}

/**
 * @param {Range} a
 * @param {Range} b
 */
function overlap(a, b) {
  return a.start < b.end && b.start < a.end;
}
