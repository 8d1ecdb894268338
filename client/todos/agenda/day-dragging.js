/**
 * Putting a to-do on another day with the mouse, or with a finger that rests on it for a moment.
 */

/** Less is a click that trembled. */
const BEGINS_PX = 6;
/** A finger that rests so long wants to move it and not to scroll. */
const RESTS_MS = 350;

/**
 * @param {object} options
 * @param {HTMLElement} options.root rows and days are within; a day says which in `data-day`, "" for some day
 * @param {(uid: string, day: string) => void} options.onDrop
 */
export function createDayDragging({ root, onDrop }) {
  /** @type {{uid: string, element: HTMLElement, ghost: HTMLElement|null, x: number, y: number, pointerId: number}|null} */
  let held = null;
  /** @type {HTMLElement|null} */
  let target = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let resting;

  root.addEventListener("pointerdown", press);
  // A gesture that scrolls cannot be turned into one that moves unless this listens from the beginning.
  root.addEventListener("touchmove", hold, { passive: false });

  /** @param {PointerEvent} event */
  function press(event) {
    const from = /** @type {Element} */ (event.target);
    const element = /** @type {HTMLElement|null} */ (from.closest(".todo"));
    if (held || !element || event.button !== 0 || from.closest("input, button, a, textarea")) return;
    held = { uid: element.dataset.uid ?? "", element, ghost: null, x: event.clientX, y: event.clientY, pointerId: event.pointerId };
    if (event.pointerType !== "mouse") resting = setTimeout(begin, RESTS_MS);
    addEventListener("pointermove", move);
    addEventListener("pointerup", drop);
    addEventListener("pointercancel", cancel);
    addEventListener("keydown", escape, true);
  }

  /** @param {PointerEvent} event */
  function move(event) {
    if (!held || event.pointerId !== held.pointerId) return;
    const away = Math.hypot(event.clientX - held.x, event.clientY - held.y);
    if (!held.ghost && event.pointerType !== "mouse") {
      if (away > BEGINS_PX) cancel();
      return;
    }
    if (!held.ghost && away > BEGINS_PX) begin();
    if (!held.ghost) return;
    held.ghost.style.translate = `${event.clientX - held.x}px ${event.clientY - held.y}px`;
    aim(event.clientX, event.clientY);
  }

  function begin() {
    if (!held) return;
    const { element } = held;
    const { left, top, width } = element.getBoundingClientRect();
    const ghost = /** @type {HTMLElement} */ (element.cloneNode(true));
    // It is seen and is nothing else.
    ghost.removeAttribute("data-uid");
    ghost.setAttribute("aria-hidden", "true");
    ghost.classList.add("agenda-ghost");
    Object.assign(ghost.style, { insetBlockStart: `${top}px`, left: `${left}px`, inlineSize: `${width}px` });
    held.ghost = ghost;
    root.append(ghost);
    element.classList.add("lifted");
    root.classList.add("dragging");
    document.getSelection()?.empty();
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  function aim(x, y) {
    const day = /** @type {HTMLElement|null} */ (document.elementFromPoint(x, y)?.closest("[data-day]") ?? null);
    const next = day && root.contains(day) ? day : null;
    if (next === target) return;
    target?.classList.remove("aimed");
    next?.classList.add("aimed");
    target = next;
  }

  /** @param {TouchEvent} event */
  function hold(event) {
    if (held?.ghost) event.preventDefault();
  }

  /** @param {PointerEvent} event */
  function drop(event) {
    if (!held || event.pointerId !== held.pointerId) return;
    const { uid, element, ghost } = held;
    const day = target;
    const from = element.closest("[data-day]");
    cancel();
    if (!ghost) return;
    // The click that ends the movement means nothing.
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, true));
    if (day && day !== from) onDrop(uid, day.dataset.day ?? "");
  }

  /** @param {Event} event */
  function swallow(event) {
    event.stopPropagation();
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  function escape(event) {
    if (event.key !== "Escape" || !held?.ghost) return;
    event.stopPropagation();
    cancel();
  }

  function cancel() {
    clearTimeout(resting);
    held?.ghost?.remove();
    held?.element.classList.remove("lifted");
    root.classList.remove("dragging");
    target?.classList.remove("aimed");
    held = target = null;
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", drop);
    removeEventListener("pointercancel", cancel);
    removeEventListener("keydown", escape, true);
  }

  return {
    destroy() {
      cancel();
      root.removeEventListener("pointerdown", press);
      root.removeEventListener("touchmove", hold);
    },
  };
}
