/**
 * An invitation in words, for whoever may show it to others.
 */
import { _, formatDay, formatNumber, ngettext } from "../core/i18n.js";
import { copyText } from "../ui/clipboard.js";
import { confirmFirst } from "../ui/dialog.js";
import { toast } from "../ui/toast.js";

/**
 * @typedef {object} Invitation
 * @property {number} id
 * @property {string} link
 * @property {"open"|"used"|"expired"|"revoked"} state
 * @property {"member"|"guest"} role
 * @property {{id: number, name: string}|null} room
 * @property {string} email
 * @property {string} note
 * @property {number} uses
 * @property {number|null} most_uses
 * @property {{id: number, name: string}} by
 * @property {string|null} expires_at
 */

/**
 * @param {Invitation} invitation
 * @param {number} [me] who need not be told that they made it
 */
export function describe(invitation, me = 0) {
  const { email, note, state, by, role, room, expires_at } = invitation;
  const title = email || note || _("A link");
  const about = [
    email ? "" : uses(invitation),
    room?.name ?? "",
    role === "guest" ? _("Guests") : "",
    state === "open" && expires_at ? _("until %(day)s", { day: formatDay(expires_at) }) : "",
    by.id === me ? "" : _("by %(name)s", { name: by.name }),
  ];
  const states = { open: "", used: _("Used"), expired: _("Expired"), revoked: _("Taken back") };
  return {
    ...invitation,
    title,
    about: about.filter(Boolean).join(" · "),
    open: state === "open",
    sign: email ? "mail" : "link",
    stateText: states[state],
    copyLabel: _("Copy link: %(title)s", { title }),
    showLabel: _("Show code: %(title)s", { title }),
    revokeLabel: _("Take back: %(title)s", { title }),
  };
}

/** @param {Invitation} invitation */
function uses({ uses: count, most_uses }) {
  if (most_uses) return _("%(count)s of %(most)s came", { count: formatNumber(count), most: formatNumber(most_uses) });
  return count ? ngettext("%(num)s came", "%(num)s came", count) : _("Nobody came yet");
}

/** @param {{link: string}} invitation */
export async function copyLink({ link }) {
  const copied = await copyText(link);
  toast(copied ? _("The link is copied.") : _("The link could not be copied. Select it and copy it yourself."));
}

/**
 * @param {{title: string}} invitation
 * @returns {Promise<boolean>} whether to take it back
 */
export function confirmRevoking({ title }) {
  return confirmFirst({
    title: _("Take this invitation back?"),
    text: _("Its link lets nobody in any more. Who came by it stays."),
    action: _("Take back"),
    quote: title,
  });
}
