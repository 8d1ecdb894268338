/**
 * What keeps somebody from writing in a room just now, and until when.
 */
import { _, formatExact, formatTime } from "../core/i18n.js";
import { isGuest } from "../rooms/restraining.js";

/**
 * @typedef {object} Place
 * @property {boolean} archived
 * @property {string} guests
 * @property {number} slowSeconds
 * @property {string|null} role
 *
 * @typedef {{role: string, username: string, muted_until?: string|null}} Writer
 */

const DAY_MS = 86_400_000;

/**
 * Why nobody may write there, or this person may not; empty when they may.
 *
 * @param {Place} place
 * @param {Writer} writer
 * @param {number} now milliseconds
 * @returns {{title: string, text: string}|null}
 */
export function barrier(place, writer, now) {
  if (place.archived) return { title: _("This room is archived."), text: _("It can be read, and nobody writes in it any more.") };
  if (isGuest(writer) && place.guests !== "write") {
    return { title: _("You are looking around as a guest."), text: _("Guests can read here, but not write.") };
  }
  const until = writer.muted_until ? Date.parse(writer.muted_until) : 0;
  if (until <= now) return null;
  const time = until - now < DAY_MS ? formatTime(/** @type {string} */ (writer.muted_until)) : formatExact(/** @type {string} */ (writer.muted_until));
  return { title: _("A moderator has muted you."), text: _("You can write again at %(time)s.", { time }) };
}

/**
 * How long somebody has to wait in a slow room, in whole seconds.
 *
 * @param {Place} place
 * @param {Writer} writer
 * @param {number} last when they wrote last, in milliseconds; 0 for never
 * @param {number} now
 */
export function pause(place, writer, last, now) {
  const isExempt = place.role === "admin" || writer.role === "admin" || writer.role === "moderator";
  if (!place.slowSeconds || isExempt || !last) return 0;
  // A clock that goes wrong must not make it longer than it is.
  return Math.min(Math.max(Math.ceil((last + place.slowSeconds * 1000 - now) / 1000), 0), place.slowSeconds);
}
