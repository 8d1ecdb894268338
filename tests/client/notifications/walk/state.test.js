import { beforeEach, describe, expect, it } from "vitest";

import { createWalk } from "../../../../client/notifications/walk/state.js";
import { step } from "./cast.js";

let walk;

beforeEach(() => {
  walk = createWalk();
});

const [call, other, direct, todo, rest] = [
  step("notice:1", "calls"), step("notice:2", "calls"), step("room:5", "direct"), step("todo:a", "todos"), step("room:3"),
];
/** Where in the walk one is, and all that is in it. */
const where = () => `${walk.current?.key ?? "end"} ${walk.position}/${walk.total}`;
const order = () => [...walk.passed(), ...(walk.current ? [walk.current] : []), ...walk.coming()].map(({ key }) => key);

describe("a walk", () => {
  it("goes from the first to the end, and counts", () => {
    walk.begin([call, direct, rest]);
    expect(where()).toBe("notice:1 1/3");
    expect(walk.isFirst).toBe(true);
    walk.next();
    expect(where()).toBe("room:5 2/3");
    expect(walk.rest).toBe(2);
    walk.next("left");
    walk.next();
    expect(where()).toBe("end 3/3");
    expect([walk.ended, walk.rest, walk.count("read"), walk.count("left")]).toEqual([true, 0, 2, 1]);
    walk.next();
    expect(where()).toBe("end 3/3");
  });

  it("is over at once where there is nothing", () => {
    walk.begin([]);
    expect([walk.ended, walk.current, walk.position, walk.total]).toEqual([true, null, 0, 0]);
    walk.back();
    expect(walk.ended).toBe(true);
  });

  it("goes back as far as its beginning, also from its end", () => {
    walk.begin([call, rest]);
    walk.next();
    walk.next();
    walk.back();
    expect(where()).toBe("room:3 2/2");
    walk.back();
    walk.back();
    expect(where()).toBe("notice:1 1/2");
  });

  it("does not leave unread what was read when one came by before, and reads what was left", () => {
    walk.begin([call, rest]);
    walk.next("read");
    walk.next("left");
    walk.back();
    walk.back();
    walk.next("left");
    walk.next("read");
    expect([walk.fate("notice:1"), walk.fate("room:3")]).toEqual(["read", "read"]);
  });
});

describe("what happens elsewhere", () => {
  it("lets steps ahead leave", () => {
    walk.begin([call, other, rest]);
    walk.take([call, rest]);
    expect(where()).toBe("notice:1 1/2");
    walk.take([call]);
    walk.next();
    expect(walk.ended).toBe(true);
  });

  it("leaves the present step before the reader's eyes, and says that it is over", () => {
    walk.begin([call, rest]);
    walk.take([rest]);
    expect(where()).toBe("notice:1 1/2");
    expect(walk.fate("notice:1")).toBe("gone");
    walk.take([call, rest]);
    expect(walk.fate("notice:1")).toBeNull();
    walk.take([rest]);
    walk.next();
    expect(where()).toBe("room:3 2/2");
    expect(walk.count("read")).toBe(0);
  });

  it("keeps what one is through with, to come back to it", () => {
    walk.begin([call, rest]);
    walk.next();
    walk.take([rest]);
    expect(where()).toBe("room:3 2/2");
    walk.back();
    expect(where()).toBe("notice:1 1/2");
  });

  it("lets new ones stand at the end of their group, and never before the reader", () => {
    walk.begin([call, direct, rest]);
    walk.take([call, other, direct, todo, rest]);
    expect(order()).toEqual(["notice:1", "notice:2", "room:5", "todo:a", "room:3"]);
    expect(where()).toBe("notice:1 1/5");
  });

  it("lets new ones of a group that is over stand at the end of all", () => {
    walk.begin([call, direct, todo, rest]);
    walk.next();
    walk.next();
    walk.take([other, direct, todo, rest]);
    expect(order()).toEqual(["notice:1", "room:5", "todo:a", "room:3", "notice:2"]);
    expect(where()).toBe("todo:a 3/5");
  });

  it("shows nothing new at the end before one goes on", () => {
    walk.begin([call]);
    walk.next();
    walk.take([other]);
    expect([walk.ended, walk.current, walk.rest]).toEqual([true, null, 1]);
    walk.next();
    expect(where()).toBe("notice:2 2/2");
    walk.take([]);
    expect(where()).toBe("notice:2 2/2");
  });

  it("lets what comes at the end leave again when it is read elsewhere", () => {
    walk.begin([]);
    walk.take([call]);
    walk.take([]);
    expect([walk.ended, walk.total]).toEqual([true, 0]);
  });
});

describe("what one is through with", () => {
  it("does not come again as it was, read or left", () => {
    walk.begin([call, rest]);
    walk.next();
    walk.next("left");
    walk.take([call, rest]);
    expect([walk.ended, walk.total, walk.rest]).toEqual([true, 2, 0]);
  });

  it("comes again once, when there is more in it", () => {
    walk.begin([rest, todo]);
    walk.next();
    walk.take([step("room:3", "rest", 2), todo]);
    expect(order()).toEqual(["todo:a", "room:3"]);
    expect(where()).toBe("todo:a 1/2");
    expect(walk.fate("room:3")).toBeNull();
  });

  it("comes again with what came while one looked at a part of it", () => {
    walk.begin([step("room:3", "rest", 10)]);
    walk.take([step("room:3", "rest", 12)]);
    walk.next("read", 10);
    walk.take([step("room:3", "rest", 12)]);
    expect([walk.ended, walk.rest]).toEqual([true, 1]);
  });
});
