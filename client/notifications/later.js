/**
 * The inbox, the settings and the levels of rooms, fetched with the first of them.
 */
import "./notices.css";
import { inbox } from "./inbox.js";
import { preferences } from "./preferences.js";
import { pushSettings } from "./push-settings.js";
import { roomLevel } from "./room-level.js";

/** @param {any} parts what main.js gives */
export function register({ Alpine, current, details, world }) {
  Alpine.data("inbox", () => {
    const { notices, connection } = world();
    return inbox({ getLive: notices.get, connection });
  });
  Alpine.data("notificationPreferences", () => preferences({ getLive: world().notices.get }));
  Alpine.data("pushSettings", () => pushSettings({ getLive: world().notices.get }));
  Alpine.data("roomLevel", () => roomLevel({ Alpine, current, details, rooms: world().rooms }));
}
