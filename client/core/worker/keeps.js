/**
 * What the service worker keeps, and for how long. The pages know these names, too: they empty what is somebody's own.
 */

/** The page itself, with what it says of the person it was sent to: one entry, of one person. */
export const PAGE = "parley-page";
/** Files whose names change with their content. */
export const FILES = "parley-files";
/** What each version of the page is made of, by language: its files, and the markup of its views. */
export const SHELLS = "parley-shells";

/** Of the versions before this one, so many are kept: a page that has been open since then goes on working. */
const OLDER = 1;

/**
 * @param {string} locale
 * @param {string} version
 */
export function shellPath(locale, version) {
  return `/shell/${locale}/${version}.json`;
}

/** @param {string} path */
export function versionOf(path) {
  return /([^/]*)\.json$/.exec(path)?.[1] ?? "";
}

/**
 * Which shells to give up when a version has come.
 *
 * @param {string[]} paths of the shells, the longest kept first
 * @param {string} version the newest
 * @returns {string[]}
 */
export function outdatedShells(paths, version) {
  const older = [...new Set(paths.map(versionOf))].filter((each) => each !== version);
  const goes = new Set(older.slice(0, Math.max(older.length - OLDER, 0)));
  return paths.filter((path) => goes.has(versionOf(path)));
}

/**
 * Whether a file belongs to no version that is kept. Fonts and pictures are in no list: they stay.
 *
 * @param {string} path with query
 * @param {Set<string>} listed files of the shells that are kept
 */
export function isOutdated(path, listed) {
  return /\.(js|css)$|^\/catalogs\//.test(path) && !listed.has(path);
}
