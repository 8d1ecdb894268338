import { describe, expect, it } from "vitest";

import { customOf, presets, ruleOf } from "../../../client/todos/repeats.js";

describe("what is offered", () => {
  it("is about the day it is due", () => {
    expect(presets("2026-11-28")).toEqual([
      "FREQ=DAILY",
      "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
      "FREQ=WEEKLY;BYDAY=SA",
      "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA",
      "FREQ=MONTHLY;BYMONTHDAY=28",
      "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=28",
    ]);
  });
});

describe("what is put together", () => {
  it.each([
    [{ interval: 1, unit: "DAILY", days: ["MO"] }, "FREQ=DAILY"],
    [{ interval: 3, unit: "WEEKLY", days: ["FR", "MO"] }, "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR"],
    [{ interval: 2, unit: "MONTHLY", days: [] }, "FREQ=MONTHLY;INTERVAL=2"],
    [{ interval: 0, unit: "YEARLY", days: [] }, "FREQ=YEARLY"],
  ])("%j is %s", (custom, rule) => {
    expect(ruleOf(custom)).toBe(rule);
  });

  it("begins with what there is", () => {
    expect(customOf("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH")).toEqual({ interval: 2, unit: "WEEKLY", days: ["TU", "TH"] });
    expect(customOf("FREQ=MONTHLY;BYDAY=-1FR")).toEqual({ interval: 1, unit: "MONTHLY", days: [] });
    expect(customOf("")).toEqual({ interval: 1, unit: "WEEKLY", days: [] });
  });
});
