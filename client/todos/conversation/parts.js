/**
 * Small things that cards, chips and lines share.
 */

/**
 * Put elements into a translated sentence, in whatever order its language has them.
 *
 * @param {string} text with a sign for each of them
 * @param {Record<string, Node>} nodes by their signs
 * @returns {(string|Node)[]}
 */
export function sentence(text, nodes) {
  const signs = Object.keys(nodes).join("");
  return text.split(new RegExp(`([${signs}])`)).map((part) => nodes[part] ?? part);
}

/**
 * Whether a press on a link is for the page, and not for the browser to open another tab.
 *
 * @param {MouseEvent} event
 */
export function opensOn({ button, ctrlKey, metaKey, shiftKey, altKey }) {
  return button === 0 && !ctrlKey && !metaKey && !shiftKey && !altKey;
}
