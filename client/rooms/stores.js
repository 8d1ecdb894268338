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
     */
    become(view, params) {
      const isRoom = view === "room";
      this.view = view;
      this.room = isRoom ? numberOf(params.id) : null;
      this.message = isRoom && params.message ? numberOf(params.message) : null;
      this.visit += 1;
    },
  });

  const current = reactive({
    id: /** @type {number|null} */ (null),
    view: /** @type {import("./describe.js").RoomView|null} */ (null),
  });

  const details = reactive({
    wanted: matchMedia(WIDE).matches && recall() !== "closed",
    inRoom: false,
    get open() {
      return this.wanted && this.inRoom && current.view !== null;
    },
    toggle() {
      this.wanted = !this.wanted;
      remember(this.wanted);
    },
    close() {
      this.wanted = false;
      remember(false);
    },
    /** @param {string} view */
    shownIn(view) {
      this.inRoom = view === "room";
      // Where the pane covers the room, coming to a room means to see the room.
      if (matchMedia(PHONE).matches) this.wanted = false;
    },
  });

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
    live: reactive({ status: "connecting", notice: /** @type {import("../ui/connection-notice.js").Notice} */ ("") }),
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

/** @param {boolean} open */
function remember(open) {
  if (!matchMedia(WIDE).matches) return;
  try {
    localStorage.setItem(KEY, open ? "open" : "closed");
  } catch {
    // Then the pane starts as it does for everybody.
  }
}
