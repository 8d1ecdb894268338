import { describe, expect, it } from "vitest";

import { belongs, byDay, byPerson, dueOn, myDay } from "../../../client/todos/agenda/groups.js";

const ALICE = { id: 1, username: "alice", name: "Alice" };
const BOB = { id: 2, username: "bob", name: "Bob" };
const ZOE = { id: 3, username: "zoe", name: "Zoe" };
const [OWN, ROOM] = [1, 7];

const item = (text, more = {}) => ({
  id: 1, uid: text, list_id: OWN, parent: null, position: "a0", text, html: text, notes: "", notes_html: "", done_at: null, done_by: null,
  assignee: null, author: ALICE, created_at: "2026-11-28T09:00:00Z", edited_at: null, due: null, remind: null, repeat: null, labels: [],
  priority: 0, roll_call: false, ticks: [], source: null, waiting_for: null, comments: 0, deleted_at: null, version: 1, waiting: false,
  problem: null, ...more,
});
const on = (date, time = null, zone = null, at = null) => ({ date, time, zone, at });
const from = (zone = "UTC", now = "2026-11-28T12:00:00Z") => ({ me: 1, now: new Date(now), zone, isOwn: (id) => id === OWN });
const texts = (groups) => groups.map(({ key, items }) => [key, items.map(({ text }) => text)]);

describe("what belongs into My day", () => {
  const isIn = (more, standpoint = from()) => belongs("today", item("it", more), standpoint);

  it("is mine, and due by today", () => {
    expect(isIn({ due: on("2026-11-28") })).toBe(true);
    expect(isIn({ due: on("2026-11-01") })).toBe(true);
    expect(isIn({ due: on("2026-11-29") })).toBe(false);
    expect(isIn({ list_id: ROOM, due: on("2026-11-28") })).toBe(false);
    expect(isIn({ list_id: ROOM, due: on("2026-11-28"), assignee: ALICE })).toBe(true);
    expect(isIn({ list_id: ROOM, due: on("2026-11-28"), assignee: BOB })).toBe(false);
    expect(isIn({ due: on("2026-11-28"), deleted_at: "2026-11-28T10:00:00Z" })).toBe(false);
  });

  it("is without a date only what others have given", () => {
    expect(isIn({})).toBe(false);
    expect(isIn({ list_id: ROOM, assignee: ALICE })).toBe(true);
    expect(isIn({ list_id: ROOM, roll_call: true })).toBe(true);
    expect(isIn({ list_id: ROOM, roll_call: true, ticks: [{ user: ALICE, at: "" }] })).toBe(false);
  });

  it("goes by the day where the reader is", () => {
    const due = on("2026-11-28", "23:30", "America/New_York", "2026-11-29T04:30:00Z");
    expect(isIn({ due }, from("America/New_York"))).toBe(true);
    expect(isIn({ due }, from("Europe/Berlin"))).toBe(false);
    expect(isIn({ due }, from("Europe/Berlin", "2026-11-28T23:30:00Z"))).toBe(true);
  });
});

describe("My day", () => {
  it("has what is late, what is for today, and what has no date, each in order", () => {
    const groups = myDay(
      [
        item("some day", { list_id: ROOM, assignee: ALICE }),
        item("tonight", { due: on("2026-11-28", "20:00", "UTC", "2026-11-28T20:00:00Z") }),
        item("this morning", { due: on("2026-11-28", "08:00", "UTC", "2026-11-28T08:00:00Z") }),
        item("today", { due: on("2026-11-28") }),
        item("today, urgent", { due: on("2026-11-28"), priority: 3 }),
        item("last week", { due: on("2026-11-21") }),
      ],
      from(),
    );
    expect(texts(groups)).toEqual([
      ["overdue", ["last week", "this morning"]],
      ["today", ["today, urgent", "today", "tonight"]],
      ["assigned", ["some day"]],
    ]);
  });

  it("has no empty groups", () => {
    expect(myDay([], from())).toEqual([]);
    expect(texts(myDay([item("a", { due: on("2026-11-28") })], from()))).toEqual([["today", ["a"]]]);
  });
});

describe("Waiting", () => {
  it("has what I gave to others, and whom I wait for, by name", () => {
    const all = [
      item("z", { assignee: ZOE, list_id: ROOM }),
      item("b2", { assignee: BOB, list_id: ROOM }),
      item("b1", { assignee: BOB, list_id: ROOM, due: on("2026-12-01") }),
      item("answer", { waiting_for: BOB, due: on("2026-12-02") }),
      item("mine", { assignee: ALICE }),
      item("theirs", { assignee: BOB, author: BOB, list_id: ROOM }),
    ];
    const shown = all.filter((each) => belongs("waiting", each, from()));
    expect(texts(byPerson(shown, from()))).toEqual([["2", ["b1", "answer", "b2"]], ["3", ["z"]]]);
  });
});

describe("a day of the calendar", () => {
  it("has what is due then for the reader, over changes of the clocks", () => {
    // In Berlin the clocks were put back in that night: both are on the 25th there, and in Los Angeles on the 24th.
    const first = item("first", { due: on("2026-10-25", "02:30", "Europe/Berlin", "2026-10-25T00:30:00Z") });
    const second = item("second", { due: on("2026-10-25", "01:30", "UTC", "2026-10-25T01:30:00Z") });
    const whole = item("whole day", { due: on("2026-10-25") });
    const shown = (zone) => [...byDay([first, second, whole], zone)].map(([day, items]) => [day, items.map(({ text }) => text)]).sort();
    expect(shown("Europe/Berlin")).toEqual([["2026-10-25", ["whole day", "first", "second"]]]);
    expect(shown("America/Los_Angeles")).toEqual([["2026-10-24", ["first", "second"]], ["2026-10-25", ["whole day"]]]);
  });
});

describe("putting it on another day", () => {
  it("keeps the hour and the zone", () => {
    expect(dueOn(null, "2026-12-01", "UTC")).toEqual({ date: "2026-12-01" });
    expect(dueOn(on("2026-11-28"), "2026-12-01", "UTC")).toEqual({ date: "2026-12-01" });
    expect(dueOn(on("2026-11-28", "17:00", "UTC", "2026-11-28T17:00:00Z"), "2026-12-01", "UTC")).toEqual({ date: "2026-12-01", time: "17:00", zone: "UTC" });
    expect(dueOn(on("2026-11-28"), null, "UTC")).toBe(null);
  });

  it("counts days as the reader sees them", () => {
    // In New York it is due late on the 27th, which is the 28th in Berlin.
    const due = on("2026-11-27", "20:00", "America/New_York", "2026-11-28T01:00:00Z");
    expect(dueOn(due, "2026-11-30", "Europe/Berlin")).toEqual({ date: "2026-11-29", time: "20:00", zone: "America/New_York" });
  });
});
