import { describe, expect, it } from "vitest";

import { candidatesIn, namesIn, rank, typingIn } from "../../../client/chat/mentions/names.js";

const person = (id, username, name) => ({ id, username, name });
const ana = person(1, "ana", "Ana López");
const bob = person(2, "bob-2", "Bob");
const lin = person(3, "lin", "林小雨");
const hanna = person(4, "hk", "Hanna Anders");

describe("a name that is being written", () => {
  it.each([
    ["@", { start: 0, query: "" }],
    ["Ask @an", { start: 4, query: "an" }],
    ["(@bob-2", { start: 1, query: "bob-2" }],
    ["你好@林", { start: 2, query: "林" }],
    ["Ask @ana ", null],
    ["write to ana@exam", null],
    ["https://example.org/@an", null],
    ["code `@an", null],
    ["code `x` @an", { start: 9, query: "an" }],
    ["nothing", null],
  ])("%s", (text, expected) => {
    expect(typingIn(text)).toEqual(expected);
  });
});

describe("names in a text", () => {
  const known = new Set(["ana", "bob-2", "room"]);
  const found = (text) => namesIn(text, (name) => known.has(name)).map(({ start, end }) => text.slice(start, end));

  it.each([
    ["@ana and @bob-2", ["@ana", "@bob-2"]],
    ["Thanks @Ana.", ["@Ana"]],
    ["@ana看一下", ["@ana"]],
    ["@room: tea", ["@room"]],
    ["me@ana.org", []],
    ["@anabel", []],
    ["/@ana", []],
  ])("%s", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it("could be these", () => {
    expect([...candidatesIn("@Ana. or @bob-2看")]).toEqual(expect.arrayContaining(["ana", "bob-2"]));
    expect(candidatesIn("mail@example.org").size).toBe(0);
  });
});

describe("who is meant", () => {
  const all = [ana, bob, lin, hanna];
  const names = (query, more = {}) => rank(all, { query, recent: [], here: new Set(), most: 6, ...more }).map(({ id }) => id);

  it("is everybody at first: who wrote last, who is here, the others by name", () => {
    expect(names("", { recent: [3, 2], here: new Set([4]) })).toEqual([3, 2, 4, 1]);
  });

  it("is who is called so: from the beginning, by a later word, somewhere in it", () => {
    expect(names("an")).toEqual([1, 4]);
    expect(names("lóp")).toEqual([1]);
    expect(names("ob")).toEqual([2]);
    expect(names("林")).toEqual([3]);
    expect(names("zz")).toEqual([]);
  });

  it("is not more people than the list has lines", () => {
    expect(names("", { most: 2 })).toHaveLength(2);
  });
});
