/**
 * A short word at the foot of the page that goes by itself.
 */
import { _ } from "../core/i18n.js";
import { icon } from "./icons.js";

const SHOWN_MS = 5000;
const MOST = 3;

/**
 * @param {string} text
 * @param {object} [more]
 * @param {{label: string, run: () => void}} [more.action] what can be done about it, as taking it back
 * @param {number} [more.ms] how long it is shown
 */
export function toast(text, { action, ms = SHOWN_MS } = {}) {
  const place = document.getElementById("toasts");
  if (!place) return;
  const element = document.createElement("div");
  element.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "tool";
  close.setAttribute("aria-label", _("Close"));
  close.append(icon("x", "small"));
  close.addEventListener("click", () => element.remove());
  element.append(words, ...(action ? [deed(action, element)] : []), close);
  for (const old of [...place.children].slice(0, -MOST + 1 || undefined)) if (place.children.length >= MOST) old.remove();
  place.append(element);
  const timer = setTimeout(() => element.remove(), ms);
  // Whoever is reading it or about to press its button decides when it goes.
  for (const type of ["pointerenter", "focusin"]) element.addEventListener(type, () => clearTimeout(timer), { once: true });
}

/**
 * @param {{label: string, run: () => void}} action
 * @param {HTMLElement} element
 */
function deed({ label, run }, element) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-deed";
  button.textContent = label;
  button.addEventListener("click", () => {
    element.remove();
    run();
  });
  return button;
}
