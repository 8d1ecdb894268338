/**
 * What a step says, in the language of whoever reads it.
 */
import { _, formatDay, formatExact, formatNumber, formatTime, ngettext } from "../../core/i18n.js";
import { say } from "../words.js";

/**
 * @typedef {import("./state.js").Step} Step
 * @typedef {import("../../rooms/describe.js").RoomView} RoomView
 */

/** @type {Partial<Record<string, string>>} */
const SIGNS = { mention: "at-sign", everyone: "megaphone", keyword: "search", assigned: "user-plus", due: "clock", done: "circle-check", invited: "door-open", admin: "shield" };
/** The server counts no further. */
const MOST_COUNTED = 100;

/** @param {Step} step */
function groupName({ group, roomId }) {
  if (group === "calls") return _("Mentions");
  if (group === "direct") return _("Direct messages");
  if (group === "todos") return _("To-dos");
  return roomId ? _("Rooms") : _("The rest");
}

/**
 * @param {Step} step
 * @param {object} known
 * @param {RoomView|null} known.room where it is
 * @param {{overdue: boolean, due: string}|null} known.todo
 */
export function describeStep(step, { room, todo }) {
  const { notice } = step;
  const moment = notice?.created_at ?? "";
  return {
    group: groupName(step),
    title: titleOf(step, room, todo),
    /** Of what has no context of its own this is all there is. */
    body: notice ? say(notice).body : "",
    face: notice?.actor ?? (step.group === "direct" ? (room?.faces ?? null) : null),
    sign: `#icon-${signOf(step, room)}`,
    when: moment,
    whenText: moment ? _("%(day)s, %(time)s", { day: formatDay(moment), time: formatTime(moment) }) : "",
    exact: moment ? formatExact(moment) : "",
  };
}

/**
 * @param {Step} step
 * @param {RoomView|null} room
 * @param {{overdue: boolean, due: string}|null} todo
 */
function titleOf({ notice, uid }, room, todo) {
  if (notice) return say(notice).title;
  if (!uid) return room?.title ?? "";
  return todo?.overdue ? _("This is overdue") : _("This is due today");
}

/**
 * @param {Step} step
 * @param {RoomView|null} room
 */
function signOf({ notice, uid }, room) {
  if (notice) return SIGNS[notice.kind] ?? "bell";
  if (uid) return "clock";
  return room && room.sign !== "direct" ? room.sign : "message-circle";
}

/**
 * How much a room's step shows of it, and that going on reads all of it.
 *
 * @param {{unread: number, hasNewer: boolean, shown: number}} of
 */
export function describeRest({ unread, hasNewer, shown }) {
  if (!hasNewer) return unread > 0 && unread < MOST_COUNTED ? ngettext("%(num)s unread message", "%(num)s unread messages", unread) : "";
  const params = { shown: formatNumber(shown), most: formatNumber(MOST_COUNTED - 1), count: formatNumber(unread) };
  if (unread >= MOST_COUNTED) return _("The first %(shown)s of more than %(most)s unread messages. Going on marks all of them as read.", params);
  return _("The first %(shown)s of %(count)s unread messages. Going on marks all of them as read.", params);
}

/**
 * What was done, at the end.
 *
 * @param {{through: number, left: number}} counts
 */
export function describeEnd({ through, left }) {
  if (through === 0) return _("Nothing is waiting for you. Enjoy the quiet.");
  const words = ngettext("You went through one thing.", "You went through %(num)s things.", through);
  if (left === 0) return words;
  const second = ngettext("One of them you left unread.", "%(num)s of them you left unread.", left);
  return _("%(first)s %(second)s", { first: words, second });
}
