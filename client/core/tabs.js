/**
 * Several tabs of one browser working on the same thing.
 *
 * Web Locks exist only on HTTPS and localhost, and BroadcastChannel not everywhere: what uses this must stay right
 * without them, and only gets quieter with them.
 */

/**
 * @typedef {object} Tabs
 * @property {(message: any) => void} tell every other tab
 * @property {(listener: (message: any) => void) => (() => void)} listen
 * @property {<T>(what: string, work: () => Promise<T>) => Promise<T>} alone do something while no other tab does it
 * @property {() => void} close
 */

/** A background tab may be frozen while it holds the lock; after this long the lock is taken from it. */
const LOCK_WAIT_MS = 12_000;

/**
 * @param {string} name what the tabs share
 * @returns {Tabs}
 */
export function createTabs(name) {
  const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : null;
  return {
    tell(message) {
      channel?.postMessage(message);
    },
    listen(listener) {
      const hear = (/** @type {MessageEvent} */ event) => listener(event.data);
      channel?.addEventListener("message", hear);
      return () => channel?.removeEventListener("message", hear);
    },
    alone(what, work) {
      return locked(`${name}-${what}`, work);
    },
    close() {
      channel?.close();
    },
  };
}

/**
 * Do something while no other tab does anything of the same name.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function locked(name, work) {
  const locks = globalThis.navigator?.locks;
  if (!locks) return work();
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), LOCK_WAIT_MS);
  /** @type {Promise<T>|undefined} */
  let result;
  const begin = () => {
    clearTimeout(timer);
    result = work();
    return result;
  };
  try {
    await locks.request(name, { signal: patience.signal }, begin);
  } catch {
    // Either our patience ended: take the lock away. Or the lock was taken away from us: what was begun goes on.
    if (!result) await locks.request(name, { steal: true }, begin).catch(() => undefined);
  } finally {
    clearTimeout(timer);
  }
  return result ?? work();
}
