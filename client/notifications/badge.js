/**
 * The number of unread notices where there is no page to be seen: a dot on the tab's sign, a number on the app's.
 */

const SIZE = 64;
let before = "";
/** The sign as the page came with it. @type {string|null} */
let plain = null;

/** @param {number} count */
export function showBadge(count) {
  const words = count > 0 ? "some" : "none";
  // Not every browser has it, and not every page may.
  if (count > 0) navigator.setAppBadge?.(count).catch(() => {});
  else navigator.clearAppBadge?.().catch(() => {});
  if (words === before) return;
  before = words;
  const link = /** @type {HTMLLinkElement|null} */ (document.querySelector('link[rel="icon"]'));
  if (!link) return;
  plain ??= link.getAttribute("href");
  if (count === 0) link.href = /** @type {string} */ (plain);
  else void withDot(/** @type {string} */ (plain)).then((href) => before === words && (link.href = href), () => {});
}

/**
 * @param {string} href of a picture
 * @returns {Promise<string>} of the same with a dot on it
 */
async function withDot(href) {
  const picture = new Image(SIZE, SIZE);
  picture.src = href;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.drawImage(picture, 0, 0, SIZE, SIZE);
  const [x, y, radius] = [SIZE - 17, 17, 14];
  disc(pen, x, y, radius + 4, "destination-out", "#000");
  disc(pen, x, y, radius, "source-over", "#e5484d");
  return canvas.toDataURL("image/png");
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {GlobalCompositeOperation} how
 * @param {string} color
 */
function disc(pen, x, y, radius, how, color) {
  pen.globalCompositeOperation = how;
  pen.fillStyle = color;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}
