/**
 * The pane of a room's to-dos: how many there are to do is known from the beginning, what shows them is fetched when it
 * is first wanted.
 */
import { formatNumber, ngettext } from "../core/i18n.js";
import { whenIdle } from "../core/idle.js";
import { reportMistake } from "../core/observable.js";
import { watch } from "../ui/watch.js";


/** The store: how many to-dos are open in the room on the screen. */
export function createTodosStore() {
  return {
    roomId: 0,
    open: 0,
    get openText() {
      return formatNumber(this.open);
    },
    get openLabel() {
      return this.open > 0 ? ngettext("%(num)s to-do is open", "%(num)s to-dos are open", this.open) : "";
    },
  };
}

/**
 * @param {object} options
 * @param {import("alpinejs").Alpine} options.Alpine
 * @param {ReturnType<typeof createTodosStore>} options.store
 * @param {{view: import("../rooms/describe.js").RoomView|null}} options.current the store of the room on the screen
 * @param {{hasTodos: boolean, shows(pane: "todos"|"details"): boolean}} options.details the store
 * @param {import("./live.js").Todos} options.todos
 * @param {(place: HTMLElement) => Promise<unknown>} options.fill draws the panel
 */
export function todosPane({ Alpine, store, current, details, todos, fill }) {
  let filled = false;
  /** @type {(() => void)[]} */
  const stops = [];
  return {
    init() {
      const { place } = /** @type {any} */ (this).$refs;
      stops.push(
        todos.subscribe(count),
        watch(Alpine, () => {
          const id = details.hasTodos ? (current.view?.id ?? 0) : 0;
          if (id !== store.roomId) queueMicrotask(() => come(id));
        }),
        watch(Alpine, () => {
          if (!details.shows("todos") || filled) return;
          filled = true;
          whenIdle(() => void fill(place));
        }),
      );
    },

    destroy() {
      stops.forEach((stop) => stop());
    },
  };

  /** @param {number} id */
  function come(id) {
    if (id === store.roomId) return;
    store.roomId = id;
    count();
    // What people come for, the messages, goes first.
    if (id) whenIdle(() => id === store.roomId && todos.openRoom(id).catch(reportUnlessOffline));
  }

  function count() {
    const lists = store.roomId ? todos.listsOf(store.roomId) : [];
    const open = lists.reduce((sum, { id }) => sum + todos.counts(id).active, 0);
    if (open !== store.open) store.open = open;
  }
}

/** @param {unknown} error without the lists there is no number, and the panel says why it is empty */
function reportUnlessOffline(error) {
  if (!(error instanceof Error) || !("code" in error || "timedOut" in error)) reportMistake(error);
}
