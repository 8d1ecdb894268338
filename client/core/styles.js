/**
 * Stylesheets that could not be fetched: asked for again, because Vite's preloading, which asks for them with the code
 * that needs them, takes one that has failed once for there.
 */
import { createBackoff } from "./backoff.js";

/** @type {Map<string, ReturnType<typeof createBackoff>>} by address */
const pauses = new Map();

export function persevereWithStyles() {
  addEventListener("error", ({ target }) => target instanceof HTMLLinkElement && target.rel === "stylesheet" && askAgain(target), true);
}

/** @param {HTMLLinkElement} failed */
function askAgain(failed) {
  const pause = pauses.get(failed.href) ?? createBackoff();
  pauses.set(failed.href, pause);
  setTimeout(() => failed.replaceWith(failed.cloneNode()), pause.next());
}
