/**
 * What a person would call the device behind a User-Agent header. Only a help for recognising one's own.
 */

/** The first that fits wins: most browsers also claim to be others. @type {[RegExp, string][]} */
const BROWSERS = [
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/(Firefox|FxiOS)\//, "Firefox"],
  [/(Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
  [/Safari\//, "Safari"],
];

/** @type {[RegExp, string][]} */
const SYSTEMS = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

/**
 * @param {string} userAgent
 * @returns {string} such as "Firefox · Linux"; empty when it is no known browser
 */
export function deviceName(userAgent) {
  return [first(BROWSERS, userAgent), first(SYSTEMS, userAgent)].filter(Boolean).join(" · ");
}

/** @param {string} userAgent */
export function isPhone(userAgent) {
  return /iPhone|Android|Mobile/.test(userAgent);
}

/**
 * @param {[RegExp, string][]} list
 * @param {string} userAgent
 */
function first(list, userAgent) {
  return list.find(([pattern]) => pattern.test(userAgent))?.[1] ?? "";
}
