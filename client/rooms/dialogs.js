/**
 * The dialogs about rooms and people: fetched with the first of them that is opened.
 */
import { memberActions } from "./member-actions.js";
import { peoplePicker } from "./people-picker.js";
import { createPurposes } from "./purposes.js";
import { editRoom, newRoom } from "./room-forms.js";

/** @param {any} parts what main.js gives */
export function register({ Alpine, session, dialogs, world, go }) {
  const purposes = createPurposes({ rooms: () => world().rooms, go });
  Alpine.data("newRoom", () => newRoom({ dialogs, rooms: world().rooms, go }));
  Alpine.data("editRoom", () => editRoom({ dialogs, rooms: world().rooms, go }));
  Alpine.data("memberActions", () => memberActions({ dialogs }));
  Alpine.data("peoplePicker", () => peoplePicker({ dialogs, me: session.user, purposes }));
}
