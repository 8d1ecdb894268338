/**
 * Moving a to-do with the mouse, or with a finger that rests on it for a moment. To the side it becomes a subtask.
 */
import { place } from "./moving.js";

/**
 * @typedef {import("./rows.js").Row} Row
 *
 * @typedef {object} DragOptions
 * @property {HTMLElement} scroller
 * @property {HTMLElement} list
 * @property {import("./window.js").Window<Row>} window
 * @property {() => import("./rows.js").Branch[]} branches
 * @property {() => boolean} allowed
 * @property {(uid: string, move: import("./moving.js").Move) => void} onMove
 */

/** Less is a click that trembled. */
const BEGINS_PX = 6;
/** A finger that rests so long wants to move it and not to scroll. */
const RESTS_MS = 350;
/** So far to the side means: below the one above. */
const INDENT_PX = 28;
/** So near to an edge the list scrolls. */
const EDGE_PX = 48;

/** @param {DragOptions} options */
export function createDragging({ scroller, list, window: rows, branches, allowed, onMove }) {
  const line = document.createElement("li");
  line.setAttribute("aria-hidden", "true");
  line.className = "todo-drop";
  /** @type {{uid: string, element: HTMLElement, x: number, y: number, pointerId: number, moving: boolean}|null} */
  let held = null;
  /** @type {{before: string|null, parent: string|null}|null} */
  let target = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let resting;
  let edge = 0;

  list.addEventListener("pointerdown", press);
  // A gesture that scrolls cannot be turned into one that moves unless this listens from the beginning.
  list.addEventListener("touchmove", hold, { passive: false });

  /** @param {PointerEvent} event */
  function press(event) {
    const from = /** @type {Element} */ (event.target);
    const element = /** @type {HTMLElement|null} */ (from.closest(".todo"));
    if (held || !element || event.button !== 0 || !allowed() || from.closest("input, button, a, textarea")) return;
    held = { uid: element.dataset.uid ?? "", element, x: event.clientX, y: event.clientY, pointerId: event.pointerId, moving: false };
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
    if (!held.moving && event.pointerType !== "mouse") {
      if (away > BEGINS_PX) cancel();
      return;
    }
    if (!held.moving && away > BEGINS_PX) begin();
    if (!held.moving) return;
    held.element.style.translate = `0 ${event.clientY - held.y}px`;
    aim(event.clientX, event.clientY);
    scrollAt(event.clientY);
  }

  function begin() {
    if (!held) return;
    held.moving = true;
    held.element.classList.add("dragged");
    list.classList.add("dragging");
    list.append(line);
    line.hidden = true;
    document.getSelection()?.empty();
  }

  /** @param {TouchEvent} event */
  function hold(event) {
    if (held?.moving) event.preventDefault();
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  function aim(x, y) {
    if (!held) return;
    const { uid } = held;
    const isOwn = (/** @type {Row|undefined} */ row) => row !== undefined && (row.key === uid || row.item.parent === uid);
    let gap = rows.gapAt(y);
    // Its own subtasks go with it.
    while (isOwn(rows.rows[gap])) gap += 1;
    let above = gap - 1;
    while (isOwn(rows.rows[above])) above -= 1;
    const [before, after] = [rows.rows[above], rows.rows[gap]];
    const direction = getComputedStyle(list).direction === "rtl" ? -1 : 1;
    const wasChild = rows.rows[rows.indexOf(uid)]?.depth === 1;
    const aside = (x - held.x) * direction;
    const wantsChild = wasChild ? aside > -INDENT_PX : aside > INDENT_PX;
    const isBetween = after?.depth === 1;
    const hasParts = (rows.rows[rows.indexOf(uid)]?.subtasks.total ?? 0) > 0;
    const child = Boolean(before) && !hasParts && (isBetween || wantsChild);
    target = child
      ? { parent: before.depth ? before.item.parent : before.key, before: isBetween ? after.key : null }
      : { parent: null, before: rows.rows.slice(gap).find(({ depth }) => depth === 0)?.key ?? null };
    line.hidden = false;
    line.dataset.depth = child ? "1" : "0";
    line.style.insetBlockStart = `${rows.topOf(gap)}px`;
  }

  /** @param {number} y */
  function scrollAt(y) {
    const { top, bottom } = scroller.getBoundingClientRect();
    const speed = y < top + EDGE_PX ? -8 : y > bottom - EDGE_PX ? 8 : 0;
    const wasStill = edge === 0;
    edge = speed;
    if (speed !== 0 && wasStill) requestAnimationFrame(glide);
  }

  function glide() {
    if (!held?.moving || edge === 0) return;
    scroller.scrollTop += edge;
    requestAnimationFrame(glide);
  }

  /** @param {PointerEvent} event */
  function drop(event) {
    if (!held || event.pointerId !== held.pointerId) return;
    const { uid, moving } = held;
    const to = target;
    cancel();
    if (!moving) return;
    // The click that ends the movement means nothing.
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, true));
    const found = to && place(branches(), uid, to);
    if (found) onMove(uid, found);
  }

  /** @param {Event} event */
  function swallow(event) {
    event.stopPropagation();
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  function escape(event) {
    if (event.key !== "Escape" || !held?.moving) return;
    event.stopPropagation();
    cancel();
  }

  function cancel() {
    clearTimeout(resting);
    held?.element.classList.remove("dragged");
    if (held) held.element.style.translate = "";
    list.classList.remove("dragging");
    line.remove();
    held = target = null;
    edge = 0;
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", drop);
    removeEventListener("pointercancel", cancel);
    removeEventListener("keydown", escape, true);
  }

  return { destroy: cancel };
}
