/**
 * Effects that end with their component; Alpine's own effect outlives the element that it was made for.
 */

/**
 * Run now, and again whenever something that was read in it changes.
 *
 * @param {import("alpinejs").Alpine} Alpine
 * @param {() => void} effect
 * @returns {() => void} stop
 */
export function watch(Alpine, effect) {
  const runner = Alpine.effect(effect);
  return () => Alpine.release(runner);
}
