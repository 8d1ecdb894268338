/**
 * Quick add: `ship it @mika fri 17:00 every 2 weeks #release !` is read for what it says, in English and in Chinese,
 * whichever of them the page speaks.
 *
 * It would rather not understand than misunderstand: what was not understood stays in the text, where it is seen.
 */
import { addDays, wallClock } from "../days.js";
import { escapes, plainText } from "./assemble.js";
import { chineseDates } from "./chinese-dates.js";
import { chineseRepeats } from "./chinese-repeats.js";
import { chineseTimes } from "./chinese-times.js";
import { englishDates } from "./english-dates.js";
import { englishRepeats } from "./english-repeats.js";
import { englishTimes } from "./english-times.js";
import { literals, mask } from "./literals.js";
import { marks } from "./marks.js";
import { moments, onEdge } from "./moments.js";
import { firstDay, written } from "./rule.js";

/** @typedef {import("./literals.js").Range} Range */
/** @typedef {import("./marks.js").Person} Person */
/** @typedef {import("./rule.js").Rule} Rule */
/** @typedef {import("./rule.js").Repeat} Repeat */

/**
 * @typedef {object} Clock
 * @property {Date} now
 * @property {string} zone
 * @property {string} today where the reader is
 * @property {string} time what the clock says there
 * @property {boolean} monthFirst whether 3/4/2027 is in March
 */

/**
 * @typedef {object} Moment a date, a time or both, where they stand
 * @property {number} start
 * @property {number} end
 * @property {string} [day]
 * @property {string} [time]
 * @property {"en"|"zh"} language
 * @property {boolean} weak it may mean something else, unless there is more to it
 * @property {boolean} [attached] a time that is none without a date or a recurrence beside it
 * @property {boolean} [attribute] it says whose: 周五的报告
 * @property {boolean} [open] a time that does not say which half of the day
 * @property {"early"|"late"} [half] which half of the day it says
 * @property {boolean} [vague] a part of the day, whose hour is ours
 * @property {boolean} [turns] a day that comes every week
 */

/**
 * @typedef {object} Candidate
 * @property {"date"|"time"|"repeat"|"assignee"|"label"|"priority"} kind
 * @property {number} start
 * @property {number} end
 * @property {any} value
 */

/**
 * @typedef {object} Part
 * @property {Candidate["kind"]} kind
 * @property {number} start
 * @property {number} end
 * @property {string} raw as it was written
 * @property {any} value of a date `{date, time}`, of a time "17:00", of a repeat `{rule, after_done}`, of an assignee the
 *   person, of a label its name, of a priority 1 to 3
 */

/**
 * @typedef {object} Item
 * @property {string} text
 * @property {{date: string, time: string|null, zone: string|null}|null} due
 * @property {Repeat|null} repeat
 * @property {Person|null} assignee
 * @property {string[]} labels
 * @property {number} priority 0 to 3
 */

/**
 * @typedef {object} Options
 * @property {Date} now
 * @property {string} zone IANA, whose days count
 * @property {string} [locale] in whose order of day and month 3/4/2027 is read
 * @property {Person[]} [people] who can be named
 * @property {Person|null} [me] who "me" is
 * @property {string[]} [labels] that exist; in Chinese they tell where a label ends
 * @property {Range[]} [literal] what is taken as it stands
 */

/** @typedef {{text: string, parts: Part[], item: Item, without: (part: Range) => Understood}} Understood */

/** A to-do has 2,000 characters, some of which are two here; what lies beyond is not looked at. */
const EXAMINED = 4500;
const MOST_LABELS = 20;
/** @type {Map<string, boolean>} asking Intl takes longer than all the reading */
const orders = new Map();

/**
 * @param {string} text
 * @param {Options} options
 * @returns {Understood}
 */
export function understand(text, options) {
  const { now, zone, people = [], me = null, labels = [], literal = [] } = options;
  const { day: today, time } = wallClock(now, zone);
  const clock = { now, zone, today, time, monthFirst: isMonthFirst(options.locale ?? "en") };
  const looked = text.slice(0, EXAMINED);
  const known = { people, me, labels };
  const kept = [...literals(looked), ...literal.filter(({ end }) => end <= EXAMINED)];
  const escaped = escapes(looked, kept, (blanked) => everything(blanked, known, clock));
  const found = everything(mask(looked, [...kept, ...escaped]), known, clock);
  const parts = found.chosen.map(({ kind, start, end, value }) => ({ kind, start, end, raw: text.slice(start, end), value }));
  const plain = plainText(text, parts, escaped);
  return {
    text: plain,
    parts,
    item: itemOf(plain, parts, found.due, found.repeat),
    without: (part) => understand(text, { ...options, literal: [...literal, { start: part.start, end: part.end }] }),
  };
}

