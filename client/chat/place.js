/**
 * Where the reader was in a room, over a change of language: then the whole view is drawn anew.
 *
 * @typedef {object} Place
 * @property {number} roomId
 * @property {{id: number, top: number}|null} anchor the topmost message in view; null at the newest
 * @property {number|null} newAfter where the line "new" was
 * @property {{id: number, text: string}|null} editing
 */

/** @type {Place|null} */
let left = null;

/** @param {Place} place */
export function leaveAt(place) {
  left = place;
}

/**
 * Take the place up again, once.
 *
 * @param {number} roomId
 * @param {boolean} redrawing whether the view was drawn anew, and not come back to
 * @returns {Place|null}
 */
export function comeBackTo(roomId, redrawing) {
  const place = left;
  left = null;
  return redrawing && place?.roomId === roomId ? place : null;
}

/**
 * @param {HTMLElement[]} messages in order
 * @param {HTMLElement} log what scrolls
 */
export function topmost(messages, log) {
  const { top } = log.getBoundingClientRect();
  const element = messages.find((each) => each.dataset.id && each.getBoundingClientRect().bottom > top);
  return element ? { id: Number(element.dataset.id), top: element.getBoundingClientRect().top - top } : null;
}
