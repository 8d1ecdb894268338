/**
 * The order of to-dos: keys that are compared as plain text, and between any two of which there is always another.
 *
 * Whoever drags gives one row a new key, and no other row changes: so two people may drag at once.
 */
import { generateKeyBetween, generateNKeysBetween } from "fractional-indexing";

/** @typedef {{position: string, uid: string}} Placed */

/**
 * By key, byte by byte as the databases do; whoever made the same key at the same time is told apart by uid.
 *
 * @param {Placed} a
 * @param {Placed} b
 */
export function byPosition(a, b) {
  return compare(a.position, b.position) || compare(a.uid, b.uid);
}

/**
 * A key for a place between two neighbours.
 *
 * @param {string|null} before null at the beginning
 * @param {string|null} after null at the end
 * @returns {string}
 */
export function keyBetween(before, after) {
  return generateKeyBetween(before, after);
}

/**
 * Keys for several, in their order.
 *
 * @param {string|null} before
 * @param {string|null} after
 * @param {number} count
 * @returns {string[]}
 */
export function keysBetween(before, after, count) {
  return generateNKeysBetween(before, after, count);
}

/**
 * A key for the place `index` among rows that are in order, without the row that is being moved.
 *
 * @param {Placed[]} rows
 * @param {number} index 0 for the beginning, `rows.length` for the end
 * @returns {string}
 */
export function keyAt(rows, index) {
  const before = rows[index - 1]?.position ?? null;
  // Nothing fits between two rows with the same key: then it stands behind all that have it.
  const after = rows.slice(index).find((row) => before === null || row.position > before);
  return generateKeyBetween(before, after?.position ?? null);
}

/**
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
