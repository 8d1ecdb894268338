/**
 * Keys that mean something on every page, as long as they mean nothing else where the keyboard is.
 */

/** Whoever speaks to the page, or types with trembling hands, can turn them off. */
export const KEYS_OFF = "parley-keys-off";
const FIELDS = "textarea, select, input:not([type=checkbox], [type=radio]), [contenteditable]";

/**
 * @param {Record<string, () => unknown>} commands by key; one that answers false had nothing to do
 * @param {() => boolean} mayAct
 */
export function listenForKeys(commands, mayAct) {
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !(key in commands)) return;
    if (!mayAct() || (target instanceof Element && target.closest(FIELDS)) || document.querySelector("dialog[open]") || isOff()) return;
    if (commands[key]() !== false) event.preventDefault();
  });
}

function isOff() {
  try {
    return localStorage.getItem(KEYS_OFF) !== null;
  } catch {
    return false;
  }
}
