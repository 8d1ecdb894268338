/**
 * What wakes the worker besides pushes and presses: a connection that is back, and a tab that has been opened.
 */
import { scope } from "../../core/worker/scope.js";
import { SYNC, flush, forget } from "./acting.js";
import { kept } from "./kept.js";
import { asked } from "./windows.js";

/** A tab that has it says so at once; one that is busy with its beginning gets time. */
const HANDING_MS = 20_000;
/** What is being handed to a tab: no second one gets it meanwhile. @type {Set<string>} */
const handing = new Set();

scope.addEventListener("sync", (event) => {
  if (event.tag === SYNC) event.waitUntil(flush());
});

scope.addEventListener("message", (event) => {
  if (event.data?.type === "notices:here") event.waitUntil(welcome(event));
});

/**
 * A tab of somebody is there: what they could not do before is done, and what they had written is theirs to send again.
 *
 * @param {ExtendableMessageEvent} event
 */
async function welcome({ data, source }) {
  // What the one before has left is not for the eyes of this one.
  for (const one of await kept()) if (one.told.for !== data.user) await forget(one);
  await flush();
  for (const one of await kept()) {
    const { key, told, text, refused, late } = one;
    if (!refused || told.for !== data.user || !source || handing.has(key)) continue;
    handing.add(key);
    const hasIt = await asked(source, { type: "notices:unsent", room: told.room, text, late }, HANDING_MS);
    // Otherwise it waits for the next tab.
    if (hasIt) await forget(one);
    handing.delete(key);
  }
}
