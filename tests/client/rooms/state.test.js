import { beforeEach, describe, expect, it, vi } from "vitest";

import { useCatalog } from "../../../client/core/i18n.js";
import { createRooms } from "../../../client/rooms/state.js";

const ME = 1;
const MIKA = { id: 2, username: "mika", name: "Mika" };

const entry = (id, more = {}) => ({
  id,
  kind: "open",
  name: `Room ${id}`,
  topic: "",
  version: 10,
  last_seq: 10,
  created_at: "2026-11-01T10:00:00Z",
  joined: true,
  role: "member",
  read_seq: 10,
  unread: 0,
  people: [],
  online: 0,
  ...more,
});

const said = (seq, more = {}) => ({
  stream: "room:3",
  version: more.version ?? seq,
  type: "message",
  data: { id: 1000 + seq, room_id: 3, seq, version: seq, author: MIKA, deleted_at: null, ...more },
});
const deletedAt = "2026-11-21T11:00:00Z";
const mine = (data) => ({ stream: "user:1", version: 1, type: "room", data });

let rooms;
const away = { myId: ME, reading: false };
const reading = { myId: ME, reading: true };
const hear = (...changes) => changes.forEach((change) => rooms.applyRoomChange(change, away));
const unread = () => rooms.get(3).unread;

beforeEach(() => {
  rooms = createRooms();
  rooms.replaceAll([entry(3)]);
});

describe("unread", () => {
  it("counts messages of others that nobody is reading", () => {
    hear(said(11), said(12, { author: { id: ME } }), said(13));
    rooms.applyRoomChange(said(14), reading);
    expect(rooms.get(3)).toMatchObject({ unread: 0, last_seq: 14, version: 14 });
    hear(said(15));
    expect(unread()).toBe(1);
  });

  it("counts each message once, whatever happens to it and in whatever order they come", () => {
    hear(said(12), said(11, { version: 13 }), said(12, { version: 14 }), said(10, { version: 15 }), said(12));
    expect(unread()).toBe(2);
  });

  it("does not count an edit of what was read", () => {
    rooms.applyRoomChange(said(11), reading);
    hear(said(11, { version: 12 }), said(5, { version: 13 }));
    expect(unread()).toBe(0);
  });

  it("goes down when an unread message is deleted", () => {
    rooms.put(entry(3, { version: 20, last_seq: 20, read_seq: 15, unread: 3 }));
    hear(said(21), said(22));
    expect(unread()).toBe(5);
    hear(said(22, { version: 23, deleted_at: deletedAt }), said(18, { version: 24, deleted_at: deletedAt }));
    expect(unread()).toBe(3);
    hear(said(14, { version: 25, deleted_at: deletedAt }), said(18, { version: 26, deleted_at: deletedAt }));
    expect(unread()).toBe(3);
  });

  it("does not count a message that was deleted before it got here", () => {
    hear(said(11, { version: 12, deleted_at: deletedAt }));
    expect(rooms.get(3)).toMatchObject({ unread: 0, last_seq: 11 });
  });

  it("stays at a hundred, and a full count is not lowered by guessing", () => {
    for (let seq = 11; seq <= 250; seq += 1) hear(said(seq));
    expect(unread()).toBe(100);
    rooms.put(entry(3, { version: 250, last_seq: 250, unread: 100 }));
    hear(said(200, { version: 251, deleted_at: deletedAt }));
    expect(unread()).toBe(100);
  });

  it("is added up over the rooms one is in", () => {
    rooms.put(entry(4, { unread: 2 }));
    rooms.put(entry(5, { unread: 4, joined: false }));
    hear(said(11));
    expect(rooms.totalUnread()).toBe(3);
  });
});

describe("read marks", () => {
  it("of another tab clear what they cover, and keep what came after", () => {
    hear(said(11), said(12), said(13));
    rooms.applyUserChange(mine(entry(3, { version: 12, last_seq: 12, read_seq: 12, unread: 0 })));
    expect(rooms.get(3)).toMatchObject({ unread: 1, read_seq: 12, last_seq: 13, version: 13 });
  });

  it("that cover a part come with the number that is left", () => {
    hear(said(11), said(12), said(13));
    rooms.applyUserChange(mine(entry(3, { version: 13, last_seq: 13, read_seq: 11, unread: 2 })));
    expect(unread()).toBe(2);
    hear(said(12, { version: 14, deleted_at: deletedAt }));
    expect(unread()).toBe(1);
  });

  it("of this tab show at once, and never move back", () => {
    hear(said(11), said(12), said(13));
    rooms.markRead(3, 12);
    expect(rooms.get(3)).toMatchObject({ unread: 1, read_seq: 12 });
    rooms.markRead(3, 11);
    rooms.put(entry(3, { version: 11, last_seq: 11, read_seq: 10, unread: 1 }));
    expect(rooms.get(3)).toMatchObject({ unread: 1, read_seq: 12 });
  });

  it("that an old answer brings do not bring back what is known better", () => {
    rooms.put(entry(3, { version: 20, last_seq: 20, read_seq: 10, unread: 4, name: "New name" }));
    rooms.put(entry(3, { version: 15, last_seq: 15, read_seq: 10, unread: 2, name: "Old name" }));
    expect(rooms.get(3)).toMatchObject({ unread: 4, last_seq: 20, name: "New name" });
  });
});

