/**
 * Every word a person can see, in the reader's language.
 *
 * Messages are English sentences looked up in the catalog the server made from the same files its own pages use.
 * The extractor finds literal strings only, so callers write `_("Save")`, never a variable or a template literal.
 */
import { daysBetween, formatDate, formatNumber, setFormatLocale } from "./formats.js";
import { createSignal } from "./observable.js";
import { parsePlural } from "./plural.js";

export { compareNames, dayKey, formatBytes, formatExact, formatList, formatNumber, formatTime } from "./formats.js";

/**
 * @typedef {object} Catalog what GET /catalogs/<locale>.json answers
 * @property {string} locale such as "zh_Hans"
 * @property {string} plural gettext's Plural-Forms header
 * @property {Record<string, string|string[]>} messages plural messages are keyed by their singular
 */

/** @typedef {Record<string, string|number>} Params */

const ENGLISH_PLURAL = "nplurals=2; plural=(n != 1);";

const changed = createSignal();
/** @type {Map<string, Catalog>} */
const loaded = new Map();
/** @type {Catalog} */
let catalog = { locale: "en", plural: ENGLISH_PLURAL, messages: {} };
let pluralForm = parsePlural(ENGLISH_PLURAL);
let latestLoad = 0;

/**
 * Translate.
 *
 * @param {string} msgid the English sentence, with %(name)s placeholders
 * @param {Params} [params] values for the placeholders
 * @returns {string}
 */
export function _(msgid, params) {
  const found = lookUp(msgid);
  return fill((Array.isArray(found) ? found[0] : found) || msgid, params);
}

/**
 * Translate a sentence that depends on a number, by the catalog's own plural rule.
 *
 * @param {string} one English for exactly one
 * @param {string} many English for any other number
 * @param {number} n also available as %(num)s, written the reader's way
 * @param {Params} [params]
 * @returns {string}
 */
export function ngettext(one, many, n, params) {
  const forms = lookUp(one);
  const found = Array.isArray(forms) ? forms[pluralForm(n)] : "";
  return fill(found || (n === 1 ? one : many), { num: formatNumber(n), ...params });
}

/**
 * The day as a heading: Today, Yesterday, else its date.
 *
 * @param {string} iso
 * @param {Date} [now]
 */
export function formatDay(iso, now = new Date()) {
  const days = daysBetween(iso, now);
  if (days === 0) return _("Today");
  if (days === 1) return _("Yesterday");
  return formatDate(iso, now);
}

/** The catalog's locale, such as "zh_Hans". */
export function locale() {
  return catalog.locale;
}

/**
 * The locale as HTML's `lang` and Intl write it: "zh_Hans" is "zh-Hans".
 *
 * @param {string} [name]
 */
export function languageTag(name = catalog.locale) {
  return name.replaceAll("_", "-");
}

/**
 * Be told after the language has changed.
 *
 * @param {() => void} listener
 * @returns {() => void} stop listening
 */
export function onLocale(listener) {
  return changed.subscribe(listener);
}

/**
 * Fetch a locale's catalog (once) and speak it. When two loads overlap, the later call wins.
 *
 * @param {string} name such as "zh_Hans"
 * @param {string} version the asset hash of the running server
 * @returns {Promise<void>}
 * @throws {Error} when it cannot be fetched; the language then stays what it was
 */
export async function loadCatalog(name, version) {
  latestLoad += 1;
  const turn = latestLoad;
  const found = loaded.get(name) ?? (await fetchCatalog(name, version));
  loaded.set(name, found);
  if (turn === latestLoad) useCatalog(found);
}

/**
 * Speak a catalog that is already here.
 *
 * @param {Catalog} next
 */
export function useCatalog(next) {
  pluralForm = parsePlural(next.plural);
  catalog = next;
  setFormatLocale(languageTag(next.locale));
  changed.notify();
}

/**
 * @param {string} name
 * @param {string} version
 * @returns {Promise<Catalog>}
 */
async function fetchCatalog(name, version) {
  const query = new URLSearchParams({ v: version });
  const response = await fetch(`/catalogs/${encodeURIComponent(name)}.json?${query}`, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`No catalog for ${name}: ${response.status}`);
  return response.json();
}

/** @param {string} msgid */
function lookUp(msgid) {
  return Object.hasOwn(catalog.messages, msgid) ? catalog.messages[msgid] : "";
}

/**
 * Put values into a sentence the way Python's % does, so that one catalog serves both sides.
 *
 * @param {string} sentence
 * @param {Params} [params] without it the sentence stays untouched, as on the server
 */
function fill(sentence, params) {
  if (!params) return sentence;
  return sentence.replace(/%(?:%|\((\w+)\)[sd])/g, (placeholder, name) => {
    if (placeholder === "%%") return "%";
    return Object.hasOwn(params, name) ? String(params[name]) : placeholder;
  });
}
