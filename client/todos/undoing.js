/**
 * What was done can be taken back for a while.
 */
import { _ } from "../core/i18n.js";
import { toast } from "../ui/toast.js";

const UNDO_MS = 10_000;
const MOST_CHARACTERS = 60;

/**
 * @param {string} text what was done
 * @param {() => void} undo
 */
export function takeBack(text, undo) {
  const short = [...text].length > MOST_CHARACTERS ? `${[...text].slice(0, MOST_CHARACTERS).join("")}…` : text;
  toast(short, { action: { label: _("Undo"), run: undo }, ms: UNDO_MS });
}
