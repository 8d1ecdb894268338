/**
 * Growing pauses between attempts, with jitter, so that a thousand clients of a restarted server do not all come back
 * in the same instant.
 *
 * @param {{minMs?: number, maxMs?: number, random?: () => number}} [options]
 * @returns {{next(): number, reset(): void, readonly attempts: number}} `next` answers milliseconds: half to the whole
 *   of 1, 2, 4 … seconds
 */
export function createBackoff({ minMs = 1000, maxMs = 30_000, random = Math.random } = {}) {
  let attempts = 0;
  return {
    next() {
      const full = Math.min(minMs * 2 ** Math.min(attempts, 20), maxMs);
      attempts += 1;
      return full * (0.5 + random() / 2);
    },
    reset() {
      attempts = 0;
    },
    get attempts() {
      return attempts;
    },
  };
}
