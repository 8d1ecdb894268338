/**
 * The shell around every view of whoever is signed in.
 */

import { watch } from "../ui/watch.js";

/**
 * @param {object} options
 * @param {(name: string, data?: any) => void} options.openDialog
 * @param {{view: string, room: number|null}} options.route the store
 * @param {import("alpinejs").Alpine} options.Alpine
 */
export function workspace({ openDialog, route, Alpine }) {
  let stopWatching = () => {};
  return {
    lastRoom: "",

    init() {
      stopWatching = watch(Alpine, () => {
        if (route.room) this.lastRoom = `/rooms/${route.room}`;
        // Whatever hung open from the last view does not belong to this one.
        if (route.view) document.getElementById("account-panel")?.hidePopover?.();
      });
    },

    destroy() {
      stopWatching();
    },

    /** The room one was in last, else the first of those one is in; none while there is none. @returns {string|null} */
    get chatHref() {
      const { rooms, direct } = /** @type {any} */ (this).$store.rooms;
      return this.lastRoom || (rooms[0] ?? direct[0])?.href || null;
    },

    /**
     * @param {string} dialog
     * @param {any} [data]
     */
    open(dialog, data) {
      openDialog(dialog, data);
    },
  };
}
