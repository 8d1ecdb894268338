/**
 * Reported messages that wait for a moderator.
 */
import { api } from "../../core/api.js";
import { _, formatDay, formatExact, formatTime, ngettext } from "../../core/i18n.js";
import { ban, mute } from "../../rooms/restraining.js";
import { reason } from "../../ui/form.js";
import { toast } from "../../ui/toast.js";
import { watch } from "../../ui/watch.js";

/**
 * @typedef {import("../state.js").Message} Message
 * @typedef {import("../message.js").Person} Person
 *
 * @typedef {object} Reported
 * @property {number} id of its first report
 * @property {Message} message
 * @property {{id: number, kind: string, name: string}} room
 * @property {Person & {role: string, muted_until: string|null, banned_at: string|null}} author
 * @property {Message[]} context
 * @property {{reporter: Person, reason: string, created_at: string}[]} reports
 */

/**
 * @param {object} options
 * @param {import("alpinejs").Alpine} options.Alpine
 * @param {import("../../accounts/session.js").Session} options.session
 */
export function reportQueue({ Alpine, session }) {
  let stopWatching = () => {};
  return {
    rows: /** @type {ReturnType<typeof describe>[]} */ ([]),
    next: /** @type {number|null} */ (null),
    loading: true,
    problem: "",
    busy: false,

    init() {
      let known = -1;
      // Others report and decide as well: the list follows the number that every moderator is told.
      stopWatching = watch(Alpine, () => {
        if (session.reports === known) return;
        known = session.reports;
        queueMicrotask(() => this.load());
      });
    },
    destroy() {
      stopWatching();
    },

    get summary() {
      return ngettext("%(num)s message waits for a decision.", "%(num)s messages wait for a decision.", session.reports);
    },

    async load() {
      await this.fetch(0);
    },
    async more() {
      await this.fetch(this.next ?? 0);
    },

    /** @param {number} after */
    async fetch(after) {
      this.loading = true;
      this.problem = "";
      try {
        const answer = await api.get("/moderation/reports", { params: { after: after || null } });
        const rows = answer.reported.map((/** @type {Reported} */ row) => describe(row, session));
        this.rows = after ? [...this.rows, ...rows] : rows;
        this.next = answer.next;
      } catch (error) {
        this.problem = reason(error);
      } finally {
        this.loading = false;
      }
    },

    /**
     * @param {ReturnType<typeof describe>} row
     * @param {"removed"|"kept"} outcome
     */
    decide(row, outcome) {
      return this.attempt(async () => {
        await api.put(`/moderation/messages/${row.messageId}/decision`, { outcome });
        this.rows = this.rows.filter(({ id }) => id !== row.id);
        toast(outcome === "removed" ? _("Removed. You can bring it back below.") : _("Kept."));
      });
    },

    /** @param {ReturnType<typeof describe>} row */
    mute(row) {
      return this.attempt(() => mute(row.author, 1440));
    },

    /** @param {ReturnType<typeof describe>} row */
    ban(row) {
      return this.attempt(() => ban(row.author));
    },

    /** @param {() => Promise<any>} act */
    async attempt(act) {
      this.busy = true;
      try {
        await act();
      } catch (error) {
        toast(reason(error));
      } finally {
        this.busy = false;
      }
    },
  };
}

/**
 * @param {Reported} reported
 * @param {import("../../accounts/session.js").Session} session
 */
function describe({ id, message, room, author, context, reports }, session) {
  const lines = [...context, message].sort((a, b) => a.seq - b.seq);
  const isMine = author.id === session.user?.id;
  return {
    id,
    author,
    messageId: message.id,
    title: _("%(name)s in %(room)s", { name: author.name, room: room.name || _("a direct conversation") }),
    href: `/rooms/${room.id}/messages/${message.id}`,
    /** A closed or direct room does not open because something in it was reported. */
    opens: room.kind === "open",
    mayRestrain: !isMine && !author.banned_at && author.role !== "admin" && (session.administers || author.role !== "moderator"),
    gone: message.deleted_at !== null,
    lines: lines.map((line) => ({
      id: line.id,
      name: line.author.name,
      author: line.author,
      text: line.text,
      time: formatTime(line.created_at),
      exact: formatExact(line.created_at),
      meant: line.id === message.id,
    })),
    reports: reports.map((report) => ({
      key: report.reporter.id,
      text: report.reason || _("no reason given"),
      by: _("%(name)s, %(day)s", { name: report.reporter.name, day: formatDay(report.created_at) }),
    })),
  };
}
