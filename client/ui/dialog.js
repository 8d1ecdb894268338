/**
 * Dialogs: native ones, so that focus stays inside, Escape closes, and focus returns to where it was.
 */
import { _ } from "../core/i18n.js";

/**
 * What is open: a store, so that any component can open a dialog by name and hand it something.
 *
 * @returns {{name: string, data: any, open(name: string, data?: any): void, close(): void}}
 */
export function createDialogs() {
  return {
    name: "",
    data: null,
    open(name, data = null) {
      this.data = data;
      this.name = name;
    },
    close() {
      this.name = "";
    },
  };
}

/**
 * The x-modal directive: `<dialog x-modal="new-room">` shows while that name is open in the store; "opened" is
 * dispatched before it shows.
 *
 * @param {{name: string, close(): void}} dialogs the store
 * @returns {import("alpinejs").DirectiveCallback}
 */
export function modalDirective(dialogs) {
  return (element, { expression }, { effect, cleanup }) => {
    const dialog = /** @type {HTMLDialogElement} */ (element);
    const wanted = () => dialogs.name === expression;
    effect(() => {
      if (wanted() === dialog.open) return;
      if (dialog.open) dialog.close();
      else queueMicrotask(() => wanted() && dialog.isConnected && show(dialog));
    });
    const closed = () => {
      restoreCaret();
      if (wanted()) dialogs.close();
    };
    const pressed = (/** @type {Event} */ event) => closeOutside(dialog, event);
    dialog.addEventListener("close", closed);
    dialog.addEventListener("pointerdown", pressed);
    cleanup(() => {
      dialog.removeEventListener("close", closed);
      dialog.removeEventListener("pointerdown", pressed);
    });
  };
}

/**
 * Ask before something that cannot be taken back.
 *
 * @param {{title: string, text: string, action: string, cancel?: string, quote?: string}} question
 * @returns {Promise<boolean>}
 */
export function confirmFirst({ title, text, action, cancel = _("Cancel"), quote = "" }) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog narrow";
  dialog.setAttribute("aria-labelledby", "confirm-title");
  dialog.setAttribute("aria-describedby", "confirm-text");
  const form = document.createElement("form");
  form.method = "dialog";
  form.append(
    part("header", [part("h2", title, "", "confirm-title")]),
    part("div", [part("p", text, "muted", "confirm-text"), ...(quote ? [part("blockquote", [part("p", quote)], "quoted")] : [])], "body"),
    part("footer", [choice(cancel, "plain", ""), choice(action, "danger", "yes")]),
  );
  dialog.append(form);
  document.body.append(dialog);
  dialog.addEventListener("pointerdown", (event) => closeOutside(dialog, event));
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      restoreCaret();
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

/** @param {HTMLDialogElement} dialog */
function show(dialog) {
  dialog.dispatchEvent(new CustomEvent("opened"));
  dialog.showModal();
}

/**
 * Chromium gives the focus back without the caret when the dialog was closed by a press: what is typed then goes nowhere.
 */
function restoreCaret() {
  const field = document.activeElement;
  if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) return;
  field.blur();
  field.focus({ preventScroll: true });
}

/**
 * A press on the dark around it closes, unless the dialog must be answered.
 *
 * @param {HTMLDialogElement} dialog
 * @param {Event} event
 */
function closeOutside(dialog, event) {
  if (event.target === dialog && !dialog.hasAttribute("data-must-answer")) dialog.close();
}

/**
 * @param {string} tag
 * @param {string|Node[]} content
 * @param {string} [className]
 * @param {string} [id]
 */
function part(tag, content, className = "", id = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (id) element.id = id;
  element.append(...(typeof content === "string" ? [content] : content));
  return element;
}

/**
 * @param {string} label
 * @param {string} look
 * @param {string} value
 */
function choice(label, look, value) {
  const button = document.createElement("button");
  button.className = `button ${look}`;
  button.value = value;
  button.textContent = label;
  button.autofocus = value === "yes";
  return button;
}
