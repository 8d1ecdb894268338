/**
 * Draws the rows of a room. Rows keep their element over every change (by key), so nothing flickers, a selection
 * stays, and a pending message becomes the stored one in place.
 *
 * Plain elements, not Alpine's x-for: three hundred rows with a dozen bindings each would cost a slow machine more
 * for one new message than the message is worth.
 */
import { formatDay, ngettext } from "../core/i18n.js";
import { createFilling } from "./message.js";

/**
 * @typedef {import("./state.js").Row} Row
 *
 * @typedef {object} LogOptions
 * @property {HTMLElement} place
 * @property {HTMLTemplateElement} shape of one message
 * @property {Record<"edited"|"removed"|"pending"|"failed", HTMLTemplateElement>} states what can be said of one
 * @property {import("./message.js").Person} me
 * @property {import("./extras.js").Extras} extras
 * @property {(change: () => void) => void} untracked runs it unseen by Alpine, which would walk through every new row
 */

/** @param {LogOptions} options */
export function createLog({ place, shape, states, me, extras, untracked }) {
  const fillMessage = createFilling({ me, states, extras });
  /** @type {Map<string, HTMLElement>} */
  let elements = new Map();

  /** @param {Row[]} rows */
  function draw(rows) {
    untracked(() => reconcile(rows));
  }

  /** @param {Row[]} rows */
  function reconcile(rows) {
    /** @type {Map<string, HTMLElement>} */
    const next = new Map();
    for (const row of rows) {
      const element = elements.get(row.key) ?? make(row);
      fill(element, row);
      next.set(row.key, element);
    }
    for (const [key, element] of elements) {
      if (next.has(key)) continue;
      element.remove();
      extras.release(element);
    }
    elements = next;
    let after = place.firstElementChild;
    for (const element of next.values()) {
      if (element === after) after = after.nextElementSibling;
      else place.insertBefore(element, after);
    }
    keepOneReachable();
  }

  /** @param {Row} row */
  function make(row) {
    if (row.type === "message" || row.type === "pending") {
      const element = /** @type {HTMLElement} */ (shape.content.cloneNode(true)).firstElementChild;
      return /** @type {HTMLElement} */ (element);
    }
    const line = document.createElement("div");
    line.className = row.type === "new" ? "day new" : "day";
    return line;
  }

  /**
   * @param {HTMLElement} element
   * @param {Row} row
   */
  function fill(element, row) {
    if (row.type === "message") {
      element.classList.toggle("aside", row.aside === true);
      fillMessage(element, { head: row.head, message: row.message });
    }
    if (row.type === "pending") fillMessage(element, { head: row.head, entry: row.entry });
    if (row.type === "day" || row.type === "new") setText(element, row.type === "day" ? formatDay(row.day) : ngettext("%(num)s new", "%(num)s new", row.count));
  }

  /** The Tab key comes to the newest message, or to the one where the reader is; the arrow keys go on from there. */
  function keepOneReachable() {
    const here = all().find((element) => element.contains(document.activeElement));
    makeReachable(here ?? all().at(-1));
  }

  /** @param {HTMLElement|undefined} wanted */
  function makeReachable(wanted) {
    for (const element of all()) {
      const tabIndex = element === wanted ? 0 : -1;
      if (element.tabIndex !== tabIndex) element.tabIndex = tabIndex;
    }
  }

  /** @returns {HTMLElement[]} the messages, in order */
  function all() {
    return [...place.querySelectorAll(":scope > article")].map((element) => /** @type {HTMLElement} */ (element));
  }

  /**
   * Put the focus on a message.
   *
   * @param {HTMLElement} element
   */
  function focus(element) {
    makeReachable(element);
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }

  return {
    draw,
    all,
    focus,
    /** @param {string} key */
    get: (key) => elements.get(key),
    /** @param {number} id of a message */
    byId: (id) => /** @type {HTMLElement|null} */ (place.querySelector(`:scope > [data-id="${id}"]`)),
  };
}

/** @typedef {ReturnType<typeof createLog>} Log */

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
