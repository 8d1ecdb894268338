/**
 * Changing a text in its place.
 */
import { grow, isComposing } from "../ui/grow.js";
import { reason } from "../ui/form.js";

/**
 * @typedef {object} Editing
 * @property {HTMLElement} element of the message
 * @property {string} text to begin with
 * @property {(text: string) => Promise<void>} save may throw; the editor then stays open and says why
 * @property {() => void} onClose
 */

/** @param {HTMLTemplateElement} shape */
export function createEditor(shape) {
  /** @type {{element: HTMLElement, form: HTMLFormElement, area: HTMLTextAreaElement, before: string, onClose: () => void}|null} */
  let open = null;

  /** @param {Editing} editing */
  function edit({ element, text, save, onClose }) {
    close();
    const fragment = /** @type {DocumentFragment} */ (shape.content.cloneNode(true));
    const form = /** @type {HTMLFormElement} */ (fragment.firstElementChild);
    const area = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
    open = { element, form, area, before: text, onClose };
    area.value = text;
    area.addEventListener("input", () => grow(area));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void submit(form, area, text, save);
    });
    form.addEventListener("keydown", key);
    form.querySelector('[data-act="cancel"]')?.addEventListener("click", close);
    element.classList.add("editing");
    element.querySelector(".message-main")?.append(form);
    grow(area);
    area.focus({ preventScroll: true });
    area.setSelectionRange(text.length, text.length);
  }

  /** Bring what is being typed before the reader's eyes. */
  function reveal() {
    open?.form.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    event.stopPropagation();
    if (isComposing(event)) return;
    if (event.key === "Escape") {
      close();
    } else if (event.key === "Enter" && !event.shiftKey && event.target instanceof HTMLTextAreaElement) {
      event.preventDefault();
      open?.form.requestSubmit();
    }
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLTextAreaElement} area
   * @param {string} before
   * @param {(text: string) => Promise<void>} save
   */
  async function submit(form, area, before, save) {
    if (area.value.trim() === before.trim()) {
      close();
      return;
    }
    const problem = /** @type {HTMLElement} */ (form.querySelector(".editor-problem"));
    try {
      problem.textContent = "";
      area.readOnly = true;
      await save(area.value);
      if (open?.form === form) close();
    } catch (error) {
      area.readOnly = false;
      problem.textContent = reason(error);
    }
  }

  function close() {
    if (!open) return;
    const { element, form, onClose } = open;
    open = null;
    element.classList.remove("editing");
    form.remove();
    onClose();
  }

  /**
   * Let go of a message that has been taken away under the editor.
   *
   * @returns {string} what was typed and is in no message; empty when there is nothing of the kind
   */
  function abandon() {
    if (!open || open.element.isConnected) return "";
    const { area, before } = open;
    close();
    return area.value.trim() === before.trim() ? "" : area.value;
  }

  return {
    edit,
    reveal,
    close,
    abandon,
    /** What is being typed, so that it can be taken up again after the view was drawn anew. */
    get draft() {
      return open && { id: Number(open.element.dataset.id), text: open.area.value };
    },
  };
}
