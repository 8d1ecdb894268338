/**
 * A notification has been pressed: itself, which leads to what it tells of, or one of its buttons.
 */
import { scope } from "../../core/worker/scope.js";
import { act, count } from "./acting.js";
import { send } from "./server.js";
import { lead } from "./windows.js";

scope.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(press(event));
});

/** @param {NotificationEvent} event */
async function press({ notification, action, reply }) {
  /** @type {import("./appearance.js").Told} */
  const told = notification.data ?? { path: "/" };
  const text = reply?.trim();
  // Where a system has no field in its notifications, a reply is written in the room.
  if (action && (action !== "reply" || text)) await act(told, action, text);
  else await Promise.all([lead(told.path), seen(told)]);
}

/**
 * Whoever goes there has read it; should that not be heard, the page says it once more.
 *
 * @param {import("./appearance.js").Told} told
 */
async function seen({ id, for: whose }) {
  if (id === undefined) return;
  const outcome = await send(whose, "POST", `/notices/${id}/act`, { action: "read" });
  if (outcome.kind === "done") await count(outcome.data.unread);
}
