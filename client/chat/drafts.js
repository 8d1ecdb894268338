/**
 * What was typed and not sent, per room: over changes of room and language, and over a reload.
 */

const PREFIX = "parley-draft";

/**
 * @param {number} userId another person in this browser has their own
 */
export function createDrafts(userId) {
  /** @type {Map<number, string>} also where the browser keeps nothing for us */
  const texts = new Map();
  /** @type {Set<(roomId: number) => void>} */
  const listeners = new Set();
  const keyOf = (/** @type {number} */ roomId) => `${PREFIX} ${userId} ${roomId}`;

  /** @param {number} roomId */
  function get(roomId) {
    return texts.get(roomId) ?? stored(keyOf(roomId)) ?? "";
  }

  /**
   * @param {number} roomId
   * @param {string} text
   */
  function set(roomId, text) {
    texts.set(roomId, text);
    store(keyOf(roomId), text);
  }

  return {
    get,
    set,

    /**
     * Put what was written elsewhere below what is there; once.
     *
     * @param {number} roomId
     * @param {string} text
     */
    add(roomId, text) {
      const before = get(roomId);
      if (`\n${before}`.endsWith(`\n${text}`)) return;
      set(roomId, before ? `${before}\n${text}` : text);
      for (const listener of listeners) listener(roomId);
    },

    /** @param {(roomId: number) => void} listener @returns {() => void} stop */
    onAdded(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** @typedef {ReturnType<typeof createDrafts>} Drafts */

/** @param {string} key */
function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string} text
 */
function store(key, text) {
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // Full or forbidden: the memory of this page still has it.
  }
}
