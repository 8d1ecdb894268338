/**
 * Keeps one Socket.IO connection open: tries again with growing pauses, at once when there is reason to hope, and by
 * the other transport when one leads nowhere.
 *
 * Socket.IO's own reconnection is switched off: it cannot be hurried when a laptop wakes up, and it does not come
 * back after a namespace was refused for a passing reason.
 */
import { createBackoff } from "./backoff.js";

/**
 * @typedef {object} LinkOptions
 * @property {import("socket.io-client").Manager} manager with reconnection and autoConnect off
 * @property {import("socket.io-client").Socket[]} sockets its namespaces; the link is up when all are connected
 * @property {() => void} onUp
 * @property {() => void} onDown also after each attempt that failed
 * @property {() => void} onUnauthorized the server does not know this session; no more attempts are made
 * @property {() => number} [random]
 */

/** Some proxies swallow websockets without a word, so every other attempt begins with polling. */
const TRANSPORTS = [
  ["websocket", "polling"],
  ["polling", "websocket"],
];
/** A namespace that has not answered by then will not answer. */
const PATIENCE_MS = 15_000;
/** An attempt younger than this may still succeed, and is not given up for another. */
const YOUNG_MS = 3000;
/** After a stopping server has said so, clients come back within this time. */
const RESTART_MS = 3000;

/** @param {LinkOptions} options */
export function createLink({ manager, sockets, onUp, onDown, onUnauthorized, random = Math.random }) {
  const backoff = createBackoff({ random });
  let wanted = false;
  let up = false;
  let restarting = false;
  let givingUp = false;
  let failures = 0;
  let startedAt = 0;
  let retryAt = 0;
  let preferred = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let retryTimer;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let patienceTimer;

  for (const socket of sockets) {
    socket.on("connect", connected);
    socket.on("disconnect", () => failed(false));
    socket.on("connect_error", (error) => failed(!socket.active && error.message === "unauthorized"));
    socket.on("stopping", () => {
      restarting = true;
    });
  }

  function start() {
    wanted = true;
    retryNow();
  }

  function stop() {
    wanted = false;
    // Whoever starts again has a new reason to, however young the last attempt is.
    startedAt = 0;
    clearTimers();
    for (const socket of sockets) socket.disconnect();
    up = false;
  }

  /** Try now instead of at the end of the pause. */
  function retryNow() {
    if (!wanted || up || Date.now() - startedAt < YOUNG_MS) return;
    backoff.reset();
    attempt();
  }

  /**
   * Give up a connection that does not answer, and try again.
   *
   * @param {number} [pauseMs] first; without it at once
   */
  function renew(pauseMs = 0) {
    startedAt = 0;
    clearTimers();
    // Closing would count as a failure, and make its own pause.
    givingUp = true;
    close();
    givingUp = false;
    up = false;
    if (pauseMs > 0) tryAfter(pauseMs);
    else retryNow();
    onDown();
  }

  function attempt() {
    if (manager._readyState === "opening") {
      // An older attempt that hangs, perhaps since before the laptop slept.
      givingUp = true;
      close();
      givingUp = false;
    }
    clearTimers();
    startedAt = Date.now();
    retryAt = 0;
    manager.opts.transports = TRANSPORTS[preferred];
    patienceTimer = setTimeout(close, PATIENCE_MS);
    for (const socket of sockets) if (!socket.active) socket.connect();
    manager.open();
  }

  function connected() {
    if (up || !sockets.every((socket) => socket.connected)) return;
    up = true;
    failures = 0;
    restarting = false;
    clearTimers();
    backoff.reset();
    onUp();
  }

  /** @param {boolean} unauthorized */
  function failed(unauthorized) {
    if (!wanted || givingUp) return;
    if (unauthorized) {
      stop();
      onUnauthorized();
      return;
    }
    if (!up && !retryTimer) {
      failures += 1;
      preferred = 1 - preferred;
    }
    up = false;
    schedule();
    onDown();
  }

  function schedule() {
    clearTimeout(patienceTimer);
    if (retryTimer) return;
    tryAfter(restarting ? 300 + random() * RESTART_MS : backoff.next());
    restarting = false;
  }

  /** @param {number} ms */
  function tryAfter(ms) {
    retryAt = Date.now() + ms;
    retryTimer = setTimeout(attempt, ms);
  }

  function close() {
    // Not `disconnect()` on the sockets: they are meant to come back with the next opening.
    manager._close();
  }

  function clearTimers() {
    clearTimeout(retryTimer);
    clearTimeout(patienceTimer);
    retryTimer = undefined;
  }

  return {
    start,
    stop,
    retryNow,
    renew,
    get up() {
      return up;
    },
    /** Attempts in a row that came to nothing. */
    get failures() {
      return failures;
    },
    /** When the next attempt is due, in epoch milliseconds; 0 while none waits. */
    get retryAt() {
      return retryAt;
    },
  };
}
