/**
 * A push has come: shows what it tells of, or takes back what is over.
 */
import { scope } from "../../core/worker/scope.js";
import { count, flush } from "./acting.js";
import { appearance, isShown } from "./appearance.js";
import { isLookedAt, tell } from "./windows.js";

/** @typedef {import("./appearance.js").Told} Told */

scope.addEventListener("push", (event) => event.waitUntil(take(read(event))));

/** @param {PushEvent} event */
function read(event) {
  try {
    return event.data?.json() ?? {};
  } catch {
    return {};
  }
}

/** @param {Partial<Told> & {withdraw?: string[]}} told */
async function take(told) {
  if (told.withdraw) await withdraw(told.withdraw);
  else await show(told);
  await count(told.unread);
  if (told.kind === "test") await tell({ type: "notices:arrived" });
  // There is a connection now.
  await flush();
}

/**
 * A browser lets a page be pushed to only as long as each push shows something: so also what cannot be understood does,
 * and nothing stays hidden but what somebody has before their eyes.
 *
 * @param {Partial<Told>} told
 */
async function show(told) {
  if (told.topic?.startsWith("message:") && (await isLookedAt(told.place ?? ""))) return;
  const whole = { topic: "", path: "/notices", ...told, title: told.title || "Parley" };
  const again = isShown(await scope.registration.getNotifications({ tag: whole.topic }), whole);
  const { title, options } = appearance(whole, { again });
  await scope.registration.showNotification(title, options);
}

/** @param {string[]} topics */
async function withdraw(topics) {
  for (const tag of topics) {
    for (const shown of await scope.registration.getNotifications({ tag })) shown.close();
  }
}
