/**
 * The page's hold on its service worker. Everything must work without one, too: browsers have them only where the address
 * begins with https or is this machine's own, and not in every private window.
 */

/** @type {Promise<ServiceWorkerRegistration|null>|null} */
let asked = null;

/**
 * Have the worker registered, and return the registration; null where there can be none. Safe to call again.
 *
 * @returns {Promise<ServiceWorkerRegistration|null>}
 */
export function registration() {
  const workers = globalThis.navigator?.serviceWorker;
  if (!workers || !globalThis.isSecureContext) return Promise.resolve(null);
  asked ??= workers.register("/worker.js", { scope: "/", updateViaCache: "none" }).catch(() => {
    // Tried again by the next who needs it.
    asked = null;
    return null;
  });
  return asked;
}
