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
  const keyOf = (/** @type {number} */ roomId) => `${PREFIX} ${userId} ${roomId}`;

  return {
    /** @param {number} roomId */
    get(roomId) {
      return texts.get(roomId) ?? stored(keyOf(roomId)) ?? "";
    },

    /**
     * @param {number} roomId
     * @param {string} text
     */
    set(roomId, text) {
      texts.set(roomId, text);
      store(keyOf(roomId), text);
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
