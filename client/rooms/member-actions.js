/**
 * What can be done with a member: by who runs the room, and by moderators.
 */
import { api } from "../core/api.js";
import { _ } from "../core/i18n.js";
import { reason } from "../ui/form.js";
import { ban, isGuest, mute } from "./restraining.js";

/**
 * The dialog is opened with the member, the room, and what the reader may do, as its data.
 *
 * @param {object} options
 * @param {ReturnType<typeof import("../ui/dialog.js").createDialogs>} options.dialogs
 */
export function memberActions({ dialogs }) {
  return {
    busy: false,
    refusal: "",

    get member() {
      return dialogs.name === "member" ? dialogs.data.member : { user: { id: 0, username: "", name: "" }, role: "member" };
    },
    get title() {
      return this.member.user.name;
    },
    get isAdmin() {
      return this.member.role === "admin";
    },
    get mayPromote() {
      return dialogs.name === "member" && dialogs.data.manages && !isGuest(this.member.user);
    },
    get mayRestrain() {
      return dialogs.name === "member" && dialogs.data.moderates;
    },

    reset() {
      this.refusal = "";
    },
    close() {
      dialogs.close();
    },

    /** @param {string} role */
    makeRole(role) {
      const { roomId, member } = dialogs.data;
      return this.attempt(() => api.put(`/rooms/${roomId}/members/${member.user.id}/role`, { role }));
    },

    /** @param {number} minutes */
    mute(minutes) {
      return this.attempt(() => mute(this.member.user, minutes));
    },

    ban() {
      return this.attempt(() => ban(this.member.user));
    },

    /** @param {() => Promise<any>} act */
    async attempt(act) {
      this.busy = true;
      this.refusal = "";
      try {
        if ((await act()) !== false) dialogs.close();
      } catch (error) {
        this.refusal = reason(error);
      } finally {
        this.busy = false;
      }
    },

    get roleText() {
      return this.isAdmin ? _("Runs this room: can change it, remove people and messages.") : _("Can run this room together with you.");
    },
  };
}
