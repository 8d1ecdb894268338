/**
 * The API as the worker asks it: by the cookie of whoever is signed in, with no page and no catalog at hand.
 */

/**
 * @typedef {{kind: "done", data: any}
 *   | {kind: "refused", code: string, message: string}
 *   | {kind: "out"}
 *   | {kind: "other"}
 *   | {kind: "away"}} Outcome "out": nobody is signed in; "other": somebody else is; "away": no answer, or none of ours
 */

const BASE = "/api/v1";
const PATIENCE_MS = 20_000;
/** The server may take it another time. */
const PASSING = new Set([408, 425, 429]);

/**
 * Whether somebody is signed in here.
 *
 * @param {number|undefined} personId who it must be; undefined: whoever it is
 * @returns {Promise<{kind: "in", csrf: string} | {kind: "out"} | {kind: "other"} | {kind: "away"}>}
 */
export async function present(personId) {
  try {
    const session = await ask("GET", "/session", {});
    if (!session.ok) return { kind: "away" };
    const { user, csrf } = await session.json();
    if (!user) return { kind: "out" };
    return personId === undefined || user.id === personId ? { kind: "in", csrf } : { kind: "other" };
  } catch {
    // No network; or what has answered is not our server, such as the door of a hotel.
    return { kind: "away" };
  }
}

/**
 * Send something in somebody's name.
 *
 * @param {number|undefined} personId who it must be; undefined: whoever is signed in
 * @param {string} method
 * @param {string} path
 * @param {any} [body]
 * @returns {Promise<Outcome>}
 */
export async function send(personId, method, path, body) {
  const found = await present(personId);
  if (found.kind !== "in") return found;
  try {
    const answer = await ask(method, path, { "X-CSRFToken": found.csrf, "Content-Type": "application/json" }, body);
    if (answer.ok) return { kind: "done", data: answer.status === 204 ? null : await answer.json() };
    if (answer.status === 401) return { kind: "out" };
    if (answer.status >= 500 || PASSING.has(answer.status)) return { kind: "away" };
    const { error } = await answer.json();
    return { kind: "refused", code: error.code, message: error.message };
  } catch {
    return { kind: "away" };
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Record<string, string>} headers
 * @param {any} [body]
 */
function ask(method, path, headers, body) {
  return fetch(BASE + path, {
    method,
    headers: { Accept: "application/json", ...headers },
    body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}
