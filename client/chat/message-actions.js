/**
 * What can be done with a message, by mouse, finger and keyboard. There is one toolbar; it goes where the reader is.
 */
import { _ } from "../core/i18n.js";
import { copyText } from "../ui/clipboard.js";
import { toast } from "../ui/toast.js";
import { shownBy } from "./message.js";

/**
 * @typedef {import("./message.js").Shown} Shown
 *
 * @typedef {object} ActionOptions
 * @property {HTMLElement} place the rows
 * @property {HTMLElement} frame what they are seen through
 * @property {HTMLTemplateElement} toolbar
 * @property {import("./log.js").Log} log
 * @property {(shown: Shown) => {edit: boolean, remove: boolean, report: boolean}} may
 * @property {(element: HTMLElement, shown: Shown) => void} edit
 * @property {(element: HTMLElement, shown: Shown) => void} remove
 * @property {(shown: Shown) => void} report
 * @property {import("./extras.js").Extras} extras
 * @property {(clientId: string) => void} retry
 * @property {() => void} leave the keyboard goes back to the composer
 */

/** @param {ActionOptions} options */
export function createMessageActions({ place, frame, toolbar, log, may, edit, remove, report, extras, retry, leave }) {
  const bar = /** @type {HTMLElement} */ (
    /** @type {DocumentFragment} */ (toolbar.content.cloneNode(true)).firstElementChild
  );

  /** A finger brings the focus along; what is meant is told by its tap, which comes next. */
  let touching = false;

  place.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse") show(messageOf(event.target));
  });
  place.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse" && !bar.contains(document.activeElement)) hide();
  });
  place.addEventListener("pointerdown", (event) => {
    touching = event.pointerType === "touch";
  });
  place.addEventListener("pointercancel", () => {
    touching = false;
  });
  place.addEventListener("focusin", (event) => {
    if (!touching) show(messageOf(event.target));
  });
  place.addEventListener("focusout", (event) => {
    if (!place.contains(/** @type {Node|null} */ (event.relatedTarget))) hide();
  });
  place.addEventListener("click", press);
  place.addEventListener("keydown", key);

  /** @param {HTMLElement|null} element */
  function show(element) {
    const shown = element && shownBy(element);
    if (!element || !shown?.message || element.classList.contains("editing")) {
      hide();
      return;
    }
    const { edit: mayEdit, remove: mayRemove, report: mayReport } = may(shown);
    button("edit").hidden = !mayEdit;
    button("delete").hidden = !mayRemove;
    button("report").hidden = !mayReport;
    for (const [act, has] of Object.entries(extras.acts(shown))) button(act).hidden = !has;
    if (bar.parentElement !== element) {
      hide();
      element.append(bar);
      const above = element.getBoundingClientRect().top - frame.getBoundingClientRect().top;
      bar.classList.toggle("below", above < bar.offsetHeight);
    }
    element.classList.add("chosen");
  }

  function hide() {
    bar.parentElement?.classList.remove("chosen");
    bar.remove();
  }

  /** @param {Event} event */
  function press(event) {
    touching = false;
    const element = messageOf(event.target);
    const shown = element && shownBy(element);
    if (!element || !shown) return;
    const act = /** @type {Element} */ (event.target).closest("[data-act]")?.getAttribute("data-act");
    if (act) void perform(act, element, shown);
    else if (matchMedia("(hover: none)").matches) tap(event, element);
  }

  /**
   * A finger cannot hover: it taps a message to see what can be done with it.
   *
   * @param {Event} event
   * @param {HTMLElement} element
   */
  function tap(event, element) {
    const selecting = String(getSelection()) !== "";
    if (selecting || /** @type {Element} */ (event.target).closest("a, button, textarea, pre")) return;
    if (bar.parentElement === element) hide();
    else show(element);
  }

  /**
   * @param {string} act
   * @param {HTMLElement} element
   * @param {Shown} shown
   */
  async function perform(act, element, shown) {
    const { message, entry } = shown;
    if (act === "edit" && (entry || may(shown).edit)) edit(element, shown);
    else if (act === "delete" && may(shown).remove) remove(element, shown);
    else if (act === "report" && may(shown).report) report(shown);
    else if (act === "discard") remove(element, shown);
    else if (act === "retry" && entry) retry(entry.client_id);
    else if (message && extras.acts(shown)[act]) extras.act(act, message);
    else if (act === "text" && message) await copy(message.text, _("Text copied."));
    else if (act === "link" && message) await copy(linkTo(message), _("Link copied."));
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const element = messageOf(event.target);
    if (!element || event.target !== element || event.ctrlKey || event.metaKey || event.altKey) return;
    const messages = log.all();
    const at = messages.indexOf(element);
    const target = { ArrowUp: messages[at - 1], ArrowDown: messages[at + 1], Home: messages[0], End: messages.at(-1) }[event.key];
    const act = { e: "edit", t: "todo", Delete: "delete" }[event.key];
    const shown = shownBy(element);
    if (target) log.focus(target);
    else if (act && shown) void perform(act, element, shown);
    else if (event.key === "Escape" || (event.key === "ArrowDown" && at === messages.length - 1)) leave();
    else return;
    event.preventDefault();
  }

  /** @param {string} act */
  function button(act) {
    return /** @type {HTMLButtonElement} */ (bar.querySelector(`[data-act="${act}"]`));
  }

  /** What lies under a mouse that rests has been drawn anew: a message that was just sent can be acted on now. */
  function look() {
    if (bar.isConnected || !matchMedia("(hover: hover)").matches) return;
    const under = place.querySelector("article.message:hover");
    if (under) show(/** @type {HTMLElement} */ (under));
  }

  return { look };
}

/**
 * @param {EventTarget|null} target
 * @returns {HTMLElement|null}
 */
function messageOf(target) {
  return target instanceof Element ? target.closest("article.message") : null;
}

/** @param {import("./state.js").Message} message */
function linkTo(message) {
  return `${location.origin}/rooms/${message.room_id}/messages/${message.id}`;
}

/**
 * @param {string} text
 * @param {string} done
 */
async function copy(text, done) {
  toast((await copyText(text)) ? done : _("This browser does not allow copying."));
}
