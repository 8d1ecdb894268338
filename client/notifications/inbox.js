/**
 * The inbox: what one was told, and where each of it leads.
 */
import { _, formatDay, formatExact, formatTime, ngettext, onLocale } from "../core/i18n.js";
import { reason } from "../ui/form.js";
import { toast } from "../ui/toast.js";
import { permission } from "./desktop.js";
import { UNDO_MS } from "./live.js";
import { isUnread } from "./state.js";
import { say } from "./words.js";

/**
 * @typedef {import("./state.js").Notice} Notice
 * @typedef {import("./state.js").Filter} Filter
 * @typedef {ReturnType<typeof describe>} Entry
 */

const FILTERS = ["all", "mentions", "todos"];
/** @type {Partial<Record<Notice["kind"], string>>} */
const SIGNS = { mention: "at-sign", everyone: "megaphone", keyword: "search", message: "message-circle", direct: "message-circle", assigned: "user-plus", due: "clock", done: "circle-check", invited: "door-open", admin: "shield" };
const LATER_KEY = "parley-notices-asked";

/**
 * @param {object} options
 * @param {() => Promise<import("./live.js").LiveNotices>} options.getLive
 * @param {import("../core/socket.js").Connection} options.connection
 */
export function inbox({ getLive, connection }) {
  const query = new URLSearchParams(location.search);
  const wanted = query.get("filter") ?? "all";
  /** @type {import("./live.js").LiveNotices|null} */
  let live = null;
  let closed = false;
  /** @type {Map<Notice, Entry>} */
  let described = new Map();
  /** @type {(() => void)[]} */
  const stops = [];
  return {
    filter: /** @type {Filter} */ (FILTERS.includes(wanted) ? wanted : "all"),
    onlyUnread: query.get("unread") === "1",
    phase: "loading",
    reason: "",
    entries: /** @type {Entry[]} */ ([]),
    hasMore: false,
    busy: false,
    unread: 0,
    /** Whether to explain, and ask for, notifications outside the page. */
    mayAsk: permission() === "default" && !recall(),
    /** Whether it is known what this device can do. */
    known: false,
    /** Whether that reaches it with Parley closed, too. */
    reaches: false,

    async init() {
      stops.push(connection.onUp(() => this.phase === "failed" && this.again()));
      stops.push(
        onLocale(() => {
          described = new Map();
          this.draw();
        }),
      );
      await this.begin();
    },

    destroy() {
      closed = true;
      for (const stop of stops) stop();
    },

    async begin() {
      try {
        live = await getLive();
      } catch {
        Object.assign(this, { phase: "failed", reason: _("Check your connection and try again.") });
        return;
      }
      if (closed) return;
      Object.assign(this, { known: true, reaches: live.device.canPush() });
      stops.push(live.state.subscribe(() => this.draw()));
      await this.look();
    },

    async look() {
      this.draw();
      await live?.look(this.filter, this.onlyUnread);
      this.draw();
    },

    draw() {
      if (!live || closed) return;
      const view = live.state.view(this.filter, this.onlyUnread);
      const shown = live.state.shown(this.filter, this.onlyUnread);
      described = new Map(shown.map((notice) => [notice, described.get(notice) ?? describe(notice)]));
      this.entries = [...described.values()];
      // What is known already is shown while more is asked for.
      this.phase = view.phase === "loading" && this.entries.length > 0 ? "ready" : view.phase;
      this.reason = view.phase === "failed" ? sentence(view.error) : "";
      this.hasMore = view.phase === "ready" && !view.ended;
      this.unread = live.state.unread;
    },

    get isEmpty() {
      return this.phase === "ready" && this.entries.length === 0 && !this.hasMore;
    },
    get emptyTitle() {
      return this.onlyUnread ? _("You have read everything") : _("Nothing yet");
    },
    get emptyText() {
      if (this.filter === "mentions") return _("When somebody writes your name with an @, it stands here.");
      if (this.filter === "todos") return _("What others give you to do, and what is due, stands here.");
      return _("Mentions, direct messages and to-dos come together here, so that you need not look everywhere.");
    },
    get said() {
      return this.unread ? ngettext("%(num)s unread notification", "%(num)s unread notifications", this.unread) : "";
    },

    /** The address says what is shown, so that it can be kept and passed on. */
    choose() {
      const params = new URLSearchParams();
      if (this.filter !== "all") params.set("filter", this.filter);
      if (this.onlyUnread) params.set("unread", "1");
      const text = params.toString();
      history.replaceState(history.state, "", `/notices${text ? `?${text}` : ""}`);
      void this.look();
    },

    again() {
      if (live) void this.look();
      else {
        this.phase = "loading";
        void this.begin();
      }
    },

    async more() {
      this.busy = true;
      try {
        await live?.more(this.filter, this.onlyUnread);
      } catch (error) {
        toast(reason(error));
      } finally {
        this.busy = false;
      }
    },

    /**
     * The link leads there by itself; with it the notice is read.
     *
     * @param {Entry} entry
     */
    follow(entry) {
      void live?.markRead([entry.id]);
    },

    /** @param {Entry} entry */
    read(entry) {
      void live?.markRead([entry.id]);
    },

    readAll() {
      void live?.markAllRead();
    },

    /** @param {Entry} entry @param {MouseEvent} event */
    clear(entry, event) {
      const row = /** @type {HTMLElement} */ (event.currentTarget).closest("li");
      const next = row?.nextElementSibling ?? row?.previousElementSibling;
      this.putAway([entry.id], _("Put away."));
      // Who goes through it with the keyboard goes on from there.
      const target = next?.querySelector(".notice-link") ?? document.getElementById("notices-title");
      if (target instanceof HTMLElement) target.focus();
    },

    clearAll() {
      const ids = this.entries.map(({ id }) => id);
      this.putAway(ids, ngettext("%(num)s notification put away.", "%(num)s notifications put away.", ids.length));
      document.getElementById("notices-title")?.focus();
    },

    /**
     * @param {number[]} ids
     * @param {string} words
     */
    putAway(ids, words) {
      const undo = live?.clear(ids);
      if (undo) toast(words, { action: { label: _("Undo"), run: undo }, ms: UNDO_MS });
    },

    async ask() {
      const state = await live?.device.turnOnAll();
      this.mayAsk = permission() === "default";
      if (state === "on") toast(_("You will be told on this device from now on, also with Parley closed."));
      else if (permission() === "granted") toast(_("You will be told on this device from now on, while Parley is open."));
      if (permission() === "denied") toast(_("Your browser keeps it off. The settings say how to change that."));
    },

    notNow() {
      this.mayAsk = false;
      remember();
    },
  };
}

/** @param {Notice} notice */
function describe(notice) {
  const { title, body } = say(notice);
  const when = _("%(day)s, %(time)s", { day: formatDay(notice.created_at), time: formatTime(notice.created_at) });
  const unread = isUnread(notice);
  return {
    id: notice.id,
    title,
    body,
    path: notice.path,
    unread,
    sign: `#icon-${SIGNS[notice.kind] ?? "bell"}`,
    face: notice.actor,
    when: notice.created_at,
    whenText: when,
    exact: formatExact(notice.created_at),
    readLabel: _("Mark as read: %(title)s", { title }),
    clearLabel: _("Put away: %(title)s", { title }),
  };
}

/** @param {unknown} error */
function sentence(error) {
  return error ? reason(error) : "";
}

function recall() {
  try {
    return localStorage.getItem(LATER_KEY) !== null;
  } catch {
    return false;
  }
}

function remember() {
  try {
    localStorage.setItem(LATER_KEY, "1");
  } catch {
    // Then it is asked again at the next visit.
  }
}
