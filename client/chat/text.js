/**
 * Places a message's text. It was rendered and cleaned by the server; here it only gets what a reader can use:
 * buttons to copy code, and tables that scroll by themselves.
 */
import { _ } from "../core/i18n.js";
import { copyText } from "../ui/clipboard.js";

const DONE_MS = 1600;

/**
 * @param {HTMLElement} element
 * @param {string} html as the server gave it
 */
export function placeText(element, html) {
  element.innerHTML = html;
  for (const figure of element.querySelectorAll("figure.code")) addCopy(/** @type {HTMLElement} */ (figure));
  for (const table of element.querySelectorAll("table")) makeScroll(table);
}

/** @param {HTMLElement} figure */
function addCopy(figure) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = _("Copy");
  button.addEventListener("click", async () => {
    const copied = await copyText(figure.querySelector("pre")?.textContent ?? "");
    button.textContent = copied ? _("Copied") : _("Not copied");
    setTimeout(() => {
      button.textContent = _("Copy");
    }, DONE_MS);
  });
  (figure.querySelector("figcaption") ?? figure).append(button);
  const pre = figure.querySelector("pre");
  // What scrolls must be reachable for those who have no mouse.
  if (pre) Object.assign(pre, { tabIndex: 0 });
}

/** @param {HTMLTableElement} table */
function makeScroll(table) {
  const frame = document.createElement("div");
  frame.className = "table-scroll";
  frame.tabIndex = 0;
  // Not a region: every table of a conversation would be a landmark of its page.
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", _("Table"));
  table.replaceWith(frame);
  frame.append(table);
}
