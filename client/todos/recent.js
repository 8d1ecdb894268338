/**
 * What was done a moment ago: it stays where it was for a while, so that a slip is seen and taken back.
 */

export const STAYS_MS = 5000;

/** @param {() => void} onEnd something has been there long enough */
export function createRecent(onEnd) {
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  const timers = new Map();

  /** @param {string} uid */
  function end(uid) {
    clearTimeout(timers.get(uid));
    return timers.delete(uid);
  }

  return {
    /** @param {string} uid */
    add(uid) {
      end(uid);
      const timer = setTimeout(() => {
        timers.delete(uid);
        onEnd();
      }, STAYS_MS);
      timers.set(uid, timer);
    },
    end,
    /** @param {string} uid */
    has: (uid) => timers.has(uid),
    get uids() {
      return new Set(timers.keys());
    },
    clear() {
      for (const uid of [...timers.keys()]) end(uid);
    },
  };
}
