/**
 * From the rooms that are known to what the page shows of them.
 */
import { describeRoom } from "./describe.js";

/**
 * @typedef {import("./describe.js").RoomView} RoomView
 *
 * @typedef {object} RoomStores
 * @property {{loaded: boolean, rooms: RoomView[], direct: RoomView[], waiting: RoomView[], unread: number}} list
 * @property {{id: number|null, view: RoomView|null}} current the room on the screen
 */

/**
 * @param {object} options
 * @param {ReturnType<typeof import("./state.js").createRooms>} options.state
 * @param {import("./describe.js").Person} options.me
 * @param {RoomStores} options.stores
 */
export function createShowing({ state, me, stores }) {
  /** Who is where right now. @type {Map<number, import("./describe.js").Presence>} */
  const presence = new Map();
  /** @type {Map<number, RoomView>} */
  const views = new Map();
  let connected = true;

  function draw() {
    const rooms = state.open().map(view);
    const direct = state.direct().map(view);
    const here = stores.current.id === null ? undefined : state.get(stores.current.id);
    const waiting = [...direct, ...rooms].filter(({ unread }) => unread > 0);
    Object.assign(stores.list, { rooms, direct, waiting, unread: state.totalUnread() });
    stores.current.view = here ? view(here) : null;
  }

  /**
   * The same object as long as nothing in it has changed, so that Alpine leaves its row alone.
   *
   * @param {import("./state.js").RoomEntry} entry
   */
  function view(entry) {
    const next = describeRoom(entry, { me, presence: presence.get(entry.id), connected });
    const before = views.get(entry.id);
    if (before && JSON.stringify(before) === JSON.stringify(next)) return before;
    views.set(entry.id, next);
    return next;
  }

  /** @param {boolean} value whether what is known of presence still holds */
  function setConnected(value) {
    if (connected === value) return;
    connected = value;
    draw();
  }

  return { draw, presence, setConnected };
}
