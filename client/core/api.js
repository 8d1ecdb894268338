/**
 * The REST API under /api/v1, the same one that scripts and bots use.
 */
import { ApiError, NetworkError } from "./errors.js";
import { takeAnswer } from "./given.js";
import { _ } from "./i18n.js";

export { ApiError, NetworkError } from "./errors.js";

/**
 * @typedef {object} Options
 * @property {Record<string, string|number|boolean|null|undefined>} [params] query; null and undefined are left out
 * @property {AbortSignal} [signal]
 * @property {number} [timeoutMs]
 */

const BASE = "/api/v1";
const TIMEOUT_MS = 20_000;

/** @type {Set<() => void>} */
const unauthorizedListeners = new Set();
let csrf = "";
/** @type {number|null} */
let userId = null;
let toldUnauthorized = false;
/** Which session this is, counted: what an earlier one was refused says nothing about it. */
let era = 0;
/** @type {Promise<void>|null} */
let refreshing = null;

/**
 * @typedef {object} Memory of earlier answers
 * @property {(question: string, answer: any) => void} hear
 * @property {(question: string, ask: () => Promise<any>) => Promise<any>} recall answers what is remembered where the network is away
 */

/** Answers that came before anybody remembered them. @type {[string, any][]} */
const early = [];
const EARLY_MOST = 50;
/** @type {Memory} */
const NO_MEMORY = { hear: (...each) => early.length < EARLY_MOST && early.push(each), recall: (_question, ask) => ask() };
let memory = NO_MEMORY;
/** @type {(build: string) => void} */
let hearBuild = () => {};

/**
 * Each answers the parsed JSON, or null when there is none (204).
 *
 * Throws `ApiError` when the server refuses, `NetworkError` when no answer comes in time, and the signal's reason
 * when the caller aborts.
 */
export const api = {
  /** @type {(path: string, options?: Options) => Promise<any>} */
  async get(path, options) {
    const question = path + query(options?.params);
    const given = takeAnswer(question, userId);
    const asker = userId;
    const ask = async () => {
      const answer = given ?? (await call("GET", path, undefined, options));
      // Somebody else may be here by now.
      if (asker === userId) memory.hear(question, answer);
      return answer;
    };
    return given ? ask() : memory.recall(question, ask);
  },
  /** @type {(path: string, body?: unknown, options?: Options) => Promise<any>} */
  post: (path, body, options) => call("POST", path, body, options),
  /** @type {(path: string, body?: unknown, options?: Options) => Promise<any>} */
  put: (path, body, options) => call("PUT", path, body, options),
  /** @type {(path: string, body?: unknown, options?: Options) => Promise<any>} */
  patch: (path, body, options) => call("PATCH", path, body, options),
  /** @type {(path: string, body?: unknown, options?: Options) => Promise<any>} */
  delete: (path, body, options) => call("DELETE", path, body, options),
};

/**
 * Use this token for writes from now on.
 *
 * @param {string} token
 */
export function setCsrf(token) {
  csrf = token;
}

/**
 * Take over what the server says about the session: at boot, and after signing in or out.
 *
 * @param {{csrf: string, user: {id: number}|null}} session
 */
export function setSession(session) {
  setCsrf(session.csrf);
  era += 1;
  toldUnauthorized = false;
  const next = session.user?.id ?? null;
  if (next !== userId) early.length = 0;
  userId = next;
}

/**
 * Have somebody remember the answers, from those before on; null: nobody any more.
 *
 * @param {Memory|null} next
 */
export function remember(next) {
  memory = next ?? NO_MEMORY;
  for (const each of early.splice(0)) next?.hear(...each);
}

/**
 * Be told with every answer which version of the page the server has.
 *
 * @param {(build: string) => void} listener
 */
export function onBuild(listener) {
  hearBuild = listener;
}

/**
 * Be told when the session has ended (once, however many requests find out), or now belongs to somebody else.
 *
 * @param {() => void} listener
 * @returns {() => void} stop listening
 */
export function onUnauthorized(listener) {
  unauthorizedListeners.add(listener);
  return () => unauthorizedListeners.delete(listener);
}

