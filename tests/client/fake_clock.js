/**
 * A clock that stands still until it is moved, in place of this process's timers.
 */
export function createClock() {
  let now = Date.now();
  let last = 0;
  /** @type {Map<number, {at: number, action: () => void, every: number|null}>} */
  const timers = new Map();

  Date.now = () => now;
  globalThis.setTimeout = (action, ms = 0) => start(action, ms, null);
  globalThis.setInterval = (action, ms = 0) => start(action, ms, ms);
  globalThis.clearTimeout = globalThis.clearInterval = (id) => timers.delete(id);

  function start(action, ms, every) {
    last += 1;
    timers.set(last, { at: now + ms, action, every });
    return last;
  }

  /** @param {number} until */
  function nextBefore(until) {
    const due = [...timers].filter(([, { at }]) => at <= until);
    return due.sort(([a, one], [b, other]) => one.at - other.at || a - b)[0];
  }

  return {
    clear: () => timers.clear(),
    /**
     * @param {number} ms
     * @param {() => Promise<void>} settle lets what a timer has started happen, before the next one fires
     */
    async advance(ms, settle) {
      const until = now + ms;
      for (let next = nextBefore(until); next; next = nextBefore(until)) {
        const [id, { at, action, every }] = next;
        now = at;
        if (every === null) timers.delete(id);
        else timers.set(id, { at: at + every, action, every });
        action();
        await settle();
      }
      now = until;
    },
  };
}
