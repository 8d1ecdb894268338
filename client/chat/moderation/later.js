/**
 * The moderators' page, fetched when one of them opens it.
 */
import "./moderation.css";

import { removedMessages } from "./removed.js";
import { reportQueue } from "./queue.js";

/**
 * @param {object} parts see `parts` in main.js
 * @param {typeof import("@alpinejs/csp").default} parts.Alpine
 * @param {import("../../accounts/session.js").Session} parts.session
 */
export function register({ Alpine, session }) {
  Alpine.data("reportQueue", () => reportQueue({ Alpine, session }));
  Alpine.data("removedMessages", removedMessages);
}
