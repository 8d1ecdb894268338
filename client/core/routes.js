/**
 * Addresses and the views they show.
 *
 * @typedef {object} Route
 * @property {string} pattern such as "/rooms/:id/messages/:message"; "*" stands for every other address
 * @property {string} view name of the fragment, GET /views/<name>
 *
 * @typedef {Route & Address & Record<string, any>} Match a route with whatever else its entry in the table holds
 *
 * @typedef {object} Address
 * @property {string} path without query
 * @property {URLSearchParams} query
 * @property {string} hash
 * @property {Record<string, string>} params
 */

/**
 * @param {Route[]} routes the first that fits wins
 * @returns {(url: URL) => Match|null} null when no route fits
 */
export function createMatcher(routes) {
  const compiled = routes.map((route) => ({ route, expression: compile(route.pattern) }));
  return (url) => {
    for (const { route, expression } of compiled) {
      const found = expression.exec(url.pathname);
      const params = found && decode(found.groups ?? {});
      if (params) return { ...route, path: url.pathname, query: url.searchParams, hash: url.hash, params };
    }
    return null;
  };
}

/** @param {string} pattern */
function compile(pattern) {
  if (pattern === "*") return /^/;
  const source = pattern
    .split("/")
    .map((part) => (part.startsWith(":") ? `(?<${part.slice(1)}>[^/]+)` : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))
    .join("/");
  return new RegExp(`^${source}/?$`);
}

/**
 * @param {Record<string, string>} groups
 * @returns {Record<string, string>|null} null when an address is not well-formed
 */
function decode(groups) {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return null;
  }
}
