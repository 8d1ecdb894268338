/**
 * What the shell and the views of the workspace share: where the reader is, the rooms, the pane of details.
 */

const KEY = "parley-details";
const WIDE = "(min-width: 1101px)";
const PHONE = "(max-width: 720px)";

/** On a phone one pane is seen at a time; which one depends on the view. */
const LISTS = new Set(["home"]);

/** @param {<T extends object>(plain: T) => T} reactive */
export function createStores(reactive) {
  const route = reactive({
    view: "",
    room: /** @type {number|null} */ (null),
    message: /** @type {number|null} */ (null),
    /** What the address names by a number: a room, a list. */
    id: /** @type {number|null} */ (null),
    /** The address leads to the room's to-dos. */
    todos: false,
    /** Counts arrivals: the same address again is a new wish to be there. */
    visit: 0,
    /** The page is being drawn anew in another language. */
    redrawing: false,
    get pane() {
      return LISTS.has(this.view) ? "list" : "main";
    },
    /**
     * @param {string} view
     * @param {Record<string, string>} params
     * @param {string} [pane] what of the view the address leads to
     */
    become(view, params, pane) {
      const isRoom = view === "room";
      this.view = view;
      this.id = params.id ? numberOf(params.id) : null;
      this.room = isRoom ? numberOf(params.id) : null;
      this.message = isRoom && params.message ? numberOf(params.message) : null;
      this.todos = pane === "todos";
      this.visit += 1;
    },
  });

  const current = reactive({
    id: /** @type {number|null} */ (null),
    view: /** @type {import("./describe.js").RoomView|null} */ (null),
  });

  const details = reactive({
    wanted: matchMedia(WIDE).matches && recall() !== "closed",
    /** Which of the panes stands beside a room. */
    pane: recall() === "details" ? "details" : "todos",
    /** Guests have no to-dos. */
    hasTodos: true,
    inRoom: false,
    get open() {
      return this.wanted && this.inRoom && current.view !== null;
    },
    get shown() {
      return this.hasTodos ? this.pane : "details";
    },
    /** @param {"todos"|"details"} pane */
    shows(pane) {
      return this.open && this.shown === pane;
    },
    /** @param {"todos"|"details"} [pane] */
    toggle(pane = "details") {
      if (this.shows(pane)) this.close();
      else this.show(pane);
    },
    /** @param {"todos"|"details"} pane */
    show(pane) {
      this.pane = pane;
      this.wanted = true;
      remember(pane);
    },
    close() {
      this.wanted = false;
      remember("closed");
    },
    /**
     * @param {string} view
     * @param {{pane?: "todos"|"details", hasTodos?: boolean}} [how] pane: the address leads to it
     */
    shownIn(view, { pane, hasTodos = true } = {}) {
      this.inRoom = view === "room";
      this.hasTodos = hasTodos;
      if (pane) Object.assign(this, { pane, wanted: true });
      // Where the pane covers the room, coming to a room means to see the room.
      else if (matchMedia(PHONE).matches) this.wanted = false;
    },
  });

  // A window made narrow would have the pane lie over the room that is being read.
  matchMedia(WIDE).addEventListener("change", ({ matches }) => (details.wanted = matches && recall() !== "closed"));

  return {
    route,
    details,
    list: reactive({
      loaded: false,
      rooms: /** @type {import("./describe.js").RoomView[]} */ ([]),
      direct: /** @type {import("./describe.js").RoomView[]} */ ([]),
      waiting: /** @type {import("./describe.js").RoomView[]} */ ([]),
      unread: 0,
    }),
    current,
    live: reactive({
      status: "connecting",
      notice: /** @type {import("../ui/connection-notice.js").Notice} */ (""),
      /** How old it is what is shown while there is no connection, in words. */
      asOf: "",
      /** The server has a newer version of the page. */
      newer: false,
      reload: () => location.reload(),
      /** Whether the browser offers to install the page as an app. */
      installable: false,
      install: () => {},
    }),
  };
}

/** @param {string} text */
function numberOf(text) {
  // Not a number, or none that a room can have: 0 is nobody's, and the room view says so.
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

function recall() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** @param {"todos"|"details"|"closed"} pane */
function remember(pane) {
  if (!matchMedia(WIDE).matches) return;
  try {
    localStorage.setItem(KEY, pane);
  } catch {
    // Then the pane starts as it does for everybody.
  }
}
