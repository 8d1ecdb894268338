/**
 * One page, many addresses: follows links, Back and Forward without loading the page again.
 */
import { createMatcher } from "./routes.js";
import { swap } from "./views.js";

export { clearViews, prefetch, setUpViews, swap } from "./views.js";

/** @typedef {import("./routes.js").Match} Match */

/**
 * @typedef {object} RouterOptions
 * @property {(import("./routes.js").Route & Record<string, any>)[]} routes the first that fits wins
 * @property {HTMLElement | ((match: Match) => HTMLElement|Promise<HTMLElement>)} outlet where views are drawn
 * @property {(current: Match) => void} [onChange] the address has changed; called before the view is fetched and drawn
 * @property {(match: Match) => string|null} [guard] another path to go to instead, such as "/sign-in"
 */

/** What an address shows that no route knows. */
const UNKNOWN = { pattern: "*", view: "not-found", params: {} };

/**
 * @param {RouterOptions} options
 */
export function createRouter({ routes, outlet, onChange, guard }) {
  const match = createMatcher(routes);
  /** @type {Match|null} */
  let current = null;
  /** @type {{view: string, place: HTMLElement|null}} what is drawn, or being drawn */
  let drawn = { view: "", place: null };
  let turns = 0;

  /** Show the address the page was opened with, and follow links from now on. */
  function start() {
    history.scrollRestoration = "manual";
    addEventListener("popstate", goBack);
    document.addEventListener("click", followLink);
    return show(false);
  }

  /** Follow nothing any more. */
  function stop() {
    removeEventListener("popstate", goBack);
    document.removeEventListener("click", followLink);
  }

  /**
   * Go to an address of this page.
   *
   * @param {string} path with query, without host
   * @param {{replace?: boolean}} [options] replace: Back will not come here again
   * @returns {Promise<void>} settled when it is drawn, has failed, or was overtaken by another
   */
  function go(path, { replace = false } = {}) {
    const url = new URL(path, location.href);
    if (replace || url.href === location.href) history.replaceState(null, "", url);
    else history.pushState(null, "", url);
    return show(true);
  }

  /** Draw the view again: in another language, or after signing in. */
  function reload() {
    drawn = { view: "", place: null };
    return show(false);
  }

  /**
   * @param {boolean} movesFocus
   * @returns {Promise<void>}
   */
  async function show(movesFocus) {
    turns += 1;
    const turn = turns;
    const url = new URL(location.href);
    const next = match(url) ?? { ...UNKNOWN, path: url.pathname, query: url.searchParams, hash: url.hash };
    const instead = guard?.(next);
    if (instead && instead !== url.pathname + url.search) return go(instead, { replace: true });
    current = next;
    onChange?.(next);
    const place = typeof outlet === "function" ? await outlet(next) : outlet;
    if (turn !== turns) return undefined;
    if (next.view === drawn.view && place === drawn.place && place.isConnected) return undefined;
    return draw(next.view, place, movesFocus);
  }

  /**
   * @param {string} view
   * @param {HTMLElement} place
   * @param {boolean} movesFocus
   */
  async function draw(view, place, movesFocus) {
    const now = { view, place };
    drawn = now;
    const result = await swap(place, view, { retry: () => void show(true) });
    // A view that could not be drawn must be fetched again by the next visit.
    if (result === "failed" && drawn === now) drawn = { view: "", place: null };
    if (result !== "overtaken" && movesFocus) moveFocus(place);
  }

  function goBack() {
    void show(true);
  }

  /** @param {MouseEvent} event */
  function followLink(event) {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = /** @type {Element} */ (event.target).closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || !isOurs(link)) return;
    event.preventDefault();
    void go(link.pathname + link.search + link.hash);
  }

  /** @param {HTMLAnchorElement} link */
  function isOurs(link) {
    if (link.origin !== location.origin || link.hasAttribute("download")) return false;
    if (link.target || link.relList.contains("external")) return false;
    if (link.hash && link.pathname === location.pathname && link.search === location.search) return false;
    return match(new URL(link.href)) !== null;
  }

  return {
    start,
    stop,
    go,
    reload,
    get current() {
      return current;
    },
  };
}

/**
 * Let the keyboard and the screen reader go on in the new view, unless it has taken the focus by itself.
 *
 * @param {HTMLElement} place
 */
function moveFocus(place) {
  if (place.contains(document.activeElement)) return;
  const heading = place.querySelector("h1");
  const target = /** @type {HTMLElement|null} */ (place.querySelector("[data-focus]")) ?? heading;
  if (!target) return;
  if (target === heading) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}
