/**
 * The shell around every view of whoever is signed in.
 */

import { watch } from "../ui/watch.js";

/**
 * @param {object} options
 * @param {ReturnType<typeof import("../ui/dialog.js").createDialogs>} options.dialogs
 * @param {{view: string, room: number|null}} options.route the store
 * @param {import("alpinejs").Alpine} options.Alpine
 */
export function workspace({ dialogs, route, Alpine }) {
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

    /** @param {string} dialog */
    open(dialog) {
      dialogs.open(dialog);
    },
  };
}
