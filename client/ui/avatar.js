/**
 * A person's square: their initials on a colour that is always theirs.
 */

/** @typedef {{id: number, name: string}} Face */

/** Hues that stay apart from each other for a reader's eye. */
const HUES = [35, 68, 105, 150, 185, 222, 256, 290, 322, 352];

/**
 * Draw people into an avatar element: one face, or two for a direct room of several.
 *
 * @param {HTMLElement} element
 * @param {Face|Face[]|null|undefined} people
 */
export function drawAvatar(element, people) {
  const faces = (Array.isArray(people) ? people : [people]).filter((face) => face !== null && face !== undefined);
  element.classList.toggle("pair", faces.length > 1);
  if (faces.length > 1) {
    element.replaceChildren(...faces.slice(0, 2).map(drawOne));
    return;
  }
  const [face] = faces;
  element.textContent = face ? initials(face.name, element.classList.contains("small") ? 1 : 2) : "";
  if (face) element.style.setProperty("--h", String(hue(face.id)));
}

/**
 * The x-avatar directive: `<span class="avatar" x-avatar="person">`.
 *
 * @type {import("alpinejs").DirectiveCallback}
 */
export const avatarDirective = (element, { expression }, { evaluateLater, effect }) => {
  const evaluate = evaluateLater(expression);
  effect(() => evaluate((people) => drawAvatar(/** @type {HTMLElement} */ (element), /** @type {any} */ (people))));
};

/** @param {Face} face */
function drawOne(face) {
  const element = document.createElement("span");
  element.className = "avatar small";
  drawAvatar(element, face);
  return element;
}

/**
 * @param {number} id
 * @returns {number} degrees on the colour wheel
 */
function hue(id) {
  return HUES[(id * 7 + 3) % HUES.length];
}

/**
 * "Mika Korhonen" is MK; a name of a script without word spaces gives its first character.
 *
 * @param {string} name
 * @param {number} most
 */
function initials(name, most) {
  const words = name.trim().split(/[\s._-]+/u).filter(Boolean);
  const letters = words.map((word) => [...word][0]);
  const picked = letters.length > most ? [letters[0], letters[letters.length - 1]].slice(0, most) : letters;
  return picked.join("").toLocaleUpperCase();
}
