import { describe, expect, it } from "vitest";

import { parsePlural } from "../../../client/core/plural.js";

/** What Babel writes into the catalogs of these languages, and which form each number takes. */
const LANGUAGES = {
  en: ["nplurals=2; plural=(n != 1);", { 0: 1, 1: 0, 2: 1, 21: 1 }],
  zh: ["nplurals=1; plural=0;", { 0: 0, 1: 0, 2: 0, 100: 0 }],
  fr: ["nplurals=2; plural=(n > 1);", { 0: 0, 1: 0, 2: 1 }],
  ru: [
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    { 0: 2, 1: 0, 2: 1, 5: 2, 11: 2, 12: 2, 21: 0, 22: 1, 25: 2, 111: 2, 101: 0 },
  ],
  ar: [
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);",
    { 0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 102: 5, 103: 3 },
  ],
  pl: [
    "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    { 0: 2, 1: 0, 2: 1, 4: 1, 5: 2, 12: 2, 22: 1, 112: 2, 122: 1 },
  ],
  lv: ["nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2);", { 0: 2, 1: 0, 11: 1, 21: 0 }],
};

describe("a catalog's plural rule", () => {
  it.each(Object.entries(LANGUAGES))("chooses the forms of %s", (_language, [header, forms]) => {
    const form = parsePlural(header);
    for (const [n, expected] of Object.entries(forms)) expect([n, form(Number(n))]).toEqual([n, expected]);
  });

  it("knows every operator and their precedence", () => {
    const form = (expression) => parsePlural(`nplurals=100; plural=${expression};`)(7);
    expect(form("1 + 2 * 3")).toBe(7);
    expect(form("(1 + 2) * 3")).toBe(9);
    expect(form("20 - 4 - 3")).toBe(13);
    expect(form("n / 2 + n % 4")).toBe(6);
    expect(form("!n + !!n")).toBe(1);
    expect(form("-(-n)")).toBe(7);
    expect(form("n < 7 || n <= 7 && n >= 8")).toBe(0);
    expect(form("n > 6 ? n == 7 ? 3 : 4 : 5")).toBe(3);
    expect(form("n / 0 + n % 0")).toBe(0);
  });

  it("never answers a form that does not exist", () => {
    expect(parsePlural("nplurals=2; plural=n;")(5)).toBe(1);
    expect(parsePlural("nplurals=2; plural=0-1;")(5)).toBe(0);
    expect(parsePlural("nplurals=2; plural=(n != 1);")(-1)).toBe(0);
  });

  it.each(["", "plural=n", "nplurals=2; plural=alert(1);", "nplurals=2; plural=(n;", "nplurals=2; plural=n n;", "nplurals=2; plural=n ? 1;", "nplurals=2; plural=1 +;"])(
    "refuses %j",
    (header) => {
      expect(() => parsePlural(header)).toThrow(SyntaxError);
    },
  );
});
