/**
 * The to-dos beside a room: which of its lists is shown, and what can be done with lists.
 */
import { _, ngettext } from "../core/i18n.js";
import { reason } from "../ui/form.js";
import { toast } from "../ui/toast.js";
import { watch } from "../ui/watch.js";
import { listName } from "./lists.js";
import { takeBack } from "./undoing.js";

/** @typedef {import("./state.js").List} List */

const KEY = "parley-list";

/**
 * What the panel and the board in it share.
 *
 * @returns {import("./board.js").Place & {lists: List[]}}
 */
export function createRoomPlace() {
  return { listId: 0, roomId: null, writable: false, lists: [] };
}

/**
 * @param {object} options
 * @param {import("alpinejs").Alpine} options.Alpine
 * @param {import("../accounts/session.js").Session} options.session
 * @param {ReturnType<typeof createRoomPlace>} options.shared reactive
 * @param {{view: import("../rooms/describe.js").RoomView|null}} options.current the store of the room on the screen
 * @param {{hasTodos: boolean, shows(pane: "todos"|"details"): boolean, show(pane: "todos"|"details"): void, close(): void}} options.details the store
 * @param {import("./live.js").Todos} options.todos
 * @param {import("../core/socket.js").Connection} options.connection
 * @param {(name: string, data?: any) => void} options.openDialog
 * @param {() => void} options.leave go back to the conversation
 */
export function roomTodos({ Alpine, session, shared, current, details, todos, connection, openDialog, leave }) {
  /** @type {(() => void)[]} */
  const stops = [];
  return {
    phase: /** @type {"loading"|"ready"|"failed"} */ ("loading"),
    reason: "",
    open: 0,
    total: 0,

    init() {
      stops.push(
        todos.subscribe(() => this.look()),
        connection.onUp(() => this.phase === "failed" && this.again()),
        watch(Alpine, () => {
          const room = current.view;
          const id = room && details.hasTodos ? room.id : null;
          shared.writable = Boolean(room?.joined && !room.archived && !isMuted(session.user));
          if (id !== shared.roomId) queueMicrotask(() => this.come(id));
        }),
      );
      // What is shown already belongs to the room that is on the screen.
      this.look();
    },

    destroy() {
      stops.forEach((stop) => stop());
    },

    /** @param {number|null} id */
    async come(id) {
      if (id === shared.roomId) return;
      Object.assign(shared, { roomId: id, listId: 0, lists: [] });
      this.phase = "loading";
      if (id === null) return;
      try {
        await todos.openRoom(id);
        if (id !== shared.roomId) return;
        this.phase = "ready";
        this.look();
      } catch (error) {
        if (id !== shared.roomId) return;
        this.phase = "failed";
        this.reason = reason(error);
      }
    },

    again() {
      const id = shared.roomId;
      shared.roomId = null;
      void this.come(id);
    },

    look() {
      const { roomId } = shared;
      if (roomId === null) return;
      const lists = todos.listsOf(roomId);
      if (lists.length === 0) return;
      this.phase = "ready";
      if (lists.length !== shared.lists.length || lists.some((list, index) => list !== Alpine.raw(shared.lists)[index])) shared.lists = lists;
      // One that is archived is shown as long as the reader looks at it.
      const isThere = todos.list(shared.listId)?.room_id === roomId && !todos.list(shared.listId)?.deleted_at;
      if (!isThere) shared.listId = (lists.find(({ id }) => id === recall(roomId)) ?? lists[0]).id;
      const { active, all } = todos.counts(shared.listId);
      this.open = active;
      this.total = all;
    },

    get list() {
      return shared.lists.find(({ id }) => id === shared.listId) ?? todos.list(shared.listId) ?? null;
    },
    get lists() {
      return shared.lists;
    },
    get listId() {
      return shared.listId;
    },
    get several() {
      return shared.lists.length > 1 || (this.list?.name ?? "") !== "" || this.isArchived;
    },
    get listName() {
      return this.list ? listName(this.list) : "";
    },
    get color() {
      return this.list?.color ?? "";
    },
    get writable() {
      return shared.writable;
    },
    get isDefault() {
      return this.list?.is_default ?? true;
    },
    get isArchived() {
      return Boolean(this.list?.archived_at);
    },
    get progress() {
      if (this.total === 0) return "";
      return ngettext("%(done)s of %(num)s done", "%(done)s of %(num)s done", this.total, { done: this.total - this.open });
    },
    /** Of a whole turn. */
    get share() {
      return this.total === 0 ? 0 : (this.total - this.open) / this.total;
    },
    drawRing() {
      const ring = /** @type {any} */ (this).$refs.ring;
      ring?.style.setProperty("--share", `${this.share}turn`);
    },

    /** @param {List} list */
    name(list) {
      return listName(list);
    },

    /** @param {List} list */
    openCount(list) {
      return todos.counts(list.id).active || "";
    },

    /** @param {number} listId */
    choose(listId) {
      shared.listId = listId;
      if (shared.roomId !== null) remember(shared.roomId, listId);
      this.look();
      closeMenu();
    },

    newList() {
      closeMenu();
      openDialog("todo-list", { roomId: shared.roomId, onMade: (/** @type {List} */ list) => this.choose(list.id) });
    },

    editList() {
      closeMenu();
      openDialog("todo-list", { list: this.list });
    },

    archivedLists() {
      closeMenu();
      openDialog("todo-archive", { roomId: shared.roomId, onChosen: (/** @type {number} */ id) => this.choose(id) });
    },

    trash() {
      closeMenu();
      openDialog("todo-trash", { roomId: shared.roomId });
    },

    keys() {
      closeMenu();
      openDialog("todo-keys");
    },

    async archive() {
      const { list } = this;
      closeMenu();
      if (!list) return;
      await this.attempt(list, { archived: true }, () => {
        takeBack(_("Archived: %(name)s", { name: listName(list) }), () => void this.attempt(list, { archived: false }));
        shared.listId = 0;
        this.look();
      });
    },

    async unarchive() {
      const { list } = this;
      closeMenu();
      if (list) await this.attempt(list, { archived: false });
    },

    async removeList() {
      const { list } = this;
      closeMenu();
      if (!list) return;
      await this.attempt(list, { deleted: true }, () => {
        takeBack(_("Deleted: %(text)s", { text: listName(list) }), () => void this.attempt(list, { deleted: false }));
      });
    },

    /** @param {List} list @param {Parameters<typeof todos.changeList>[1]} changes @param {() => void} [then] */
    async attempt(list, changes, then) {
      try {
        await todos.changeList(list.id, changes);
        then?.();
      } catch (error) {
        toast(reason(error));
      }
    },

    showDetails() {
      details.show("details");
    },

    close() {
      details.close();
      leave();
    },
  };
}

/** @param {{muted_until?: string|null}|null} user */
function isMuted(user) {
  return Boolean(user?.muted_until && Date.parse(user.muted_until) > Date.now());
}

function closeMenu() {
  document.getElementById("todos-menu")?.hidePopover?.();
}

/** @param {number} roomId */
function recall(roomId) {
  try {
    return Number(localStorage.getItem(`${KEY} ${roomId}`));
  } catch {
    return 0;
  }
}

/** @param {number} roomId @param {number} listId */
function remember(roomId, listId) {
  try {
    localStorage.setItem(`${KEY} ${roomId}`, `${listId}`);
  } catch {
    // Then the first list is shown the next time.
  }
}
