/**
 * The files of the page, from the cache first: their names change with their content. And what a whole version is made of,
 * kept when a page has come to rest, so that also what was never opened opens without a network.
 */
import { FILES, SHELLS, isOutdated, outdatedShells, shellPath, versionOf } from "./keeps.js";

/** So many files are fetched at a time: the page may want something, too. */
const AT_A_TIME = 3;

/** @typedef {{files: string[], views: Record<string, string>}} Shell */

/** @type {Map<string, Shell>} */
const shells = new Map();

/**
 * @param {Request} request
 * @returns {Promise<Response>}
 */
export async function file(request) {
  const kept = await caches.open(FILES);
  const found = await kept.match(request, { ignoreVary: true });
  if (found) return found;
  const response = await fetch(request);
  // A page that is on its way out must not wait until it is written down.
  if (response.ok) kept.put(request, response.clone()).catch(() => {});
  return response;
}

/**
 * The markup of a view as its own version of the page has it.
 *
 * @param {Request} request
 * @param {URL} url
 * @returns {Promise<Response>}
 */
export async function view(request, url) {
  const path = shellPath(url.searchParams.get("locale") ?? "", url.searchParams.get("v") ?? "");
  const html = (await shell(path))?.views[url.pathname.slice("/views/".length)];
  if (html === undefined) return fetch(request);
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

/**
 * Keep what the page has used, and all else of its version.
 *
 * @param {{v: string, locale: string, used: string[], sparing: boolean}} page sparing: the person pays for what is fetched
 */
export async function keepFiles({ v, locale, used, sparing }) {
  await keepThese(used);
  if (sparing) return;
  const path = shellPath(locale, v);
  const made = (await shell(path)) ?? (await fetchShell(path));
  if (!made) return;
  await keepThese(made.files);
  await tidy(v, used);
}

/**
 * @param {string} path
 * @returns {Promise<Shell|undefined>} undefined when it is not kept
 */
async function shell(path) {
  if (!shells.has(path)) {
    const found = await (await caches.open(SHELLS)).match(path, { ignoreVary: true });
    if (found) shells.set(path, await found.json());
  }
  return shells.get(path);
}

/**
 * @param {string} path
 * @returns {Promise<Shell|null>} null when the server has another version by now
 */
async function fetchShell(path) {
  const response = await fetch(path, { credentials: "same-origin" });
  if (!response.ok) return null;
  await (await caches.open(SHELLS)).put(path, response.clone());
  const made = await response.json();
  shells.set(path, made);
  return made;
}

/** @param {string[]} paths */
async function keepThese(paths) {
  const kept = await caches.open(FILES);
  const missing = [...paths];
  const next = async () => {
    for (let path = missing.shift(); path !== undefined; path = missing.shift()) {
      if (await kept.match(path, { ignoreVary: true })) continue;
      const response = await fetch(path, { credentials: "same-origin" });
      if (response.ok) await kept.put(path, response);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, next));
}

/**
 * Give up what belongs to versions that are too old.
 *
 * @param {string} version the newest
 * @param {string[]} used
 */
async function tidy(version, used) {
  const [made, files] = await Promise.all([caches.open(SHELLS), caches.open(FILES)]);
  const outdated = outdatedShells((await made.keys()).map(({ url }) => new URL(url).pathname), version);
  for (const path of outdated) {
    await made.delete(path);
    shells.delete(path);
  }
  const listed = new Set(used);
  for (const { url } of await made.keys()) {
    const path = new URL(url).pathname;
    for (const each of (await shell(path))?.files ?? []) listed.add(each);
    // Of an older version the words in memory are of no use.
    if (versionOf(path) !== version) shells.delete(path);
  }
  for (const { url } of await files.keys()) {
    const { pathname, search } = new URL(url);
    if (isOutdated(pathname + search, listed)) await files.delete(url);
  }
}
