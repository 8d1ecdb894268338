/**
 * Times, days, numbers and names as the reader writes them, in the reader's own time zone.
 *
 * Making an Intl formatter costs far more than using one, and a page of history needs hundreds of times: so they are
 * kept, per language and per time-zone offset (a laptop may travel while the page stays open).
 */
let tag = "en";
/** @type {Map<string, any>} */
const kept = new Map();

/**
 * Write as this language does. The region is taken from the browser's own languages where it has one for it:
 * somebody with "en-GB" reads 24-hour times, somebody with "en-US" does not.
 *
 * @param {string} languageTag such as "zh-Hans"
 */
export function setFormatLocale(languageTag) {
  tag = regional(languageTag);
}

/**
 * The time of day, such as "16:42".
 *
 * @param {string} iso
 */
export function formatTime(iso) {
  return dateFormat("time", { hour: "numeric", minute: "2-digit" }).format(new Date(iso));
}

/**
 * A weekday with its date, and with the year once it is another one than now.
 *
 * @param {string} iso
 * @param {Date} now
 */
export function formatDate(iso, now) {
  const date = new Date(iso);
  if (date.getFullYear() === now.getFullYear()) {
    return dateFormat("day", { weekday: "long", day: "numeric", month: "long" }).format(date);
  }
  return dateFormat("year", { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(date);
}

/**
 * Day and time in full, for a tooltip.
 *
 * @param {string} iso
 */
export function formatExact(iso) {
  return dateFormat("exact", { dateStyle: "full", timeStyle: "medium" }).format(new Date(iso));
}

/**
 * A day of the calendar in a few signs: "Dec 15", with the year when it is not this one.
 *
 * @param {string} day "2026-12-15", which is the same day everywhere
 * @param {boolean} withYear
 */
export function formatShortDay(day, withYear) {
  const name = withYear ? "short day year" : "short day";
  const options = /** @type {const} */ ({ month: "short", day: "numeric", timeZone: "UTC" });
  return keep(name, () => new Intl.DateTimeFormat(tag, withYear ? { ...options, year: "numeric" } : options)).format(new Date(day));
}

/**
 * A day of the week: "Fri".
 *
 * @param {number} weekday 1 for Monday to 7 for Sunday
 */
export function formatWeekday(weekday) {
  // The first of January 2024 was a Monday.
  const date = new Date(Date.UTC(2024, 0, weekday));
  return keep("weekday", () => new Intl.DateTimeFormat(tag, { weekday: "short", timeZone: "UTC" })).format(date);
}

/**
 * What a clock says, the reader's way: "5:00 PM", "17:00".
 *
 * @param {string} time "17:00"
 */
export function formatClock(time) {
  const clock = keep("clock", () => new Intl.DateTimeFormat(tag, { hour: "numeric", minute: "2-digit", timeZone: "UTC" }));
  return clock.format(new Date(`1970-01-01T${time}Z`));
}

/**
 * A formatter for days of the calendar, such as "2026-12-15", which are the same everywhere.
 *
 * @param {string} name what it is kept under
 * @param {Intl.DateTimeFormatOptions} options
 * @returns {Intl.DateTimeFormat}
 */
export function dayFormat(name, options) {
  return keep(`calendar ${name}`, () => new Intl.DateTimeFormat(tag, { ...options, timeZone: "UTC" }));
}

/** The language with the region by which things are written, such as "en-GB". */
export function formatTag() {
  return tag;
}

/** @param {number} n */
export function formatNumber(n) {
  return keep("number", () => new Intl.NumberFormat(tag)).format(n);
}

/**
 * A size such as "1.4 MB"; what is less than a kilobyte is a part of one.
 *
 * @param {number} bytes
 */
export function formatBytes(bytes) {
  const step = Math.min(Math.max(Math.floor(Math.log10(bytes || 1) / 3), 1), 4);
  const unit = ["", "kilobyte", "megabyte", "gigabyte", "terabyte"][step];
  const options = /** @type {const} */ ({ style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 });
  return keep(unit, () => new Intl.NumberFormat(tag, options)).format(bytes / 1000 ** step);
}

/**
 * Names in a row: "Mika, Sara and Tomás".
 *
 * @param {string[]} names
 */
export function formatList(names) {
  return keep("list", () => new Intl.ListFormat(tag, { type: "conjunction" })).format(names);
}

/**
 * Order for names, as a dictionary of the reader's language has it; "Room 9" comes before "Room 10".
 *
 * @param {string} a
 * @param {string} b
 */
export function compareNames(a, b) {
  return keep("names", () => new Intl.Collator(tag, { numeric: true })).compare(a, b);
}

/**
 * The reader's calendar day as "2026-11-21": the same for two times of one day.
 *
 * @param {string} iso
 */
export function dayKey(iso) {
  const date = new Date(iso);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/**
 * Whole calendar days from one time to another; days with 23 or 25 hours count as one.
 *
 * @param {string} iso
 * @param {Date} to
 */
export function daysBetween(iso, to) {
  const from = new Date(iso);
  const start = Date.UTC(from.getFullYear(), from.getMonth(), from.getDate());
  const end = Date.UTC(to.getFullYear(), to.getMonth(), to.getDate());
  return Math.round((end - start) / 86_400_000);
}

/**
 * @param {string} name
 * @param {Intl.DateTimeFormatOptions} options
 * @returns {Intl.DateTimeFormat}
 */
function dateFormat(name, options) {
  return keep(`${name} ${new Date().getTimezoneOffset()}`, () => new Intl.DateTimeFormat(tag, options));
}

/**
 * @template T
 * @param {string} name
 * @param {() => T} make
 * @returns {T}
 */
function keep(name, make) {
  const key = `${tag} ${name}`;
  if (!kept.has(key)) kept.set(key, make());
  return kept.get(key);
}

/**
 * @param {string} languageTag
 * @returns {string}
 */
function regional(languageTag) {
  const wanted = new Intl.Locale(languageTag).maximize();
  const own = globalThis.navigator?.languages ?? [];
  return own.find((candidate) => sameLanguage(candidate, wanted)) ?? languageTag;
}

/**
 * @param {string} candidate
 * @param {Intl.Locale} wanted
 */
function sameLanguage(candidate, wanted) {
  try {
    const has = new Intl.Locale(candidate).maximize();
    return has.language === wanted.language && has.script === wanted.script;
  } catch {
    return false;
  }
}
