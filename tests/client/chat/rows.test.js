import { beforeEach, describe, expect, it } from "vitest";

import { createTimeline } from "../../../client/chat/state.js";

const ME = 1;
const day = (iso) => iso.slice(0, 10);

const message = (seq, created_at, author = 2, more = {}) => ({
  id: 1000 + seq,
  room_id: 3,
  seq,
  version: seq,
  client_id: `client-${seq}`,
  author: { id: author, username: `user${author}`, name: `User ${author}` },
  text: "Text",
  html: "<p>Text</p>",
  created_at,
  edited_at: null,
  deleted_at: null,
  ...more,
});

const entry = (client_id, created_at, more = {}) => ({
  client_id,
  user_id: ME,
  room_id: 3,
  text: "Waiting",
  created_at,
  state: "pending",
  error: null,
  attempts: 0,
  ...more,
});

let timeline;

function show(messages, { pending = [], newAfter = null, ...more } = {}) {
  timeline.load({ messages, version: 0, has_older: false, has_newer: false, ...more }, "newest");
  return timeline.rows(pending, { newAfter, dayKey: day });
}

/** Rows in short: "day", "new 2", "HEAD 1", "1", "PENDING a", "pending b". */
function short(rows) {
  return rows.map((row) => {
    if (row.type === "day") return `day ${day(row.day)}`;
    if (row.type === "new") return `new ${row.count}`;
    const [word, name] = row.type === "message" ? ["message", row.message.seq] : ["pending", row.entry.client_id];
    return `${row.head ? word.toUpperCase() : word} ${name}`;
  });
}

beforeEach(() => {
  timeline = createTimeline({ roomId: 3, myId: ME });
});

describe("days and headers", () => {
  it("open each day, and each turn of an author", () => {
    const rows = show([
      message(1, "2026-11-20T23:58:00Z"),
      message(2, "2026-11-20T23:59:00Z"),
      message(3, "2026-11-21T00:01:00Z"),
      message(4, "2026-11-21T00:02:00Z", 5),
      message(5, "2026-11-21T00:03:00Z"),
    ]);
    expect(short(rows)).toEqual(["day 2026-11-20", "MESSAGE 1", "message 2", "day 2026-11-21", "MESSAGE 3", "MESSAGE 4", "MESSAGE 5"]);
  });

  it("begin again after five minutes of silence", () => {
    const rows = show([
      message(1, "2026-11-21T10:00:00Z"),
      message(2, "2026-11-21T10:05:00Z"),
      message(3, "2026-11-21T10:10:01Z"),
    ]);
    expect(short(rows).slice(1)).toEqual(["MESSAGE 1", "message 2", "MESSAGE 3"]);
  });

  it("do not open a day twice when the server's clock was set back", () => {
    const rows = show([message(1, "2026-11-21T00:00:01Z"), message(2, "2026-11-20T23:59:59Z"), message(3, "2026-11-21T00:00:05Z")]);
    expect(short(rows)).toEqual(["day 2026-11-21", "MESSAGE 1", "message 2", "message 3"]);
  });

  it("pass over what was deleted", () => {
    const gone = { deleted_at: "2026-11-21T11:00:00Z", text: "", html: "" };
    const rows = show([
      message(1, "2026-11-20T10:00:00Z", 2, gone),
      message(2, "2026-11-21T10:00:00Z", 5, gone),
      message(3, "2026-11-21T10:01:00Z"),
    ]);
    expect(short(rows)).toEqual(["day 2026-11-21", "MESSAGE 3"]);
    expect(short(show([]))).toEqual([]);
  });
});

