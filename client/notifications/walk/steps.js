/**
 * What is to be gone through, from all that is unread: each matter once. Pure.
 *
 * A message that calls the reader is a step of its own, and so is a room with something else that is unread in it; a
 * room in which every unread message is such a call needs none. Marks of rooms are high-water marks: reading a room up
 * to a message reads all before it. So a room is marked only as far as nothing is passed over.
 */

/**
 * @typedef {import("../state.js").Notice} Notice
 * @typedef {import("./state.js").Step} Step
 * @typedef {{id: number, kind: string, joined: boolean, unread: number, read_seq: number, last_seq: number, version: number}} Room
 *
 * @typedef {object} Unread
 * @property {Notice[]} notices unread ones
 * @property {Room[]} rooms in the order of the list
 * @property {string[]} due uids of to-dos that are due and were not gone through today, in order
 * @property {Map<number, Set<number>>} seen places of messages that were steps in this walk, by room
 * @property {Map<number, number>} reached places up to which rooms are before the reader's eyes, or were
 */

/** @type {Set<string>} */
const CALLS = new Set(["mention", "everyone", "keyword"]);
/** @type {Set<string>} Read with their room. */
const WITH_ROOM = new Set(["direct", "message"]);
/** A full count stands for any number from there on. */
const MOST_COUNTED = 100;

/**
 * @param {Unread} unread
 * @returns {Step[]} in order
 */
export function stepsOf({ notices, rooms, due, seen, reached }) {
  const byId = new Map(rooms.map((room) => [room.id, room]));
  const calls = callsIn(notices, byId, reached);
  const open = rooms.filter((room) => room.joined && room.unread > 0 && !isCovered(room, calls, seen));
  const shown = new Set(open.map(({ id }) => id));
  const others = notices.filter(({ kind, topic, data }) => {
    // Into what room one was brought is seen by the room itself.
    const isSeen = WITH_ROOM.has(kind) || (kind === "invited" && shown.has(data.room_id));
    return !CALLS.has(kind) && !isSeen && !isAboutTodo(topic);
  });
  return [
    ...calls.map((notice) => ofNotice(notice, "calls", notice.data.room_id)),
    ...open.filter(({ kind }) => kind === "direct").map((room) => ofRoom(room, "direct")),
    ...todos(notices, due),
    ...open.filter(({ kind }) => kind !== "direct").map((room) => ofRoom(room, "rest")),
    ...others.sort(byTime).map((notice) => ofNotice(notice, "rest", 0)),
  ];
}

/**
 * How far a room may be marked as read, once somebody goes on from one of its steps.
 *
 * @param {Room} room
 * @param {object} known
 * @param {Notice[]} known.calls in it that are unread, be they ahead or left so
 * @param {Map<number, Set<number>>} known.seen
 * @param {number|null} known.upTo place up to which the room itself was the step; null: one message of it was
 * @returns {number} 0 for not at all
 */
export function reachOf(room, { calls, seen, upTo }) {
  if (upTo === null && !isCovered(room, calls, seen)) return 0;
  const first = Math.min(...calls.map(({ data }) => data.seq), Infinity);
  const reach = Math.min(upTo ?? room.last_seq, first - 1);
  return reach > room.read_seq ? reach : 0;
}

/**
 * Up to where the reader has a room before their eyes. What is known of the room itself may be ahead of the messages that
 * were heard of: an answer overtakes its stream, or the stream begins anew after a long time away.
 *
 * @param {Pick<Room, "last_seq"|"version">} room
 * @param {{hasNewer: boolean, fresh: boolean, lastSeq: number}} excerpt
 * @param {object} known
 * @param {number} known.heardTo version of the room's stream up to which the excerpt has heard of it
 * @param {boolean} known.isFirst the step has just been opened: it says of how many it shows only the first
 */
export function shownTo(room, { hasNewer, fresh, lastSeq }, { heardTo, isFirst }) {
  const isComplete = !hasNewer && fresh && heardTo >= room.version;
  // The last ones may be deleted.
  return isComplete || (hasNewer && isFirst) ? Math.max(room.last_seq, lastSeq) : lastSeq;
}

/**
 * The messages among these notices that call the reader and that nothing else shows.
 *
 * @param {Notice[]} notices
 * @param {Map<number, Room>} rooms
 * @param {Map<number, number>} reached
 */
function callsIn(notices, rooms, reached) {
  return notices
    .filter(({ kind, data }) => {
      const room = CALLS.has(kind) ? rooms.get(data.room_id) : undefined;
      return room?.joined && data.seq > Math.max(room.read_seq, reached.get(room.id) ?? 0);
    })
    .sort(byTime);
}

/**
 * Whether every unread message of a room is a step of its own, now or before.
 *
 * @param {Room} room
 * @param {Notice[]} calls
 * @param {Map<number, Set<number>>} seen
 */
function isCovered(room, calls, seen) {
  const places = new Set(seen.get(room.id) ?? []);
  for (const { data } of calls) if (data.room_id === room.id) places.add(data.seq);
  const covered = [...places].filter((seq) => seq > room.read_seq).length;
  return room.unread < MOST_COUNTED && room.unread <= covered;
}

/**
 * @param {Notice[]} notices
 * @param {string[]} due
 * @returns {Step[]}
 */
function todos(notices, due) {
  const told = notices.filter(({ topic }) => isAboutTodo(topic)).sort(byTime);
  const steps = told.map((notice) => ({ ...ofNotice(notice, "todos", 0), key: notice.topic, uid: uidOf(notice.topic) }));
  const known = new Set(steps.map(({ uid }) => uid));
  /** @type {Step[]} */
  const rest = due.filter((uid) => !known.has(uid)).map((uid) => ({ key: `todo:${uid}`, group: "todos", mark: 0, notice: null, roomId: 0, uid }));
  return [...steps, ...rest];
}

/**
 * @param {Notice} notice
 * @param {import("./state.js").Group} group
 * @param {number} roomId
 * @returns {Step}
 */
function ofNotice(notice, group, roomId) {
  return { key: `notice:${notice.id}`, group, mark: Date.parse(notice.created_at), notice, roomId, uid: "" };
}

/**
 * @param {Room} room
 * @param {import("./state.js").Group} group
 * @returns {Step}
 */
function ofRoom(room, group) {
  return { key: `room:${room.id}`, group, mark: room.last_seq, notice: null, roomId: room.id, uid: "" };
}

/** @param {string} topic */
function isAboutTodo(topic) {
  return topic.startsWith("todo:");
}

/** @param {string} topic */
function uidOf(topic) {
  return topic.slice("todo:".length);
}

/**
 * What has waited longest comes first.
 *
 * @param {Notice} a
 * @param {Notice} b
 */
function byTime(a, b) {
  return Date.parse(a.created_at) - Date.parse(b.created_at) || a.id - b.id;
}
