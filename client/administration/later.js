/**
 * Components of the administration, fetched when somebody opens it.
 */
import "../accounts/settings.css";
import "./administration.css";

import { adminInvitations } from "./invitations.js";
import { adminLog } from "./log.js";
import { adminOverview } from "./overview.js";
import { adminPeople } from "./people.js";
import { adminRooms } from "./rooms.js";
import { adminWorkspace } from "./workspace.js";

/**
 * @param {object} parts see `parts` in main.js
 * @param {typeof import("@alpinejs/csp").default} parts.Alpine
 * @param {import("../accounts/session.js").Session} parts.session
 * @param {any} parts.dialogs
 */
export function register({ Alpine, session, dialogs }) {
  Alpine.data("adminOverview", adminOverview);
  Alpine.data("adminPeople", () => adminPeople({ session, dialogs }));
  Alpine.data("adminRooms", adminRooms);
  Alpine.data("adminInvitations", () => adminInvitations({ Alpine, dialogs }));
  Alpine.data("adminWorkspace", () => adminWorkspace({ session }));
  Alpine.data("adminLog", adminLog);
}
