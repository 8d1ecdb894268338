import { beforeEach, describe, expect, it, vi } from "vitest";

import { WINDOW, createTimeline } from "../../../client/chat/state.js";

const ME = 1;
const person = (id) => ({ id, username: `user${id}`, name: `User ${id}` });

/** A message as the server has it; its version is its seq until it changes. */
const message = (seq, more = {}) => ({
  id: 1000 + seq,
  room_id: 3,
  seq,
  version: seq,
  client_id: `client-${seq}`,
  author: person(2),
  text: `Text ${seq}`,
  html: `<p>Text ${seq}</p>`,
  created_at: "2026-11-21T10:00:00Z",
  edited_at: null,
  deleted_at: null,
  ...more,
});

const range = (from, to) => Array.from({ length: to - from + 1 }, (_each, index) => message(from + index));
const page = (messages, more = {}) => ({ messages, version: messages.at(-1)?.version ?? 0, has_older: false, has_newer: false, ...more });
const arrives = (...parts) => ({ type: "message", data: message(...parts) });
const deleted = (seq, version) => message(seq, { version, text: "", html: "", deleted_at: "2026-11-21T11:00:00Z" });

let timeline;
const seqs = () => timeline.messages.map(({ seq }) => seq);
const ends = () => [seqs()[0], seqs().at(-1), seqs().length];

beforeEach(() => {
  timeline = createTimeline({ roomId: 3, myId: ME });
});

describe("loading", () => {
  it("begins with the newest page", () => {
    expect(timeline.loaded).toBe(false);
    expect(timeline.load(page(range(51, 100), { has_older: true }), "newest")).toBe(true);
    expect(ends()).toEqual([51, 100, 50]);
    expect(timeline).toMatchObject({ loaded: true, hasOlder: true, hasNewer: false, newestSeq: 100 });
    expect(timeline.cursor("older")).toEqual({ before: 51 });
    expect(timeline.cursor("newer")).toBeNull();
  });

  it("extends to both sides around a message", () => {
    timeline.load(page(range(40, 60), { has_older: true, has_newer: true }), "around");
    timeline.load(page(range(20, 39), { has_older: true }), "older", timeline.cursor("older"));
    timeline.load(page(range(61, 70), { has_newer: false }), "newer", timeline.cursor("newer"));
    expect(ends()).toEqual([20, 70, 51]);
    expect(timeline).toMatchObject({ hasOlder: true, hasNewer: false });
  });

  it("keeps at most a window, and knows what it has dropped", () => {
    timeline.load(page(range(701, 1000), { has_older: true }), "newest");
    timeline.load(page(range(651, 700), { has_older: true }), "older", timeline.cursor("older"));
    expect(ends()).toEqual([651, 950, WINDOW]);
    expect(timeline.hasNewer).toBe(true);
    timeline.load(page(range(951, 1000), { has_newer: false }), "newer", timeline.cursor("newer"));
    expect(ends()).toEqual([701, 1000, WINDOW]);
    expect(timeline).toMatchObject({ hasOlder: true, hasNewer: false });
  });

  it("refuses a page that does not join on because the window has moved", () => {
    timeline.load(page(range(501, 550), { has_older: true }), "newest");
    const asked = timeline.cursor("older");
    timeline.load(page(range(901, 950), { has_older: true }), "newest");
    expect(timeline.load(page(range(451, 500)), "older", asked)).toBe(false);
    expect(ends()).toEqual([901, 950, 50]);
  });

  it("shows each message once when a page comes twice", () => {
    timeline.load(page(range(11, 20), { has_older: true }), "newest");
    timeline.load(page(range(1, 12)), "older");
    timeline.load(page(range(1, 12)), "older");
    expect(ends()).toEqual([1, 20, 20]);
  });

  it("knows an empty room, and its first message", () => {
    timeline.load(page([]), "newest");
    expect(timeline.loaded).toBe(true);
    timeline.apply(arrives(1));
    expect(seqs()).toEqual([1]);
  });
});

