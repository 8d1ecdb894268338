/**
 * What can wait until the page has come to rest.
 */

/** However busy the page is. Long, since on a slow device the first thing to be read takes its time, too. */
const LATEST_MS = 3000;
/** Where the browser does not tell when it has come to rest (Safari). */
const GUESS_MS = 400;

/** @param {() => void} work */
export function whenIdle(work) {
  if (typeof requestIdleCallback === "function") requestIdleCallback(work, { timeout: LATEST_MS });
  else setTimeout(work, GUESS_MS);
}