/**
 * @param {string} text with what must not be read made unreadable
 * @param {{people: Person[], me: Person|null, labels: string[]}} known
 * @param {Clock} clock
 */
function everything(text, known, clock) {
  const signs = marks(text, known);
  const withoutSigns = mask(text, signs);
  const repeats = [...englishRepeats(withoutSigns), ...chineseRepeats(withoutSigns)].sort((a, b) => a.start - b.start);
  const repeat = repeats.findLast((one) => onEdge(withoutSigns, one) > 0) ?? repeats.at(-1);
  const rest = mask(withoutSigns, repeats);
  const dates = [...englishDates(rest, clock), ...chineseDates(rest, clock)];
  const times = [...englishTimes(rest), ...chineseTimes(rest)];
  const { date, time } = moments(rest, dates, times, repeat);
  const due = dueOf(date, time?.time, repeat?.value, clock);
  const chosen = [...choose(signs), ...(repeat ? [{ ...repeat, value: repeatOf(repeat.value) }] : [])];
  if (date) chosen.push({ kind: "date", start: date.start, end: date.end, value: { date: due?.date, time: date.time ?? null } });
  if (time) chosen.push({ kind: "time", start: time.start, end: time.end, value: time.time });
  return { chosen: chosen.sort((a, b) => a.start - b.start), due, repeat: repeat ? repeatOf(repeat.value) : null };
}

/**
 * One person, one priority, and no label twice.
 *
 * @param {Candidate[]} signs
 * @returns {Candidate[]}
 */
function choose(signs) {
  const of = (/** @type {Candidate["kind"]} */ kind) => signs.filter((sign) => sign.kind === kind).sort((a, b) => a.start - b.start);
  return [...of("assignee").slice(0, 1), ...of("label").slice(0, MOST_LABELS), ...of("priority").slice(-1)];
}

/**
 * @param {Moment|undefined} date
 * @param {string|undefined} timeBeside
 * @param {{rule: Rule, afterDone: boolean, time?: string}|undefined} repeat
 * @param {Clock} clock
 * @returns {Item["due"]}
 */
function dueOf(date, timeBeside, repeat, { zone, today, time: clock }) {
  const time = date?.time ?? timeBeside ?? repeat?.time ?? null;
  if (!date && !time && !repeat) return null;
  const isOver = time !== null && time <= clock;
  let day = date?.day ?? (isOver ? addDays(today, 1) : today);
  if (date?.turns && isOver && day === today) day = addDays(day, 7);
  if (repeat) day = firstDay(repeat.rule, day);
  return { date: day, time, zone: time ? zone : null };
}

/** @param {{rule: Rule, afterDone: boolean}} value @returns {Repeat} */
function repeatOf({ rule, afterDone }) {
  return { rule: written(rule), after_done: afterDone };
}

/**
 * @param {string} text
 * @param {Part[]} parts
 * @param {Item["due"]} due
 * @param {Repeat|null} repeat
 * @returns {Item}
 */
function itemOf(text, parts, due, repeat) {
  const values = (/** @type {Part["kind"]} */ kind) => parts.filter((part) => part.kind === kind).map(({ value }) => value);
  /** @type {Map<string, string>} */
  const labels = new Map();
  for (const label of values("label")) if (!labels.has(label.toLowerCase())) labels.set(label.toLowerCase(), label);
  const [assignee = null] = values("assignee");
  const [priority = 0] = values("priority");
  return { text, due, repeat, assignee, labels: [...labels.values()], priority };
}

/** @param {string} locale */
function isMonthFirst(locale) {
  const known = orders.get(locale);
  if (known !== undefined) return known;
  const types = new Intl.DateTimeFormat(locale).formatToParts(0).map(({ type }) => type);
  const answer = types.indexOf("month") < types.indexOf("day");
  orders.set(locale, answer);
  return answer;
}
