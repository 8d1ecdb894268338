/**
 * Loads more messages before the reader comes to the first or the last of those that are here.
 */
import { createBackoff } from "../core/backoff.js";

/**
 * @typedef {"older"|"newer"} Where
 *
 * @typedef {object} EdgeOptions
 * @property {HTMLElement} log what scrolls
 * @property {import("./scroll.js").Scroll} scroll
 * @property {(where: Where) => Promise<boolean>} load answers whether a page has come
 * @property {() => import("./state.js").Timeline|null} timeline of the room on the screen; null while none is shown
 * @property {(error: unknown) => void} onFail called once for failures that follow each other
 * @property {(listener: () => void) => (() => void)} onUp tells when the connection has come back
 */

/** So near to an edge more is loaded; about a screen, so that it is there before the reader is. */
const EDGE_PX = 900;

/** @param {EdgeOptions} options */
export function createEdges({ log, scroll, load, timeline, onFail, onUp }) {
  const pauses = createBackoff({ minMs: 2000 });
  let underWay = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let pause;
  const stopHearing = onUp(goOn);

  /** Load what will soon be in view. Cheap: it is called at every scroll and every draw. */
  function look() {
    const shown = timeline();
    if (!shown || pause) return;
    if (shown.hasOlder && scroll.fromStart < EDGE_PX) void more("older");
    if (shown.hasNewer && scroll.fromEnd < EDGE_PX) void more("newer");
  }

  /** @param {Where} where */
  async function more(where) {
    begin();
    let came = false;
    try {
      came = await load(where);
      pauses.reset();
    } catch (error) {
      if (pauses.attempts === 0) onFail(error);
      clearTimeout(pause);
      pause = setTimeout(goOn, pauses.next());
    } finally {
      // When it is drawn. Whoever rests at the edge moves nothing, so nothing else would look again.
      requestAnimationFrame(() => {
        end();
        if (came) look();
      });
    }
  }

  /** Waiting has had its time: also the reader who stays where they are gets what failed. */
  function goOn() {
    clearTimeout(pause);
    pause = undefined;
    look();
  }

  function begin() {
    underWay += 1;
    // Old messages are not news: a screen reader stays silent about them.
    log.setAttribute("aria-busy", "true");
  }

  function end() {
    underWay -= 1;
    if (underWay === 0) log.setAttribute("aria-busy", "false");
  }

  function destroy() {
    clearTimeout(pause);
    stopHearing();
  }

  return { look, destroy };
}
