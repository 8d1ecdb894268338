/**
 * Choices that the server must know before anybody is signed in.
 */

const YEAR_S = 31_536_000;

/**
 * @param {string} name
 * @param {string} value empty: forget it
 */
export function remember(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const age = value ? YEAR_S : 0;
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}

/**
 * @param {string} name
 * @returns {string} empty when there is none
 */
export function remembered(name) {
  const start = `${name}=`;
  const found = document.cookie.split("; ").find((part) => part.startsWith(start));
  return found ? decodeURIComponent(found.slice(start.length)) : "";
}
