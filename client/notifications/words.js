/**
 * What a notice says, in the language of whoever reads it; server/notifications/words.py says the same in mails.
 */
import { _ } from "../core/i18n.js";

/** @typedef {import("./state.js").Notice} Notice */

/**
 * The two lines of a notice, as plain text.
 *
 * @param {Notice} notice
 * @returns {{title: string, body: string}}
 */
export function say({ kind, data, actor }) {
  const params = { who: actor?.name || _("Somebody"), room: data.room ?? "", keyword: data.keyword ?? "" };
  const body = data.excerpt ?? "";
  switch (kind) {
    case "mention":
      return { title: _("%(who)s mentioned you in %(room)s", params), body };
    case "everyone":
      return { title: _("%(who)s wrote to everybody in %(room)s", params), body };
    case "direct":
      return { title: _("%(who)s wrote to you", params), body };
    case "keyword":
      return { title: _("%(who)s said “%(keyword)s” in %(room)s", params), body };
    case "message":
      return { title: _("%(who)s in %(room)s", params), body };
    case "assigned":
      return { title: _("%(who)s gave you something to do", params), body };
    case "due":
      return { title: _("It is time"), body };
    case "done":
      return { title: _("%(who)s has done what you asked for", params), body };
    case "invited":
      return { title: _("%(who)s brought you into %(room)s", params), body: _("Have a look.") };
    case "admin":
      return { title: _("The workspace"), body: fact(data.fact, params) || body };
    default:
      // Of a kind that is newer than this page.
      return { title: params.who, body };
  }
}

/**
 * Both in one line, for a toast.
 *
 * @param {Notice} notice
 */
export function sayShortly(notice) {
  const { title, body } = say(notice);
  if (notice.kind === "done") return _("%(name)s has done “%(text)s”", { name: notice.actor?.name || _("Somebody"), text: body });
  return body ? _("%(title)s: %(text)s", { title, text: body }) : title;
}

/**
 * @param {string} name
 * @param {Record<string, string>} params
 */
function fact(name, params) {
  if (name === "role") return _("Your role in this workspace is another one now.");
  if (name === "room_admin") return _("%(who)s made you an administrator of %(room)s.", params);
  if (name === "room_member") return _("You are no longer an administrator of %(room)s.", params);
  if (name === "report") return _("%(who)s has reported a message.", params);
  return "";
}
