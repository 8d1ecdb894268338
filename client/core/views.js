/**
 * Sub-views: HTML fragments in the reader's language, fetched once and swapped into the page.
 */
import { NetworkError } from "./errors.js";
import { givenView } from "./given.js";
import { _, locale } from "./i18n.js";
import { reportMistake } from "./observable.js";

/**
 * @typedef {object} ViewSettings
 * @property {string} version the asset hash of the running server
 * @property {(root: HTMLElement) => void} mount bring fresh markup to life (Alpine.initTree)
 * @property {(root: HTMLElement) => void} unmount let go of old markup (Alpine.destroyTree)
 * @property {(outlet: HTMLElement) => boolean} [hasGone] whether nothing is to be drawn in an outlet any more
 * @property {(view: string) => Promise<void>} [prepare] fetch the code that a view needs besides what every page has; rejects
 *   with NetworkError when it cannot be had
 */

/**
 * @typedef {object} SwapOptions
 * @property {() => void} [retry] what the failure panel's button does; without it, this swap again
 */

const SLOW_MS = 150;
const TIMEOUT_MS = 15_000;

/** @type {ViewSettings} */
let settings = { version: "", mount: () => {}, unmount: () => {} };
/** @type {Map<string, Promise<string>>} */
const fragments = new Map();
/** @type {WeakMap<HTMLElement, symbol>} the latest swap of each outlet */
const latest = new WeakMap();

/** @param {ViewSettings} next */
export function setUpViews(next) {
  settings = next;
}

/**
 * Show a view in an outlet. A bar shows while it is slow; when it fails, a panel says so and offers to try again.
 *
 * @param {HTMLElement} outlet
 * @param {string} name
 * @param {SwapOptions} [options]
 * @returns {Promise<"shown"|"overtaken"|"failed">} "overtaken": another swap of the outlet began meanwhile, or it has gone
 */
export async function swap(outlet, name, options = {}) {
  const turn = Symbol(name);
  latest.set(outlet, turn);
  // Whoever leaves the workspace, or its language, takes the places within it along.
  const isOvertaken = () => latest.get(outlet) !== turn || !outlet.isConnected || settings.hasGone?.(outlet);
  const hideBar = showBarWhenSlow();
  try {
    const html = await fragment(name);
    if (isOvertaken()) return "overtaken";
    draw(outlet, html);
    return "shown";
  } catch (error) {
    if (isOvertaken()) return "overtaken";
    // Without a network, or with a newer version on the server, it is no mistake of the page's.
    if (navigator.onLine && !(error instanceof NetworkError)) reportMistake(error);
    drawFailure(outlet, options.retry ?? (() => void swap(outlet, name, options)));
    return "failed";
  } finally {
    hideBar();
  }
}

/**
 * Fetch a view that will soon be wanted.
 *
 * @param {string} name
 */
export function prefetch(name) {
  fragment(name).catch(() => {});
}

/** Let every view be fetched again, as when the server has been renewed. */
export function clearViews() {
  fragments.clear();
}

/**
 * @param {string} name
 * @returns {Promise<string>} kept per language; a failed one is fetched again next time
 */
function fragment(name) {
  const key = `${locale()} ${name}`;
  let html = fragments.get(key);
  if (!html) {
    html = Promise.all([fetchFragment(name, locale()), settings.prepare?.(name)]).then(([markup]) => markup);
    html.catch(() => fragments.delete(key));
    fragments.set(key, html);
  }
  return html;
}

/**
 * @param {string} name
 * @param {string} language
 */
async function fetchFragment(name, language) {
  const given = givenView(name, language);
  if (given !== undefined) return given;
  const query = new URLSearchParams({ locale: language, v: settings.version });
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const url = `/views/${encodeURIComponent(name)}?${query}`;
    const response = await fetch(url, { credentials: "same-origin", signal: abort.signal });
    if (!response.ok) throw new Error(`View ${name}: ${response.status}`);
    return await response.text();
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {HTMLElement} outlet
 * @param {string} html
 */
function draw(outlet, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  clear(outlet);
  outlet.append(template.content);
  for (const root of outlet.children) settings.mount(/** @type {HTMLElement} */ (root));
}

/** @param {HTMLElement} outlet */
function clear(outlet) {
  for (const root of outlet.children) settings.unmount(/** @type {HTMLElement} */ (root));
  outlet.replaceChildren();
}

/**
 * @param {HTMLElement} outlet
 * @param {() => void} retry
 */
function drawFailure(outlet, retry) {
  const panel = document.createElement("section");
  panel.className = "view-failed";
  panel.setAttribute("role", "alert");
  const heading = document.createElement("h1");
  heading.textContent = _("This page could not be loaded");
  const advice = document.createElement("p");
  advice.textContent = _("Check your connection and try again.");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = _("Retry");
  button.dataset.focus = "";
  button.addEventListener("click", retry);
  addEventListener("online", () => panel.isConnected && retry(), { once: true });
  panel.append(heading, advice, button);
  clear(outlet);
  outlet.append(panel);
}

/** @returns {() => void} takes the bar away again */
function showBarWhenSlow() {
  const bar = document.createElement("div");
  bar.className = "progress-bar";
  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-label", _("Loading"));
  const timer = setTimeout(() => document.body.append(bar), SLOW_MS);
  return () => {
    clearTimeout(timer);
    bar.remove();
  };
}
