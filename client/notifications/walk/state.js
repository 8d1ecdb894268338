/**
 * The walk through what is new: which steps there are, where in them the reader is, and how what is read elsewhere or
 * comes meanwhile leaves and joins. Pure state: it neither asks the server nor draws.
 */
import { createSignal } from "../../core/observable.js";

/**
 * @typedef {"calls"|"direct"|"todos"|"rest"} Group
 * @typedef {"read"|"left"|"gone"} Fate what became of a step: gone through, left unread, or not to be read any more
 *
 * @typedef {object} Step
 * @property {string} key the same for the same matter
 * @property {Group} group
 * @property {number} mark rises with what is new in it: gone through once, it comes again only with a higher one
 * @property {import("../state.js").Notice|null} notice
 * @property {number} roomId 0 for none
 * @property {string} uid of a to-do; "" for none
 */

/** In this order. @type {Group[]} */
export const GROUPS = ["calls", "direct", "todos", "rest"];

export function createWalk() {
  const changed = createSignal();
  /** @type {Step[]} */
  let steps = [];
  /** @type {Map<string, Fate>} of those gone through, and of the present one when it is over */
  const fates = new Map();
  let at = 0;
  let ended = false;

  /**
   * Begin with what there is.
   *
   * @param {Step[]} found in order
   */
  function begin(found) {
    steps = [...found];
    fates.clear();
    at = 0;
    ended = steps.length === 0;
    changed.notify();
  }

  /**
   * What there is has changed.
   *
   * @param {Step[]} found all that is unread now, in order
   */
  function take(found) {
    const now = new Map(found.map((step) => [step.key, step]));
    const passed = steps.slice(0, at).filter((step) => !isNews(step, now.get(step.key)));
    const present = ended ? [] : steps.slice(at, at + 1).map((step) => lookAt(step, now.get(step.key)));
    // What was read elsewhere is skipped.
    const ahead = steps.slice(at + present.length).flatMap((step) => now.get(step.key) ?? []);
    at = passed.length;
    steps = [...passed, ...present, ...ahead];
    const known = new Set(steps.map(({ key }) => key));
    for (const step of found) if (!known.has(step.key)) join(step);
    changed.notify();
  }

  /**
   * Something that the reader is through with is there again, with more in it.
   *
   * @param {Step} step
   * @param {Step|undefined} now
   */
  function isNews(step, now) {
    return now !== undefined && now.mark > step.mark;
  }

  /**
   * The present step stays before the reader's eyes, also when it was read elsewhere.
   *
   * @param {Step} step
   * @param {Step|undefined} now
   */
  function lookAt(step, now) {
    if (now) fates.delete(step.key);
    else fates.set(step.key, "gone");
    return now ?? step;
  }

  /**
   * Stand at the end of one's group; when the reader is beyond that, at the end of all.
   *
   * @param {Step} step
   */
  function join(step) {
    fates.delete(step.key);
    const present = ended ? undefined : steps[at];
    const isOver = present !== undefined && rank(step) < rank(present);
    const index = isOver ? -1 : steps.findIndex((other, place) => place > at && rank(other) > rank(step));
    steps = index < 0 ? [...steps, step] : [...steps.slice(0, index), step, ...steps.slice(index)];
  }

  /**
   * Go on.
   *
   * @param {"read"|"left"} [fate] what becomes of the present step
   * @param {number} [mark] up to where the reader has seen it; without one, all of it
   */
  function next(fate = "read", mark) {
    const step = ended ? undefined : steps[at];
    if (step) {
      // What was read when the reader came by before is not left unread by coming by again.
      if (!fates.has(step.key) || fates.get(step.key) === "left") fates.set(step.key, fate);
      if (mark !== undefined) steps = steps.with(at, { ...step, mark });
      at += 1;
    }
    ended = at >= steps.length;
    changed.notify();
  }

  /** Go back; what was read stays so. */
  function back() {
    at = Math.max(at - 1, 0);
    ended = steps.length === 0;
    changed.notify();
  }

  /** @param {Fate} fate */
  function count(fate) {
    return steps.slice(0, at).filter(({ key }) => fates.get(key) === fate).length;
  }

  return {
    begin,
    take,
    next,
    back,
    subscribe: changed.subscribe,
    notify: changed.notify,
    /** @param {string} key */
    fate: (key) => fates.get(key) ?? null,
    /** @param {number} by how many steps ahead of the present one @returns {Step|null} */
    ahead: (by) => steps[at + by] ?? null,
    /** Those behind the reader. */
    passed: () => steps.slice(0, at),
    /** Those after the present one. */
    coming: () => steps.slice(ended ? at : at + 1),
    count,
    /** @returns {Step|null} */
    get current() {
      return ended ? null : (steps[at] ?? null);
    },
    /** Whether the reader is through. */
    get ended() {
      return ended;
    },
    /** Counted from 1. */
    get position() {
      return Math.min(at + 1, steps.length);
    },
    get total() {
      return steps.length;
    },
    /** How many there are still to go, the present one among them. */
    get rest() {
      return steps.length - at;
    },
    get isFirst() {
      return at === 0;
    },
  };
}

/** @typedef {ReturnType<typeof createWalk>} Walk */

/** @param {Step} step */
function rank({ group }) {
  return GROUPS.indexOf(group);
}
