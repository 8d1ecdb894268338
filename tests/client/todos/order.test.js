import { describe, expect, it } from "vitest";

import { byPosition, keyAt, keyBetween, keysBetween } from "../../../client/todos/order.js";

/** @param {number} seed */
function dice(seed) {
  let state = seed;
  return (/** @type {number} */ sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

/** @param {string} position @param {string} uid */
const row = (position, uid) => ({ position, uid });

describe("keys of an order", () => {
  it("begin as those of the server do", () => {
    expect(keyBetween(null, null)).toBe("a0");
    expect(keyBetween("a0", null)).toBe("a1");
    expect(keyBetween(null, "a0")).toBe("Zz");
    expect(keyBetween("a0", "a1")).toBe("a0V");
  });

  it("come several at a time, in order, between their neighbours", () => {
    const keys = keysBetween("a0", "a1", 20);
    expect(["a0", ...keys, "a1"]).toEqual([...new Set(["a0", ...keys, "a1"])].sort());
  });

  it("keep any row of inserts in the order in which they were put", () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const roll = dice(seed);
      /** @type {{position: string, uid: string}[]} */
      const rows = [];
      for (let n = 0; n < 300; n += 1) {
        const index = roll(rows.length + 1);
        const position = keyAt(rows, index);
        expect(position).toMatch(/^[0-9A-Za-z]{1,200}$/);
        rows.splice(index, 0, row(position, String(n)));
      }
      expect([...rows].sort(byPosition)).toEqual(rows);
      expect(new Set(rows.map(({ position }) => position)).size).toBe(300);
    }
  });

  it("stay short where everybody adds at the end, and under the limit where everybody adds at one place", () => {
    /** @type {{position: string, uid: string}[]} */
    const rows = [row(keyBetween(null, null), "first")];
    for (let n = 0; n < 5000; n += 1) rows.push(row(keyAt(rows, rows.length), String(n)));
    expect(rows[5000].position.length).toBeLessThanOrEqual(4);
    let after = "a1";
    for (let n = 0; n < 900; n += 1) after = keyBetween("a0", after);
    expect(after.length).toBeLessThanOrEqual(200);
  });

  it("let two people take the same place: by uid they are told apart, and a third still fits", () => {
    const rows = [row("a0", "1"), row("a0V", "b"), row("a0V", "a"), row("a1", "2")].sort(byPosition);
    expect(rows.map(({ uid }) => uid)).toEqual(["1", "a", "b", "2"]);
    const between = keyAt(rows, 2);
    expect(between > "a0V" && between < "a1").toBe(true);
  });

  it("are compared byte by byte, not as a dictionary does", () => {
    expect(["a0", "Zz", "b00", "A0"].map((position) => row(position, "")).sort(byPosition).map(({ position }) => position)).toEqual(["A0", "Zz", "a0", "b00"]);
  });
});
