/**
 * Moments in which what this page believes about the network is worth nothing: the laptop was opened, the tab came
 * back to the front, the network changed. Timers stand still while a laptop sleeps, so none of them notices in time.
 */

const TICK_MS = 10_000;
/** A tick this late means that the machine slept; background tabs are slowed to one tick a minute. */
const ASLEEP_MS = 90_000;

/**
 * @param {{wake: () => void, offline: () => void}} listeners `wake`: look at once whether everything still holds;
 *   `offline`: the machine has lost its network
 * @returns {() => void} stop listening
 */
export function watchWaking({ wake, offline }) {
  let lastTick = Date.now();
  const ticking = setInterval(() => {
    const late = Date.now() - lastTick > ASLEEP_MS;
    lastTick = Date.now();
    if (late) wake();
  }, TICK_MS);
  const onVisible = () => document.visibilityState === "visible" && wake();
  const onPageShow = (/** @type {PageTransitionEvent} */ event) => event.persisted && wake();

  addEventListener("online", wake);
  addEventListener("offline", offline);
  addEventListener("pageshow", onPageShow);
  document.addEventListener("visibilitychange", onVisible);
  return () => {
    clearInterval(ticking);
    removeEventListener("online", wake);
    removeEventListener("offline", offline);
    removeEventListener("pageshow", onPageShow);
    document.removeEventListener("visibilitychange", onVisible);
  };
}
