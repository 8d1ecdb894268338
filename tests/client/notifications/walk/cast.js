/** What Bob has not read, made short. */

let made = 0;

export const at = (minute) => `2026-11-28T10:${String(minute).padStart(2, "0")}:00.000Z`;

/** A notice of a message. */
export const call = (id, seq, more = {}) => ({
  id, kind: "mention", topic: `message:${id}`, place: "room:3", path: `/rooms/3/messages/${id}`, actor: null, alert: true,
  created_at: at(id), read_at: null, cleared_at: null, version: 1, ...more,
  data: { room: "Design", room_id: 3, message_id: id, seq, excerpt: "", ...more.data },
});

/** A notice of a to-do. */
export const todo = (id, uid, more = {}) => ({
  ...call(id, 0), kind: "assigned", topic: `todo:${uid}`, place: "", path: `/todos/${uid}`, data: { uid, excerpt: "" }, ...more,
});

export const room = (id, unread, more = {}) => ({ id, kind: "closed", joined: true, unread, read_seq: 0, last_seq: unread, ...more });

/** A step of a walk. */
export const step = (key, group = "rest", mark = 1) => ({ key, group, mark, notice: null, roomId: 0, uid: "", made: (made += 1) });
