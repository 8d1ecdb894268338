/**
 * Fills one message's element. The words in it came with the template; people, times and texts come here.
 */
import { _, formatExact, formatTime } from "../core/i18n.js";
import { drawAvatar } from "../ui/avatar.js";
import { placeText } from "./text.js";

/**
 * @typedef {import("./state.js").Message} Message
 * @typedef {import("../core/outbox.js").Entry} Entry
 * @typedef {{id: number, username: string, name: string}} Person
 *
 * @typedef {object} Shown what an element shows
 * @property {boolean} head whether the author stands above it
 * @property {Message} [message] a stored one
 * @property {Entry} [entry] one that waits or failed
 */

/** @type {WeakMap<Element, Shown>} */
const showing = new WeakMap();

/**
 * What an element shows.
 *
 * @param {Element} element
 */
export function shownBy(element) {
  return showing.get(element);
}

/**
 * Make the element show this; parts that already do are left alone, so that a selection in them survives.
 *
 * @param {HTMLElement} element
 * @param {Shown} next
 * @param {Person} me
 */
export function fillMessage(element, next, me) {
  const before = showing.get(element);
  if (before && before.head === next.head && before.message === next.message && before.entry === next.entry) return;
  showing.set(element, next);
  const { message, entry, head } = next;
  const author = message?.author ?? me;
  const createdAt = message?.created_at ?? entry?.created_at ?? "";
  element.classList.toggle("head", head);
  element.classList.toggle("edited", Boolean(message?.edited_at));
  element.classList.toggle("pending", entry?.state === "pending");
  element.classList.toggle("failed", entry?.state === "failed");
  if (message) element.dataset.id = String(message.id);
  if (!before || createdAt !== timeOf(before) || head !== before.head) fillHead(element, author, createdAt, head);
  const edited = /** @type {HTMLElement} */ (element.querySelector(".message-edited"));
  if (message?.edited_at) edited.title = formatExact(message.edited_at);
  if (entry?.error) part(element, ".message-reason").textContent = entry.error.message;
  const text = part(element, ".message-text");
  if (message && message.html !== before?.message?.html) placeText(text, message.html);
  if (entry && entry.text !== before?.entry?.text) text.textContent = entry.text;
  text.classList.toggle("plain", !message);
}

/** @param {Shown} shown */
function timeOf(shown) {
  return shown.message?.created_at ?? shown.entry?.created_at;
}

/**
 * @param {HTMLElement} element
 * @param {Person} author
 * @param {string} createdAt
 * @param {boolean} head
 */
function fillHead(element, author, createdAt, head) {
  const time = formatTime(createdAt);
  element.setAttribute("aria-label", _("%(name)s, %(time)s", { name: author.name, time }));
  drawAvatar(part(element, ".avatar"), head ? author : null);
  part(element, ".message-author").textContent = head ? author.name : "";
  for (const clock of element.querySelectorAll("time")) {
    clock.dateTime = createdAt;
    clock.title = formatExact(createdAt);
    clock.textContent = time;
  }
}

/**
 * @param {HTMLElement} element
 * @param {string} selector
 */
function part(element, selector) {
  return /** @type {HTMLElement} */ (element.querySelector(selector));
}
