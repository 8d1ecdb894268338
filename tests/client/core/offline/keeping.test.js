// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { createKeeping } from "../../../../client/core/offline/keeping.js";

let heard;
let confirmed;
let isTrue;
let tell;
let state;
let keeping;

beforeEach(() => {
  vi.useFakeTimers();
  heard = [];
  confirmed = [];
  isTrue = true;
  tell = () => {};
  state = { rooms: [{ id: 3 }], messages: [{ id: 1 }], items: [{ uid: "a" }] };
  const listen = (listener) => {
    tell = listener;
    return () => (tell = () => {});
  };
  keeping = createKeeping({
    memory: { hear: (question, answer) => heard.push([question, answer]), confirm: (questions) => confirmed.push(questions) },
    rooms: { onChange: listen, onLoaded: () => () => {}, answer: () => state && { version: 9, rooms: state.rooms } },
    chat: { pages: () => [{ roomId: 3, version: 4, messages: state.messages, has_older: true }] },
    todos: { pages: () => [{ listId: 7, version: 5, items: state.items }], subscribe: () => () => {} },
    isTrue: () => isTrue,
  });
});
afterEach(() => {
  keeping.close();
  vi.useRealTimers();
});

const ITEMS = "/lists/7/items?state=active&limit=5000";

it("what is on the page is remembered as the server would answer with it", async () => {
  tell();
  tell();
  expect(heard).toEqual([]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(heard).toEqual([
    ["/rooms", { version: 9, rooms: [{ id: 3 }] }],
    ["/rooms/3/messages", { version: 4, messages: [{ id: 1 }], has_older: true }],
    [ITEMS, { version: 5, items: [{ uid: "a" }] }],
  ]);
  expect(confirmed).toEqual([["/rooms", "/rooms/3/messages", ITEMS]]);
});

it("only what has changed is written again", async () => {
  keeping.look();
  heard.length = 0;
  state = { ...state, messages: [...state.messages, { id: 2 }] };
  tell();
  await vi.advanceTimersByTimeAsync(2000);
  expect(heard.map(([question]) => question)).toEqual(["/rooms/3/messages"]);
  expect(confirmed).toHaveLength(2);
});

it("nothing is remembered that may be old, and nothing before there is a list", () => {
  isTrue = false;
  keeping.look();
  isTrue = true;
  state = null;
  keeping.look();
  expect([heard, confirmed]).toEqual([[], []]);
});

it("while nothing happens it goes on being true, until nobody is signed in any more", async () => {
  keeping.look();
  await vi.advanceTimersByTimeAsync(61_000);
  expect(confirmed).toHaveLength(2);
  keeping.close();
  await vi.advanceTimersByTimeAsync(300_000);
  expect(confirmed).toHaveLength(2);
});
