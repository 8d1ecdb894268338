import { describe, expect, it } from "vitest";

import { indent, keyFor, outdent, place, stepped } from "../../../client/todos/moving.js";
import { branches } from "../../../client/todos/rows.js";

const item = (uid, position, more = {}) => ({ uid, position, parent: null, done_at: null, problem: null, ...more });
/** a, b (with b1, b2), c, all with keys of their own. */
const LIST = [item("a", "a0"), item("b", "a1"), item("b1", "a2", { parent: "b" }), item("b2", "a3", { parent: "b" }), item("c", "a4")];
const list = (...more) => branches([...LIST, ...more]);

/** The order after a move. */
function after(all, uid, move) {
  const items = all.flatMap(({ item: top, children }) => [top, ...children]);
  const moved = branches(items.map((each) => (each.uid === uid ? { ...each, ...move } : each)));
  return moved.map(({ item: top, children }) => [top.uid, ...children.map((child) => child.uid)].join(">"));
}

describe("a step", () => {
  it("goes past one sibling", () => {
    expect(after(list(), "a", stepped(list(), "a", 1))).toEqual(["b>b1>b2", "a", "c"]);
    expect(after(list(), "c", stepped(list(), "c", -1))).toEqual(["a", "c", "b>b1>b2"]);
    expect(after(list(), "b1", stepped(list(), "b1", 1))).toEqual(["a", "b>b2>b1", "c"]);
  });

  it("ends at the edges", () => {
    expect(stepped(list(), "a", -1)).toBeNull();
    expect(stepped(list(), "c", 1)).toBeNull();
    expect(stepped(list(), "b2", 1)).toBeNull();
    expect(stepped(list(), "nobody", 1)).toBeNull();
  });
});

describe("to the side", () => {
  it("one becomes the last part of the one above", () => {
    expect(after(list(), "c", indent(list(), "c"))).toEqual(["a", "b>b1>b2>c"]);
  });

  it("neither the first one can, nor one with parts, nor a part", () => {
    for (const uid of ["a", "b", "b1"]) expect(indent(list(), uid)).toBeNull();
  });

  it("one is not put below what is done and not seen", () => {
    const all = branches([item("a", "a0"), item("done", "a1", { done_at: "2026-11-28T10:00:00Z" }), item("c", "a2")]);
    expect(indent(all, "c")).toMatchObject({ parent: "a" });
    expect(indent(branches([item("done", "a1", { done_at: "2026-11-28T10:00:00Z" }), item("c", "a2")]), "c")).toBeNull();
  });

  it("and back one stands behind what it was part of", () => {
    expect(after(list(), "b1", outdent(list(), "b1"))).toEqual(["a", "b>b2", "b1", "c"]);
    expect(outdent(list(), "a")).toBeNull();
  });
});

describe("dropping", () => {
  it("puts it before another, or at the end, in or out of a parent", () => {
    expect(after(list(), "c", place(list(), "c", { before: "a", parent: null }))).toEqual(["c", "a", "b>b1>b2"]);
    expect(after(list(), "a", place(list(), "a", { before: null, parent: null }))).toEqual(["b>b1>b2", "c", "a"]);
    expect(after(list(), "a", place(list(), "a", { before: "b2", parent: "b" }))).toEqual(["b>b1>a>b2", "c"]);
    expect(after(list(), "b2", place(list(), "b2", { before: "b", parent: null }))).toEqual(["a", "b2", "b>b1", "c"]);
    expect(place(list(), "a", { before: "c", parent: null })).not.toHaveProperty("parent");
  });

  it("changes nothing where it stands already, and where it may not stand", () => {
    expect(place(list(), "a", { before: "b", parent: null })).toBeNull();
    expect(place(list(), "a", { before: "a", parent: null })).toBeNull();
    expect(place(list(), "b", { before: null, parent: "a" })).toBeNull();
    expect(place(list(), "a", { before: null, parent: "a" })).toBeNull();
    expect(place(list(), "a", { before: "gone", parent: null })).toBeNull();
  });
});

describe("a key", () => {
  it("is made although some have none yet", () => {
    const waiting = ["~2026-11-28T10:00:00.000Z", "~2026-11-28T10:00:01.000Z"].map((position, index) => item(`w${index}`, position));
    const others = [item("a", "a0"), item("c", "a4"), ...waiting];
    expect(keyFor(others, 1) > "a0" && keyFor(others, 1) < "a4").toBe(true);
    for (const index of [2, 3, 4]) expect(keyFor(others, index) > "a4").toBe(true);
    expect(keyFor(waiting, 1)).toBe("a0");
  });
});
