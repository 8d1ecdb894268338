import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { useCatalog } from "../../../client/core/i18n.js";
import { describeDue, describeRepeat, isOverdue } from "../../../client/todos/words.js";

const NOW = new Date("2026-12-02T09:00:00Z");
const BERLIN = "Europe/Berlin";
const ENGLISH = { locale: "en", plural: "nplurals=2; plural=(n != 1);", messages: {} };

beforeEach(() => useCatalog(ENGLISH));
afterAll(() => useCatalog(ENGLISH));

/** @param {string} date @param {string} [time] @param {string} [zone] */
function due(date, time, zone = BERLIN) {
  return { date, time: time ?? null, zone: time ? zone : null };
}

describe("when something is due", () => {
  it.each([
    ["2026-12-02", "Today"],
    ["2026-12-03", "Tomorrow"],
    ["2026-12-01", "Yesterday"],
    ["2026-12-04", "Fri"],
    ["2026-12-08", "Tue"],
    ["2026-12-09", "Dec 9"],
    ["2026-11-27", "Nov 27"],
    ["2027-01-05", "Jan 5, 2027"],
  ])("%s is %s", (date, words) => {
    expect(describeDue(due(date), NOW, BERLIN)).toBe(words);
  });

  it("has its time as the reader writes it", () => {
    expect(describeDue(due("2026-12-02", "17:00"), NOW, BERLIN).replace(/\s/gu, " ")).toBe("Today 5:00 PM");
  });

  it("is told by the reader's own day and clock", () => {
    expect(describeDue(due("2026-12-02", "23:30"), NOW, "Asia/Tokyo").replace(/\s/gu, " ")).toBe("Tomorrow 7:30 AM");
    const at = { ...due("2026-12-02", "23:30"), at: "2026-12-02T22:30:00Z" };
    expect(describeDue(at, NOW, "Asia/Tokyo").replace(/\s/gu, " ")).toBe("Tomorrow 7:30 AM");
    expect(describeDue(due("2026-12-02"), NOW, "Asia/Tokyo")).toBe("Today");
  });

  it("is overdue when its day, or its time, has passed", () => {
    expect(isOverdue(due("2026-12-01"), NOW, BERLIN)).toBe(true);
    expect(isOverdue(due("2026-12-02"), NOW, BERLIN)).toBe(false);
    expect(isOverdue(due("2026-12-02", "09:59"), NOW, BERLIN)).toBe(true);
    expect(isOverdue(due("2026-12-02", "10:01"), NOW, BERLIN)).toBe(false);
  });
});

describe("how something comes again", () => {
  it.each([
    ["FREQ=DAILY", "every day"],
    ["FREQ=DAILY;INTERVAL=3", "every 3 days"],
    ["FREQ=WEEKLY", "every week"],
    ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"],
    ["FREQ=WEEKLY;BYDAY=SA,SU", "every weekend"],
    ["FREQ=WEEKLY;BYDAY=FR", "every Fri"],
    ["FREQ=WEEKLY;BYDAY=MO,WE,FR", "every Mon, Wed, and Fri"],
    ["FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "every 2 weeks on Fri"],
    ["FREQ=MONTHLY", "every month"],
    ["FREQ=MONTHLY;BYMONTHDAY=15", "every month on the 15th"],
    ["FREQ=MONTHLY;BYMONTHDAY=1,22", "every month on the 1st and the 22nd"],
    ["FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"],
    ["FREQ=MONTHLY;BYMONTHDAY=-1,3", "every month on the 3rd and the last day"],
    ["FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO", "every 2 months on the first Mon"],
    ["FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Fri"],
    ["FREQ=YEARLY", "every year"],
    ["FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", "every year on Dec 25"],
    ["FREQ=DAILY;UNTIL=20261231", "every day until Dec 31, 2026"],
    // Rules of other programs have more to say than there are short words for.
    ["FREQ=MONTHLY;BYMONTHDAY=-2", "repeats"],
    ["FREQ=YEARLY;BYMONTH=2", "repeats"],
    ["FREQ=WEEKLY;COUNT=3", "repeats"],
    ["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1", "repeats"],
  ])("%s: %s", (rule, words) => {
    expect(describeRepeat(rule, false)).toBe(words);
  });

  it.each([
    ["FREQ=DAILY", "1 day after done"],
    ["FREQ=DAILY;INTERVAL=3", "3 days after done"],
    ["FREQ=WEEKLY;INTERVAL=2", "2 weeks after done"],
    ["FREQ=MONTHLY", "1 month after done"],
    ["FREQ=YEARLY", "1 year after done"],
    ["FREQ=WEEKLY;BYDAY=FR", "every Fri, once done"],
  ])("%s from when it is done: %s", (rule, words) => {
    expect(describeRepeat(rule, true)).toBe(words);
  });
});
