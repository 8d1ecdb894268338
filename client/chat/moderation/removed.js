/**
 * Messages that were removed, which can be brought back.
 */
import { api } from "../../core/api.js";
import { _, formatDay } from "../../core/i18n.js";
import { reason } from "../../ui/form.js";
import { toast } from "../../ui/toast.js";

/**
 * @typedef {object} Removed
 * @property {import("../state.js").Message} message
 * @property {{id: number, name: string}} room
 * @property {import("../message.js").Person} author
 * @property {import("../message.js").Person} removed_by
 * @property {string} removed_at
 */

export function removedMessages() {
  return {
    rows: /** @type {ReturnType<typeof describe>[]} */ ([]),
    next: /** @type {number|null} */ (null),
    loading: false,
    problem: "",
    busy: false,
    shown: false,

    /** Nobody needs them before they ask. @param {boolean} open */
    toggle(open) {
      this.shown = open;
      if (open) void this.fetch(null);
    },
    more() {
      return this.fetch(this.next);
    },
    again() {
      return this.fetch(null);
    },

    /** @param {number|null} before */
    async fetch(before) {
      this.loading = true;
      this.problem = "";
      try {
        const answer = await api.get("/moderation/removed", { params: { before } });
        const rows = answer.removed.map(describe);
        this.rows = before ? [...this.rows, ...rows] : rows;
        this.next = answer.next;
      } catch (error) {
        this.problem = reason(error);
      } finally {
        this.loading = false;
      }
    },

    /** @param {ReturnType<typeof describe>} row */
    async restore(row) {
      this.busy = true;
      try {
        await api.post(`${row.path}/restore`);
        this.rows = this.rows.filter(({ id }) => id !== row.id);
        toast(_("The message is back."));
      } catch (error) {
        toast(reason(error));
      } finally {
        this.busy = false;
      }
    },
  };
}

/** @param {Removed} removed */
function describe({ message, room, author, removed_by: by, removed_at: at }) {
  return {
    id: message.id,
    author,
    text: message.text,
    path: `/rooms/${room.id}/messages/${message.id}`,
    title: _("%(name)s in %(room)s", { name: author.name, room: room.name || _("a direct conversation") }),
    about: _("removed by %(name)s, %(day)s", { name: by.name, day: formatDay(at) }),
  };
}
