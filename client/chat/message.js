/**
 * Fills one message's element. The words in it came with the template; people, times and texts come here.
 */
import { _, formatExact, formatTime } from "../core/i18n.js";
import { isGuest } from "../rooms/restraining.js";
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
 * @param {object} options
 * @param {Person} options.me
 * @param {Record<"edited"|"removed"|"pending"|"failed", HTMLTemplateElement>} options.states
 * @param {import("./extras.js").Extras} options.extras
 */
export function createFilling({ me, states, extras }) {
  /**
   * Make the element show this; parts that already do are left alone, so that a selection in them survives.
   *
   * @param {HTMLElement} element
   * @param {Shown} next
   */
  function fill(element, next) {
    const before = showing.get(element);
    if (before && before.head === next.head && before.message === next.message && before.entry === next.entry) return;
    showing.set(element, next);
    const { message, entry, head } = next;
    if (message) element.dataset.id = String(message.id);
    element.classList.toggle("head", head);
    if (!before || timeOf(before) !== timeOf(next) || head !== before.head) {
      fillHead(element, message?.author ?? me, timeOf(next), head);
    }
    const text = part(element, ".message-text");
    const isNewText = message ? message.html !== before?.message?.html : entry?.text !== before?.entry?.text;
    if (isNewText) placeWords(element, text, next);
    text.classList.toggle("plain", !message && !element.classList.contains("drawn"));
    // Every attempt to send makes a new entry; what already says "waiting" goes on saying it without a flicker.
    if (isNewText || stateOf(next) !== (before ? stateOf(before) : null)) placeState(element, stateOf(next));
    fillState(element, next);
    if (message && !message.deleted_at && message !== before?.message) extras.attend(part(element, ".message-main"), message);
  }

  /**
   * @param {HTMLElement} element
   * @param {HTMLElement} text
   * @param {Shown} shown
   */
  function placeWords(element, text, { message, entry }) {
    const found = message?.deleted_at ? null : extras.read((message ?? entry)?.text ?? "");
    if (found) {
      element.classList.add("drawn");
      extras.draw(text, found, message?.author ?? me);
      return;
    }
    if (element.classList.contains("drawn")) extras.release(element);
    element.classList.remove("drawn");
    if (message) placeText(text, message.html);
    else text.textContent = entry?.text ?? "";
  }

  /**
   * @param {HTMLElement} element
   * @param {"edited"|"removed"|"pending"|"failed"|null} state
   */
  function placeState(element, state) {
    for (const name of Object.keys(states)) element.classList.toggle(name, name === state);
    element.querySelector(".message-state")?.remove();
    if (!state) return;
    const text = part(element, ".message-text");
    const last = text.lastElementChild;
    // Behind the last words, where it moves nothing; below what does not end in words.
    if (state === "edited" && last?.matches("p:not(.jumbo)")) last.append(" ", states.edited.content.cloneNode(true));
    else text.after(states[state].content.cloneNode(true));
  }

  /**
   * @param {HTMLElement} element
   * @param {Shown} shown
   */
  function fillState(element, { message, entry }) {
    if (message?.edited_at && !message.deleted_at) part(element, ".message-state").title = formatExact(message.edited_at);
    if (entry?.error) part(element, ".message-reason").textContent = entry.error.message;
  }

  return fill;
}

/** @param {Shown} shown */
function stateOf({ message, entry }) {
  if (message?.deleted_at) return "removed";
  return entry?.state ?? (message?.edited_at ? "edited" : null);
}

/** @param {Shown} shown */
function timeOf({ message, entry }) {
  return message?.created_at ?? entry?.created_at ?? "";
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
  part(element, ".message-guest").hidden = !(head && isGuest(author));
  for (const clock of element.querySelectorAll("time")) {
    clock.dateTime = createdAt;
    clock.title = formatExact(createdAt);
    clock.textContent = clock.classList.contains("message-time") === head ? time : "";
  }
}

/**
 * @param {HTMLElement} element
 * @param {string} selector
 */
function part(element, selector) {
  return /** @type {HTMLElement} */ (element.querySelector(selector));
}
