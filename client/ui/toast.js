/**
 * A short word at the foot of the page that goes by itself.
 */
import { _ } from "../core/i18n.js";
import { icon } from "./icons.js";

const SHOWN_MS = 5000;
const MOST = 3;

/**
 * @param {string} text
 */
export function toast(text) {
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
  element.append(words, close);
  for (const old of [...place.children].slice(0, -MOST + 1 || undefined)) if (place.children.length >= MOST) old.remove();
  place.append(element);
  const timer = setTimeout(() => element.remove(), SHOWN_MS);
  // Whoever is reading it or about to press its button decides when it goes.
  for (const type of ["pointerenter", "focusin"]) element.addEventListener(type, () => clearTimeout(timer), { once: true });
}
