/**
 * What people are chosen for: to write to them, or to bring them into a room.
 */
import { api } from "../core/api.js";
import { _, formatList } from "../core/i18n.js";
import { toast } from "../ui/toast.js";

/**
 * @typedef {import("./describe.js").Person} Person
 *
 * @typedef {object} Purpose
 * @property {(data: any) => string} title of the dialog
 * @property {(data: any, query: string) => Promise<Set<number>>} taken ids of those found by the query who cannot be
 *   chosen, because they are there already
 * @property {(people: Person[], data: any) => Promise<void>} carryOut
 */

/** As many as the server gives in one answer. */
const MOST = 100;

/**
 * @param {object} options
 * @param {() => import("./live.js").LiveRooms} options.rooms
 * @param {(path: string) => void} options.go
 * @returns {Record<string, Purpose>} by the dialog's data-for
 */
export function createPurposes({ rooms, go }) {
  return {
    "new-message": {
      title: () => _("New message"),
      taken: async () => new Set(),
      async carryOut(people) {
        const entry = await api.post("/rooms", { kind: "direct", user_ids: ids(people) });
        rooms().put(entry);
        go(`/rooms/${entry.id}`);
      },
    },
    "invite-to-room": {
      title: (room) => _("Invite people to %(room)s", { room: room?.title ?? "" }),
      async taken(room, query) {
        const { members } = await api.get(`/rooms/${room.id}/members`, { params: { q: query, limit: MOST } });
        return new Set(members.map((/** @type {{user: Person}} */ { user }) => user.id));
      },
      async carryOut(people, room) {
        await api.post(`/rooms/${room.id}/members`, { user_ids: ids(people) });
        toast(_("Now in %(room)s: %(names)s", { room: room.title, names: formatList(people.map(({ name }) => name)) }));
      },
    },
  };
}

/** @param {Person[]} people */
function ids(people) {
  return people.map(({ id }) => id);
}
