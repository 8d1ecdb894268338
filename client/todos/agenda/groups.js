/**
 * What somebody has to do, in the order in which it is shown: the same rules as the server's (server/todos/agenda.py),
 * so that a change made here shows at once. Pure.
 */
import { addDays, daysFrom, wallClock } from "../days.js";
import { isOverdue, place } from "../words.js";

/**
 * @typedef {import("../overlay.js").Shown} Shown
 * @typedef {import("../overlay.js").Person} Person
 * @typedef {import("../overlay.js").Due} Due
 *
 * @typedef {"today"|"upcoming"|"undated"|"waiting"} Which
 * @typedef {{from: string, to: string}} Span days, both within
 *
 * @typedef {object} Standpoint
 * @property {number} me
 * @property {Date} now
 * @property {string} zone the reader's
 * @property {(listId: number) => boolean} isOwn whether a list is nobody else's
 *
 * @typedef {object} Group
 * @property {string} key
 * @property {Person|null} person
 * @property {Shown[]} items
 */

/**
 * Whether an item, done or not, stands in a view.
 *
 * @param {Which} which
 * @param {Shown} item
 * @param {Standpoint} standpoint
 * @param {Span|null} [span] for "upcoming"
 */
export function belongs(which, item, standpoint, span = null) {
  if (item.deleted_at) return false;
  if (which === "waiting") return isAwaited(item, standpoint.me);
  if (!isMine(item, standpoint)) return false;
  const day = item.due ? place(item.due, standpoint.zone).day : null;
  if (which === "undated") return day === null;
  if (which === "upcoming") return day !== null && span !== null && day >= span.from && day <= span.to;
  if (day !== null) return day <= wallClock(standpoint.now, standpoint.zone).day;
  // Of one's own lists what has no date is for some day, and not for each.
  return item.assignee?.id === standpoint.me || item.roll_call;
}

/**
 * @param {Shown} item
 * @param {Standpoint} standpoint
 */
function isMine({ assignee, list_id: listId, roll_call: isRollCall, ticks }, { me, isOwn }) {
  if (assignee?.id === me) return true;
  if (isOwn(listId)) return assignee === null;
  return isRollCall && !ticks.some(({ user }) => user.id === me);
}

/**
 * @param {Shown} item
 * @param {number} me
 */
function isAwaited({ author, assignee, waiting_for: awaited }, me) {
  return author.id === me && ((assignee !== null && assignee.id !== me) || awaited !== null);
}

/**
 * What is overdue, what is due today, and what others have given without a date.
 *
 * @param {Shown[]} items
 * @param {Standpoint} standpoint
 * @returns {Group[]} without those that are empty
 */
export function myDay(items, { now, zone }) {
  const isLate = (/** @type {Shown} */ { due }) => due !== null && isOverdue(due, now, zone);
  return filled([
    { key: "overdue", person: null, items: items.filter(isLate) },
    { key: "today", person: null, items: items.filter((item) => item.due && !isLate(item)) },
    { key: "assigned", person: null, items: items.filter(({ due }) => !due) },
  ]).map((group) => ({ ...group, items: [...group.items].sort((a, b) => byDue(a, b, zone)) }));
}

/**
 * @param {Shown[]} items
 * @param {Standpoint} standpoint
 * @returns {Group[]} one for each person that is waited for, by name
 */
export function byPerson(items, { me, zone }) {
  /** @type {Map<number, Group>} */
  const groups = new Map();
  for (const item of items) {
    const person = item.assignee && item.assignee.id !== me ? item.assignee : item.waiting_for;
    if (!person) continue;
    const group = groups.get(person.id) ?? { key: `${person.id}`, person, items: [] };
    group.items.push(item);
    groups.set(person.id, group);
  }
  for (const group of groups.values()) group.items.sort((a, b) => byDue(a, b, zone));
  return [...groups.values()].sort((a, b) => (a.person?.name ?? "").localeCompare(b.person?.name ?? ""));
}

/**
 * @param {Shown[]} items
 * @param {string} zone
 * @returns {Map<string, Shown[]>} by the day on which the reader has them
 */
export function byDay(items, zone) {
  /** @type {Map<string, Shown[]>} */
  const days = new Map();
  for (const item of items) {
    if (!item.due) continue;
    const { day } = place(item.due, zone);
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  for (const each of days.values()) each.sort((a, b) => byDue(a, b, zone));
  return days;
}

/**
 * By day; on each what has no hour comes first, the important before the rest.
 *
 * @param {Shown} a
 * @param {Shown} b
 * @param {string} zone
 */
export function byDue(a, b, zone) {
  const [one, other] = [sortKey(a, zone), sortKey(b, zone)];
  if (one !== other) return one < other ? -1 : 1;
  if (a.priority !== b.priority) return b.priority - a.priority;
  if (a.created_at !== b.created_at) return a.created_at < b.created_at ? -1 : 1;
  return a.uid < b.uid ? -1 : 1;
}

/**
 * @param {Shown} item
 * @param {string} zone
 */
function sortKey({ due }, zone) {
  if (!due) return "9999";
  const { day, time } = place(due, zone);
  return `${day} ${time ?? ""}`;
}

/**
 * When an item is due once it is put on another day of the reader's calendar: at the same hour of the clock it goes by.
 *
 * @param {Due|null} due
 * @param {string|null} day null: some day
 * @param {string} zone the reader's
 * @returns {{date: string, time?: string|null, zone?: string|null}|null}
 */
export function dueOn(due, day, zone) {
  if (day === null) return null;
  if (!due?.time) return { date: day };
  const away = daysFrom(place(due, zone).day, day);
  return { date: addDays(due.date, away), time: due.time, zone: due.zone };
}

/** @param {Group[]} groups */
function filled(groups) {
  return groups.filter(({ items }) => items.length > 0);
}
