/**
 * The rooms of one person as this client knows them: who is in which, names, and what is unread.
 *
 * Pure state: it neither asks the server nor draws. Two streams tell of the same room: the person's own stream brings
 * whole entries (read marks of other tabs, memberships), the room's stream brings messages. They are not ordered
 * between each other, so an entry says up to which message it has counted, and only later ones are added to it.
 */
import { compareNames } from "../core/i18n.js";
import { createSignal } from "../core/observable.js";

/**
 * @typedef {{id: number, username: string, name: string}} Person
 *
 * @typedef {object} RoomEntry
 * @property {number} id
 * @property {"open"|"closed"|"direct"} kind
 * @property {string} name
 * @property {string} topic
 * @property {number} version of the room's stream
 * @property {number} last_seq place of the newest message
 * @property {string} created_at
 * @property {number} [slow_mode_seconds] pause between two messages of one person
 * @property {"none"|"read"|"write"} [guests] what people without an account may do
 * @property {string|null} [archived_at]
 * @property {boolean} joined
 * @property {string|null} [joined_at]
 * @property {"admin"|"member"|null} role
 * @property {number} read_seq
 * @property {number} unread at most MOST_UNREAD
 * @property {Person[]} people everybody but oneself, in direct rooms only
 * @property {number} online how many people
 *
 * @typedef {object} Known a room, and how its unread count came to be
 * @property {RoomEntry} entry what is shown
 * @property {RoomEntry} base what the server said last; its `unread` counts messages up to its `last_seq`
 * @property {number} unread of the base, less what was read or deleted since
 * @property {Set<number>} later places of unread messages after the base
 * @property {Map<number, number>} deleted version of the deletion by place, for messages of others
 * @property {number} readTo place up to which the person has seen everything, known to the server or not
 *
 * @typedef {{seq: number, version: number, author: {id: number}, deleted_at: string|null}} Counted what counting needs
 *   of a message
 * @typedef {import("../core/sync.js").Change} Change
 */

/** The server counts no further either. */
export const MOST_UNREAD = 100;

export function createRooms() {
  const changed = createSignal();
  /** @type {Map<number, Known>} */
  const rooms = new Map();

  /**
   * Take the server's list; rooms that are not in it are forgotten, except open ones that are only looked at.
   *
   * @param {RoomEntry[]} entries
   */
  function replaceAll(entries) {
    const listed = new Set(entries.map(({ id }) => id));
    for (const [id, { entry }] of rooms) if (entry.joined && !listed.has(id)) rooms.delete(id);
    for (const entry of entries) put(entry);
    changed.notify();
  }

  /**
   * Take what the server says about one room, also one that the person is not in.
   *
   * @param {RoomEntry} entry
   */
  function put(entry) {
    const known = renew(entry.id);
    if (!known) rooms.set(entry.id, begin(entry));
    else if (isNewer(entry, known.base)) rebase(known, entry);
    // An answer that a newer entry has overtaken: only its read mark can be news, as marks never move back.
    else markRead(entry.id, entry.read_seq);
    show(entry.id);
  }

  /**
   * Apply a change of the person's own stream.
   *
   * @param {Change} change
   * @returns {"joined"|"left"|"changed"|null} what it means for following the room's stream
   */
  function applyUserChange({ type, data }) {
    if (type !== "room") return null;
    const wasJoined = rooms.get(data.id)?.entry.joined ?? false;
    if (data.joined) {
      put(data);
      return wasJoined ? "changed" : "joined";
    }
    leave(data.id);
    return wasJoined ? "left" : null;
  }

  /**
   * Apply a change of a room's stream.
   *
   * @param {Change} change
   * @param {{myId: number, reading: boolean}} reader reading: the person sees the newest messages right now, so that
   *   they do not count as unread
   */
  function applyRoomChange(change, { myId, reading }) {
    const known = renew(roomOf(change));
    if (!known) return;
    const { data, type, version } = change;
    if (type === "message") countMessage(known, data, { myId, reading });
    if (type === "room") Object.assign(known.entry, ofRoom(data));
    if (type === "member" && data.user.id === myId && data.joined) known.entry.role = data.role;
    known.entry.version = Math.max(known.entry.version, version);
    show(known.entry.id);
  }

  /**
   * The person has read up to here, in this tab: show it before the server has said so.
   *
   * @param {number} id
   * @param {number} seq
   */
  function markRead(id, seq) {
    const known = renew(id);
    if (!known) return;
    known.entry.read_seq = Math.max(known.entry.read_seq, seq);
    readUpTo(known, seq);
    show(id);
  }

  /**
   * The person is not in the room any more. An open one can still be looked at, so it stays known.
   *
   * @param {number} id
   */
  function leave(id) {
    const known = renew(id);
    if (known?.entry.kind === "open") {
      known.unread = 0;
      known.later.clear();
      Object.assign(known.entry, { joined: false, role: null });
      show(id);
    } else {
      forget(id);
    }
  }

  /** @param {number} id */
  function forget(id) {
    rooms.delete(id);
    changed.notify();
  }

  /**
   * @param {number} id
   * @param {number} count
   */
  function setOnline(id, count) {
    const known = renew(id);
    if (!known) return;
    known.entry.online = count;
    show(id);
  }

  /**
   * Begin to change a room. Its entry is replaced by a copy, so that whoever holds the old one can see by identity that
   * it is out of date.
   *
   * @param {number} id
   */
  function renew(id) {
    const known = rooms.get(id);
    if (known) known.entry = { ...known.entry };
    return known;
  }

  /** @param {number} id */
  function show(id) {
    const { entry, unread, later } = /** @type {Known} */ (rooms.get(id));
    entry.unread = Math.min(unread + later.size, MOST_UNREAD);
    changed.notify();
  }

  /** @param {(entry: RoomEntry) => boolean} [fits] */
  function joined(fits = () => true) {
    return [...rooms.values()].map(({ entry }) => entry).filter((entry) => entry.joined && fits(entry));
  }

  return {
    replaceAll,
    put,
    applyUserChange,
    applyRoomChange,
    markRead,
    leave,
    forget,
    setOnline,
    subscribe: changed.subscribe,
    /** @param {number} id */
    get: (id) => rooms.get(id)?.entry,
    /** Every room the person is in. */
    all: () => joined(),
    /** Open and closed rooms the person is in, by name. */
    open: () => joined(({ kind }) => kind !== "direct").sort((a, b) => compareNames(a.name, b.name)),
    /** Direct rooms, by the names of the people. */
    direct: () => joined(({ kind }) => kind === "direct").sort((a, b) => compareNames(names(a), names(b))),
    totalUnread: () => joined().reduce((total, { unread }) => total + unread, 0),
  };
}

