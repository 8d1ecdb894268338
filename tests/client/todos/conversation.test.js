import { describe, expect, it } from "vitest";

import { describe as words } from "../../../client/todos/conversation/made.js";
import { opensOn, sentence } from "../../../client/todos/conversation/parts.js";
import { sides } from "../../../client/todos/conversation/roll-call.js";
import { split } from "../../../client/todos/conversation/typing.js";
import { rowsOf } from "../../../client/chat/rows.js";

const person = (id, name) => ({ id, username: name.toLowerCase(), name });
const [alice, bob, li] = [person(1, "Alice"), person(2, "Bob"), person(3, "李明")];

describe("a roll call", () => {
  it("has those who have ticked, in their order, and then the others", () => {
    expect(sides([alice, bob, li], [{ user: li }, { user: alice }])).toEqual({ done: [li, alice], open: [bob] });
  });

  it("keeps those who have ticked and left, and knows nobody before the members have come", () => {
    expect(sides([bob], [{ user: alice }])).toEqual({ done: [alice], open: [bob] });
    expect(sides([], [])).toEqual({ done: [], open: [] });
  });
});

describe("what a message has become", () => {
  const item = { done_at: null, done_by: null, assignee: null, waiting_for: null };

  it.each([
    [{}, "To-do"],
    [{ assignee: bob }, "To-do · Bob"],
    [{ assignee: bob, done_at: "2026-11-28T10:00:00Z", done_by: alice }, "Done by Alice"],
    [{ done_at: "2026-11-28T10:00:00Z" }, "Done"],
    [{ waiting_for: li }, "Waiting for 李明"],
    [{ waiting_for: li, done_at: "2026-11-28T10:00:00Z", done_by: li }, "李明 has answered"],
  ])("%j is said", (more, wanted) => {
    expect(words({ ...item, ...more })).toBe(wanted);
  });
});

describe("a command of several lines", () => {
  it.each([
    ["/todo ship it", 6, "ship it", ""],
    ["/todo ship it\n\nfirst\nsecond\n", 6, "ship it", "first\nsecond"],
    ["/todo\nship it\nmore", 5, "ship it", "more"],
  ])("%j has a text and notes", (text, start, line, notes) => {
    expect(split(text, { start })).toEqual({ line, notes });
  });
});

it("a sentence has its parts in the order of its language", () => {
  const [who, what] = [{}, {}];
  const nodes = { "\u0001": who, "\u0002": what };
  expect(sentence("\u0001 has done \u0002", nodes)).toEqual(["", who, " has done ", what, ""]);
  expect(sentence("\u0002，\u0001 完成了", nodes)).toEqual(["", what, "，", who, " 完成了"]);
});

it("only a plain press is for the page", () => {
  const press = { button: 0, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
  expect(opensOn(press)).toBe(true);
  for (const other of [{ button: 1 }, { ctrlKey: true }, { metaKey: true }, { shiftKey: true }]) expect(opensOn({ ...press, ...other })).toBe(false);
});

describe("a quiet line among messages", () => {
  const message = (id, author, text) => ({
    id, seq: id, version: id, room_id: 3, client_id: `c${id}`, author, text, html: "", edited_at: null, deleted_at: null,
    created_at: `2026-11-28T10:00:0${id}Z`,
  });
  const shown = (messages) => rowsOf(() => ({ messages, hasOlder: false, hasNewer: false, myId: 9 }))([], {
    dayKey: (iso) => iso.slice(0, 10), isAside: (text) => text.startsWith("✅"),
  }).filter(({ type }) => type === "message").map(({ head, aside = false }) => [head, aside]);

  it("has no header, and whoever writes next has one", () => {
    expect(shown([message(1, bob, "one"), message(2, bob, "✅ two"), message(3, bob, "three"), message(4, bob, "four")])).toEqual([
      [true, false], [false, true], [true, false], [false, false],
    ]);
  });

  it("has none either when it is the first of a day", () => {
    expect(shown([message(1, bob, "✅ one"), message(2, alice, "two")])).toEqual([[false, true], [true, false]]);
  });
});
