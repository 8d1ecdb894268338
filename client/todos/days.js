/**
 * Days of the calendar, written "2026-11-28", and what the clock on a wall somewhere says.
 *
 * Days are counted in UTC, where each has 24 hours: a day is no instant, and no change of the clocks may move it.
 */

const DAY_MS = 86_400_000;

/** @type {Map<string, Intl.DateTimeFormat>} making one costs far more than using it */
const clocks = new Map();

/**
 * @param {number} year
 * @param {number} month 1 to 12
 * @param {number} day
 * @returns {string|null} null when there is no such day
 */
export function dayOf(year, month, day) {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (!(year >= 1000 && year <= 9999) || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.toISOString().slice(0, 10);
}

/**
 * The next 15th of December, today included.
 *
 * @param {number} month 1 to 12
 * @param {number} date
 * @param {string} today
 * @returns {string|null} null when no year has it
 */
export function comingDay(month, date, today) {
  const { year } = partsOf(today);
  // The 29th of February is not in every year.
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const day = dayOf(year + ahead, month, date);
    if (day && day >= today) return day;
  }
  return null;
}

/** @param {string} day */
export function partsOf(day) {
  const [year, month, date] = day.split("-").map(Number);
  return { year, month, date };
}

/**
 * @param {string} day
 * @param {number} days
 */
export function addDays(day, days) {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/**
 * A month after the 31st is the last day of a shorter one.
 *
 * @param {string} day
 * @param {number} months
 */
export function addMonths(day, months) {
  const { year, month, date } = partsOf(day);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = lastOfMonth(first.getUTCFullYear(), first.getUTCMonth() + 1);
  return new Date(first.getTime() + (Math.min(date, last) - 1) * DAY_MS).toISOString().slice(0, 10);
}

/**
 * @param {number} year
 * @param {number} month 1 to 12
 */
export function lastOfMonth(year, month) {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/**
 * @param {string} day
 * @returns {number} 1 for Monday to 7 for Sunday
 */
export function weekdayOf(day) {
  return new Date(day).getUTCDay() || 7;
}

/**
 * @param {string} from
 * @param {string} to
 */
export function daysFrom(from, to) {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/**
 * What calendar and clock say in a zone.
 *
 * @param {Date} instant
 * @param {string} zone IANA; "" is the browser's
 */
export function wallClock(instant, zone) {
  const said = clockOf(zone).formatToParts(instant);
  /** @type {Record<string, string>} */
  const part = Object.fromEntries(said.map(({ type, value }) => [type, value]));
  return { day: `${part.year}-${part.month}-${part.day}`, time: `${part.hour}:${part.minute}` };
}

/**
 * When a clock says so. An hour that is left out in spring is the one after it; one that comes twice in autumn is the
 * first of the two: as Python's zoneinfo has it, by which the server reckons.
 *
 * @param {string} day
 * @param {string} time "17:00"
 * @param {string} zone
 */
export function instantOf(day, time, zone) {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  const offsetAt = (/** @type {number} */ at) => {
    const { day: there, time: clock } = wallClock(new Date(at), zone);
    return Date.parse(`${there}T${clock}:00Z`) - Math.floor(at / 60_000) * 60_000;
  };
  // Clocks change no more than once in two days.
  const before = offsetAt(wanted - DAY_MS);
  const after = offsetAt(wanted + DAY_MS);
  const earlier = wanted - before;
  const isThere = offsetAt(earlier) === before || offsetAt(wanted - after) !== after;
  return new Date(isThere ? earlier : wanted - after);
}

/** @param {string} zone */
function clockOf(zone) {
  const known = clocks.get(zone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone || undefined,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  clocks.set(zone, clock);
  return clock;
}
