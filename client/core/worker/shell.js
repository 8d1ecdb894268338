/**
 * The page as an app: it opens without a network, with what was read last, and a version of it that is open goes on working
 * when the server has a newer one.
 *
 * The worker knows no version itself. Files are found by their names and views by the version in their address, so one
 * worker serves pages of several, and a newer worker may take over at any time.
 */
import { file, keepFiles, view } from "./files.js";
import { FILES, PAGE, SHELLS } from "./keeps.js";
import { fromNetwork, keepPage, page } from "./page.js";
import { scope } from "./scope.js";

/** Addresses that are no pages of the app: what they say is not in it. */
const NO_PAGES = /^\/(api|static|views|catalogs|shell|logo|oauth|calendar|unsubscribe|socket\.io|health|favicon\.ico|worker\.js|manifest\.webmanifest)(\/|$)/;

scope.addEventListener("install", (event) => {
  // The API and the live connection need no worker, which takes a moment to wake.
  for (const path of ["/api/*", "/socket.io/*"]) {
    event.addRoutes?.({ condition: { urlPattern: path }, source: "network" }).catch(() => {});
  }
  event.waitUntil(scope.skipWaiting());
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(begin());
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== scope.location.origin) return;
  if (request.mode === "navigate") event.respondWith(NO_PAGES.test(url.pathname) ? fromNetwork(event) : page(event));
  else if (/^\/(static\/assets|catalogs|logo)\//.test(url.pathname)) event.respondWith(file(request));
  else if (url.pathname.startsWith("/views/")) event.respondWith(view(request, url));
});

scope.addEventListener("message", (event) => {
  if (event.data?.type === "shell:keep") event.waitUntil(keep(event.data));
});

async function begin() {
  const known = new Set([PAGE, FILES, SHELLS]);
  for (const name of await caches.keys()) if (name.startsWith("parley-") && !known.has(name)) await caches.delete(name);
  await scope.registration.navigationPreload?.enable();
  await scope.clients.claim();
}

/**
 * A page has come to rest.
 *
 * @param {Parameters<typeof keepFiles>[0] & {page: boolean}} what page: the kept one is not as this one is
 */
async function keep({ page: isNew, ...files }) {
  try {
    if (isNew) await keepPage();
    await keepFiles(files);
  } catch {
    // No network, or no room: the next page tries again.
  }
}
