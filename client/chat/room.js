/**
 * A room on the screen: its head, its messages, and where the reader is in them.
 */
import { ApiError } from "../core/errors.js";
import { _, ngettext } from "../core/i18n.js";
import { confirmFirst } from "../ui/dialog.js";
import { reason } from "../ui/form.js";
import { toast } from "../ui/toast.js";
import { watch } from "../ui/watch.js";
import { createStage } from "./stage.js";

/**
 * @typedef {object} RoomParts
 * @property {import("alpinejs").Alpine} Alpine
 * @property {import("../accounts/session.js").Session} session
 * @property {{room: number|null, message: number|null, visit: number, redrawing: boolean}} route the store
 * @property {import("../rooms/showing.js").RoomStores["current"]} current the store of the room on the screen
 * @property {{open: boolean, toggle(): void}} details the store
 * @property {import("../rooms/live.js").LiveRooms} rooms
 * @property {import("./live.js").Chat} chat
 * @property {(path: string, options?: {replace?: boolean}) => void} go
 */

/** @param {RoomParts} parts */
export function room(parts) {
  const { Alpine, session, route, current, details, rooms, chat, go } = parts;
  /** @type {import("./stage.js").Stage} */
  let stage;
  let turn = 0;
  let ended = false;
  let stopHearing = () => {};
  let stopWatching = () => {};
  return {
    phase: /** @type {"loading"|"ready"|"missing"|"removed"|"failed"} */ ("loading"),
    reason: "",
    away: false,
    news: 0,
    blank: false,
    joining: false,

    init() {
      const { $refs } = /** @type {any} */ (this);
      stage = createStage({
        ...parts,
        refs: $refs,
        may: (shown) => this.may(shown),
        remove: (element, shown) => void this.remove(shown),
        onChange: (seen) => Object.assign(this, seen),
        onFail: (error) => toast(reason(error)),
      });
      stopHearing = rooms.onLost((id, gone) => {
        if (id !== route.room) return;
        if (gone) this.phase = "removed";
        else toast(_("You are no longer a member of this room. It is open, so you can go on reading, and join again."));
      });
      stopWatching = watch(Alpine, () => {
        const { room: id, message, visit } = route;
        // In a change of language the next view takes over; this one must stay as the reader has it until then.
        if (!id || !visit || (Alpine.raw(route).redrawing && turn > 0)) return;
        // Later: what entering reads is none of what this waits for. By then the view may be gone.
        queueMicrotask(() => ended || this.enter(id, message));
      });
    },

    destroy() {
      ended = true;
      turn += 1;
      stopHearing();
      stopWatching();
      stage.destroy();
    },

    get shown() {
      return current.view !== null && (this.phase === "ready" || this.phase === "loading");
    },
    get title() {
      return current.view?.title ?? "";
    },
    get topic() {
      return current.view?.topic ?? "";
    },
    get sign() {
      return current.view?.sign ?? "hash";
    },
    get joined() {
      return current.view?.joined ?? false;
    },
    get portrait() {
      return current.view?.faces ?? null;
    },
    get onlineText() {
      return current.view?.onlineText ?? "";
    },
    /** Some of those who are here, as far as their messages made them known. */
    get faces() {
      const known = (current.view?.present ?? []).map(chat.personOf).filter((person) => person !== undefined);
      return known.slice(0, 3);
    },
    get beginning() {
      if (current.view?.kind === "direct") return this.title;
      return _("Welcome to %(room)s", { room: this.title });
    },
    get invitation() {
      if (current.view?.kind === "direct") return _("Nobody has written yet. A short hello is a good start.");
      return this.topic || _("Nobody has written yet. Say what this room is for, or just say hello.");
    },
    get awayText() {
      if (this.news === 0) return _("Jump to newest");
      return ngettext("%(num)s new message", "%(num)s new messages", this.news);
    },

    /**
     * @param {number} id
     * @param {number|null} messageId
     */
    async enter(id, messageId) {
      turn += 1;
      const mine = turn;
      const known = chat.timelineOf(id).loaded;
      this.phase = known && !messageId ? "ready" : "loading";
      stage.begin(id);
      try {
        const visited = rooms.visit(id);
        const loaded = messageId ? chat.openAround(id, messageId, visited) : chat.openNewest(id, visited);
        const [entry] = await Promise.all([visited, loaded]);
        if (mine !== turn) return;
        this.phase = "ready";
        // Alpine shows the place first; what is hidden can neither be measured nor scrolled.
        await Alpine.nextTick(() => {});
        if (mine === turn) stage.show(entry, messageId);
      } catch (error) {
        if (mine === turn) this.fail(error);
      }
    },

    /** @param {unknown} error */
    fail(error) {
      this.phase = error instanceof ApiError && error.status === 404 ? "missing" : "failed";
      this.reason = reason(error);
    },

    again() {
      if (route.room) void this.enter(route.room, route.message);
    },

    /** @param {import("./message.js").Shown} shown */
    may({ message }) {
      const mine = message?.author.id === session.user?.id;
      const manages = current.view?.role === "admin" || session.user?.role === "admin";
      return { edit: mine && this.joined, remove: (mine || manages) && this.joined };
    },

    /** @param {import("./message.js").Shown} shown */
    async remove({ message, entry }) {
      if (entry) {
        chat.outbox.remove(entry.client_id);
        stage.focusComposer();
        return;
      }
      if (!message) return;
      const question = {
        title: _("Delete this message?"),
        text: _("It disappears for everybody, at once."),
        action: _("Delete"),
        quote: message.text,
      };
      if (!(await confirmFirst(question))) return;
      try {
        await chat.remove(message);
        stage.focusComposer();
      } catch (error) {
        toast(reason(error));
      }
    },

    editLast() {
      stage.editLast();
    },

    wrote() {
      stage.wrote();
      if (route.message) go(`/rooms/${route.room}`, { replace: true });
    },

    toNewest() {
      if (route.message) go(`/rooms/${route.room}`, { replace: true });
      else void stage.toNewest();
    },

    toggleDetails() {
      details.toggle();
    },

    async join() {
      if (!route.room) return;
      this.joining = true;
      try {
        await rooms.join(route.room);
        await Alpine.nextTick(() => {});
        stage.focusComposer();
      } catch (error) {
        toast(reason(error));
      } finally {
        this.joining = false;
      }
    },
  };
}