describe("the line above what is new", () => {
  const messages = [
    message(1, "2026-11-21T10:00:00Z"),
    message(2, "2026-11-21T10:01:00Z"),
    message(3, "2026-11-21T10:02:00Z", ME),
    message(4, "2026-11-21T10:03:00Z"),
    message(5, "2026-11-21T10:04:00Z"),
  ];

  it("stands before the first unread message of others, with their number", () => {
    expect(short(show(messages, { newAfter: 2 }))).toEqual(["day 2026-11-21", "MESSAGE 1", "message 2", "MESSAGE 3", "new 2", "MESSAGE 4", "message 5"]);
    expect(short(show(messages, { newAfter: 1 })).slice(1, 4)).toEqual(["MESSAGE 1", "new 3", "MESSAGE 2"]);
  });

  it("is left out when everything is read", () => {
    expect(short(show(messages, { newAfter: 5 })).join()).not.toContain("new");
    expect(short(show(messages)).join()).not.toContain("new");
  });

  it("is left out while the first unread one may lie before the window", () => {
    expect(short(show(messages, { newAfter: 0, has_older: true })).join()).not.toContain("new");
    expect(short(show(messages, { newAfter: 0 }))[1]).toBe("new 4");
  });

  it("does not count what was deleted", () => {
    const rows = show([...messages.slice(0, 4), message(5, "2026-11-21T10:04:00Z", 2, { deleted_at: "2026-11-21T11:00:00Z" })], { newAfter: 2 });
    expect(short(rows)).toContain("new 1");
  });
});

describe("what waits to be sent", () => {
  const pending = [entry("a", "2026-11-21T10:02:00Z"), entry("b", "2026-11-21T10:02:10Z")];

  it("stands after the newest, under the reader's own header", () => {
    const mine = [message(1, "2026-11-21T10:01:00Z", ME)];
    expect(short(show(mine, { pending }))).toEqual(["day 2026-11-21", "MESSAGE 1", "pending a", "pending b"]);
    timeline.clear();
    const theirs = [message(1, "2026-11-21T10:01:00Z")];
    expect(short(show(theirs, { pending }))).toEqual(["day 2026-11-21", "MESSAGE 1", "PENDING a", "pending b"]);
  });

  it("opens the first day of an empty room", () => {
    expect(short(show([], { pending }))).toEqual(["day 2026-11-21", "PENDING a", "pending b"]);
  });

  it("opens no earlier day when this computer's clock is behind", () => {
    const late = [entry("a", "2026-11-19T10:00:00Z")];
    expect(short(show([message(1, "2026-11-21T10:00:00Z")], { pending: late }))).toEqual(["day 2026-11-21", "MESSAGE 1", "PENDING a"]);
  });

  it("becomes the message in place: the same key, and never both", () => {
    const before = show([], { pending }).find((row) => row.type === "pending");
    timeline.apply({ type: "message", data: message(1, "2026-11-21T10:02:01Z", ME, { client_id: "a" }) });
    const rows = timeline.rows(pending, { dayKey: day });
    expect(short(rows)).toEqual(["day 2026-11-21", "MESSAGE 1", "pending b"]);
    expect(rows[1].key).toBe(before.key);
  });

  it("is left out where newer messages are not here", () => {
    expect(short(show([message(1, "2026-11-21T10:00:00Z")], { pending, has_newer: true }))).toEqual(["day 2026-11-21", "MESSAGE 1"]);
  });
});

describe("keys", () => {
  it("are each there once, even when somebody copies the client_id of others", () => {
    const copy = { client_id: "same" };
    const at = "2026-11-21T10:00:00Z";
    const rows = show([message(1, at, ME, copy), message(2, at, 2, copy), message(3, at, 4, copy)], { pending: [entry("other", at)] });
    const keys = rows.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("do not let somebody else's message hide what waits", () => {
    const rows = show([message(1, "2026-11-21T10:00:00Z", 2, { client_id: "a" })], { pending: [entry("a", "2026-11-21T10:00:01Z")] });
    expect(short(rows)).toEqual(["day 2026-11-21", "MESSAGE 1", "PENDING a"]);
  });
});

describe("rows that have not changed", () => {
  it("are the same objects", () => {
    const pending = [entry("a", "2026-11-21T10:05:00Z")];
    const before = show([message(1, "2026-11-21T10:00:00Z"), message(2, "2026-11-21T10:01:00Z")], { pending });
    timeline.apply({ type: "message", data: message(2, "2026-11-21T10:01:00Z", 2, { version: 9, text: "edited" }) });
    const after = timeline.rows(pending, { dayKey: day });
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    expect(after[2]).not.toBe(before[2]);
    expect(after[3]).toBe(before[3]);
  });
});
