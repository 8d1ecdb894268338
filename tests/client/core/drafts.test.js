// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from "vitest";

import { createDrafts } from "../../../client/core/drafts.js";

beforeEach(() => localStorage.clear());

it("keeps a text for each room, over a reload", () => {
  const drafts = createDrafts(1);
  drafts.set(3, "one");
  drafts.set(4, "two");
  const reloaded = createDrafts(1);
  expect([reloaded.get(3), reloaded.get(4), reloaded.get(5)]).toEqual(["one", "two", ""]);
});

it("shows nobody another person's draft", () => {
  createDrafts(1).set(3, "secret");
  expect(createDrafts(2).get(3)).toBe("");
});

it("leaves nothing behind once a text is sent", () => {
  const drafts = createDrafts(1);
  drafts.set(3, "one");
  drafts.set(3, "");
  expect(localStorage.length).toBe(0);
  expect(drafts.get(3)).toBe("");
});

it("takes what was written elsewhere once, below what is there, and says so", () => {
  const drafts = createDrafts(1);
  /** @type {(number|string)[]} */
  const heard = [];
  const stop = drafts.onAdded((place) => heard.push(place));
  drafts.set(3, "one");
  drafts.add(3, "two");
  drafts.add(3, "two");
  drafts.add(4, "three");
  stop();
  drafts.add(5, "four");
  expect([drafts.get(3), drafts.get(4), drafts.get(5)]).toEqual(["one\ntwo", "three", "four"]);
  expect(heard).toEqual([3, 4]);
});

it("is the text of a field, for each place the field comes to", () => {
  const drafts = createDrafts(1);
  let place = "to-do in room 3";
  const draft = drafts.at(() => place);
  draft.text = "water the plants";
  place = "to-do in room 4";
  expect(draft.text).toBe("");
  draft.text = "feed the cat";
  const reloaded = createDrafts(1);
  expect([reloaded.get("to-do in room 3"), reloaded.get("to-do in room 4"), reloaded.get(3)]).toEqual(["water the plants", "feed the cat", ""]);
});

it("remembers in the page what the browser refuses to store", () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  const drafts = createDrafts(1);
  drafts.set(3, "one");
  expect(drafts.get(3)).toBe("one");
});
