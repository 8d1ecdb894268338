/**
 * A change that came too late: what it was for has been deleted meanwhile, so no row is left that could say so.
 */
import { _ } from "../core/i18n.js";
import { toast } from "../ui/toast.js";

const SHOWN_MS = 15_000;
const MOST_CHARACTERS = 200;

/**
 * Say why, with the words that would be lost, and offer to bring the to-do back with them.
 *
 * @param {string} reason the server's sentence
 * @param {string} text what was written, or what the to-do said
 * @param {() => void} restore
 */
export function tellTooLate(reason, text, restore) {
  const short = [...text].length > MOST_CHARACTERS ? `${[...text].slice(0, MOST_CHARACTERS).join("")}…` : text;
  toast(short ? `${reason} “${short}”` : reason, { action: { label: _("Restore"), run: restore }, ms: SHOWN_MS });
}
