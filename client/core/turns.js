/**
 * A few at a time: a client of two hundred rooms that comes back must not ask two hundred things at once, and what the
 * reader has before their eyes must not wait for the rest.
 */

/** @param {number} most how many work at a time */
export function createTurns(most) {
  let busy = 0;
  /** @type {{isUrgent: () => boolean, begin: () => void}[]} */
  const waiting = [];

  /**
   * Work as soon as it is one's turn.
   *
   * @template T
   * @param {() => Promise<T>} work
   * @param {() => boolean} isUrgent asked again whenever a turn ends; what is urgent from the start does not wait
   * @returns {Promise<T>}
   */
  async function take(work, isUrgent) {
    if (busy >= most && !isUrgent()) {
      await new Promise((resolve) => waiting.push({ isUrgent, begin: () => resolve(undefined) }));
    } else {
      busy += 1;
    }
    try {
      return await work();
    } finally {
      end();
    }
  }

  /** Whoever is next takes the turn over. */
  function end() {
    if (waiting.length === 0 || busy > most) {
      busy -= 1;
      return;
    }
    const urgent = waiting.findIndex(({ isUrgent }) => isUrgent());
    waiting.splice(Math.max(urgent, 0), 1)[0].begin();
  }

  return { take };
}
