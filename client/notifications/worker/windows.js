/**
 * The tabs of this browser that show Parley, as the worker sees them.
 */
import { scope } from "../../core/worker/scope.js";

/** A tab that does not answer by then shows something else, is signed out, or sleeps. */
const ANSWER_MS = 1000;

/** @returns {Promise<WindowClient[]>} those that somebody is at, or was last, first */
export async function tabs() {
  const found = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const rank = (/** @type {WindowClient} */ tab) => (tab.focused ? 0 : tab.visibilityState === "visible" ? 1 : 2);
  return found.sort((one, other) => rank(one) - rank(other));
}

/** @param {any} message */
export async function tell(message) {
  for (const tab of await tabs()) tab.postMessage(message);
}

/**
 * Whether somebody has the place of a notice before them.
 *
 * @param {string} place "room:3"
 */
export async function isLookedAt(place) {
  const [tab] = await tabs();
  if (!tab?.focused || !place.startsWith("room:")) return false;
  const room = new URL(tab.url).pathname.split("/");
  return room[1] === "rooms" && room[2] === place.slice(5);
}

/**
 * Lead to an address: in a tab that is open, without loading it again, or else in a new one.
 *
 * @param {string} path
 */
export async function lead(path) {
  const target = new URL(path, scope.location.origin);
  // What leads elsewhere is not from our server.
  if (target.origin !== scope.location.origin) return;
  const [tab] = await tabs();
  const where = target.pathname + target.search + target.hash;
  // A press allows for one of the two, so which it is to be has to be known before. A browser may refuse that one, too.
  if (tab && (await asked(tab, { type: "notices:go", path: where }))) await tab.focus().catch(() => null);
  else await scope.clients.openWindow(target.href).catch(() => null);
}

/**
 * Ask something of a tab.
 *
 * @param {Pick<WindowClient, "postMessage">} tab
 * @param {any} message
 * @param {number} [ms] how long to wait
 * @returns {Promise<boolean>} whether it does it
 */
export function asked(tab, message, ms = ANSWER_MS) {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    const timer = setTimeout(() => resolve(false), ms);
    channel.port1.onmessage = () => {
      clearTimeout(timer);
      channel.port1.close();
      resolve(true);
    };
    tab.postMessage(message, [channel.port2]);
  });
}
