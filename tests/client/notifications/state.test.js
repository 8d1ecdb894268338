import { beforeEach, describe, expect, it } from "vitest";

import { createNotices } from "../../../client/notifications/state.js";

let notices;
let version = 10;

beforeEach(() => {
  version = 10;
  notices = createNotices();
});

const at = (minute) => `2026-11-28T10:${String(minute).padStart(2, "0")}:00.000Z`;
const notice = (id, more = {}) => ({
  id, kind: "mention", topic: `message:${id}`, place: "room:3", path: `/rooms/3/messages/${id}`, actor: null, data: {},
  alert: true, created_at: at(id), read_at: null, cleared_at: null, version: 1, ...more,
});
const page = (list, more = {}) => ({
  version: 10, notices: list, unread: list.filter((each) => !each.read_at).length, next: null, ...more,
});
/** The stream tells of it. */
const tell = (data) => {
  version += 1;
  return notices.apply({ ...data, version }, version);
};
const ids = (filter = "all", onlyUnread = false) => notices.shown(filter, onlyUnread).map(({ id }) => id);

describe("what is known of notices", () => {
  it("is nothing before the first page, and no change counts until then", () => {
    expect(notices.apply(notice(1, { version: 11 }), 11)).toBeNull();
    expect(notices.unread).toBe(0);
  });

  it("shows the newest first, and one that comes above them", () => {
    notices.begin(page([notice(2), notice(1)]));
    expect(tell(notice(3)).news).toBe(true);
    expect(ids()).toEqual([3, 2, 1]);
    expect(notices.unread).toBe(3);
  });

  it("counts down when one is read or put away elsewhere, and not twice", () => {
    notices.begin(page([notice(2), notice(1)]));
    tell(notice(2, { read_at: at(30) }));
    tell(notice(2, { read_at: at(30), cleared_at: at(31) }));
    expect(notices.unread).toBe(1);
    expect(ids()).toEqual([1]);
  });

  it("is not changed by what the page had already", () => {
    notices.begin(page([notice(1, { read_at: at(5), version: 9 })]));
    expect(notices.apply(notice(1, { version: 8 }), 8)).toBeNull();
    expect(notices.apply(notice(7, { version: 10 }), 10)).toBeNull();
    expect(notices.unread).toBe(0);
  });

  it("is not news when a message that was told of is edited, and is when a matter is told of again", () => {
    notices.begin(page([notice(1)]));
    expect(tell(notice(1, { data: { excerpt: "better" } })).news).toBe(false);
    expect(tell(notice(1, { created_at: at(40) })).news).toBe(true);
    expect(notices.unread).toBe(1);
  });

  it("does not count what lies beyond what is loaded, and says that only the server knows", () => {
    notices.begin(page([notice(9), notice(8)], { unread: 5, next: 8 }));
    expect(tell(notice(2, { read_at: at(30) }))).toMatchObject({ uncertain: true, news: false });
    expect(notices.unread).toBe(5);
    expect(ids()).toEqual([9, 8]);
    notices.setUnread(4);
    expect(notices.unread).toBe(4);
  });

  it("does not count down from a full count", () => {
    notices.begin(page([notice(9)], { unread: 100, next: 9 }));
    expect(tell(notice(9, { read_at: at(30) })).uncertain).toBe(true);
    expect(notices.unread).toBe(100);
  });

  it("is read here before the server says so, which then changes nothing", () => {
    notices.begin(page([notice(2), notice(1)]));
    expect(notices.markRead(({ id }) => id === 2, at(30))).toEqual([2]);
    expect(notices.markRead(({ id }) => id === 2, at(31))).toEqual([]);
    tell(notice(2, { read_at: at(30) }));
    expect(notices.unread).toBe(1);
  });

  it("is hidden while it can be taken back", () => {
    notices.begin(page([notice(2), notice(1)]));
    notices.setHidden([2], true);
    expect(ids()).toEqual([1]);
    expect(notices.unread).toBe(1);
    notices.setHidden([2], false);
    expect(ids()).toEqual([2, 1]);
    expect(notices.unread).toBe(2);
  });

  it("has views that each know how far they are loaded", () => {
    const todo = (id) => notice(id, { kind: "assigned", topic: `todo:${id}` });
    notices.begin(page([notice(9), todo(8)], { next: 8, unread: 4 }));
    expect(notices.view("todos", false).phase).toBe("loading");
    notices.addPage("todos", false, page([todo(8), todo(3)]));
    expect(ids("todos")).toEqual([8, 3]);
    // Between them there may be others that nobody has asked for.
    expect(ids("all")).toEqual([9, 8]);
    expect(notices.view("all", false).ended).toBe(false);
    notices.addPage("all", false, page([todo(3), notice(1)]));
    expect(ids("all")).toEqual([9, 8, 3, 1]);
  });

  it("counts to-dos apart", () => {
    notices.begin(page([notice(2), notice(3, { kind: "invited", topic: "room:3" }), notice(1, { kind: "assigned", topic: "todo:x" })]));
    expect(notices.unreadTodos).toBe(1);
  });

  it("shows only what is unread where that is wanted", () => {
    notices.begin(page([notice(2, { read_at: at(3) }), notice(1)]));
    expect(ids("all", true)).toEqual([1]);
  });
});
