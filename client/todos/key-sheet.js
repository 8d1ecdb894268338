/**
 * What the keys mean, and whether those that count on every page do.
 */
import { KEYS_OFF } from "../core/keys.js";

/**
 * @param {object} options
 * @param {ReturnType<typeof import("../ui/dialog.js").createDialogs>} options.dialogs
 */
export function keySheet({ dialogs }) {
  return {
    everywhere: recall(),

    setEverywhere() {
      try {
        if (this.everywhere) localStorage.removeItem(KEYS_OFF);
        else localStorage.setItem(KEYS_OFF, "1");
      } catch {
        // Then they are on, as for everybody.
      }
    },

    close() {
      dialogs.close();
    },
  };
}

function recall() {
  try {
    return localStorage.getItem(KEYS_OFF) === null;
  } catch {
    return true;
  }
}
