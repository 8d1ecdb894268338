import { describe, expect, it } from "vitest";

import { addDays, addMonths, dayOf, daysFrom, instantOf, wallClock, weekdayOf } from "../../../client/todos/days.js";

describe("days of the calendar", () => {
  it("exist or do not", () => {
    expect(dayOf(2028, 2, 29)).toBe("2028-02-29");
    expect(dayOf(2027, 2, 29)).toBeNull();
    expect(dayOf(2027, 13, 1)).toBeNull();
    expect(dayOf(2027, 4, 0)).toBeNull();
    expect(dayOf(Number.NaN, 1, 1)).toBeNull();
  });

  it("are counted over months, years and changes of the clocks", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2027-03-27", 2)).toBe("2027-03-29");
    expect(addMonths("2027-01-31", 1)).toBe("2027-02-28");
    expect(addMonths("2028-02-29", 12)).toBe("2029-02-28");
    expect(daysFrom("2027-03-27", "2027-03-29")).toBe(2);
    expect(weekdayOf("2026-12-06")).toBe(7);
    expect(weekdayOf("2026-12-07")).toBe(1);
  });
});

describe("clocks", () => {
  it("say different things in different zones", () => {
    const instant = new Date("2026-12-02T22:30:00Z");
    expect(wallClock(instant, "Europe/Berlin")).toEqual({ day: "2026-12-02", time: "23:30" });
    expect(wallClock(instant, "Asia/Kolkata")).toEqual({ day: "2026-12-03", time: "04:00" });
    expect(wallClock(new Date("2026-12-02T23:00:00Z"), "Europe/Berlin")).toEqual({ day: "2026-12-03", time: "00:00" });
  });

  it.each([
    ["2026-12-04", "17:00", "Europe/Berlin", "2026-12-04T16:00:00.000Z"],
    ["2026-07-04", "17:00", "America/New_York", "2026-07-04T21:00:00.000Z"],
    // The hour that is left out in spring, and the hours around it.
    ["2027-03-28", "01:59", "Europe/Berlin", "2027-03-28T00:59:00.000Z"],
    ["2027-03-28", "02:30", "Europe/Berlin", "2027-03-28T01:30:00.000Z"],
    ["2027-03-28", "03:00", "Europe/Berlin", "2027-03-28T01:00:00.000Z"],
    // The one that comes twice in autumn.
    ["2027-10-31", "02:30", "Europe/Berlin", "2027-10-31T00:30:00.000Z"],
    ["2027-10-31", "03:00", "Europe/Berlin", "2027-10-31T02:00:00.000Z"],
    ["2026-12-04", "00:15", "Asia/Kathmandu", "2026-12-03T18:30:00.000Z"],
  ])("%s %s in %s is %s", (day, time, zone, instant) => {
    expect(instantOf(day, time, zone).toISOString()).toBe(instant);
  });
});
