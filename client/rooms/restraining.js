/**
 * What moderators do with people, wherever they meet them.
 */
import { api } from "../core/api.js";
import { _ } from "../core/i18n.js";
import { confirmFirst } from "../ui/dialog.js";
import { toast } from "../ui/toast.js";

/** @typedef {import("./describe.js").Person} Person */

/**
 * @param {Person} person
 * @param {number} minutes 0 ends it
 */
export async function mute(person, minutes) {
  await api.put(`/users/${person.id}/mute`, { minutes });
  toast(minutes ? _("%(name)s is muted.", { name: person.name }) : _("%(name)s can write again.", { name: person.name }));
}

/**
 * Ban somebody, after asking whether, and what is to become of what they wrote.
 *
 * @param {Person} person
 * @returns {Promise<boolean>} whether they are banned now
 */
export async function ban(person) {
  const sure = await confirmFirst({
    title: _("Ban %(name)s?", { name: person.name }),
    text: _("They are put out at once and cannot come back. You can lift the ban later."),
    action: _("Ban"),
  });
  if (!sure) return false;
  const hide = await confirmFirst({
    title: _("Hide what they wrote as well?"),
    text: _("Their messages disappear for everybody. They come back when you lift the ban."),
    action: _("Hide messages"),
    cancel: _("Keep messages"),
  });
  await api.put(`/users/${person.id}/ban`, { hide_messages: hide });
  toast(_("%(name)s is banned.", { name: person.name }));
  return true;
}

/**
 * Guests have come in without an account; no username begins like theirs.
 *
 * @param {{username: string}} person
 */
export function isGuest({ username }) {
  return username.startsWith("~");
}
