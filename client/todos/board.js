/**
 * One list on the screen: its to-dos, what is done of them, and everything that can be done with each. Used wherever a
 * list is shown; which one it is, `place` says.
 */
import { api } from "../core/api.js";
import { _, formatNumber, ngettext } from "../core/i18n.js";
import { reason } from "../ui/form.js";
import { toast } from "../ui/toast.js";
import { watch } from "../ui/watch.js";
import { createDragging } from "./dragging.js";
import { createRowEditor } from "./editor.js";
import { createKeys } from "./keys.js";
import { indent, outdent, stepped } from "./moving.js";
import { createRecent } from "./recent.js";
import { createRowFilling, rowShownBy, tickOf } from "./row.js";
import { takeBack } from "./undoing.js";
import { createWindow } from "./window.js";

/**
 * @typedef {import("./rows.js").Row} Row
 * @typedef {import("./overlay.js").Shown} Shown
 * @typedef {import("./overlay.js").Fields} Fields
 *
 * @typedef {object} Place
 * @property {number} listId 0 while there is none
 * @property {number|null} roomId
 * @property {boolean} writable
 *
 * @typedef {object} BoardParts
 * @property {import("alpinejs").Alpine} Alpine
 * @property {import("../accounts/session.js").Session} session
 * @property {import("./live.js").Todos} todos
 * @property {() => Place} place read inside effects, so that it may change
 * @property {(name: string, data?: any) => void} openDialog
 */

