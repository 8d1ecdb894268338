/**
 * The dialogs about lists: naming one, those in the archive, what is in the trash.
 */
import { api } from "../core/api.js";
import { _, formatDay } from "../core/i18n.js";
import { createForm, forget, reason } from "../ui/form.js";
import { COLORS, colorName, listName } from "./lists.js";

/**
 * @typedef {import("./state.js").List} List
 * @typedef {import("./state.js").Item} Item
 * @typedef {ReturnType<typeof import("../ui/dialog.js").createDialogs>} Dialogs
 * @typedef {{dialogs: Dialogs, todos: import("./live.js").Todos}} Parts
 */

const FORM = "todo-list";

/** @param {Parts} parts */
export function listForm({ dialogs, todos }) {
  const form = createForm({
    name: FORM,
    values: { name: "", color: "" },
    async submit(values) {
      const { list, roomId = null, onMade } = dialogs.data ?? {};
      if (list) await todos.changeList(list.id, { name: values.name, color: values.color });
      else onMade?.(await todos.addList({ room_id: roomId, name: values.name, color: values.color }));
      dialogs.close();
    },
  });
  return Object.defineProperties(form, Object.getOwnPropertyDescriptors({
    reset() {
      const { list } = dialogs.data ?? {};
      forget(FORM);
      Object.assign(form.values, { name: list?.name ?? "", color: list?.color ?? "" });
      Object.assign(this, { problems: {}, summary: "" });
    },

    get title() {
      return dialogs.data?.list ? _("Name and colour") : _("New list");
    },
    get action() {
      return dialogs.data?.list ? _("Save") : _("Create list");
    },
    get placeholder() {
      const { list } = dialogs.data ?? {};
      return list?.is_default ? listName({ ...list, name: "" }) : "";
    },
    get colors() {
      return ["", ...COLORS].map((value) => ({ value, name: colorName(value) }));
    },

    close() {
      dialogs.close();
    },
  }));
}

/** @param {Parts} parts */
export function listArchive({ dialogs, todos }) {
  return {
    lists: /** @type {List[]} */ ([]),
    loaded: false,
    problem: "",

    async reset() {
      Object.assign(this, { lists: [], loaded: false, problem: "" });
      await this.attempt(async () => {
        this.lists = await todos.archivedLists(dialogs.data?.roomId ?? null);
        this.loaded = true;
      });
    },

    /** @param {number} id */
    choose(id) {
      dialogs.data?.onChosen?.(id);
      dialogs.close();
    },

    /** @param {number} id */
    bringBack(id) {
      return this.attempt(async () => {
        await todos.changeList(id, { archived: false });
        this.lists = this.lists.filter((list) => list.id !== id);
      });
    },

    /** @param {() => Promise<void>} action */
    async attempt(action) {
      try {
        await action();
        this.problem = "";
      } catch (error) {
        this.problem = reason(error);
      }
    },

    close() {
      dialogs.close();
    },
  };
}

/** @param {Parts} parts */
export function trash({ dialogs, todos }) {
  return {
    items: /** @type {Item[]} */ ([]),
    lists: /** @type {List[]} */ ([]),
    loaded: false,
    problem: "",

    async reset() {
      Object.assign(this, { items: [], lists: [], loaded: false, problem: "" });
      const { roomId = null, listId = null } = dialogs.data ?? {};
      await this.attempt(async () => {
        const found = await api.get("/trash", { params: { room_id: roomId, list_id: listId } });
        // What went in with the one above it comes back with it.
        const gone = new Set(found.items.map((/** @type {Item} */ { uid }) => uid));
        this.items = found.items.filter((/** @type {Item} */ { parent }) => !parent || !gone.has(parent));
        this.lists = found.lists;
        this.loaded = true;
      });
    },

    /** @param {Item} item */
    restore(item) {
      return this.attempt(async () => {
        todos.take(await api.patch(`/items/${item.uid}`, { deleted: false }));
        this.items = this.items.filter(({ uid }) => uid !== item.uid);
      });
    },

    /** @param {List} list */
    restoreList(list) {
      return this.attempt(async () => {
        await todos.changeList(list.id, { deleted: false });
        this.lists = this.lists.filter(({ id }) => id !== list.id);
      });
    },

    /** @param {{deleted_at: string|null}} gone */
    when({ deleted_at: at }) {
      return at ? _("deleted %(day)s", { day: formatDay(at) }) : "";
    },

    /** @param {string} name */
    restoreLabel(name) {
      return _("Restore %(name)s", { name });
    },

    /** @param {() => Promise<void>} action */
    async attempt(action) {
      try {
        await action();
        this.problem = "";
      } catch (error) {
        this.problem = reason(error);
      }
    },

    close() {
      dialogs.close();
    },
  };
}
