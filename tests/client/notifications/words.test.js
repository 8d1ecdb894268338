import { afterEach, describe, expect, it } from "vitest";

import { useCatalog } from "../../../client/core/i18n.js";
import { wordsIn } from "../../../client/notifications/preferences.js";
import { tomorrow } from "../../../client/notifications/room-level.js";
import { isBetween } from "../../../client/notifications/settings.js";
import { say, sayShortly } from "../../../client/notifications/words.js";

const alice = { id: 1, username: "alice", name: "Alice" };
const notice = (kind, data = {}, actor = alice) => ({ kind, data: { room: "Design", excerpt: "Have 100% ready", ...data }, actor });

afterEach(() => useCatalog({ locale: "en", plural: "nplurals=2; plural=(n != 1);", messages: {} }));

describe("what a notice says", () => {
  it.each([
    ["mention", {}, "Alice mentioned you in Design", "Have 100% ready"],
    ["everyone", {}, "Alice wrote to everybody in Design", "Have 100% ready"],
    ["direct", { room: "" }, "Alice wrote to you", "Have 100% ready"],
    ["keyword", { keyword: "ready" }, "Alice said “ready” in Design", "Have 100% ready"],
    ["message", {}, "Alice in Design", "Have 100% ready"],
    ["assigned", {}, "Alice gave you something to do", "Have 100% ready"],
    ["due", {}, "It is time", "Have 100% ready"],
    ["done", {}, "Alice has done what you asked for", "Have 100% ready"],
    ["invited", {}, "Alice brought you into Design", "Have a look."],
    ["admin", { fact: "room_admin" }, "The workspace", "Alice made you an administrator of Design."],
  ])("%s", (kind, data, title, body) => {
    expect(say(notice(kind, data))).toEqual({ title, body });
  });

  it("is somebody's whom nobody knows any more", () => {
    expect(say(notice("mention", {}, null)).title).toBe("Somebody mentioned you in Design");
  });

  it("says something of a kind that this page does not know", () => {
    expect(say(notice("reaction"))).toEqual({ title: "Alice", body: "Have 100% ready" });
  });

  it("is in the reader's language", () => {
    useCatalog({ locale: "zh_Hans", plural: "nplurals=1; plural=0;", messages: { "%(who)s mentioned you in %(room)s": "%(who)s 在 %(room)s 中提到了你" } });
    expect(say(notice("mention")).title).toBe("Alice 在 Design 中提到了你");
  });

  it("fits in one line", () => {
    expect(sayShortly(notice("mention"))).toBe("Alice mentioned you in Design: Have 100% ready");
    expect(sayShortly(notice("done"))).toBe("Alice has done “Have 100% ready”");
  });
});

describe("quiet hours", () => {
  it.each([
    ["23:10", "22:00", "07:00", true],
    ["06:59", "22:00", "07:00", true],
    ["07:00", "22:00", "07:00", false],
    ["12:00", "22:00", "07:00", false],
    ["12:00", "11:00", "13:00", true],
    ["13:00", "11:00", "13:00", false],
    ["12:00", "", "", false],
    ["12:00", "12:00", "12:00", false],
  ])("%s between %s and %s: %s", (now, from, to, expected) => {
    expect(isBetween(now, from, to)).toBe(expected);
  });
});

describe("the settings", () => {
  it("take words with either comma, and none that are empty", () => {
    expect(wordsIn(" launch, 发布，, 上线、 ")).toEqual(["launch", "发布", "上线"]);
  });

  it("mute until the next morning, which in the small hours is today's", () => {
    expect(tomorrow(new Date(2026, 10, 28, 17, 30))).toEqual(new Date(2026, 10, 29, 9));
    expect(tomorrow(new Date(2026, 10, 28, 2, 30))).toEqual(new Date(2026, 10, 28, 9));
  });
});
