/**
 * The page without a network, soon: what remembers and what speaks of it is fetched once the page has come to rest. Only a
 * page that itself comes from an earlier visit needs it at once, to have anything to show.
 */
import { isOldPage } from "../given.js";
import { whenIdle } from "../idle.js";
import { reportMistake } from "../observable.js";
import { persevere } from "../persevere.js";

/** @typedef {import("./live.js").Parts} Parts */

const fetchIt = () => import("./live.js");

/**
 * Before anything is asked.
 *
 * @param {number|undefined} userId whose page it is
 */
export async function beginOffline(userId) {
  if (!userId) forgetAnswers();
  else if (isOldPage) await fetchIt().then(({ remind }) => remind(userId)).catch(reportMistake);
}

/**
 * Remember what is read from now on.
 *
 * @param {Parts} parts
 * @returns {() => void} stop
 */
export function keepSoon(parts) {
  let stop = () => {};
  let ended = false;
  const { onUp } = parts.connection;
  const begin = async () => {
    const found = await persevere(fetchIt, { onUp, wanted: () => !ended });
    if (found && !ended) stop = found.keep(parts);
  };
  if (isOldPage) void begin();
  else whenIdle(() => void begin());
  return () => {
    ended = true;
    stop();
  };
}

/** Nothing of what somebody has read stays in this browser. The names are those of worker/keeps.js and kept.js. */
export function forgetAnswers() {
  globalThis.caches?.delete("parley-page").catch(() => {});
  try {
    indexedDB.deleteDatabase("parley-kept");
  } catch {
    // Where there is no storage there is nothing in it.
  }
}
