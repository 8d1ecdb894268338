/**
 * The page: from the network, which knows best; and where that is away, as it was the last time.
 *
 * It holds who is signed in, so there is only ever one, of one person: it goes when they sign out (the page sees to that)
 * and when the server answers with somebody else's or with nobody's.
 */
import { PAGE } from "./keeps.js";

const KEY = "/";
/** Whose page it is: an id, or nothing when nobody is signed in. What has no such header is no page of ours. */
const PERSON = "Parley-Person";
const KEPT = "Parley-Kept";
/** A network that has not answered by then is as good as none. */
const PATIENCE_MS = 4000;
/** What a proxy says when there is nobody behind it. */
const AWAY = new Set([502, 503, 504]);

/** So often somebody has left. What was asked for before that is not kept after it. */
let departures = 0;

/**
 * @param {FetchEvent} event
 * @returns {Promise<Response>}
 */
export async function page(event) {
  const before = departures;
  const network = fromNetwork(event);
  event.waitUntil(network.then((response) => take(response.clone(), before)).catch(() => {}));
  const first = await Promise.race([network, patience()]).catch(() => null);
  if (first && !AWAY.has(first.status)) return first;
  const kept = await (await caches.open(PAGE)).match(KEY, { ignoreVary: true });
  return kept ? marked(kept) : network;
}

/**
 * Have the page as it is now: the first one was there before the worker was.
 */
export async function keepPage() {
  const before = departures;
  await take(await fetch(KEY, { credentials: "same-origin", headers: { Accept: "text/html" } }), before);
}

/**
 * What was asked for while this worker was woken, or is asked for now.
 *
 * @param {FetchEvent} event
 * @returns {Promise<Response>}
 */
export async function fromNetwork(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

/**
 * @param {Response} response
 * @param {number} before how many had left when it was asked for
 */
async function take(response, before) {
  const person = response.headers.get(PERSON);
  if (person === null || response.type === "opaqueredirect") return;
  const kept = await caches.open(PAGE);
  const isTimely = before === departures;
  const last = (await kept.match(KEY, { ignoreVary: true }))?.headers.get(PERSON) ?? person;
  if (person === "" || person !== last) {
    departures += 1;
    await kept.delete(KEY);
  }
  if (person === "" || response.status !== 200 || !isTimely) return;
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  headers.set(KEPT, new Date().toISOString());
  await kept.put(KEY, new Response(await response.blob(), { headers }));
}

/**
 * The page is told that it is an old one.
 *
 * @param {Response} kept
 */
async function marked(kept) {
  const html = await kept.text();
  const at = kept.headers.get(KEPT) ?? "";
  return new Response(html.replace("<html ", `<html data-kept="${at}" `), { headers: kept.headers });
}

/** @returns {Promise<null>} */
function patience() {
  return new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
}
