/**
 * The lines of a to-do's history, in words.
 */
import { _ } from "../core/i18n.js";

/**
 * @param {{kind: string, actor: {name: string}, detail: Record<string, any>}} event
 * @returns {string}
 */
export function describeEvent({ kind, actor, detail }) {
  const { name } = actor;
  switch (kind) {
    case "created":
      return detail.repeats ? _("%(name)s did the one before, and this one came", { name }) : _("%(name)s added it", { name });
    case "done":
      return _("%(name)s did it", { name });
    case "reopened":
      return _("%(name)s opened it again", { name });
    case "text":
      return _("%(name)s changed “%(before)s” into “%(after)s”", { name, before: detail.from, after: detail.to });
    case "notes":
      return _("%(name)s changed the notes", { name });
    case "moved":
      return _("%(name)s moved it to another list", { name });
    case "parent":
      return detail.uid ? _("%(name)s made it a subtask", { name }) : _("%(name)s made it stand for itself", { name });
    case "deleted":
      return _("%(name)s deleted it", { name });
    case "restored":
      return _("%(name)s brought it back", { name });
    case "labels":
      return _("%(name)s changed the labels", { name });
    case "assignee":
      return _("%(name)s chose who does it", { name });
    case "due":
      return _("%(name)s changed when it is due", { name });
    case "repeat":
      return _("%(name)s changed how it repeats", { name });
    case "remind":
      return _("%(name)s changed the reminder", { name });
    case "priority":
      return _("%(name)s changed the priority", { name });
    default:
      return _("%(name)s changed it", { name });
  }
}