describe("a window whose edges are deleted", () => {
  it("still knows where it begins and ends", () => {
    timeline.load(page(range(40, 42), { has_older: true, has_newer: true }), "around");
    for (const seq of [40, 41, 42]) timeline.apply({ type: "message", data: deleted(seq, 100 + seq) });
    expect(seqs()).toEqual([]);
    expect([timeline.cursor("older"), timeline.cursor("newer")]).toEqual([{ before: 40 }, { after: 42 }]);
    timeline.load(page(range(30, 39), { has_older: true }), "older", timeline.cursor("older"));
    timeline.load(page(range(43, 50)), "newer", timeline.cursor("newer"));
    timeline.apply(arrives(51));
    expect(ends()).toEqual([30, 51, 19]);
  });
});

describe("a change while a page is on its way", () => {
  it("is laid over the page", () => {
    timeline.apply(arrives(2, { version: 9, text: "edited" }));
    timeline.apply({ type: "message", data: deleted(3, 8) });
    timeline.load(page(range(1, 5), { version: 5 }), "newest");
    expect(timeline.find(1002).text).toBe("edited");
    expect(timeline.find(1003)).toBeUndefined();
  });

  it("is overridden when the page is newer", () => {
    timeline.apply(arrives(2, { version: 4, text: "first edit" }));
    timeline.load(page([message(1), message(2, { version: 7, text: "second edit" })]), "newest");
    expect(timeline.find(1002).text).toBe("second edit");
  });

  it("that is a new message comes after the page's last", () => {
    timeline.apply(arrives(7));
    timeline.apply(arrives(6));
    timeline.load(page(range(1, 5)), "newest");
    expect(seqs()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("waits while the page leaves off before the newest", () => {
    timeline.apply(arrives(60));
    timeline.load(page(range(1, 5), { has_newer: true }), "around");
    expect(seqs()).toEqual([1, 2, 3, 4, 5]);
    timeline.load(page(range(6, 59)), "newer", timeline.cursor("newer"));
    expect(ends()).toEqual([1, 60, 60]);
  });

  it("may be too long ago to be known, and then the page is asked for again", () => {
    for (let seq = 101; seq <= 1200; seq += 1) timeline.apply(arrives(seq));
    expect(timeline.load(page(range(51, 100), { version: 100 }), "newest")).toBe(false);
    expect(timeline.load(page(range(1151, 1200), { has_older: true }), "newest")).toBe(true);
    expect(ends()).toEqual([1151, 1200, 50]);
  });

  it("was never seen when the page is older than the stream this timeline hears", () => {
    timeline = createTimeline({ roomId: 3, myId: ME, version: 8 });
    expect(timeline.load(page(range(1, 5), { version: 7 }), "newest")).toBe(false);
    expect(timeline.load(page(range(1, 5), { version: 8 }), "newest")).toBe(true);
  });
});

describe("live messages", () => {
  beforeEach(() => timeline.load(page(range(1, 10)), "newest"));

  it("are appended, each once, whatever comes twice or late", () => {
    timeline.apply(arrives(12));
    timeline.apply(arrives(11));
    timeline.apply(arrives(12));
    expect(seqs().slice(-3)).toEqual([10, 11, 12]);
  });

  it("never go back to an older state", () => {
    timeline.apply(arrives(4, { version: 20, text: "second" }));
    timeline.apply(arrives(4, { version: 15, text: "first" }));
    expect(timeline.find(1004).text).toBe("second");
    timeline.apply({ type: "message", data: deleted(4, 21) });
    timeline.apply(arrives(4, { version: 20, text: "second" }));
    expect(timeline.find(1004)).toBeUndefined();
  });

  it("of other rooms and other kinds of change are nothing to it", () => {
    timeline.apply(arrives(11, { room_id: 4 }));
    timeline.apply({ type: "room", data: { id: 3, name: "Renamed" } });
    expect(ends()).toEqual([1, 10, 10]);
  });

  it("push out the oldest while the reader follows", () => {
    for (let seq = 11; seq <= 350; seq += 1) timeline.apply(arrives(seq));
    expect(ends()).toEqual([51, 350, WINDOW]);
    expect(timeline.hasOlder).toBe(true);
  });

  it("never push out what somebody is reading", () => {
    timeline.following = false;
    for (let seq = 11; seq <= 350; seq += 1) timeline.apply(arrives(seq));
    expect(ends()).toEqual([1, 300, WINDOW]);
    expect(timeline).toMatchObject({ hasNewer: true, newCount: 340, newestSeq: 350 });
    expect(timeline.cursor("newer")).toEqual({ after: 300 });
  });

  it("outside the window change nothing in it", () => {
    timeline.load(page(range(501, 550), { has_older: true, has_newer: true }), "around");
    timeline.apply(arrives(20, { version: 900, text: "edited" }));
    timeline.apply(arrives(901));
    expect(ends()).toEqual([501, 550, 50]);
  });
});

describe("news", () => {
  beforeEach(() => {
    timeline.load(page(range(1, 10)), "newest");
    timeline.following = false;
  });

  it("are messages of others that arrive while the reader is elsewhere", () => {
    timeline.apply(arrives(11));
    timeline.apply(arrives(12, { author: person(ME) }));
    timeline.apply(arrives(13));
    expect(timeline.newCount).toBe(2);
  });

  it("are counted once each, however they come", () => {
    timeline.apply(arrives(13));
    timeline.apply(arrives(11, { version: 14, text: "edited" }));
    timeline.apply(arrives(13, { version: 15, text: "edited" }));
    timeline.apply(arrives(5, { version: 16, text: "edited" }));
    expect(timeline.newCount).toBe(2);
    timeline.apply({ type: "message", data: deleted(13, 17) });
    expect(timeline.newCount).toBe(1);
  });

  it("are seen once the reader is at the newest", () => {
    timeline.apply(arrives(11));
    timeline.following = true;
    expect(timeline.newCount).toBe(0);
    timeline.apply(arrives(12));
    timeline.following = false;
    timeline.apply(arrives(12, { version: 13 }));
    expect(timeline.newCount).toBe(0);
  });

  it("are not seen at the end of a window that is not the end of the room", () => {
    timeline.load(page(range(1, 5), { has_newer: true }), "around");
    timeline.apply(arrives(11));
    timeline.following = true;
    expect(timeline.newCount).toBe(1);
    timeline.load(page(range(1, 11)), "newest");
    expect(timeline.newCount).toBe(0);
  });
});

describe("finding", () => {
  it("answers the newest message, and the reader's own newest that still stands", () => {
    const mine = { author: person(ME) };
    timeline.load(page([message(1, mine), message(2, mine), message(3)]), "newest");
    expect(timeline.last().seq).toBe(3);
    expect(timeline.lastOf(ME).seq).toBe(2);
    timeline.apply({ type: "message", data: { ...deleted(2, 9), ...mine } });
    expect(timeline.lastOf(ME).seq).toBe(1);
    expect(timeline.lastOf(7)).toBeUndefined();
  });
});

describe("drawing", () => {
  it("is asked for once for all that happens in a turn", async () => {
    const draw = vi.fn();
    timeline.subscribe(draw);
    timeline.load(page(range(1, 10)), "newest");
    for (let seq = 11; seq <= 50; seq += 1) timeline.apply(arrives(seq));
    expect(draw).not.toHaveBeenCalled();
    await Promise.resolve();
    expect(draw).toHaveBeenCalledOnce();
  });
});

describe("starting anew", () => {
  it("forgets what a restored server may contradict", () => {
    timeline.load(page(range(1, 10)), "newest");
    timeline.apply(arrives(10, { version: 99, text: "from the future" }));
    timeline.clear();
    expect(timeline.loaded).toBe(false);
    timeline.load(page(range(1, 10)), "newest");
    expect(timeline.find(1010).text).toBe("Text 10");
  });
});

describe("what somebody else has removed", () => {
  const gone = message(1, { version: 2, text: "", html: "", deleted_at: "2026-11-21T11:00:00Z", removed: true });

  it.each([
    ["its author", 2, [1]],
    ["nobody else", 1, []],
  ])("stays to be seen by %s", (_who, myId, seen) => {
    timeline = createTimeline({ roomId: 3, myId: Number(myId) });
    timeline.load(page([message(1)]), "newest");
    timeline.apply({ type: "message", data: gone });
    expect(seqs()).toEqual(seen);
    expect(timeline.lastOf(2)).toBeUndefined();
    timeline.apply(arrives(1, { version: 3, removed: false }));
    expect(timeline.messages.map(({ text }) => text)).toEqual(["Text 1"]);
  });
});
