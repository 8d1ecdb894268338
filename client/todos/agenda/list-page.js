/**
 * A list as a page of its own: one's own, or a room's.
 */
import { ApiError } from "../../core/errors.js";
import { api } from "../../core/api.js";
import { _, ngettext } from "../../core/i18n.js";
import { roomTitle } from "../../rooms/describe.js";
import { reason } from "../../ui/form.js";
import { toast } from "../../ui/toast.js";
import { watch } from "../../ui/watch.js";
import { listName } from "../lists.js";
import { takeBack } from "../undoing.js";

/** @typedef {import("../state.js").List} List */

/** What the page and the board on it share. @returns {import("../board.js").Place} */
export function createListPlace() {
  return { listId: 0, roomId: null, writable: false };
}

/**
 * @param {object} options
 * @param {import("alpinejs").Alpine} options.Alpine
 * @param {import("../../accounts/session.js").Session} options.session
 * @param {{view: string, id: number|null}} options.route the store
 * @param {ReturnType<typeof createListPlace>} options.shared reactive
 * @param {import("./store.js").AgendaStore} options.store
 * @param {import("../live.js").Todos} options.todos
 * @param {import("../../rooms/live.js").LiveRooms} options.rooms
 * @param {import("../../core/socket.js").Connection} options.connection
 * @param {(name: string, data?: any) => void} options.openDialog
 * @param {(path: string, options?: {replace?: boolean}) => void} options.go
 */
export function listPage({ Alpine, session, route, shared, store, todos, rooms, connection, openDialog, go }) {
  /** @type {(() => void)[]} */
  const stops = [];
  let wanted = 0;
  return {
    phase: /** @type {"loading"|"ready"|"missing"|"failed"} */ ("loading"),
    reason: "",
    list: /** @type {List|null} */ (null),
    roomName: "",
    progress: "",

    init() {
      stops.push(
        todos.subscribe(() => this.look()),
        todos.onLost((id) => id === wanted && this.lose()),
        rooms.onChange(() => this.look()),
        connection.onUp(() => this.phase === "failed" && this.again()),
        watch(Alpine, () => {
          const id = route.view === "list" ? (route.id ?? 0) : wanted;
          if (id !== wanted) queueMicrotask(() => void this.come(id));
        }),
      );
    },

    destroy() {
      wanted = 0;
      stops.forEach((stop) => stop());
      Object.assign(shared, createListPlace());
      store.title = "";
    },

    /** @param {number} id */
    async come(id) {
      if (id === wanted && this.phase !== "loading") return;
      wanted = id;
      Object.assign(shared, createListPlace());
      Object.assign(this, { phase: "loading", list: null, roomName: "" });
      try {
        await this.find(id);
        if (id !== wanted) return;
        this.phase = "ready";
        this.look();
      } catch (error) {
        if (id !== wanted) return;
        this.phase = error instanceof ApiError && error.status === 404 ? "missing" : "failed";
        this.reason = reason(error);
      }
    },

    /** Have it, and keep it true. @param {number} id */
    async find(id) {
      if (todos.list(id)) return;
      const { list, room } = await api.get(`/lists/${id}`);
      const roomId = room?.id ?? null;
      if (list.archived_at) await todos.archivedLists(roomId);
      else await (room ? todos.openRoom(room.id) : todos.openOwn());
    },

    again() {
      const id = wanted;
      wanted = 0;
      void this.come(id);
    },

    lose() {
      if (this.phase !== "ready") return;
      this.phase = "missing";
      Object.assign(shared, createListPlace());
    },

    look() {
      if (this.phase !== "ready") return;
      const list = todos.list(wanted) ?? null;
      if (!list || list.deleted_at) {
        this.lose();
        return;
      }
      if (list !== this.list) this.list = list;
      const room = list.room_id === null ? undefined : rooms.entry(list.room_id);
      this.roomName = room ? roomTitle(room, session.user) : "";
      const isOpen = list.room_id === null || Boolean(room?.joined && !room.archived_at && !isMuted(session.user));
      const place = { listId: list.id, roomId: list.room_id, writable: isOpen && !list.archived_at };
      if (JSON.stringify(place) !== JSON.stringify(shared)) Object.assign(shared, place);
      this.mayChange = isOpen;
      const { all, completed } = todos.counts(list.id);
      this.progress = all === 0 ? "" : ngettext("%(done)s of %(num)s done", "%(done)s of %(num)s done", all, { done: completed });
      store.title = this.name;
    },

    mayChange: false,

    get name() {
      return this.list ? listName(this.list) : "";
    },
    get color() {
      return this.list?.color ?? "";
    },
    get roomHref() {
      return this.list?.room_id ? `/rooms/${this.list.room_id}/todos` : null;
    },
    get isDefault() {
      return this.list?.is_default ?? true;
    },
    get isArchived() {
      return Boolean(this.list?.archived_at);
    },
    get writable() {
      return shared.writable;
    },
    /** @param {"csv"|"json"} form */
    exportHref(form) {
      return this.list ? `/api/v1/lists/${this.list.id}/export.${form}` : null;
    },

    edit() {
      this.openFromMenu("todo-list", { list: this.list });
    },
    importFile() {
      this.openFromMenu("todo-import", { list: this.list });
    },
    trash() {
      this.openFromMenu("todo-trash", { listId: wanted });
    },
    archivedLists() {
      const roomId = this.list?.room_id ?? null;
      this.openFromMenu("todo-archive", { roomId, onChosen: (/** @type {number} */ id) => go(`/lists/${id}`) });
    },
    keys() {
      this.openFromMenu("todo-keys");
    },
    /** @param {string} name @param {any} [data] */
    openFromMenu(name, data) {
      closeMenu();
      openDialog(name, data);
    },

    async archive() {
      const { list } = this;
      closeMenu();
      if (!list || !(await attempt(list, { archived: true }))) return;
      takeBack(_("Archived: %(name)s", { name: listName(list) }), () => void attempt(list, { archived: false }));
    },

    async unarchive() {
      closeMenu();
      if (this.list) await attempt(this.list, { archived: false });
    },

    async remove() {
      const { list } = this;
      closeMenu();
      if (!list || !(await attempt(list, { deleted: true }))) return;
      go(list.room_id === null ? "/my-day" : `/rooms/${list.room_id}/todos`, { replace: true });
      takeBack(_("Deleted: %(text)s", { text: listName(list) }), () => {
        void attempt(list, { deleted: false }).then((isBack) => isBack && go(`/lists/${list.id}`));
      });
    },
  };

  /** @param {List} list @param {Parameters<typeof todos.changeList>[1]} changes */
  async function attempt(list, changes) {
    try {
      await todos.changeList(list.id, changes);
      return true;
    } catch (error) {
      toast(reason(error));
      return false;
    }
  }
}

/** @param {{muted_until?: string|null}|null} user */
function isMuted(user) {
  return Boolean(user?.muted_until && Date.parse(user.muted_until) > Date.now());
}

function closeMenu() {
  document.getElementById("list-menu")?.hidePopover?.();
}
