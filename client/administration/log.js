/**
 * What was done with the powers of a role.
 */
import { _, formatDay, formatExact, formatTime } from "../core/i18n.js";
import { pages } from "./pages.js";

/**
 * @typedef {object} Entry
 * @property {number} id
 * @property {{name: string}|null} actor
 * @property {string} action
 * @property {string} target
 * @property {Record<string, unknown>} data
 * @property {string} address
 * @property {string} created_at
 */

export function adminLog() {
  return {
    action: "",
    ...pages({
      path: "/administration/audit",
      from: "before",
      params: ({ action }) => ({ action: action || null }),
      rows: ({ entries }) => entries.map(describe),
    }),
  };
}

/** @param {Entry} entry */
function describe(entry) {
  const actor = entry.actor?.name ?? _("The command line");
  const day = formatDay(entry.created_at);
  const details = Object.keys(entry.data).length > 0 ? JSON.stringify(entry.data) : "";
  return {
    ...entry,
    title: title(entry.action),
    about: [actor, entry.target, entry.address].filter(Boolean).join(" · "),
    details,
    when: _("%(day)s, %(time)s", { day, time: formatTime(entry.created_at) }),
    exact: formatExact(entry.created_at),
  };
}

/** @param {string} action */
function title(action) {
  /** @type {Record<string, string>} */
  const titles = {
    "workspace.change": _("Changed the workspace"),
    "workspace.logo": _("Changed the workspace's picture"),
    "user.role": _("Changed a role"),
    "user.deactivate": _("Deactivated an account"),
    "user.activate": _("Activated an account"),
    "user.ban": _("Banned somebody"),
    "user.unban": _("Lifted a ban"),
    "user.mute": _("Muted somebody"),
    "user.unmute": _("Lifted a mute"),
    "user.factors": _("Removed second factors"),
    "user.reset": _("Made a link to set a new password"),
    "user.create": _("Made an account"),
    "message.remove": _("Removed a message"),
    "message.restore": _("Restored a message"),
    "report.resolve": _("Dealt with a report"),
    "room.archive": _("Archived a room"),
    "room.unarchive": _("Brought a room back"),
    "room.change": _("Changed a room"),
    "room.role": _("Changed who runs a room"),
    "room.remove": _("Took somebody out of a room"),
    "invitation.create": _("Made an invitation"),
    "invitation.revoke": _("Took an invitation back"),
    "invitation.use": _("Came by an invitation"),
  };
  return titles[action] ?? action;
}
