/**
 * The open rooms: find, read, join.
 */
import { api } from "../core/api.js";
import { reason } from "../ui/form.js";
import { describeRoom } from "./describe.js";

/** @typedef {import("./describe.js").RoomEntry} RoomEntry */
/** @typedef {import("./describe.js").RoomView} RoomView */

/** What was searched outlives the markup: a change of language draws the view anew. */
let lastQuery = "";

/**
 * @param {object} options
 * @param {import("./describe.js").Person|null} options.me
 * @param {{put(entry: RoomEntry): void}} options.rooms
 */
export function browse({ me, rooms }) {
  let asked = 0;
  const describe = (/** @type {RoomEntry} */ entry) => describeRoom(entry, { me });
  return {
    query: lastQuery,
    rooms: /** @type {RoomView[]} */ ([]),
    next: /** @type {number|null} */ (null),
    loading: true,
    problem: "",

    init() {
      void this.load();
    },

    async load() {
      lastQuery = this.query;
      await this.fetch(null, () => (this.rooms = []));
    },

    async more() {
      await this.fetch(this.next, () => {});
    },

    /**
     * @param {number|null} after
     * @param {() => void} clear
     */
    async fetch(after, clear) {
      asked += 1;
      const turn = asked;
      this.loading = true;
      this.problem = "";
      try {
        const page = await api.get("/rooms/open", { params: { q: this.query || null, after } });
        if (turn !== asked) return;
        clear();
        this.rooms.push(...page.rooms.map(describe));
        this.next = page.next;
      } catch (error) {
        if (turn === asked) this.problem = reason(error);
      } finally {
        if (turn === asked) this.loading = false;
      }
    },

    /**
     * The one button of a room: whoever joins keeps their place, and can go in from there.
     *
     * @param {RoomView} room
     * @param {Event} event
     */
    act(room, event) {
      if (!room.joined) return this.join(room);
      const card = /** @type {Element} */ (/** @type {Element} */ (event.target).closest(".card"));
      return /** @type {HTMLAnchorElement} */ (card.querySelector("a")).click();
    },

    /** @param {RoomView} room */
    async join(room) {
      try {
        const entry = await api.post(`/rooms/${room.id}/join`);
        rooms.put(entry);
        this.rooms = this.rooms.map((other) => (other.id === room.id ? describe(entry) : other));
      } catch (error) {
        this.problem = reason(error);
      }
    },
  };
}
