/**
 * What the walk through all that is unread has from the to-dos, fetched with it: one to-do, kept true, in plain words.
 */
import "./board.css";
import { api } from "../core/api.js";
import { _, formatDay, formatTime } from "../core/i18n.js";
import { createSignal } from "../core/observable.js";
import { roomTitle } from "../rooms/describe.js";
import { nextWeek } from "./agenda/calendar.js";
import { dueOn } from "./agenda/groups.js";
import { addDays, wallClock } from "./days.js";
import { listName } from "./lists.js";
import { takeBack } from "./undoing.js";
import { describeDue, describePriority, describeRepeat, isOverdue } from "./words.js";

/**
 * @typedef {import("./overlay.js").Shown} Shown
 * @typedef {import("./overlay.js").Person} Person
 * @typedef {{uid: string, item: string, author: Person, html: string, created_at: string, deleted_at?: string|null}} Comment
 */

/**
 * @param {object} options
 * @param {string} options.uid
 * @param {import("./live.js").Todos} options.todos
 * @param {import("../rooms/live.js").LiveRooms} options.rooms
 * @param {Person} options.me
 */
export function createTodoStep({ uid, todos, rooms, me }) {
  const changed = createSignal();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const watched = todos.item(uid);
  /** @type {{list: any, room: {id: number, name: string}|null}|null} */
  let place = null;
  /** @type {Comment[]} */
  let comments = [];
  const stops = [
    watched.subscribe(changed.notify),
    todos.onComment((_listId, comment) => comment.item === uid && hear(comment)),
  ];
  const ready = load();

  async function load() {
    const [found, said] = await Promise.all([api.get(`/items/${uid}`), api.get(`/items/${uid}/comments`)]);
    place = found;
    comments = said.comments;
    changed.notify();
  }

  /** @param {Comment} comment */
  function hear(comment) {
    const others = comments.filter((other) => other.uid !== comment.uid);
    comments = comment.deleted_at ? others : [...others, comment].sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
    changed.notify();
  }

  /** Whether it can be changed. */
  function isWritable() {
    const entry = place?.room ? rooms.entry(place.room.id) : null;
    return place !== null && (place.room === null || Boolean(entry?.joined && !entry.archived_at));
  }

  /** @param {boolean} value */
  function setDone(value) {
    const item = watched.value;
    if (!item) return;
    // Of a roll call everybody has a tick of their own.
    todos.change(uid, item.roll_call && !item.done_at ? { ticked: value } : { done: value });
  }

  /**
   * Put it on another day, with a way back.
   *
   * @param {"tomorrow"|"next-week"} when
   */
  function putOff(when) {
    const item = watched.value;
    if (!item) return;
    const before = item.due;
    const today = wallClock(new Date(), zone).day;
    const due = dueOn(before, when === "tomorrow" ? addDays(today, 1) : nextWeek(today), zone);
    todos.change(uid, { due });
    const words = due ? describeDue(due, new Date(), zone) : "";
    takeBack(_("%(text)s: %(when)s", { text: item.text, when: words }), () =>
      todos.change(uid, { due: before && { date: before.date, time: before.time, zone: before.zone } }),
    );
  }

  /** Everything that is shown of it; null while it is not here. */
  function describe() {
    const item = watched.value;
    if (!item || !place) return null;
    const now = new Date();
    const ticked = item.roll_call ? item.ticks.some(({ user }) => user.id === me.id) : false;
    const last = comments.at(-1);
    return {
      uid,
      text: item.text,
      done: item.done_at !== null || ticked,
      writable: isWritable(),
      place: placeName(),
      href: place.room ? `/rooms/${place.room.id}/todos` : `/lists/${item.list_id}`,
      due: item.due ? describeDue(item.due, now, zone) : "",
      overdue: item.due !== null && item.done_at === null && isOverdue(item.due, now, zone),
      repeat: item.repeat ? describeRepeat(item.repeat.rule, item.repeat.after_done) : "",
      priority: describePriority(item.priority),
      labels: item.labels,
      assignee: item.assignee,
      author: _("Added by %(name)s, %(day)s", { name: item.author.name, day: formatDay(item.created_at) }),
      notes: item.notes ? item.notes_html : null,
      comment: last ? { html: last.html, author: last.author, when: _("%(day)s %(time)s", { day: formatDay(last.created_at), time: formatTime(last.created_at) }) } : null,
      comments: comments.length,
      problem: item.problem?.message ?? "",
    };
  }

  function placeName() {
    if (!place) return "";
    if (!place.room) return listName(place.list);
    const entry = rooms.entry(place.room.id);
    const room = entry ? roomTitle(entry, me) : place.room.name;
    return _("%(room)s · %(list)s", { room, list: listName(place.list) });
  }

  return {
    ready,
    describe,
    setDone,
    putOff,
    retry: () => todos.retry(uid),
    subscribe: changed.subscribe,
    /** Whether there is none to see (any more). */
    get missing() {
      return watched.value === null || Boolean(watched.value?.deleted_at);
    },
    close() {
      for (const stop of stops) stop();
      watched.close();
    },
  };
}

/** @typedef {ReturnType<typeof createTodoStep>} TodoStep */
