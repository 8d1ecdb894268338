/**
 * Lets a text field be as high as its text, up to the limit its stylesheet sets.
 */

/** @param {HTMLTextAreaElement} area */
export function grow(area) {
  area.style.blockSize = "auto";
  const borders = area.offsetHeight - area.clientHeight;
  area.style.blockSize = `${area.scrollHeight + borders}px`;
}

/**
 * Whether this Enter belongs to the input method, which uses it to take what it proposes.
 *
 * @param {KeyboardEvent} event
 */
export function isComposing(event) {
  // Safari ends the composition before it tells of the key; its code is 229 even then.
  return event.isComposing || event.keyCode === 229;
}
