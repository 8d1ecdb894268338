// @vitest-environment happy-dom
import { readFileSync } from "node:fs";

import { describe, expect, test, vi } from "vitest";

import { browserOf, helpFor, helps } from "../../../client/notifications/help.js";
import { tellingOf } from "../../../client/notifications/told.js";
import { appearance, isShown } from "../../../client/notifications/worker/appearance.js";

/** @returns {any} */
function notice(fields = {}) {
  return {
    id: 7,
    kind: "mention",
    topic: "message:812",
    place: "room:3",
    path: "/rooms/3/messages/812",
    actor: { id: 2, username: "alice", name: "Alice" },
    data: { room: "Design", room_id: 3, excerpt: "Coming?" },
    alert: true,
    created_at: "2026-11-28T10:00:00.000Z",
    read_at: null,
    ...fields,
  };
}

describe("what is told of a notice", () => {
  test("a message can be answered, and is read", () => {
    const told = tellingOf(notice(), 5);
    expect(told).toMatchObject({ id: 7, for: 5, topic: "message:812", room: 3, title: "Alice mentioned you in Design", body: "Coming?" });
    expect(told.actions?.map(({ action, type }) => [action, type])).toEqual([["reply", "text"], ["read", undefined]]);
  });

  test("a to-do can be done or put off; other things only lead somewhere", () => {
    const titles = (/** @type {string} */ kind) => tellingOf(notice({ kind }), 5).actions?.map(({ title }) => title);
    expect(titles("due")).toEqual(["Done", "Snooze"]);
    expect(titles("done")).toEqual([]);
    expect(titles("admin")).toEqual([]);
  });

  test("a tab and a push have the same buttons and the same words for what fails", () => {
    const rules = readFileSync("server/notifications/rules.py", "utf-8");
    const payload = readFileSync("server/notifications/push/payload.py", "utf-8");
    const rows = [...rules.matchAll(/"(\w+)": Rule\([^]*?(_OF_MESSAGES|_OF_TODOS)?,\n {4}\),/g)];
    expect(rows).toHaveLength(10);
    expect(rows.filter(([, , acts]) => acts)).toHaveLength(7);
    for (const [, kind, acts] of rows) {
      const expected = { _OF_MESSAGES: ["reply", "read"], _OF_TODOS: ["done", "snooze"] }[acts] ?? [];
      expect([kind, tellingOf(notice({ kind }), 5).actions?.map(({ action }) => action)]).toEqual([kind, expected]);
    }
    const said = Object.fromEntries([...payload.matchAll(/"(\w+)": lazy_gettext\("([^"]*)"\)/g)].map(([, name, text]) => [name, text]));
    const { say, actions } = tellingOf(notice(), 5);
    expect(Object.keys(say ?? {})).toHaveLength(5);
    expect(said).toMatchObject(say ?? {});
    for (const { action, title } of actions ?? []) expect(said[action]).toBe(title);
  });
});

describe("how it looks", () => {
  test("a later one of the same matter takes its place, and is heard", () => {
    const { title, options } = appearance(tellingOf(notice(), 5));
    expect(title).toBe("Alice mentioned you in Design");
    expect(options).toMatchObject({ tag: "message:812", renotify: true, body: "Coming?", timestamp: Date.parse("2026-11-28T10:00:00Z") });
    expect(options.silent).toBeUndefined();
  });

  test("the very same disturbs nobody again", () => {
    const { options } = appearance(tellingOf(notice(), 5), { again: true });
    expect(options).toMatchObject({ silent: true });
    // Browsers refuse both together.
    expect(options.renotify).toBeUndefined();
  });

  test("without a topic nothing is replaced", () => {
    expect(appearance({ topic: "", path: "/", title: "Parley" }).options.renotify).toBeUndefined();
  });

  test("there are as many buttons as the system has room for", () => {
    vi.stubGlobal("Notification", { maxActions: 1 });
    expect(appearance(tellingOf(notice(), 5)).options.actions).toHaveLength(1);
  });

  test("a notice is known by its id and its time: an earlier one of the same matter is another", () => {
    const told = tellingOf(notice(), 5);
    expect(isShown([{ data: { ...told } }], told)).toBe(true);
    expect(isShown([{ data: { ...told, at: "2026-11-28T09:00:00.000Z" } }], told)).toBe(false);
    expect(isShown([{ data: null }], told)).toBe(false);
    expect(isShown([{ data: {} }], { topic: "test", path: "/", title: "A test" })).toBe(false);
  });
});

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", 0, "chrome"],
  ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", 0, "chrome"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", 0, "firefox"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/18.0 Safari/605.1", 0, "safari"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/18.0 Safari/605.1", 5, "ios"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605.1 CriOS/130.0 Safari/605.1", 5, "ios"],
  ["Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0", 5, "android"],
  ["curl/8", 0, null],
])("%s is helped as what it is", (agent, fingers, browser) => {
  expect(browserOf(agent, fingers)).toBe(browser);
  const texts = helps().map(({ text }) => text);
  expect(texts.includes(helpFor(/** @type {any} */ (browserOf(agent, fingers))))).toBe(browser !== null);
});
