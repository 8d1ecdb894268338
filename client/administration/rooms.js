/**
 * Every open and closed room.
 */
import { api } from "../core/api.js";
import { _, formatDay, formatNumber, ngettext } from "../core/i18n.js";
import { confirmFirst } from "../ui/dialog.js";
import { reason } from "../ui/form.js";
import { toast } from "../ui/toast.js";
import { pages } from "./pages.js";

/** @typedef {{id: number, kind: string, name: string, members: number, last_message_at: string|null, archived_at: string|null}} Room */

export function adminRooms() {
  return {
    query: "",
    busy: false,

    /** @param {ReturnType<typeof describe>} room */
    async archive(room) {
      const question = {
        title: _("Archive %(room)s?", { room: room.name }),
        text: _("It can still be read, and nobody writes in it any more. You can bring it back."),
        action: _("Archive"),
      };
      if (await confirmFirst(question)) await this.put(room, () => api.put(`/administration/rooms/${room.id}/archive`, {}));
    },

    /** @param {ReturnType<typeof describe>} room */
    unarchive(room) {
      return this.put(room, () => api.delete(`/administration/rooms/${room.id}/archive`));
    },

    /**
     * @param {ReturnType<typeof describe>} room
     * @param {() => Promise<{archived_at: string|null}>} act
     */
    async put(room, act) {
      this.busy = true;
      try {
        const { archived_at } = await act();
        // By its number: the list may have been fetched anew since somebody was asked.
        for (const row of this.rows) if (row.id === room.id) row.archived_at = archived_at;
      } catch (error) {
        toast(reason(error));
      } finally {
        this.busy = false;
      }
    },

    ...pages({
      path: "/administration/rooms",
      from: "after",
      params: ({ query }) => ({ q: query || null }),
      rows: ({ rooms }) => rooms.map(describe),
    }),
  };
}

/** @param {Room} room */
function describe(room) {
  const members = ngettext("%(count)s member", "%(count)s members", room.members, { count: formatNumber(room.members) });
  const last = room.last_message_at ? _("last message: %(day)s", { day: formatDay(room.last_message_at) }) : _("no messages yet");
  const named = { room: room.name };
  const labels = { archiveLabel: _("Archive %(room)s", named), restoreLabel: _("Bring %(room)s back", named) };
  return { ...room, ...labels, sign: room.kind === "open" ? "hash" : "lock", about: `${members} · ${last}` };
}
