/**
 * Where to go after signing in: only ever to this site, whatever a link in somebody's mail says.
 *
 * @param {URLSearchParams} query
 * @returns {string} a path
 */
export function nextPath(query) {
  const wanted = query.get("next") ?? "/";
  if (!wanted.startsWith("/")) return "/";
  const url = new URL(wanted, location.origin);
  const path = url.pathname + url.search + url.hash;
  // "/.//elsewhere" is of this site until its dots are resolved; what is left is an address of another.
  return url.origin === location.origin && !path.startsWith("//") ? path : "/";
}
