/**
 * Something that can be watched.
 *
 * @typedef {object} Signal
 * @property {(listener: () => void) => (() => void)} subscribe returns the way to stop listening
 * @property {() => void} notify tells every listener soon; calls in the same turn are told once
 */

/**
 * Make a signal. A catch-up applies hundreds of changes in one turn, and the page should be drawn once for all of
 * them: so listeners are called at the end of the turn.
 *
 * @returns {Signal}
 */
export function createSignal() {
  /** @type {Set<() => void>} */
  const listeners = new Set();
  let queued = false;

  function tell() {
    queued = false;
    for (const listener of [...listeners]) {
      try {
        listener();
      } catch (error) {
        reportMistake(error);
      }
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    notify() {
      if (queued || listeners.size === 0) return;
      queued = true;
      queueMicrotask(tell);
    },
  };
}

/**
 * A value that can be watched; setting the same value again tells nobody.
 *
 * @template T
 * @param {T} first
 * @returns {{readonly value: T, set(next: T): void, subscribe: Signal["subscribe"]}}
 */
export function createValue(first) {
  const signal = createSignal();
  let value = first;
  return {
    get value() {
      return value;
    },
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      signal.notify();
    },
    subscribe: signal.subscribe,
  };
}

/**
 * Show a mistake the way the browser shows an uncaught one, without letting it stop what comes next.
 *
 * @param {unknown} error
 */
export function reportMistake(error) {
  globalThis.reportError?.(error);
}