describe("read marks of several tabs", () => {
  it("that overtake each other on their way do not bring back what is read", () => {
    rooms.applyUserChange(mine(entry(3, { version: 20, last_seq: 20, read_seq: 18, unread: 2 })));
    rooms.put(entry(3, { version: 20, last_seq: 20, read_seq: 15, unread: 5 }));
    expect(rooms.get(3)).toMatchObject({ unread: 2, read_seq: 18 });
  });

  it("are not forgotten when an entry comes that does not know of them yet", () => {
    rooms.put(entry(3, { version: 20, last_seq: 20, read_seq: 10, unread: 10 }));
    rooms.markRead(3, 20);
    hear(said(21));
    rooms.applyUserChange(mine(entry(3, { version: 21, last_seq: 21, read_seq: 12, unread: 9 })));
    expect(rooms.get(3)).toMatchObject({ unread: 1, read_seq: 20 });
  });

  it("leave at most what lies after them", () => {
    rooms.put(entry(3, { version: 20, last_seq: 20, read_seq: 10, unread: 10 }));
    rooms.markRead(3, 17);
    expect(unread()).toBe(3);
  });
});

describe("an entry and the room's stream, in any order", () => {
  it("keep the name that is newer", () => {
    hear({ stream: "room:3", version: 12, type: "room", data: { id: 3, kind: "open", name: "Renamed", topic: "T" } });
    rooms.applyUserChange(mine(entry(3, { version: 11, last_seq: 11, unread: 1 })));
    expect(rooms.get(3)).toMatchObject({ name: "Renamed", topic: "T", unread: 1 });
    rooms.applyUserChange(mine(entry(3, { version: 13, name: "Again" })));
    expect(rooms.get(3).name).toBe("Again");
  });

  it("do not count a message again that the entry has counted", () => {
    rooms.put(entry(3, { version: 12, last_seq: 12, unread: 2 }));
    hear(said(11), said(12));
    expect(unread()).toBe(2);
  });

  it("do not count a deleted message that the entry still had", () => {
    hear(said(11), said(11, { version: 13, deleted_at: deletedAt }));
    rooms.put(entry(3, { version: 12, last_seq: 11, unread: 1 }));
    expect(unread()).toBe(0);
    rooms.put(entry(3, { version: 13, last_seq: 11, unread: 0 }));
    expect(unread()).toBe(0);
  });
});

describe("coming and going", () => {
  it("says what a change means for following", () => {
    expect(rooms.applyUserChange(mine(entry(4)))).toBe("joined");
    expect(rooms.applyUserChange(mine(entry(4, { unread: 1 })))).toBe("changed");
    expect(rooms.applyUserChange(mine({ id: 4, kind: "open", joined: false }))).toBe("left");
    expect(rooms.applyUserChange(mine({ id: 4, kind: "open", joined: false }))).toBeNull();
    expect(rooms.applyUserChange({ type: "me", data: {} })).toBeNull();
  });

  it("keeps an open room in sight, and forgets a closed one", () => {
    rooms.put(entry(4, { kind: "closed" }));
    hear(said(11));
    rooms.applyUserChange(mine({ id: 3, kind: "open", joined: false }));
    rooms.applyUserChange(mine({ id: 4, kind: "closed", joined: false }));
    expect(rooms.get(3)).toMatchObject({ joined: false, unread: 0, role: null });
    expect(rooms.get(4)).toBeUndefined();
    expect(rooms.all()).toEqual([]);
    hear(said(12));
    expect(unread()).toBe(0);
  });

  it("counts anew after coming back", () => {
    rooms.leave(3);
    hear(said(11));
    rooms.applyUserChange(mine(entry(3, { version: 12, last_seq: 11, read_seq: 11 })));
    hear(said(13));
    expect(unread()).toBe(1);
  });

  it("takes the whole list anew", () => {
    rooms.put(entry(4));
    rooms.put(entry(5, { joined: false }));
    rooms.replaceAll([entry(3), entry(6)]);
    expect(rooms.all().map(({ id }) => id)).toEqual([3, 6]);
    expect(rooms.get(4)).toBeUndefined();
    expect(rooms.get(5)).toBeDefined();
  });

  it("follows one's own role, and who is here", () => {
    hear({ stream: "room:3", version: 11, type: "member", data: { room_id: 3, user: { id: ME }, role: "admin", joined: true } });
    hear({ stream: "room:3", version: 12, type: "member", data: { room_id: 3, user: MIKA, role: "member", joined: true } });
    rooms.setOnline(3, 7);
    rooms.setOnline(99, 7);
    expect(rooms.get(3)).toMatchObject({ role: "admin", online: 7 });
  });

  it("hears nothing of rooms it does not know", () => {
    rooms.applyRoomChange({ ...said(1), data: { ...said(1).data, room_id: 99 } }, away);
    rooms.markRead(99, 5);
    rooms.leave(99);
    expect(rooms.get(99)).toBeUndefined();
  });
});

describe("lists", () => {
  it("are sorted as the reader's language sorts", () => {
    useCatalog({ locale: "en", plural: "nplurals=2; plural=(n != 1);", messages: {} });
    rooms.replaceAll([
      entry(1, { name: "Room 10" }),
      entry(2, { name: "über" }),
      entry(3, { name: "room 9", kind: "closed" }),
      entry(4, { kind: "direct", name: "", people: [{ ...MIKA, name: "Sara" }] }),
      entry(5, { kind: "direct", name: "", people: [MIKA] }),
    ]);
    expect(rooms.open().map(({ id }) => id)).toEqual([3, 1, 2]);
    expect(rooms.direct().map(({ id }) => id)).toEqual([5, 4]);
  });

  it("hold new objects after a change, and tell once a turn", async () => {
    const draw = vi.fn();
    rooms.subscribe(draw);
    const before = rooms.get(3);
    hear(said(11), said(12));
    expect(rooms.get(3)).not.toBe(before);
    expect(before.unread).toBe(0);
    await Promise.resolve();
    expect(draw).toHaveBeenCalledOnce();
  });
});
