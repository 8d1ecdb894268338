/**
 * Icons: one sheet of symbols, placed in the page once. Templates name them: `<use href="#icon-hash">`.
 *
 * The drawings are lucide's, taken from its package when the client is built.
 */

const SVG = "http://www.w3.org/2000/svg";

/** What is seen first; every further one is sent to everybody before anything else, and belongs into more-icons.js if it can wait. @type {Record<string, string>} */
const drawings = import.meta.glob(
  "/node_modules/lucide-static/icons/{arrow-down,arrow-left,arrow-right,bell,calendar,check,chevron-down,chevrons-up-down,circle-alert,circle-check,clock,compass,ellipsis,eye,eye-off,fingerprint,hash,info,loader-circle,lock,message-circle,message-circle-plus,messages-square,monitor,moon,plus,search,sun,user,user-plus,users,x}.svg",
  { query: "?raw", import: "default", eager: true },
);

/**
 * Put a sheet into the page.
 *
 * @param {Record<string, string>} [which] drawings by the paths of their files: those of every page, or what a view needs besides
 */
export function placeIcons(which = drawings) {
  const sheet = document.createElementNS(SVG, "svg");
  sheet.setAttribute("hidden", "");
  sheet.setAttribute("aria-hidden", "true");
  const parser = new DOMParser();
  for (const [path, text] of Object.entries(which)) {
    const drawing = parser.parseFromString(text, "image/svg+xml").documentElement;
    const symbol = document.createElementNS(SVG, "symbol");
    symbol.id = `icon-${path.slice(path.lastIndexOf("/") + 1, -".svg".length)}`;
    symbol.setAttribute("viewBox", "0 0 24 24");
    symbol.append(...drawing.children);
    sheet.append(symbol);
  }
  document.body.prepend(sheet);
}

/**
 * An icon for an element made by hand.
 *
 * @param {string} name
 * @param {string} [size] "small" or "large"
 * @returns {SVGSVGElement}
 */
export function icon(name, size = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${size}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}
