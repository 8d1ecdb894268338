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
import { barrier } from "./writing.js";

/** So many faces stand beside the number of those who are here. */
const FACES = 3;

/**
 * @typedef {object} RoomParts
 * @property {import("alpinejs").Alpine} Alpine
 * @property {import("../accounts/session.js").Session} session
 * @property {{room: number|null, message: number|null, visit: number, redrawing: boolean}} route the store
 * @property {import("../rooms/showing.js").RoomStores["current"]} current the store of the room on the screen
 * @property {{toggle(pane: "todos"|"details"): void}} details the store
 * @property {(name: string, data: any) => void} openDialog
 * @property {import("../rooms/live.js").LiveRooms} rooms
 * @property {import("./live.js").Chat} chat
 * @property {import("../core/socket.js").Connection} connection
 * @property {import("./extras.js").Extras} extras
 * @property {(path: string, options?: {replace?: boolean}) => void} go
 */

/** @param {RoomParts} parts */
export function room(parts) {
  const { Alpine, session, route, current, details, openDialog, rooms, chat, go } = parts;
  /** @type {import("./stage.js").Stage} */
  let stage;
  let turn = 0;
  let ended = false;
  /** @type {(() => void)[]} */
  const stops = [];
  return {
    phase: /** @type {"loading"|"ready"|"missing"|"removed"|"failed"} */ ("loading"),
    reason: "",
    away: false,
    news: 0,
    blank: false,
    joining: false,
    /** Some things end by themselves. */
    now: Date.now(),
    /** The link that led here is to a message that does not exist (any more). */
    astray: false,

    init() {
      const { $refs } = /** @type {any} */ (this);
      stage = createStage({
        ...parts,
        refs: $refs,
        may: (shown) => this.may(shown),
        remove: (element, shown) => void this.remove(shown),
        report: ({ message }) => openDialog("report-message", message),
        onChange: (seen) => Object.assign(this, seen),
        onFail: (error) => toast(reason(error)),
      });
      const stopWaiting = parts.connection.onUp(() => {
        if (this.phase === "failed") this.again();
      });
      const stopLosing = rooms.onLost((id, gone) => {
        if (id !== route.room) return;
        if (gone) this.phase = "removed";
        else if (!rooms.entry(id)?.joined) toast(_("You are no longer a member of this room. It is open, so you can go on reading, and join again."));
      });
      stops.push(stopWaiting, stopLosing);
      const follow = watch(Alpine, () => {
        const { room: id, message, visit } = route;
        // In a change of language the next view takes over; this one must stay as the reader has it until then.
        if (!id || !visit || (Alpine.raw(route).redrawing && turn > 0)) return;
        // Later: what entering reads is none of what this waits for. By then the view may be gone.
        queueMicrotask(() => ended || this.enter(id, message));
      });
      const meet = watch(Alpine, () => {
        // Guests see who writes, and may not ask who else is there.
        if (this.phase !== "ready" || !current.view?.present || session.visits) return;
        rooms.people.lookUp(current.view.id, current.view.present, FACES);
      });
      const clock = setInterval(() => (this.now = Date.now()), 5000);
      stops.push(follow, meet, () => clearInterval(clock));
    },

    destroy() {
      ended = true;
      turn += 1;
      for (const stop of stops) stop();
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
    /** Who is here is not known without a connection. */
    get knowsOnline() {
      return this.shown && (current.view?.connected ?? false);
    },
    get onlineText() {
      return current.view?.onlineText ?? "";
    },
    /** Some of those who are here, as far as they are known. */
    get faces() {
      return rooms.people.among(current.view?.present ?? [], FACES);
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
      this.phase = known && messageId === null ? "ready" : "loading";
      this.astray = false;
      stage.begin(id);
      try {
        const visited = rooms.visit(id);
        const loaded = messageId === null ? chat.openNewest(id, visited) : chat.openAround(id, messageId, visited);
        const [entry, found] = await Promise.all([visited, loaded]);
        if (mine !== turn) return;
        this.phase = "ready";
        this.astray = found === false;
        // Alpine shows the place first; what is hidden can neither be measured nor scrolled.
        await Alpine.nextTick(() => {});
        if (mine === turn) stage.show(entry, this.astray ? null : messageId);
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

    /** What keeps the reader from writing here just now. */
    get barrier() {
      return current.view && session.user ? barrier(current.view, session.user, this.now) : null;
    },
    get barrierTitle() {
      return this.barrier?.title ?? "";
    },
    get barrierText() {
      return this.barrier?.text ?? "";
    },

    /** @param {import("./message.js").Shown} shown */
    may({ message }) {
      const mine = message?.author.id === session.user?.id;
      const keepsOrder = current.view?.role === "admin" || session.moderates;
      const stands = message?.deleted_at === null;
      return {
        // What is drawn in another way is changed there.
        edit: mine && stands && this.joined && !this.barrier && !parts.extras.read(message.text),
        remove: (mine && this.joined) || keepsOrder,
        report: !mine && !session.visits,
      };
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
        text: message.author.id === session.user?.id ? _("It disappears for everybody, at once.") : _("It disappears for everybody, at once. Its author sees that it was removed, and a moderator can bring it back."),
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
      if (route.message !== null) this.leaveMessage();
    },

    toNewest() {
      if (route.message !== null) this.leaveMessage();
      else void stage.toNewest();
    },

    /** The address is that of the room again. */
    leaveMessage() {
      go(`/rooms/${route.room}`, { replace: true });
    },

    /** @param {"todos"|"details"} pane */
    togglePane(pane) {
      details.toggle(pane);
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
