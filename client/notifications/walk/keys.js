/**
 * The keys of the walk. They count wherever the keyboard is, but where they mean something else: in a field, on a button,
 * in what scrolls by itself.
 */
import { isComposing } from "../../ui/grow.js";

/** @typedef {"next"|"back"|"leave"|"open"|"quit"|"reply"|"done"|"blur"} Command */

/** @type {Record<string, Command>} */
const LETTERS = { j: "next", k: "back", e: "leave", m: "leave", r: "reply", d: "done" };
const FIELDS = "textarea, select, input:not([type=checkbox], [type=radio])";
const PRESSABLE = "a, button, input, summary";
const SCROLLS = "pre, .table-scroll, [role=radiogroup], [role=toolbar]";

/**
 * @param {KeyboardEvent} event
 * @param {boolean} isMirrored whether the line runs from right to left
 * @returns {Command|null}
 */
export function commandOf(event, isMirrored = false) {
  const { key, target } = event;
  if (event.defaultPrevented || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return null;
  const element = target instanceof Element ? target : null;
  if (element?.matches(FIELDS) || (element instanceof HTMLElement && element.isContentEditable)) return key === "Escape" ? "blur" : null;
  if (key === "Escape") return "quit";
  if (key === "Enter") return element?.closest(PRESSABLE) ? null : "open";
  if (key === "ArrowRight" || key === "ArrowLeft") {
    if (event.shiftKey || element?.closest(SCROLLS)) return null;
    return (key === "ArrowRight") !== isMirrored ? "next" : "back";
  }
  return LETTERS[key] ?? null;
}
