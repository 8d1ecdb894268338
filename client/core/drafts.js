/**
 * What was typed and not sent, by where it was typed: over changes of place and language, and over a reload.
 */

const PREFIX = "parley-draft";

/** @typedef {number|string} Place of a room its id, of anything else a name that no room can have */

/**
 * @param {number} userId another person in this browser has their own
 */
export function createDrafts(userId) {
  /** @type {Map<Place, string>} also where the browser keeps nothing for us */
  const texts = new Map();
  /** @type {Set<(place: Place) => void>} */
  const listeners = new Set();
  const keyOf = (/** @type {Place} */ place) => `${PREFIX} ${userId} ${place}`;

  /** @param {Place} place */
  function get(place) {
    return texts.get(place) ?? stored(keyOf(place)) ?? "";
  }

  /**
   * @param {Place} place
   * @param {string} text
   */
  function set(place, text) {
    texts.set(place, text);
    store(keyOf(place), text);
  }

  return {
    get,
    set,

    /**
     * Put what was written elsewhere below what is there; once.
     *
     * @param {Place} place
     * @param {string} text
     */
    add(place, text) {
      const before = get(place);
      if (`\n${before}`.endsWith(`\n${text}`)) return;
      set(place, before ? `${before}\n${text}` : text);
      for (const listener of listeners) listener(place);
    },

    /**
     * The draft of a place as a thing with a ``text``, for a field that knows of nothing else.
     *
     * @param {() => Place} place asked at each use
     */
    at(place) {
      return {
        get text() {
          return get(place());
        },
        /** @param {string} text */
        set text(text) {
          set(place(), text);
        },
      };
    },

    /** @param {(place: Place) => void} listener @returns {() => void} stop */
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
