// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from "vitest";

import { createDrafts } from "../../../client/chat/drafts.js";

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
  /** @type {number[]} */
  const heard = [];
  const stop = drafts.onAdded((roomId) => heard.push(roomId));
  drafts.set(3, "one");
  drafts.add(3, "two");
  drafts.add(3, "two");
  drafts.add(4, "three");
  stop();
  drafts.add(5, "four");
  expect([drafts.get(3), drafts.get(4), drafts.get(5)]).toEqual(["one\ntwo", "three", "four"]);
  expect(heard).toEqual([3, 4]);
});

it("remembers in the page what the browser refuses to store", () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  const drafts = createDrafts(1);
  drafts.set(3, "one");
  expect(drafts.get(3)).toBe("one");
});