/** @param {BoardParts} parts */
export function todoBoard({ Alpine, session, todos, place, openDialog }) {
  /** @type {import("./window.js").Window<Row>} */
  let active;
  /** @type {import("./window.js").Window<Row>} */
  let done;
  /** @type {ReturnType<typeof createRowEditor>} */
  let editor;
  /** @type {{ready: Promise<void>, close(): void}|null} */
  let opened = null;
  /** @type {Record<string, HTMLElement>} by the x-ref in the markup */
  let refs;
  let ended = false;
  let focused = "";
  /** @type {(() => void)[]} */
  const stops = [];

  return {
    listId: 0,
    phase: /** @type {"none"|"loading"|"ready"|"failed"} */ ("none"),
    reason: "",
    state: /** @type {"active"|"completed"|"all"} */ ("active"),
    label: "",
    person: 0,
    q: "",
    filtering: false,
    doneOpen: false,
    loadingMore: false,
    moreDone: false,
    counts: { active: 0, completed: 0, all: 0 },
    shownActive: 0,
    shownDone: 0,
    labels: /** @type {string[]} */ ([]),
    people: /** @type {{id: number, name: string}[]} */ ([]),
    said: "",

    init() {
      refs = /** @type {any} */ (this).$refs;
      const recent = createRecent(() => this.look());
      const fill = createRowFilling({ problem: shape("problem"), undo: shape("undo") });
      const shared = {
        scroller: refs.scroller,
        make: () => /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (shape("row").content.cloneNode(true)).firstElementChild),
        fill: (/** @type {HTMLElement} */ element, /** @type {Row} */ row) =>
          fill(element, row, { recent: recent.has(row.key), writable: place().writable, me: session.user?.id ?? 0 }),
        holds: (/** @type {string} */ key) => key === focused || editor.isOpen(key),
      };
      editor = createRowEditor({
        shape: shape("editor"),
        save: (uid, text) => this.rename(uid, text),
        onEnd: (uid) => this.focusRow(uid),
        onResize: () => active.redraw(),
      });
      active = createWindow({ ...shared, list: refs.active });
      done = createWindow({ ...shared, list: refs.done });
      const dragging = createDragging({
        scroller: refs.scroller,
        list: refs.active,
        window: active,
        branches: () => todos.branches(this.listId),
        allowed: () => place().writable,
        onMove: (uid, move) => this.move(uid, move),
      });
      const keys = createKeys(this.commands(), () => this.current());
      // By the time it ends nothing can be looked up any more.
      const { root } = refs;
      root.addEventListener("keydown", keys);
      for (const list of [refs.active, refs.done]) {
        list.addEventListener("change", (event) => this.ticked(event));
        list.addEventListener("click", (event) => this.pressed(event));
        list.addEventListener("focusin", (event) => this.arrived(event));
      }
      this.recent = recent;
      stops.push(
        todos.subscribe(() => this.look()),
        todos.onLost((id) => id === this.listId && this.show(0)),
        watch(Alpine, () => {
          const { listId } = place();
          if (listId !== this.listId) queueMicrotask(() => this.show(listId));
        }),
        () => root.removeEventListener("keydown", keys),
        dragging.destroy,
        active.destroy,
        done.destroy,
        recent.clear,
      );
    },

    destroy() {
      ended = true;
      editor.end(true);
      stops.forEach((stop) => stop());
      opened?.close();
    },

    /** @param {number} listId */
    show(listId) {
      if (listId === this.listId) return;
      editor.end(true);
      opened?.close();
      opened = null;
      focused = "";
      this.recent?.clear();
      const phase = listId === 0 ? "none" : todos.loaded(listId) ? "ready" : "loading";
      Object.assign(this, { listId, phase, reason: "", state: "active", label: "", person: 0, q: "", filtering: false, doneOpen: false });
      this.look();
      if (listId) void this.open();
    },

    async open() {
      const { listId } = this;
      opened?.close();
      opened = todos.openList(listId);
      try {
        await opened.ready;
        if (listId === this.listId) this.phase = "ready";
      } catch (error) {
        if (listId !== this.listId) return;
        this.phase = "failed";
        this.reason = reason(error);
      }
      this.look();
    },

    again() {
      this.phase = "loading";
      void this.open();
    },

    // What is shown

    get filter() {
      return { label: this.label, person: this.person, q: this.q };
    },
    get isFiltered() {
      return this.label !== "" || this.person !== 0 || this.q !== "";
    },
    get showsActive() {
      return this.state !== "completed";
    },
    get showsDone() {
      return this.state !== "active" || this.doneOpen;
    },
    get writable() {
      return place().writable;
    },
    get isEmpty() {
      return this.phase === "ready" && this.showsActive && this.shownActive === 0 && !this.isFiltered;
    },
    get foundNothing() {
      return this.phase === "ready" && this.isFiltered && this.shownActive + this.shownDone === 0;
    },
    get emptyTitle() {
      return this.counts.completed > 0 ? _("All done") : _("Nothing to do yet");
    },
    get emptyText() {
      return this.counts.completed > 0 ? _("Nothing is left on this list.") : _("Write down the first thing above.");
    },
    get doneText() {
      return formatNumber(this.counts.completed);
    },
    /** @param {"active"|"completed"|"all"} state */
    countText(state) {
      return formatNumber(this.counts[state]);
    },

    look() {
      // A list may come when its place has gone.
      if (ended) return;
      const { listId, filter } = this;
      if (!listId) {
        active.draw([]);
        done.draw([]);
        Object.assign(this, { shownActive: 0, shownDone: 0, counts: { active: 0, completed: 0, all: 0 } });
        return;
      }
      this.noticeDone();
      const keep = this.recent?.uids;
      const open = this.showsActive ? todos.rows(listId, { ...filter, state: "active", keep }) : [];
      const closed = this.showsDone ? todos.rows(listId, { ...filter, state: "completed", keep }) : [];
      const counts = todos.counts(listId);
      this.shownActive = open.length;
      this.shownDone = closed.length;
      this.moreDone = this.showsDone && todos.hasMore(listId, filter) && counts.completed > 0;
      if (JSON.stringify(counts) !== JSON.stringify(this.counts)) this.counts = counts;
      if (this.filtering) this.findChoices(listId);
      const control = this.controlWithFocus();
      active.draw(open);
      done.draw(closed);
      this.keepReachable();
      control?.();
      if (this.showsDone && closed.length === 0 && this.moreDone) void this.more();
    },

    /** What somebody else has done, or one's other tab, stays a moment as well. */
    noticeDone() {
      for (const { key, item } of active.rows) {
        if (item.done_at === null && !item.parent && todos.get(key)?.done_at) this.recent?.add(key);
      }
    },

    /** @param {number} listId */
    findChoices(listId) {
      const labels = todos.labels(listId);
      if (labels.join() !== this.labels.join()) this.labels = labels;
      const all = todos.branches(listId).flatMap(({ item, children }) => [item, ...children]);
      const found = new Map(all.flatMap(({ assignee }) => (assignee ? [[assignee.id, assignee]] : [])));
      const people = [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
      if (people.map(({ id }) => id).join() !== this.people.map(({ id }) => id).join()) this.people = people;
    },

    /** Rows that change their order lose the focus in some browsers. */
    controlWithFocus() {
      const control = document.activeElement;
      if (!(control instanceof HTMLElement) || !refs.scroller.contains(control)) return null;
      return () => {
        if (document.activeElement !== control && control.isConnected) control.focus({ preventScroll: true });
      };
    },

    async more() {
      if (this.loadingMore) return;
      this.loadingMore = true;
      try {
        await todos.completed(this.listId, this.filter);
      } catch (error) {
        toast(reason(error));
      } finally {
        this.loadingMore = false;
      }
      this.moreDone = this.showsDone && todos.hasMore(this.listId, this.filter);
    },

    toggleDone() {
      this.doneOpen = !this.doneOpen;
      this.look();
    },

    /** @param {"active"|"completed"|"all"} state */
    choose(state) {
      this.state = state;
      this.look();
    },

    toggleFilter() {
      this.filtering = !this.filtering;
      if (!this.filtering) Object.assign(this, { label: "", person: 0, q: "", state: "active" });
      this.look();
      if (!this.filtering) return;
      // At once, or the next letter would still be taken for one of the list's keys.
      refs.filter.style.removeProperty("display");
      refs.search.focus();
    },

    // Writing

    /**
     * @param {Fields} fields
     * @param {import("./sending.js").Also} [also]
     * @returns {boolean} whether there is a list for it; before the lists are known it is the room's first one
     */
    add(fields, also) {
      const { roomId } = place();
      if (!this.listId && !roomId) return false;
      const uid = todos.add(this.listId ? { listId: this.listId } : { roomId }, fields, also);
      this.look();
      active.reveal(uid);
      this.said = _("Added: %(text)s", { text: fields.text });
      return true;
    },

    // What is done with a row

    /** @param {Event} event */
    ticked(event) {
      const tick = /** @type {HTMLInputElement} */ (event.target);
      const row = rowOf(tick);
      if (!row || !tick.matches(".tick")) return;
      if (!place().writable) {
        tick.checked = !tick.checked;
        return;
      }
      this.tick(row.item, tick.checked);
    },

    /** @param {Shown} item @param {boolean} value */
    tick(item, value) {
      if (item.roll_call && !item.done_at) {
        todos.change(item.uid, { ticked: value });
        return;
      }
      // Before it is drawn, or it would be gone and come back.
      if (value) this.recent?.add(item.uid);
      else this.recent?.end(item.uid);
      todos.change(item.uid, { done: value });
      this.look();
      this.said = value ? _("Done: %(text)s", { text: item.text }) : _("To be done again: %(text)s", { text: item.text });
    },

    /** @param {MouseEvent} event */
    pressed(event) {
      const target = /** @type {Element} */ (event.target);
      const row = rowOf(target);
      if (!row || target.closest("a, input, textarea")) return;
      const deed = /** @type {HTMLElement|null} */ (target.closest("[data-deed]"))?.dataset.deed;
      if (deed === "undo") this.tick(row.item, false);
      else if (deed === "retry") todos.retry(row.key);
      else if (deed === "discard") this.discard(row.item);
      else if (deed === "correct") this.edit(row.key);
      else if (!document.getSelection()?.toString()) this.openItem(row.key);
    },

    /** @param {Shown} item */
    discard(item) {
      todos.discard(item.uid);
      this.focusRow(item.uid);
    },

    /** @param {string} uid @param {string} text */
    rename(uid, text) {
      const item = todos.get(uid);
      if (!item || item.text === text) return;
      todos.change(uid, { text });
      this.look();
    },

    /** @param {string} uid */
    edit(uid) {
      const element = active.reveal(uid) ?? done.reveal(uid);
      const item = todos.get(uid);
      if (!element || !item || !place().writable) return;
      editor.begin(element, uid, item.problem?.fields.text ?? item.text);
    },

    /** @param {string} uid @param {string} [part] what in it is wanted */
    openItem(uid, part = "") {
      openDialog("todo", { uid, part });
    },

    /** @param {string} uid */
    remove(uid) {
      const item = todos.get(uid);
      if (!item || !place().writable) return;
      const neighbour = this.neighbour(uid, 1) ?? this.neighbour(uid, -1);
      todos.change(uid, { deleted: true });
      this.look();
      takeBack(_("Deleted: %(text)s", { text: item.text }), () => todos.change(uid, { deleted: false }));
      if (neighbour) this.focusRow(neighbour);
    },

    /** @param {string} uid @param {import("./moving.js").Move|null} move @param {string} [words] */
    move(uid, move, words) {
      const item = todos.get(uid);
      if (!move || !item || !place().writable) return false;
      todos.change(uid, move);
      this.look();
      this.focusRow(uid);
      const where = { text: item.text, place: active.indexOf(uid) + 1, total: active.rows.length };
      this.said = words ?? _("%(text)s is now %(place)s of %(total)s", where);
      return true;
    },

    async clearDone() {
      const { listId } = this;
      try {
        while (todos.hasMore(listId)) if (!(await todos.completed(listId))) break;
        const uids = todos.rows(listId, { state: "completed" }).map(({ key }) => key);
        if (uids.length === 0) return;
        await setAll(uids, { deleted: true });
        const text = ngettext("%(num)s done to-do deleted", "%(num)s done to-dos deleted", uids.length);
        takeBack(text, () => setAll(uids, { deleted: false }).catch((error) => toast(reason(error))));
      } catch (error) {
        toast(reason(error));
      }
    },

    // Where the keyboard is

    /** What the keys do. */
    commands() {
      const all = () => todos.branches(this.listId);
      return {
        add: () => this.focusField(),
        filter: () => (this.filtering ? refs.search?.focus() : this.toggleFilter()),
        help: () => openDialog("todo-keys"),
        leave: () => refs.title?.focus(),
        go: (/** @type {string} */ uid, /** @type {number} */ by) => this.go(uid, by),
        edit: (/** @type {string} */ uid) => this.edit(uid),
        open: (/** @type {string} */ uid, /** @type {string} */ part) => this.openItem(uid, part),
        remove: (/** @type {string} */ uid) => this.remove(uid),
        step: (/** @type {string} */ uid, /** @type {1|-1} */ by) => this.move(uid, stepped(visibleOnly(all()), uid, by)),
        indent: (/** @type {string} */ uid) => this.move(uid, indent(all(), uid), _("It is a subtask now")),
        outdent: (/** @type {string} */ uid) => this.move(uid, outdent(all(), uid), _("It is no subtask any more")),
      };
    },

    /** The row that has the focus, and not something else in it. */
    current() {
      const here = document.activeElement;
      return here?.matches(".tick") && refs.scroller.contains(here) ? (rowOf(here)?.key ?? "") : "";
    },

    /** @param {FocusEvent} event */
    arrived(event) {
      const row = rowOf(/** @type {Element} */ (event.target));
      if (!row) return;
      focused = row.key;
      this.keepReachable();
    },

    /** @param {string} uid @param {number} by */
    go(uid, by) {
      const next = Math.abs(by) === Infinity ? this.edge(by) : this.neighbour(uid, by);
      if (next) this.focusRow(next);
      else if (by < 0) this.focusField();
    },

    /** @param {number} by */
    edge(by) {
      const all = [...active.rows, ...done.rows];
      return (by > 0 ? all.at(-1) : all[0])?.key;
    },

    /** @param {string} uid @param {number} by */
    neighbour(uid, by) {
      const all = [...active.rows, ...done.rows];
      const index = all.findIndex(({ key }) => key === uid);
      return index < 0 ? undefined : all[index + by]?.key;
    },

    /** @param {string} uid */
    focusRow(uid) {
      const element = active.reveal(uid) ?? done.reveal(uid);
      if (element) tickOf(element).focus({ preventScroll: true });
    },

    focusField() {
      /** @type {HTMLElement|null} */ (refs.root.querySelector("[data-add]"))?.focus();
    },

    /** The Tab key comes to one row; the arrow keys go on from there. */
    keepReachable() {
      const all = [...active.rows, ...done.rows];
      if (!all.some(({ key }) => key === focused)) focused = "";
      const wanted = focused || (all[0]?.key ?? "");
      for (const control of refs.scroller.querySelectorAll(".tick, .todo-more")) {
        const isIt = rowOf(control)?.key === wanted;
        /** @type {HTMLElement} */ (control).tabIndex = isIt ? 0 : -1;
      }
    },

    recent: /** @type {ReturnType<typeof createRecent>|null} */ (null),
  };

  /** @param {string} name @returns {HTMLTemplateElement} */
  function shape(name) {
    return /** @type {HTMLTemplateElement} */ (refs[name]);
  }
}

/** @param {Element} element */
function rowOf(element) {
  const row = element.closest(".todo");
  return row ? rowShownBy(row) : undefined;
}

/**
 * What is done is not seen among the others: a step goes past it.
 *
 * @param {import("./rows.js").Branch[]} all
 */
function visibleOnly(all) {
  return all.filter(({ item }) => item.done_at === null);
}

/**
 * @param {string[]} uids
 * @param {Fields} fields
 */
async function setAll(uids, fields) {
  for (let start = 0; start < uids.length; start += 200) {
    await api.post("/items/batch", { changes: uids.slice(start, start + 200).map((uid) => ({ uid, ...fields })) });
  }
}
