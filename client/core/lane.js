/**
 * The way out of one room's entries: one at a time and in order, with pauses while the server does not answer.
 */
import { createBackoff } from "./backoff.js";
import { ApiError } from "./errors.js";

/**
 * @template T
 * @typedef {object} LaneOptions
 * @property {() => T|undefined} next what is to be sent now
 * @property {(entry: T) => Promise<void>} send settled when the entry is done with; rejects when it is to be sent again
 * @property {<R>(work: () => Promise<R>) => Promise<R>} alone keeps other tabs from sending the same meanwhile
 * @property {typeof createBackoff} [backoff]
 */

const SLOW_DOWN_S = 5;
/** Sending goes on only when somebody asks for it. */
const UNTIL_ASKED = Infinity;

/**
 * @template T
 * @param {LaneOptions<T>} options
 */
export function createLane({ next, send, alone, backoff = createBackoff }) {
  const pauses = backoff();
  let running = false;
  let closed = false;
  /** Something was added meanwhile. */
  let again = false;
  /** There is a reason to try again without a pause. */
  let hope = false;
  /** The server has asked to wait until then (epoch milliseconds). */
  let notBefore = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;

  /**
   * Send what waits.
   *
   * @param {{hopeful?: boolean}} [why] hopeful: the connection is new, so that no pause need be waited out
   */
  function flush({ hopeful = false } = {}) {
    if (closed) return;
    const waitMs = notBefore - Date.now();
    if (waitMs > 0) {
      goOnAfter(waitMs);
      return;
    }
    clearTimeout(timer);
    again = true;
    hope ||= hopeful;
    if (!running) void run();
  }

  /** Send until nothing is left or something must wait. */
  async function run() {
    running = true;
    let pauseMs = 0;
    try {
      while (again && (pauseMs === 0 || hope) && !closed) {
        again = hope = false;
        pauseMs = await alone(sendAll);
      }
    } finally {
      running = false;
    }
    if (pauseMs > 0) goOnAfter(pauseMs);
  }

  /** @returns {Promise<number>} milliseconds to wait before going on; 0 when there is nothing left */
  async function sendAll() {
    for (let entry = next(); entry !== undefined && !closed; entry = next()) {
      try {
        await send(entry);
        pauses.reset();
      } catch (error) {
        return pauseAfter(error);
      }
    }
    return 0;
  }

  /** @param {unknown} error */
  function pauseAfter(error) {
    const code = error instanceof ApiError ? error.code : "";
    if (code === "unauthorized") return UNTIL_ASKED;
    if (code !== "slow_down") return pauses.next();
    const waitMs = (/** @type {ApiError} */ (error).retryAfter ?? SLOW_DOWN_S) * 1000;
    notBefore = Date.now() + waitMs;
    return waitMs;
  }

  /** @param {number} ms */
  function goOnAfter(ms) {
    clearTimeout(timer);
    if (!closed && ms !== UNTIL_ASKED) timer = setTimeout(flush, ms);
  }

  /** Send nothing more. */
  function close() {
    closed = true;
    clearTimeout(timer);
  }

  return { flush, close };
}
