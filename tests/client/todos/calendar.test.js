import { describe, expect, it } from "vitest";

import { dayByKey, firstWeekday, monthOf, nextWeek, startOfWeek, turned, weekOf } from "../../../client/todos/agenda/calendar.js";
import { addDays, daysFrom } from "../../../client/todos/days.js";

const [MONDAY, SATURDAY, SUNDAY] = [1, 6, 7];

describe("a week", () => {
  it("begins where the reader's region begins it", () => {
    expect(["en-US", "en-GB", "de", "zh-Hans", "ar-EG", "pt-BR", "fa-IR"].map(firstWeekday)).toEqual([
      SUNDAY, MONDAY, MONDAY, expect.any(Number), SATURDAY, SUNDAY, SATURDAY,
    ]);
  });

  it("is known without the browser's help, and the same", () => {
    const { prototype } = Intl.Locale;
    const [known, tags] = [["getWeekInfo", "weekInfo"].map((name) => [name, Object.getOwnPropertyDescriptor(prototype, name)]), ["en-US", "en-GB", "de", "ja", "ar-EG", "he", "pt-BR", "fa-IR", "th"]];
    const before = tags.map(firstWeekday);
    for (const [name] of known) delete prototype[name];
    const after = tags.map(firstWeekday);
    for (const [name, descriptor] of known) if (descriptor) Object.defineProperty(prototype, name, descriptor);
    expect(after).toEqual(before);
    expect(new Set(before).size).toBe(3);
  });

  it("has its seven days whatever day it is asked for by", () => {
    const week = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29"];
    for (const day of week) expect(weekOf(day, MONDAY)).toEqual(week);
    expect(startOfWeek("2026-11-29", SUNDAY)).toBe("2026-11-29");
    expect(startOfWeek("2026-11-28", SUNDAY)).toBe("2026-11-22");
    expect(startOfWeek("2026-11-28", SATURDAY)).toBe("2026-11-28");
  });
});

describe("a month", () => {
  it("has whole weeks, each day once, in every year from 1999 to 2040 and whatever day a week begins with", () => {
    for (const first of [MONDAY, SATURDAY, SUNDAY]) {
      for (let month = "1999-01-15"; month < "2041-01-01"; month = turned("month", month, 1)) {
        const days = monthOf(month, first).flat();
        expect(days.length % 7).toBe(0);
        expect(days.every((day, index) => index === 0 || day === addDays(days[index - 1], 1))).toBe(true);
        const own = days.filter((day) => day.startsWith(month.slice(0, 7)));
        expect(own[0].slice(8)).toBe("01");
        expect(addDays(own.at(-1), 1).slice(8)).toBe("01");
        // No week without a day of the month.
        expect(daysFrom(days[0], own[0])).toBeLessThan(7);
        expect(daysFrom(own.at(-1), days.at(-1))).toBeLessThan(7);
      }
    }
  });

  it("may have four weeks, or six", () => {
    expect(monthOf("2027-02-10", MONDAY)).toHaveLength(4);
    expect(monthOf("2026-08-10", MONDAY)).toHaveLength(6);
  });

  it.each(["Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Shanghai"])("is the same in %s, where clocks are put forward and back", (zone) => {
    const before = process.env.TZ;
    process.env.TZ = zone;
    expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
    // Apia had no 30th of December 2011; the calendar has.
    expect(monthOf("2011-12-01", MONDAY).flat().slice(-7)).toEqual(weekOf("2011-12-26", MONDAY));
    expect(weekOf("2026-03-29", MONDAY)).toEqual(["2026-03-23", "2026-03-24", "2026-03-25", "2026-03-26", "2026-03-27", "2026-03-28", "2026-03-29"]);
    expect(weekOf("2026-10-25", MONDAY).at(-1)).toBe("2026-10-25");
    process.env.TZ = before;
  });
});

describe("keys", () => {
  const by = (key, more) => dayByKey("2026-12-31", key, { mode: "month", first: MONDAY, ...more });

  it("go by day, by week, and by what is seen", () => {
    expect(by("ArrowRight")).toBe("2027-01-01");
    expect(by("ArrowLeft")).toBe("2026-12-30");
    expect(by("ArrowUp")).toBe("2026-12-24");
    expect(by("ArrowDown")).toBe("2027-01-07");
    expect(by("Home")).toBe("2026-12-28");
    expect(by("End")).toBe("2027-01-03");
    expect(by("PageDown")).toBe("2027-01-31");
    expect(by("PageDown", { mode: "week" })).toBe("2027-01-07");
    expect(by("x")).toBe(null);
  });

  it("follow the eye where days run from right to left", () => {
    expect(by("ArrowRight", { isMirrored: true })).toBe("2026-12-30");
    expect(by("Home", { isMirrored: true, first: SUNDAY })).toBe("2026-12-27");
  });

  it("come to the last day of a shorter month", () => {
    expect(turned("month", "2027-01-31", 1)).toBe("2027-02-28");
    expect(turned("month", "2028-01-31", 1)).toBe("2028-02-29");
  });
});

describe("next week", () => {
  it("is its Monday, and never today", () => {
    expect(nextWeek("2026-11-28")).toBe("2026-11-30");
    expect(nextWeek("2026-11-29")).toBe("2026-11-30");
    expect(nextWeek("2026-11-30")).toBe("2026-12-07");
  });
});
