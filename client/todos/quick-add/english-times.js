/**
 * Times of the day as people write them in English.
 */
import { BEFORE, LOOK_BACK, NUMBER_BEFORE, RANGE_AFTER, TAKEN, VAGUE, endsHere } from "./english.js";
import { MOST_FOUND, halfOf } from "./moments.js";

/** @typedef {import("./understand.js").Moment} Moment */

const TIMES = new RegExp(
  `${BEFORE}(?:(?<at>at |@ ?)?(?<hour>[01]?\\d|2[0-3])(?:[:.](?<minute>[0-5]\\d))?(?: ?(?<half>[ap])\\.?m\\b\\.?)?` +
    `|(?:at )?(?<noon>noon)|(?:in the )?(?<vague>morning|afternoon|evening|night))(?![\\w\\u00C0-\\u024F/'’%$€£-]|[.:,]\\w)`,
  "gi",
);
const FOREIGN_CLOCK = /^ ?(?:utc|gmt|[pecm][sd]?t|ces?t|wes?t|ees?t|bst|ist|jst|kst)\b/i;
/** At "5", people mean the afternoon; at "8", the morning. */
const FIRST_MORNING_HOUR = 7;

/**
 * @param {string} text
 * @returns {Moment[]}
 */
export function englishTimes(text) {
  /** @type {Moment[]} */
  const found = [];
  for (const match of text.matchAll(TIMES)) {
    if (found.length === MOST_FOUND) break;
    const { at, hour, minute, half, noon, vague } = match.groups ?? {};
    // A time without anything that makes it one is a number.
    if (hour !== undefined && !at && minute === undefined && !half) continue;
    if (match[0].includes(".") && minute !== undefined && !half && !at) continue;
    let start = match.index;
    let end = start + match[0].length;
    const before = text.slice(Math.max(0, start - LOOK_BACK), start);
    const after = text.slice(end, end + LOOK_BACK);
    if (NUMBER_BEFORE.test(before) || RANGE_AFTER.test(after) || FOREIGN_CLOCK.test(after)) continue;
    if (hour !== undefined && TAKEN.test(before)) continue;
    if (match[0].endsWith(".") && !/[ap]\.m\.$/i.test(match[0])) end -= 1;
    const time = vague ? VAGUE[vague.toLowerCase()] : noon ? "12:00" : timeOf(hour, minute, half);
    if (!time) continue;
    const by = /(?:^|[\s\uE000])by $/i.test(before);
    if (by) start -= 3;
    const isPlain = Boolean(half) || (Boolean(minute) && (hour.length === 2 || Boolean(at) || by)) || (Boolean(noon) && /^at/i.test(match[0]));
    // "17:00" alone may be a ratio and "at 5" an address, unless the sentence ends there.
    const weak = !half && !(at && minute) && !endsHere(after) && start > 0;
    found.push({
      start,
      end,
      time,
      weak,
      attached: vague !== undefined || (!isPlain && !(at && endsHere(after))),
      vague: vague !== undefined,
      half: vague === undefined ? undefined : halfOf(time),
      open: hour !== undefined && !half && Number(hour) <= 12,
      language: "en",
    });
  }
  return found;
}

/**
 * @param {string} hour
 * @param {string|undefined} minute
 * @param {string|undefined} half "a" or "p"
 */
function timeOf(hour, minute = "00", half) {
  let hours = Number(hour);
  if (half && (hours < 1 || hours > 12)) return null;
  if (half) hours = (hours % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  else if (hours >= 1 && hours < FIRST_MORNING_HOUR && hour.length === 1) hours += 12;
  return `${String(hours).padStart(2, "0")}:${minute}`;
}
