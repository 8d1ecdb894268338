import { describe, expect, it } from "vitest";

import { reachOf, shownTo, stepsOf } from "../../../../client/notifications/walk/steps.js";
import { call, room, todo } from "./cast.js";

const none = () => ({ notices: [], rooms: [], due: [], seen: new Map(), reached: new Map() });
const keys = (unread) => stepsOf({ ...none(), ...unread }).map(({ key }) => key);

describe("the steps", () => {
  it("go from who calls over direct messages and to-dos to the rest", () => {
    const notices = [
      call(9, 0, { kind: "invited", topic: "room:8", data: { room_id: 8 } }), todo(4, "a"), call(2, 5), call(1, 2, { kind: "keyword" }),
      call(3, 1, { kind: "direct", data: { room_id: 7 } }), call(8, 7, { kind: "message" }),
    ];
    const rooms = [room(7, 2, { kind: "direct" }), room(3, 9), room(4, 1)];
    expect(keys({ notices, rooms, due: ["b"] })).toEqual([
      "notice:1", "notice:2", "room:7", "todo:a", "todo:b", "room:3", "room:4", "notice:9",
    ]);
  });

  it("begin with what has waited longest", () => {
    expect(keys({ notices: [call(5, 5), call(3, 3), call(4, 4)], rooms: [room(3, 9)] }).slice(0, 3)).toEqual(["notice:3", "notice:4", "notice:5"]);
  });

  it("have no room that nobody wrote in, or that one is not in", () => {
    expect(keys({ rooms: [room(3, 0), room(4, 2, { joined: false })] })).toEqual([]);
    expect(keys({ notices: [call(1, 1)], rooms: [room(3, 1, { joined: false })] })).toEqual([]);
    expect(keys({ notices: [call(1, 1)] })).toEqual([]);
  });

  it("have no room in which every unread message is a step of its own", () => {
    expect(keys({ notices: [call(1, 1), call(2, 2)], rooms: [room(3, 2)] })).toEqual(["notice:1", "notice:2"]);
    expect(keys({ notices: [call(1, 1)], rooms: [room(3, 2)] })).toEqual(["notice:1", "room:3"]);
  });

  it("count a message as one's own step also when one is through with it", () => {
    expect(keys({ rooms: [room(3, 2)], seen: new Map([[3, new Set([1, 2])]]) })).toEqual([]);
    expect(keys({ rooms: [room(3, 2, { read_seq: 1, last_seq: 3 })], seen: new Map([[3, new Set([1, 2])]]) })).toEqual(["room:3"]);
  });

  it("take a full count for more than one can know of", () => {
    const seen = new Map([[3, new Set(Array.from({ length: 150 }, (_each, index) => index + 1))]]);
    expect(keys({ rooms: [room(3, 100, { last_seq: 5000 })], seen })).toEqual(["room:3"]);
  });

  it("do not repeat what the room's step shows, or what was read in the room", () => {
    expect(keys({ notices: [call(1, 4)], rooms: [room(3, 4)], reached: new Map([[3, 4]]) })).toEqual(["room:3"]);
    expect(keys({ notices: [call(1, 4)], rooms: [room(3, 1, { read_seq: 4, last_seq: 5 })] })).toEqual(["room:3"]);
  });

  it("have a to-do once, however it is told of", () => {
    const steps = stepsOf({ ...none(), notices: [todo(4, "a")], due: ["b", "a"] });
    expect(steps.map(({ key, uid, notice }) => [key, uid, notice?.id])).toEqual([["todo:a", "a", 4], ["todo:b", "b", undefined]]);
  });

  it("tell of a room that one was brought into by the room, when there is something to read in it", () => {
    const notices = [call(9, 0, { kind: "invited", topic: "room:4", data: { room_id: 4 } })];
    expect(keys({ notices, rooms: [room(4, 1)] })).toEqual(["room:4"]);
    expect(keys({ notices, rooms: [room(4, 0)] })).toEqual(["notice:9"]);
  });

  it("rise with what is new in them", () => {
    const [before] = stepsOf({ ...none(), rooms: [room(3, 2)] });
    const [after] = stepsOf({ ...none(), rooms: [room(3, 3)] });
    expect(after.mark).toBeGreaterThan(before.mark);
    const [told] = stepsOf({ ...none(), notices: [todo(4, "a")] });
    const [again] = stepsOf({ ...none(), notices: [todo(4, "a", { created_at: "2026-11-28T12:00:00.000Z" })] });
    expect(again.mark).toBeGreaterThan(told.mark);
  });
});

describe("a room is before the reader's eyes", () => {
  const of = (excerpt, known = {}) =>
    shownTo({ last_seq: 50, version: 60 }, { hasNewer: false, fresh: true, lastSeq: 9, ...excerpt }, { heardTo: 60, isFirst: false, ...known });

  it("to its end, deleted messages included, when everything was heard of", () => {
    expect(of({ lastSeq: 48 })).toBe(50);
    expect(of({ lastSeq: 51 })).toBe(51);
  });

  it("not beyond what is shown while something may have been missed", () => {
    expect(of({}, { heardTo: 59 })).toBe(9);
    expect(of({ fresh: false })).toBe(9);
    expect(of({ fresh: false }, { isFirst: true })).toBe(9);
  });

  it("to its end when the step says that going on marks all, and later not beyond what is shown", () => {
    expect(of({ hasNewer: true }, { isFirst: true })).toBe(50);
    expect(of({ hasNewer: true })).toBe(9);
  });
});

describe("a room is marked as read", () => {
  const of = (at, { calls = [], seen = [], upTo = null }) => reachOf(at, { calls, seen: new Map([[3, new Set(seen)]]), upTo });

  it("as far as it was the step", () => {
    expect(of(room(3, 9), { upTo: 9 })).toBe(9);
    expect(of(room(3, 9, { read_seq: 9 }), { upTo: 9 })).toBe(0);
  });

  it("not over a message that was left unread", () => {
    expect(of(room(3, 9), { upTo: 9, calls: [call(1, 4)] })).toBe(3);
    expect(of(room(3, 9), { upTo: 9, calls: [call(1, 1)] })).toBe(0);
  });

  it("not by one message of several", () => {
    expect(of(room(3, 9), { seen: [4] })).toBe(0);
  });

  it("wholly by its last one, and up to the next one before", () => {
    expect(of(room(3, 1, { last_seq: 6 }), { seen: [4] })).toBe(6);
    expect(of(room(3, 2, { last_seq: 6 }), { seen: [2], calls: [call(5, 5)] })).toBe(4);
  });
});
