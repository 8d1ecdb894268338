/**
 * A room as the page shows it: every word and number a template binds.
 */
import { _, formatList, formatNumber, ngettext } from "../core/i18n.js";
import { MOST_UNREAD } from "./state.js";

/**
 * @typedef {import("../ui/avatar.js").Face} Face
 * @typedef {{id: number, username: string, name: string}} Person
 *
 * @typedef {import("./state.js").RoomEntry} RoomEntry
 *
 * @typedef {object} Presence
 * @property {number} count
 * @property {number[]|null} people
 */

/**
 * @param {RoomEntry} entry
 * @param {object} seen
 * @param {Person|null} seen.me
 * @param {Presence} [seen.presence] who is there now, when that is known better than from the entry
 * @param {boolean} [seen.connected] without a connection nobody can be said to be there
 */
export function describeRoom(entry, { me, presence, connected = true }) {
  const present = connected ? (presence?.people ?? null) : [];
  const online = presence?.count ?? entry.online ?? 0;
  return {
    id: entry.id,
    kind: entry.kind,
    title: roomTitle(entry, me),
    topic: entry.topic,
    sign: entry.kind === "direct" ? "direct" : entry.kind === "closed" ? "lock" : "hash",
    href: `/rooms/${entry.id}`,
    joined: entry.joined,
    archived: Boolean(entry.archived_at),
    guests: entry.guests ?? "none",
    slowSeconds: entry.slow_mode_seconds ?? 0,
    role: entry.role,
    unread: entry.unread,
    unreadText: entry.unread >= MOST_UNREAD ? `${formatNumber(MOST_UNREAD - 1)}+` : formatNumber(entry.unread),
    unreadLabel: ngettext("%(num)s unread message", "%(num)s unread messages", entry.unread),
    faces: /** @type {Face[]} */ (entry.people.length > 0 ? entry.people : me ? [me] : []),
    here: entry.people.some(({ id }) => present?.includes(id)),
    /** Ids of the people who are there now; null when the server does not name them. */
    present,
    connected,
    online,
    onlineText: ngettext("%(num)s online", "%(num)s online", online),
    joinLabel: _("Join %(room)s", { room: entry.name }),
    openLabel: _("Open %(room)s", { room: entry.name }),
  };
}

/** @typedef {ReturnType<typeof describeRoom>} RoomView */

/**
 * @param {RoomEntry} entry
 * @param {Person|null} me
 * @returns {string} a direct room is called by the people in it
 */
export function roomTitle(entry, me) {
  if (entry.kind !== "direct") return entry.name;
  if (entry.people.length > 0) return formatList(entry.people.map(({ name }) => name));
  return _("%(name)s (you)", { name: me?.name ?? "" });
}
