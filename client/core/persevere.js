/**
 * Asking until there is an answer.
 */
import { createBackoff } from "./backoff.js";
import { ApiError } from "./errors.js";

/**
 * Ask again while the server cannot be reached or has trouble: with growing pauses, and at once when the connection
 * has come back.
 *
 * @template T
 * @param {() => Promise<T>} ask
 * @param {object} options
 * @param {(listener: () => void) => (() => void)} options.onUp tells when the connection has come back
 * @param {() => boolean} options.wanted whether anybody still waits for the answer
 * @param {typeof createBackoff} [options.backoff]
 * @returns {Promise<T|null>} null when nobody waits for it any more
 * @throws {ApiError} a refusal that asking again would not change
 */
export async function persevere(ask, { onUp, wanted, backoff = createBackoff }) {
  const pauses = backoff();
  while (wanted()) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof ApiError && !isPassing(error)) throw error;
      const retryAfter = error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
      await pause(Math.max(pauses.next(), retryAfter * 1000), onUp);
    }
  }
  return null;
}

/** @param {ApiError} error after 401, somebody is about to sign in again */
function isPassing({ status }) {
  return status >= 500 || status === 429 || status === 401;
}

/**
 * @param {number} ms
 * @param {(listener: () => void) => (() => void)} onUp
 * @returns {Promise<void>}
 */
function pause(ms, onUp) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(end, ms);
    const stop = onUp(end);
  });
}
