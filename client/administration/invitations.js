/**
 * Everybody's invitations.
 */
import { confirmRevoking, copyLink, describe } from "../accounts/invitation.js";
import { api } from "../core/api.js";
import { _ } from "../core/i18n.js";
import { reason } from "../ui/form.js";
import { toast } from "../ui/toast.js";
import { watch } from "../ui/watch.js";
import { pages } from "./pages.js";

/** @typedef {ReturnType<typeof describe>} Row */

/**
 * @param {object} options
 * @param {import("alpinejs").Alpine} options.Alpine
 * @param {{name: string}} options.dialogs the store: what is invited in the dialog shows here
 */
export function adminInvitations({ Alpine, dialogs }) {
  let inviting = false;
  let stopWatching = () => {};
  const list = pages({
    path: "/invitations",
    from: "before",
    params: ({ state }) => ({ of: "everybody", state: state || null }),
    rows: ({ invitations }) => invitations.map((/** @type {import("../accounts/invitation.js").Invitation} */ each) => describe(each)),
  });
  return {
    ...list,
    state: "open",

    init() {
      void this.load();
      stopWatching = watch(Alpine, () => {
        if (inviting && !dialogs.name) queueMicrotask(() => this.load());
        inviting = dialogs.name === "invite-people";
      });
    },

    destroy() {
      stopWatching();
    },

    /** @param {Row} invitation */
    copy(invitation) {
      void copyLink(invitation);
    },

    /** @param {Row} invitation */
    async revoke(invitation) {
      if (!(await confirmRevoking(invitation))) return;
      try {
        await api.delete(`/invitations/${invitation.id}`);
        toast(_("Taken back."));
        await this.load();
      } catch (error) {
        this.problem = reason(error);
      }
    },
  };
}
