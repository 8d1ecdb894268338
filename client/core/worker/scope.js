/** The service worker's own scope, for what runs in it. */
export const scope = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));