/**
 * @param {RoomEntry} entry
 * @returns {Known}
 */
function begin(entry) {
  return { entry: { ...entry }, base: entry, unread: entry.unread, later: new Set(), deleted: new Map(), readTo: entry.read_seq };
}

/**
 * Reading changes a person's entry, and not the version of the room.
 *
 * @param {RoomEntry} entry
 * @param {RoomEntry} base
 */
function isNewer(entry, base) {
  return entry.version > base.version || (entry.version === base.version && entry.read_seq >= base.read_seq);
}

/**
 * Start counting anew from what the server says. The room's own stream may have been quicker: what it brought that
 * the entry has not counted yet stays.
 *
 * @param {Known} known
 * @param {RoomEntry} entry
 */
function rebase(known, entry) {
  const { entry: shown } = known;
  const words = shown.version > entry.version && shown.joined ? ofRoom(shown) : {};
  known.base = entry;
  known.entry = {
    ...entry,
    ...words,
    version: Math.max(entry.version, shown.version),
    last_seq: Math.max(entry.last_seq, shown.last_seq),
    read_seq: Math.max(entry.read_seq, shown.read_seq),
  };
  known.unread = entry.unread;
  for (const [seq, version] of known.deleted) {
    if (version <= entry.version) known.deleted.delete(seq);
    else if (seq <= entry.last_seq && seq > entry.read_seq) uncount(known);
  }
  for (const seq of known.later) if (seq <= entry.last_seq) known.later.delete(seq);
  readUpTo(known, Math.max(entry.read_seq, known.readTo));
}

/**
 * What is the same for everybody.
 *
 * @param {RoomEntry} entry
 */
function ofRoom({ kind, name, topic, slow_mode_seconds, guests, archived_at }) {
  return { kind, name, topic, slow_mode_seconds, guests, archived_at };
}

/**
 * @param {Known} known
 * @param {number} seq
 */
function readUpTo(known, seq) {
  known.readTo = Math.max(known.readTo, seq);
  // Of the messages in the base only their number is known: after a mark in between there are at most so many left, and
  // the server's next entry says how many.
  known.unread = Math.min(known.unread, Math.max(known.base.last_seq - known.readTo, 0));
  for (const place of known.later) if (place <= known.readTo) known.later.delete(place);
}

/**
 * @param {Known} known
 * @param {Counted} message
 * @param {{myId: number, reading: boolean}} reader
 */
function countMessage(known, message, { myId, reading }) {
  const { seq, version } = message;
  known.entry.last_seq = Math.max(known.entry.last_seq, seq);
  if (message.author.id === myId) return;
  if (message.deleted_at !== null) {
    // A base that is as new as the deletion has not counted the message in the first place.
    const wasCounted = seq <= known.base.last_seq && seq > known.readTo && version > known.base.version;
    if (wasCounted && !known.deleted.has(seq)) uncount(known);
    known.later.delete(seq);
    known.deleted.set(seq, version);
  } else if (seq > known.base.last_seq && known.entry.joined) {
    if (reading) readUpTo(known, seq);
    else if (seq > known.readTo) known.later.add(seq);
  }
}

/**
 * A full count stands for any number from there on, so it cannot be lowered.
 *
 * @param {Known} known
 */
function uncount(known) {
  if (known.unread < MOST_UNREAD) known.unread = Math.max(known.unread - 1, 0);
}

/** @param {Change} change */
function roomOf({ type, data }) {
  return type === "room" ? data.id : data.room_id;
}

/** @param {RoomEntry} entry */
function names({ people }) {
  return people.map(({ name }) => name).join(" ");
}
