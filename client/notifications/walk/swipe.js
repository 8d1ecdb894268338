/**
 * A finger that strokes over the step to the side: on, or back.
 */

/** Shorter is no stroke, and steeper is scrolling. */
const SHORTEST_PX = 64;
const STEEPEST = 0.5;
const LONGEST_MS = 800;
const NOT_ON = "textarea, input, select, pre, .table-scroll, .walk-acts";

/**
 * @param {HTMLElement} place
 * @param {(forward: boolean) => void} onSwipe
 * @returns {() => void} stop listening
 */
export function listenForSwipes(place, onSwipe) {
  /** @type {{x: number, y: number, at: number}|null} */
  let from = null;

  /** @param {TouchEvent} event */
  function start({ touches, target, timeStamp }) {
    const isFree = touches.length === 1 && !(target instanceof Element && target.closest(NOT_ON));
    from = isFree ? { x: touches[0].clientX, y: touches[0].clientY, at: timeStamp } : null;
  }

  /** @param {TouchEvent} event */
  function end({ changedTouches, timeStamp }) {
    if (!from) return;
    const [x, y] = [changedTouches[0].clientX - from.x, changedTouches[0].clientY - from.y];
    const isStroke = Math.abs(x) >= SHORTEST_PX && Math.abs(y) <= Math.abs(x) * STEEPEST && timeStamp - from.at <= LONGEST_MS;
    from = null;
    if (!isStroke || document.getSelection()?.toString()) return;
    onSwipe((x < 0) !== (getComputedStyle(place).direction === "rtl"));
  }

  const cancel = () => (from = null);
  place.addEventListener("touchstart", start, { passive: true });
  place.addEventListener("touchend", end, { passive: true });
  place.addEventListener("touchcancel", cancel);
  return () => {
    place.removeEventListener("touchstart", start);
    place.removeEventListener("touchend", end);
    place.removeEventListener("touchcancel", cancel);
  };
}
