/**
 * What only the machine's name tells.
 */

/** An iPad says that it is a Mac, and Macs cannot be touched. */
export function isAppleHandheld() {
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
}
