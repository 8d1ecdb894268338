import { describe, expect, it } from "vitest";

import { barrier, pause } from "../../../client/chat/writing.js";

const NOW = Date.parse("2026-11-21T10:00:00Z");
const PLACE = { archived: false, guests: "none", slowSeconds: 0, role: "member" };
const MEMBER = { role: "member", username: "mika", muted_until: null };
const VISITOR = { role: "guest", username: "~5f3a", muted_until: null };

describe("what keeps somebody from writing", () => {
  it("is nothing, mostly", () => {
    expect(barrier(PLACE, MEMBER, NOW)).toBeNull();
  });

  it("is an archived room, for everybody", () => {
    expect(barrier({ ...PLACE, archived: true }, { ...MEMBER, role: "admin" }, NOW)?.title).toBe("This room is archived.");
  });

  it("is a mute, until it is over", () => {
    const muted = { ...MEMBER, muted_until: "2026-11-21T10:30:00Z" };
    expect(barrier(PLACE, muted, NOW)?.title).toBe("A moderator has muted you.");
    expect(barrier(PLACE, muted, NOW + 30 * 60_000)).toBeNull();
  });

  it("is a room in which guests only read, for those without an account", () => {
    expect(barrier({ ...PLACE, guests: "read" }, VISITOR, NOW)?.title).toBe("You are looking around as a guest.");
    expect(barrier({ ...PLACE, guests: "write" }, VISITOR, NOW)).toBeNull();
    expect(barrier(PLACE, { ...VISITOR, username: "mika" }, NOW)).toBeNull();
  });
});

describe("the pause in a slow room", () => {
  const slow = { ...PLACE, slowSeconds: 30 };

  it("counts down from one's last message", () => {
    expect([0, 1000, 29_500, 30_000, 90_000].map((after) => pause(slow, MEMBER, NOW, NOW + after))).toEqual([30, 29, 1, 0, 0]);
  });

  it("is none for who has not written, and in other rooms", () => {
    expect(pause(slow, MEMBER, 0, NOW)).toBe(0);
    expect(pause(PLACE, MEMBER, NOW, NOW)).toBe(0);
  });

  it("does not hold for who keeps order", () => {
    expect(pause({ ...slow, role: "admin" }, MEMBER, NOW, NOW)).toBe(0);
    expect(pause(slow, { ...MEMBER, role: "moderator" }, NOW, NOW)).toBe(0);
  });

  it("is never longer than it is, whatever the clocks say", () => {
    expect(pause(slow, MEMBER, NOW + 3_600_000, NOW)).toBe(30);
  });
});
