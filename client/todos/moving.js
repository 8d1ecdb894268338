/**
 * Where a to-do goes when it is moved by keys or dragged: from the order that is shown to the fields that change. Pure.
 */
import { keyAt } from "./order.js";
import { UNPLACED } from "./overlay.js";

/**
 * @typedef {import("./rows.js").Branch} Branch
 * @typedef {{position: string, parent?: string|null}} Move
 */

/**
 * One place up or down among its siblings.
 *
 * @param {Branch[]} all in order
 * @param {string} uid
 * @param {1|-1} step
 * @returns {Move|null} null when there is no such place
 */
export function stepped(all, uid, step) {
  const found = find(all, uid);
  if (!found) return null;
  const { siblings, index } = found;
  const others = siblings.filter((each) => each.uid !== uid);
  const next = index + step;
  return next < 0 || next > others.length ? null : { position: keyFor(others, next) };
}

/**
 * Become the last subtask of the one above.
 *
 * @param {Branch[]} all
 * @param {string} uid
 * @returns {Move|null} null when it is a subtask, has some, or stands first
 */
export function indent(all, uid) {
  const index = all.findIndex(({ item }) => item.uid === uid);
  if (index < 1 || all[index].children.length > 0) return null;
  // What is done is not shown among what is to be done, so nothing can be put below it.
  const above = all.slice(0, index).findLast(({ item }) => item.done_at === null);
  if (!above || above.item.problem?.isNew) return null;
  return { parent: above.item.uid, position: keyFor(above.children, above.children.length) };
}

/**
 * Stop being a subtask, and stand behind what it was part of.
 *
 * @param {Branch[]} all
 * @param {string} uid
 * @returns {Move|null} null when it is none
 */
export function outdent(all, uid) {
  const index = all.findIndex(({ children }) => children.some((child) => child.uid === uid));
  if (index < 0) return null;
  const top = all.map(({ item }) => item);
  return { parent: null, position: keyFor(top, index + 1) };
}

/**
 * Put it before another one, or at the end.
 *
 * @param {Branch[]} all
 * @param {string} uid
 * @param {{before: string|null, parent: string|null}} place before: uid of one of the parent's subtasks, or of the
 *   top-level items; null for the end
 * @returns {Move|null} null when it may not stand there, or stands there already
 */
export function place(all, uid, { before, parent }) {
  const found = find(all, uid);
  if (!found || before === uid || parent === uid) return null;
  if (parent && all.some(({ item, children }) => item.uid === uid && children.length > 0)) return null;
  const into = parent ? all.find(({ item }) => item.uid === parent)?.children : all.map(({ item }) => item);
  if (!into) return null;
  const others = into.filter((each) => each.uid !== uid);
  const at = before ? others.findIndex((each) => each.uid === before) : others.length;
  if (at < 0) return null;
  if (found.parent === parent && found.index === at) return null;
  const position = keyFor(others, at);
  return found.parent === parent ? { position } : { position, parent };
}

/**
 * A key for the place `index` among others; those that have no key yet stand behind all that have one.
 *
 * @param {import("./order.js").Placed[]} others in order
 * @param {number} index
 */
export function keyFor(others, index) {
  const placed = others.filter(({ position }) => !position.startsWith(UNPLACED));
  return keyAt(placed, Math.min(index, placed.length));
}

/**
 * @param {Branch[]} all
 * @param {string} uid
 */
export function find(all, uid) {
  const top = all.map(({ item }) => item);
  const index = top.findIndex((item) => item.uid === uid);
  if (index >= 0) return { siblings: top, index, parent: null };
  for (const { item, children } of all) {
    const below = children.findIndex((child) => child.uid === uid);
    if (below >= 0) return { siblings: children, index: below, parent: item.uid };
  }
  return null;
}
