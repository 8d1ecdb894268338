/**
 * The walk on the screen: one step at a time, with what stands around it and what can be done there.
 */
import { _, formatNumber, ngettext, onLocale } from "../../core/i18n.js";
import { ApiError, NetworkError } from "../../core/errors.js";
import { reason } from "../../ui/form.js";
import { toast } from "../../ui/toast.js";
import { createContexts } from "./contexts.js";
import { commandOf } from "./keys.js";
import { shownTo } from "./steps.js";
import { listenForSwipes } from "./swipe.js";
import { describeEnd, describeRest, describeStep } from "./words.js";

/**
 * @typedef {import("./state.js").Step} Step
 * @typedef {import("./contexts.js").Context} Context
 * @typedef {import("../../rooms/describe.js").RoomView} RoomView
 * @typedef {NonNullable<ReturnType<import("../../todos/walking.js").TodoStep["describe"]>>} TodoWords
 */

/** @param {any} parts see later.js */
export function walkView({ Alpine, session, list, go, openDialog, extras, cameFrom, place, chat, todos, world, begin, keep }) {
  /** @type {import("./live.js").LiveWalk|null} */
  let live = null;
  /** @type {ReturnType<typeof createContexts>} */
  let contexts;
  /** @type {ReturnType<typeof import("../../chat/excerpt.js").createExcerptLog>} */
  let log;
  /** @type {Record<string, HTMLElement>} by the x-ref in the markup */
  let refs;
  /** @type {Step|null} */
  let step = null;
  /** @type {Context|null} */
  let context = null;
  let spotted = false;
  let ended = false;
  /** @type {(() => void)[]} */
  const stops = [];

  return {
    mode: /** @type {"loading"|"walking"|"ended"|"failed"} */ ("loading"),
    phase: /** @type {Context["phase"]} */ ("loading"),
    kind: /** @type {Context["kind"]} */ ("plain"),
    reason: "",
    position: 0,
    total: 0,
    isFirst: true,
    fate: "",
    words: /** @type {ReturnType<typeof describeStep>|null} */ (null),
    room: /** @type {RoomView|null} */ (null),
    todo: /** @type {TodoWords|null} */ (null),
    href: "/",
    restText: "",
    hasNewer: false,
    hasOlder: false,
    astray: false,
    canSnooze: false,
    busy: false,
    joining: false,
    endText: "",
    news: 0,
    now: Date.now(),

    async init() {
      refs = /** @type {any} */ (this).$refs;
      const { rooms, chat: conversation, connection } = world();
      const shared = { rooms, outbox: conversation.outbox, myId: session.user.id };
      log = chat.createExcerptLog({ createLog: chat.createLog, refs, me: session.user, extras, untracked: Alpine.mutateDom });
      contexts = createContexts({
        rooms,
        makers: {
          excerpt: (options) => chat.createExcerpt({ ...options, ...shared }),
          todo: (uid) => todos.createTodoStep({ uid, todos: world().todos, rooms, me: session.user }),
        },
        onChange: (changed) => changed === context && this.draw(),
      });
      const press = (/** @type {KeyboardEvent} */ event) => this.press(event);
      document.addEventListener("keydown", press);
      const clock = setInterval(() => (this.now = Date.now()), 5000);
      stops.push(
        () => document.removeEventListener("keydown", press),
        () => clearInterval(clock),
        listenForSwipes(refs.body, (forward) => this.mode === "walking" && (forward ? this.next() : this.back())),
        connection.onUp(() => (this.mode === "failed" || this.phase === "failed") && this.again()),
        onLocale(() => this.draw()),
      );
      await this.start();
    },

    destroy() {
      ended = true;
      for (const stop of stops) stop();
      contexts.close();
      log.draw(null);
      extras.leave();
      Object.assign(place, { room: null, view: null });
      keep(live);
    },

    async start() {
      this.mode = "loading";
      try {
        const begun = await begin();
        if (ended) {
          keep(begun);
          return;
        }
        live = begun;
        stops.push(begun.walk.subscribe(() => this.look()));
        this.look();
      } catch {
        Object.assign(this, { mode: "failed", reason: withoutConnection() });
      }
    },

    /** See where the walk is, and go there. */
    look() {
      if (!live || ended) return;
      if (live.problem && !live.begun) {
        Object.assign(this, { mode: "failed", reason: live.problem instanceof NetworkError ? withoutConnection() : sentence(live.problem) });
        return;
      }
      if (!live.begun) return;
      const { walk } = live;
      Object.assign(this, { position: walk.position, total: walk.total, isFirst: walk.isFirst, fate: (walk.current && walk.fate(walk.current.key)) ?? "" });
      if (walk.current) this.show(walk.current);
      else this.finish();
    },

    finish() {
      const { walk } = /** @type {import("./live.js").LiveWalk} */ (live);
      const isNew = this.mode !== "ended";
      step = context = null;
      Object.assign(place, { room: null, view: null });
      const left = walk.count("left");
      Object.assign(this, { mode: "ended", news: walk.rest, endText: describeEnd({ through: walk.passed().length, left }) });
      log.draw(null);
      if (isNew) this.focus("end");
    },

    /** @param {Step} next */
    show(next) {
      const isOther = this.mode !== "walking" || step?.key !== next.key;
      step = next;
      if (isOther) {
        if (!live?.walk.fate(next.key)) contexts.renew(next);
        spotted = false;
        log.draw(null);
      }
      context = contexts.open(next);
      context.shown = true;
      this.mode = "walking";
      if (isOther) {
        extras.enter(next.roomId, (/** @type {() => void} */ change) => change());
        place.room = context.kind === "messages" ? next.roomId : null;
        refs.body.scrollTop = 0;
        this.focus("title");
        // The next one is there when it is wanted.
        const after = live?.walk.ahead(1);
        if (after) contexts.open(after);
        contexts.open(next);
      }
      this.draw();
    },

    draw() {
      if (!context || !step || !live) return;
      const { excerpt, todo } = context;
      const raw = Alpine.raw(list);
      this.room = [...raw.direct, ...raw.rooms].find(({ id }) => id === step?.roomId) ?? null;
      this.todo = todo?.describe() ?? null;
      this.kind = context.kind;
      const isGone = context.phase === "ready" && todo?.missing;
      const isWaiting = context.phase === "ready" && todo && !this.todo;
      this.phase = isGone ? "missing" : isWaiting ? "loading" : context.phase;
      this.reason = context.phase === "failed" ? sentence(context.error) : "";
      this.words = describeStep(step, { room: this.room, todo: this.todo });
      this.href = step.notice?.path ?? (step.uid ? `/todos/${step.uid}` : `/rooms/${step.roomId}`);
      this.canSnooze = step.notice !== null && this.fate === "";
      if (place.view !== this.room) place.view = this.room;
      if (excerpt && context.phase === "ready") this.drawMessages(step, excerpt);
      if (this.todo) this.drawTodo(this.todo);
    },

    /**
     * @param {Step} of
     * @param {import("./contexts.js").Excerpt} excerpt
     */
    drawMessages(of, excerpt) {
      const { roomId, notice } = of;
      const { rooms } = world();
      const entry = rooms.entry(roomId);
      const target = notice?.data.message_id ?? 0;
      if (!notice && entry) live?.reach(roomId, shownTo(entry, excerpt, { heardTo: rooms.versionOf(roomId), isFirst: !spotted }));
      Object.assign(this, { hasNewer: excerpt.hasNewer, hasOlder: excerpt.hasOlder, astray: target > 0 && !excerpt.has(target) });
      log.draw(excerpt);
      const read = notice ? 0 : (entry?.read_seq ?? 0);
      const unread = excerpt.messages.filter(({ seq, author }) => seq > read && author.id !== session.user.id);
      if (this.fate === "") this.restText = notice ? "" : describeRest({ unread: entry?.unread ?? 0, hasNewer: excerpt.hasNewer, shown: unread.length });
      this.markSeen(roomId, excerpt);
      if (!spotted) this.spot(target);
    },

    /** Of what was a step before, the room's step says so. @param {number} roomId @param {import("./contexts.js").Excerpt} excerpt */
    markSeen(roomId, excerpt) {
      const seen = step?.notice ? null : live?.seen.get(roomId);
      for (const { id, seq } of seen ? excerpt.messages : []) {
        const element = seen?.has(seq) ? log.byId(id) : null;
        if (!element || element.classList.contains("walk-seen")) continue;
        element.classList.add("walk-seen");
        const said = document.createElement("span");
        said.className = "tag walk-before";
        said.textContent = _("You have just seen this");
        element.querySelector(".message-main")?.append(said);
      }
    },

    /** Bring the message that this is about into view. @param {number} messageId */
    spot(messageId) {
      spotted = true;
      const element = messageId ? log.byId(messageId) : null;
      element?.classList.add("walk-target");
      // What is hidden can be measured only once Alpine has shown it.
      void Alpine.nextTick(() => element?.isConnected && element.scrollIntoView({ block: "nearest" }));
    },

    /** @param {TodoWords} words */
    drawTodo({ notes, comment }) {
      for (const [element, html] of [[refs.notes, notes ?? ""], [refs.comment, comment?.html ?? ""]]) {
        const target = /** @type {HTMLElement} */ (element);
        if (target.dataset.html === html) continue;
        target.dataset.html = /** @type {string} */ (html);
        Alpine.mutateDom(() => chat.placeText(target, html));
      }
    },

    /** @param {"title"|"end"} where the keyboard and the screen reader go on there */
    focus(where) {
      void Alpine.nextTick(() => {
        if (!ended) refs[where]?.focus({ preventScroll: true });
      });
    },

    // What is said

    get countText() {
      return _("%(position)s of %(total)s", { position: formatNumber(this.position), total: formatNumber(this.total) });
    },
    get said() {
      return this.mode === "walking" ? this.countText : "";
    },
    get newsText() {
      return ngettext("One more has come", "%(num)s more have come", this.news);
    },
    get fateText() {
      // What one has ticked oneself shows it.
      if (this.fate === "gone" && this.todo?.done) return "";
      if (this.fate === "gone") return _("Read or done in the meantime.");
      if (this.fate === "left") return _("You have left this unread.");
      return this.fate === "read" ? _("You have read this.") : "";
    },
    get openText() {
      return this.kind === "messages" ? _("Open in the room") : _("Open it");
    },
    get isMessages() {
      return this.mode === "walking" && this.kind === "messages";
    },
    // What the composer's part of the page asks for

    get shown() {
      return this.room !== null;
    },
    get joined() {
      return this.room?.joined ?? false;
    },
    get barrier() {
      return this.room && session.user ? chat.barrier(this.room, session.user, this.now) : null;
    },
    get barrierTitle() {
      return this.barrier?.title ?? "";
    },
    get barrierText() {
      return this.barrier?.text ?? "";
    },
    join() {},

    // What is done

    next() {
      if (this.mode === "ended" ? this.news === 0 : this.mode !== "walking") return;
      // What was not there to be seen is not read by going on.
      if (this.phase === "loading" || this.phase === "failed") live?.leave();
      else live?.next();
    },

    back() {
      if (this.mode === "ended" ? this.total > 0 : !this.isFirst) live?.back();
    },

    leave() {
      if (this.mode === "walking") live?.leave();
    },

    /** To its place; what is opened there is read there. */
    open() {
      if (this.mode !== "walking" || !step) return;
      const { href } = this;
      if (step.notice) live?.next();
      go(href);
    },

    /** The rest stays as it was. */
    quit() {
      go(cameFrom() || "/");
    },

    again() {
      if (this.mode === "failed" && live) live.again();
      else if (this.mode === "failed") void this.start();
      contexts.forgetFailed();
      if (step) this.show(step);
    },

    /** @param {"newer"|"older"} where */
    async more(where) {
      if (!context?.excerpt || this.busy) return;
      this.busy = true;
      try {
        await context.excerpt.more(where);
      } catch (error) {
        toast(reason(error));
      } finally {
        this.busy = false;
      }
    },

    /** @param {Event} event */
    tick(event) {
      context?.todo?.setDone(/** @type {HTMLInputElement} */ (event.target).checked);
    },

    /** @param {"tomorrow"|"next-week"} when */
    putOff(when) {
      context?.todo?.putOff(when);
      this.next();
    },

    async snooze() {
      const notice = step?.notice;
      if (!notice || !live) return;
      try {
        await live.snooze(notice);
        toast(_("You will be told again in an hour."));
        if (step?.notice === notice || step?.key === notice.topic) this.next();
      } catch (error) {
        toast(reason(error));
      }
    },

    retryTodo() {
      context?.todo?.retry();
    },

    /** What waits to be sent, or was refused. @param {MouseEvent} event */
    pressed(event) {
      const target = /** @type {Element} */ (event.target);
      const act = /** @type {HTMLElement|null} */ (target.closest("[data-act]"))?.dataset.act;
      const message = target.closest("article");
      const entry = message && chat.shownBy(message)?.entry;
      if (!entry) return;
      const { outbox } = world().chat;
      if (act === "retry") outbox.retry(entry.client_id);
      else if (act === "discard") outbox.remove(entry.client_id);
      else if (act === "edit") this.open();
    },

    /** @param {KeyboardEvent} event */
    press(event) {
      // What lies over the page has the keys to itself.
      if (ended || document.querySelector("dialog[open], :popover-open")) return;
      const command = commandOf(event, getComputedStyle(refs.body).direction === "rtl");
      if (!command) return;
      event.preventDefault();
      if (command === "blur") refs[this.mode === "ended" ? "end" : "title"]?.focus({ preventScroll: true });
      else if (command === "reply") /** @type {HTMLElement|null} */ (refs.reply.querySelector("textarea"))?.focus();
      else if (command === "done") this.flip();
      else this[command]();
    },

    openKeys() {
      openDialog("todo-keys");
    },

    flip() {
      if (this.mode === "walking" && this.todo?.writable) context?.todo?.setDone(!this.todo.done);
    },
  };
}

/** What can be done meanwhile. */
function withoutConnection() {
  return _("There is no connection just now. What is unread stays so, and rooms that you have opened on this device can be read as they were. Catching up begins by itself as soon as you are back.");
}

/** @param {unknown} error */
function sentence(error) {
  return error instanceof ApiError || error instanceof NetworkError ? reason(error) : _("Check your connection and try again.");
}
