/**
 * Changing a to-do's words where they stand: Enter saves, Escape leaves them as they were, going elsewhere saves.
 */
import { grow, isComposing } from "../ui/grow.js";

const MOST_CHARACTERS = 2000;

/**
 * @param {object} options
 * @param {HTMLTemplateElement} options.shape
 * @param {(uid: string, text: string) => void} options.save
 * @param {(uid: string) => void} options.onEnd the row is to have the focus again
 * @param {() => void} options.onResize
 */
export function createRowEditor({ shape, save, onEnd, onResize }) {
  /** @type {{uid: string, element: HTMLElement, area: HTMLTextAreaElement}|null} */
  let open = null;

  /**
   * @param {HTMLElement} element
   * @param {string} uid
   * @param {string} text
   */
  function begin(element, uid, text) {
    end(true);
    const area = /** @type {HTMLTextAreaElement} */ (/** @type {HTMLElement} */ (shape.content.cloneNode(true)).firstElementChild);
    open = { uid, element, area };
    area.value = text;
    area.maxLength = MOST_CHARACTERS;
    element.classList.add("editing");
    element.querySelector(".todo-text")?.after(area);
    grow(area);
    onResize();
    area.focus();
    area.select();
    area.addEventListener("input", () => {
      grow(area);
      onResize();
    });
    area.addEventListener("keydown", key);
    // Not at once: the row may just be taken out of the page, as somebody has deleted the to-do, and what is on its way
    // out cannot be removed from it.
    area.addEventListener("blur", () => queueMicrotask(() => open?.area === area && end(true, { moves: false })));
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    // The list's own keys are letters here.
    event.stopPropagation();
    if (isComposing(event)) return;
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    end(event.key === "Enter");
  }

  /**
   * @param {boolean} saves
   * @param {{moves?: boolean}} [how] whether the focus goes back to the row
   */
  function end(saves, { moves = true } = {}) {
    if (!open) return;
    const { uid, element, area } = open;
    open = null;
    const text = area.value.trim().replace(/\s+/g, " ");
    element.classList.remove("editing");
    area.remove();
    if (saves && text) save(uid, text);
    onResize();
    if (moves) onEnd(uid);
  }

  return {
    begin,
    end,
    /** @param {string} uid */
    isOpen: (uid) => open?.uid === uid,
  };
}
