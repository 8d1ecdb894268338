/**
 * The keys of a list. Letters count only while the keyboard is on a to-do, so that no key is lost anywhere else.
 */
import { isComposing } from "../ui/grow.js";

/**
 * @typedef {object} Commands
 * @property {() => void} add
 * @property {() => void} filter
 * @property {() => void} help
 * @property {() => void} leave
 * @property {(uid: string, by: number) => void} go
 * @property {(uid: string) => void} edit
 * @property {(uid: string, part: string) => void} open
 * @property {(uid: string) => void} remove
 * @property {(uid: string, by: 1|-1) => boolean} step
 * @property {(uid: string) => boolean} indent
 * @property {(uid: string) => boolean} outdent
 */

/**
 * @param {Commands} commands
 * @param {() => string} current the row that has the focus; "" when none has
 * @returns {(event: KeyboardEvent) => void}
 */
export function createKeys(commands, current) {
  return (event) => {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const uid = current();
    if (uid && onRow(event, uid, commands)) event.preventDefault();
    else if (!isTyping(event.target) && anywhere(event, commands)) event.preventDefault();
  };
}

/**
 * @param {KeyboardEvent} event
 * @param {string} uid
 * @param {Commands} commands
 * @returns {boolean} whether it meant something
 */
function onRow({ key, altKey, shiftKey }, uid, commands) {
  if (altKey) {
    if (key === "ArrowUp" || key === "ArrowDown") commands.step(uid, key === "ArrowUp" ? -1 : 1);
    return key === "ArrowUp" || key === "ArrowDown";
  }
  switch (key) {
    case "ArrowDown":
      commands.go(uid, 1);
      return true;
    case "ArrowUp":
      commands.go(uid, -1);
      return true;
    case "Home":
      commands.go(uid, -Infinity);
      return true;
    case "End":
      commands.go(uid, Infinity);
      return true;
    // Where it can be neither in nor out, Tab goes on as everywhere: nobody is caught in the list.
    case "Tab":
      return shiftKey ? commands.outdent(uid) : commands.indent(uid);
    case "Enter":
      commands.edit(uid);
      return true;
    case "a":
      commands.open(uid, "assignee");
      return true;
    case "d":
      commands.open(uid, "due");
      return true;
    case "o":
      commands.open(uid, "");
      return true;
    case "Delete":
    case "Backspace":
      commands.remove(uid);
      return true;
    case "Escape":
      commands.leave();
      return true;
    default:
      return false;
  }
}

/**
 * @param {KeyboardEvent} event
 * @param {Commands} commands
 * @returns {boolean}
 */
function anywhere({ key, altKey }, { add, filter, help }) {
  if (altKey) return false;
  if (key === "n") add();
  else if (key === "/") filter();
  else if (key === "?") help();
  return key === "n" || key === "/" || key === "?";
}

/** @param {EventTarget|null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  return target.matches("textarea, select, input:not([type=checkbox], [type=radio])") || target.isContentEditable;
}
