import { describe, expect, it } from "vitest";

import { explanation, labelOf } from "../../../client/accounts/providers.js";

const session = { providers: [{ name: "acme", label: "Acme" }] };
const KNOWN = [
  "banned",
  "confirm_first",
  "conflict",
  "deactivated",
  "denied",
  "garbled",
  "invitation_over",
  "linked_to_other",
  "out_of_date",
  "sign_up_closed",
  "unreachable",
];

describe("what became of a sign-in elsewhere", () => {
  it.each(KNOWN)("has words of its own for %s", (why) => {
    const { title, text } = explanation(why, "Acme");
    expect(title).not.toBe(explanation("something new", "Acme").title);
    expect(text).not.toMatch(/%\(/);
  });

  it.each(["something new", "", "constructor", "__proto__", "toString"])("has words for anything else: %j", (why) => {
    expect(explanation(why, "Acme").title).toBe("That did not work");
  });

  it("offers another try only where one makes sense", () => {
    expect(explanation("denied", "Acme").again).toBe(true);
    expect(explanation("banned", "Acme").again).toBe(false);
  });

  it("shows no name that only an address says", () => {
    expect(labelOf(session, "acme")).toBe("Acme");
    expect(labelOf(session, "call 555-0100 now")).toBe("The other service");
    expect(labelOf(session, null)).toBe("The other service");
  });
});
