/**
 * Which due to-dos were gone through today: they are due all day, and are to be seen once. Kept in this browser, the
 * same for all of its tabs.
 */

const PREFIX = "parley-walk";

/**
 * @param {number} userId another person in this browser has their own
 * @param {() => string} today the reader's day
 */
export function createPassed(userId, today) {
  const key = `${PREFIX} ${userId}`;
  /** @type {{day: string, uids: string[]}} also where the browser keeps nothing for us */
  let known = { day: "", uids: [] };

  function look() {
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? "null");
      if (kept?.day === today() && Array.isArray(kept.uids)) known = kept;
    } catch {
      // Then what this page knows has to do.
    }
    if (known.day !== today()) known = { day: today(), uids: [] };
    return known.uids;
  }

  return {
    /** @param {string} uid */
    has: (uid) => look().includes(uid),
    /** @param {string} uid */
    add(uid) {
      known = { day: today(), uids: [...new Set([...look(), uid])] };
      try {
        localStorage.setItem(key, JSON.stringify(known));
      } catch {
        // Full or forbidden: the next visit shows it again.
      }
    },
    /** Be told when another tab has gone through one. @param {() => void} listener @returns {() => void} stop listening */
    subscribe(listener) {
      const hear = (/** @type {StorageEvent} */ event) => event.key === key && listener();
      addEventListener("storage", hear);
      return () => removeEventListener("storage", hear);
    },
  };
}
