/**
 * Inviting people into the workspace: by a link or by mail; and what was made before.
 */
import "./invite-people.css";

import { api } from "../core/api.js";
import { ApiError } from "../core/errors.js";
import { _ } from "../core/i18n.js";
import { createForm, reason } from "../ui/form.js";
import { confirmRevoking, copyLink, describe } from "./invitation.js";

/** @typedef {import("./invitation.js").Invitation} Invitation */

/** At first; what is typed is kept until it is sent. */
const VALUES = { way: "link", email: "", note: "", room_id: "0", role: "member", days: "7", most_uses: "" };

/**
 * @param {object} parts see `parts` in main.js
 * @param {typeof import("@alpinejs/csp").default} parts.Alpine
 * @param {import("./session.js").Session} parts.session
 * @param {{name: string, data: any, close(): void}} parts.dialogs
 */
export function register({ Alpine, session, dialogs }) {
  Alpine.data("invitePeople", () => invitePeople({ session, dialogs }));
}

/**
 * @param {object} parts
 * @param {import("./session.js").Session} parts.session
 * @param {{name: string, data: any, close(): void}} parts.dialogs
 */
function invitePeople({ session, dialogs }) {
  const form = createForm({ name: "invite-people", values: { ...VALUES }, submit: send });
  /** @type {Invitation|null} */
  let answer = null;

  /** @param {Invitation} invitation */
  const mine = (invitation) => describe(invitation, session.user?.id);

  /** @param {typeof VALUES} values */
  async function send(values) {
    answer = await api.post("/invitations", body(values));
  }

  return {
    ...form,
    made: /** @type {ReturnType<typeof describe>|null} */ (null),
    invitations: /** @type {ReturnType<typeof describe>[]} */ ([]),
    failure: "",

    begin() {
      Object.assign(this, { made: null, problems: {}, summary: "" });
      Object.assign(this.values, { ...VALUES, room_id: String(dialogs.data?.roomId ?? 0) });
      void this.load();
    },

    close() {
      dialogs.close();
    },

    async load() {
      this.failure = "";
      try {
        const { invitations } = await api.get("/invitations", { params: { state: "open" } });
        this.invitations = invitations.map(mine);
      } catch (error) {
        this.failure = reason(error);
      }
    },

    async submit() {
      answer = null;
      await form.submit.call(this);
      if (!answer) return;
      this.made = mine(answer);
      this.invitations.unshift(this.made);
    },

    another() {
      Object.assign(this.values, { email: "" });
      this.made = null;
    },

    /** @returns {string} */
    get madeText() {
      if (!this.made) return "";
      return this.made.email
        ? _("The invitation is on its way to %(email)s.", { email: this.made.email })
        : _("The link is ready. Send it to whom you like.");
    },
    /** @returns {string} */
    get madeLink() {
      return this.made?.link ?? "";
    },
    /** @returns {string} */
    get madeCode() {
      return this.made ? `/api/v1/invitations/${this.made.id}/qr.svg` : "data:,";
    },

    /** @param {Invitation} each */
    copy(each) {
      void copyLink(each);
    },

    /** @param {ReturnType<typeof describe>} each */
    show(each) {
      this.made = each;
      document.querySelector("dialog.invite .body")?.scrollTo({ top: 0 });
    },

    /** @param {ReturnType<typeof describe>} each */
    async revoke(each) {
      if (!(await confirmRevoking(each))) return;
      try {
        await api.delete(`/invitations/${each.id}`);
        await this.load();
      } catch (error) {
        this.failure = reason(error);
      }
    },
  };
}

/** @param {typeof VALUES} values */
function body({ way, email, note, room_id, role, days, most_uses }) {
  const byMail = way === "mail";
  if (byMail && !email.trim()) {
    const fields = { email: _("Please fill this in.") };
    throw new ApiError({ status: 422, code: "invalid", message: _("Please fill this in."), fields });
  }
  return {
    role,
    note,
    room_id: Number(room_id),
    days: days ? Number(days) : null,
    email: byMail ? email : "",
    most_uses: most_uses && !byMail ? Number(most_uses) : null,
  };
}
