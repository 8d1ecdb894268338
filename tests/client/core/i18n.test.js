import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  _,
  compareNames,
  dayKey,
  formatBytes,
  formatDay,
  formatList,
  formatNumber,
  formatTime,
  languageTag,
  loadCatalog,
  locale,
  ngettext,
  onLocale,
  useCatalog,
} from "../../../client/core/i18n.js";

const ENGLISH = { locale: "en", plural: "nplurals=2; plural=(n != 1);", messages: {} };
const CHINESE = {
  locale: "zh_Hans",
  plural: "nplurals=1; plural=0;",
  messages: { Save: "保存", "%(num)s message": ["%(num)s 条消息"], Today: "今天", "Hello %(name)s": "%(name)s，你好", Empty: "" },
};

beforeEach(() => {
  vi.stubGlobal("navigator", { languages: ["en-GB", "zh-CN"] });
  useCatalog(ENGLISH);
});

afterEach(() => vi.useRealTimers());

describe("translating", () => {
  it("answers the English sentence where the catalog has none", () => {
    useCatalog(CHINESE);
    expect(_("Save")).toBe("保存");
    expect(_("Delete")).toBe("Delete");
    expect(_("Empty")).toBe("Empty");
  });

  it("fills placeholders as Python does", () => {
    expect(_("Hello %(name)s", { name: "Ada" })).toBe("Hello Ada");
    expect(_("%(a)s, %(a)s and %(b)d", { a: "x", b: 2 })).toBe("x, x and 2");
    expect(_("100%% of %(what)s", { what: "it" })).toBe("100% of it");
    expect(_("%(missing)s", { other: 1 })).toBe("%(missing)s");
    expect(_("100%% without values")).toBe("100%% without values");
  });

  it("does not read placeholders inside values", () => {
    expect(_("Hello %(name)s", { name: "%(name)s $& $1" })).toBe("Hello %(name)s $& $1");
  });

  it("does not find sentences on Object's prototype", () => {
    expect(_("%(toString)s", {})).toBe("%(toString)s");
    expect(_("constructor")).toBe("constructor");
  });

  it("chooses plural forms by the catalog", () => {
    expect(ngettext("%(num)s message", "%(num)s messages", 1)).toBe("1 message");
    expect(ngettext("%(num)s message", "%(num)s messages", 1234)).toBe("1,234 messages");
    useCatalog(CHINESE);
    expect(ngettext("%(num)s message", "%(num)s messages", 2)).toBe("2 条消息");
    expect(ngettext("%(num)s room", "%(num)s rooms", 2)).toBe("2 rooms");
  });
});

describe("changing the language", () => {
  it("tells listeners once it speaks the other language", async () => {
    const heard = vi.fn(() => locale());
    const stop = onLocale(heard);
    vi.stubGlobal("fetch", vi.fn(async () => Response.json(CHINESE)));
    await loadCatalog("zh_Hans", "abc");
    await Promise.resolve();
    expect(fetch.mock.calls[0][0]).toBe("/catalogs/zh_Hans.json?v=abc");
    expect(heard).toHaveReturnedWith("zh_Hans");
    expect(languageTag()).toBe("zh-Hans");
    stop();
  });

  it("lets the later of two loads win", async () => {
    const answers = {};
    vi.stubGlobal("fetch", (url) => new Promise((resolve) => (answers[url] = resolve)));
    const first = loadCatalog("fr", "1");
    const second = loadCatalog("de", "1");
    answers["/catalogs/de.json?v=1"](Response.json({ ...ENGLISH, locale: "de" }));
    await second;
    answers["/catalogs/fr.json?v=1"](Response.json({ ...ENGLISH, locale: "fr" }));
    await first;
    expect(locale()).toBe("de");
  });

  it("keeps the language when the catalog cannot be had", async () => {
    vi.stubGlobal("fetch", async () => new Response("", { status: 503 }));
    await expect(loadCatalog("pl", "1")).rejects.toThrow("503");
    expect(locale()).toBe("en");
  });
});

describe("formats", () => {
  const now = new Date(2026, 10, 21, 12, 0);
  const at = (...parts) => new Date(...parts).toISOString();

  it("names the day from the reader's midnight on", () => {
    expect(formatDay(at(2026, 10, 21, 0, 0), now)).toBe("Today");
    expect(formatDay(at(2026, 10, 20, 23, 59), now)).toBe("Yesterday");
    expect(formatDay(at(2026, 10, 19, 10, 0), now)).toMatch(/^Thursday,? 19 November$/);
    expect(formatDay(at(2025, 10, 21, 10, 0), now)).toMatch(/^Friday,? 21 November 2025$/);
    useCatalog(CHINESE);
    expect(formatDay(at(2026, 10, 21, 0, 0), now)).toBe("今天");
    expect(formatDay(at(2026, 10, 19, 10, 0), now)).toBe("11月19日星期四");
  });

  it("takes the region from the browser where it speaks the language", () => {
    expect(formatTime(at(2026, 10, 21, 16, 5))).toBe("16:05");
    vi.stubGlobal("navigator", { languages: ["de-DE", "en-US"] });
    useCatalog(ENGLISH);
    expect(formatTime(at(2026, 10, 21, 16, 5))).toMatch(/^4:05\sPM$/);
  });

  it("does not mistake one script for another", () => {
    vi.stubGlobal("navigator", { languages: ["zh-TW", "not a tag!"] });
    useCatalog(CHINESE);
    expect(formatDay(at(2026, 10, 19, 10, 0), now)).toBe("11月19日星期四");
  });

  it("keeps days of the reader's own time zone apart", () => {
    expect(dayKey(at(2026, 0, 5, 0, 0))).toBe("2026-01-05");
    expect(dayKey(at(2026, 0, 4, 23, 59))).toBe("2026-01-04");
  });

  it("writes numbers and names as the language does", () => {
    expect(formatNumber(1234567)).toBe("1,234,567");
    expect([0, 340, 1_400_000, 20_000_000_000].map(formatBytes)).toEqual(["0 kB", "0.3 kB", "1.4 MB", "20 GB"]);
    expect(formatList(["Mika", "Sara", "Tomás"])).toBe("Mika, Sara and Tomás");
    expect(["Room 10", "äpfel", "Room 9", "Zebra", "apple"].sort(compareNames)).toEqual(["äpfel", "apple", "Room 9", "Room 10", "Zebra"]);
  });
});
