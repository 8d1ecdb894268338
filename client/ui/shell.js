/**
 * What stands around the views: the workspace for whoever is signed in, nothing for others.
 */
import { locale } from "../core/i18n.js";
import { swap } from "../core/router.js";

/**
 * @param {object} options
 * @param {HTMLElement} options.app
 * @param {(view: string) => boolean} options.within whether a view stands in the workspace
 * @param {() => void} options.retry called when the workspace could not be fetched and the reader wants it again
 */
export function createShell({ app, within, retry }) {
  let drawn = "";

  /**
   * Where the next view belongs; draws what stands around it when that is not there yet, or in another language.
   *
   * @param {{view: string}} match
   * @returns {Promise<HTMLElement>}
   */
  async function place({ view }) {
    if (!within(view)) {
      drawn = "";
      return app;
    }
    const wanted = locale();
    if (drawn !== wanted || !inside()) drawn = (await swap(app, "workspace", { retry })) === "shown" ? wanted : "";
    // When it failed the reader sees why, and the view waits where nobody sees it.
    return inside() ?? document.createElement("div");
  }

  /** @returns {HTMLElement|null} */
  function inside() {
    return app.querySelector("[data-outlet]");
  }

  return { place };
}

/**
 * Run something that draws the page anew, and put the reader back where they were: the same control has the focus,
 * the same panel is open.
 *
 * @param {() => Promise<unknown>} redraw
 */
export async function keepingPlace(redraw) {
  const focused = document.activeElement?.id;
  const panel = document.querySelector(":popover-open")?.id;
  await redraw();
  if (panel) document.getElementById(panel)?.showPopover();
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