/** The session has ended: tell everybody who asked, once. Safe to call again. */
export function tellUnauthorized() {
  if (toldUnauthorized) return;
  toldUnauthorized = true;
  for (const listener of [...unauthorizedListeners]) listener();
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 * @param {Options} [options]
 */
async function call(method, path, body, options = {}) {
  try {
    return await send(method, path, body, options);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "csrf" || method === "GET") throw error;
    // The write was refused before it was looked at, so repeating it is safe.
    // Whoever signs in writes in nobody's name yet.
    await refreshCsrf({ forAnybody: path.startsWith("/session") });
    return send(method, path, body, options);
  }
}

/** Requests that are refused together share one refresh. @param {{forAnybody: boolean}} options */
function refreshCsrf(options) {
  refreshing ??= renewSession(options).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** @param {{forAnybody: boolean}} options */
async function renewSession({ forAnybody }) {
  const session = await send("GET", "/session", undefined, {});
  const now = session.user?.id ?? null;
  if (userId !== null && now !== userId && !(forAnybody && now === null)) {
    // Another tab signed out, or in as somebody else: this tab's write must not go out in that name.
    tellUnauthorized();
    throw new ApiError({ status: 401, code: "unauthorized", message: fallbackMessage(401) });
  }
  setCsrf(session.csrf);
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 * @param {Options} options
 */
async function send(method, path, body, { params, signal, timeoutMs = TIMEOUT_MS }) {
  const askedIn = era;
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrf;
  // A file goes as it is; its type is for the server to find out.
  const file = body instanceof Blob ? body : undefined;
  if (body !== undefined) headers["Content-Type"] = file ? "application/octet-stream" : "application/json";
  const content = file ?? (body === undefined ? undefined : JSON.stringify(body));
  const request = { method, headers, body: content, credentials: /** @type {const} */ ("same-origin") };
  const { response, text } = await exchange(BASE + path + query(params), request, signal, timeoutMs);
  const data = parse(text);
  if (response.ok) {
    if (data === undefined && text !== "") throw new NetworkError(_("The answer could not be read."));
    return data ?? null;
  }
  const error = refusal(response, data);
  if (error.code === "unauthorized" && askedIn === era) tellUnauthorized();
  throw error;
}

/**
 * Fetch with a time limit that covers the body too.
 *
 * @param {string} url
 * @param {RequestInit} request
 * @param {AbortSignal|undefined} signal
 * @param {number} timeoutMs
 */
async function exchange(url, request, signal, timeoutMs) {
  const abort = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    abort.abort();
  }, timeoutMs);
  const pass = () => abort.abort(signal?.reason);
  if (signal?.aborted) pass();
  signal?.addEventListener("abort", pass);
  try {
    const response = await fetch(url, { ...request, signal: abort.signal });
    const text = await response.text();
    const build = response.headers.get("Parley-Build");
    if (build) hearBuild(build);
    return { response, text };
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new NetworkError(_("The server cannot be reached."), { timedOut, cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", pass);
  }
}

/** @param {Options["params"]} params */
function query(params) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value !== null && value !== undefined) search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}

/**
 * @param {string} text
 * @returns {any} undefined when it is not JSON
 */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * A proxy in between may answer without our JSON: then the status alone decides.
 *
 * @param {Response} response
 * @param {any} data
 */
function refusal(response, data) {
  const error = data?.error;
  return new ApiError({
    status: response.status,
    code: error?.code ?? fallbackCode(response.status),
    message: error?.message || fallbackMessage(response.status),
    fields: error?.fields,
    retryAfter: retryAfter(response.headers.get("Retry-After")),
  });
}

/** @param {string|null} header seconds, or a date */
function retryAfter(header) {
  if (!header) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(seconds, 0);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max((date - Date.now()) / 1000, 0);
}

/** @param {number} status */
function fallbackCode(status) {
  if (status === 404) return "not_found";
  if (status === 413) return "too_long";
  if (status === 429) return "slow_down";
  if (status >= 500) return "unavailable";
  return status === 403 ? "forbidden" : "invalid";
}

/** @param {number} status */
function fallbackMessage(status) {
  if (status === 401) return _("Please sign in again.");
  if (status === 404) return _("This does not exist, or you may not see it.");
  if (status === 413) return _("This is too long.");
  if (status === 429) return _("That was too fast. Please wait a moment.");
  if (status >= 500) return _("The server has a problem. Please try again.");
  return _("The server refused this.");
}
