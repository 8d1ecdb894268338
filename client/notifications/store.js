/**
 * What the page says everywhere of one's notices: how many are unread. What finds that out is fetched once the page has
 * nothing better to do.
 */
import { formatNumber, ngettext } from "../core/i18n.js";
import { whenIdle } from "../core/idle.js";
import { reportMistake } from "../core/observable.js";
import { persevere } from "../core/persevere.js";

/** The store. */
export function createNoticesStore() {
  return {
    unread: 0,
    /** Of these, what is about to-dos. */
    todos: 0,

    get text() {
      return this.unread > 99 ? `${formatNumber(99)}+` : formatNumber(this.unread);
    },
    get label() {
      return this.unread ? ngettext("%(num)s unread notification", "%(num)s unread notifications", this.unread) : "";
    },
  };
}

/** @typedef {ReturnType<typeof createNoticesStore>} NoticesStore */

/**
 * Begin to keep the store true, soon.
 *
 * @param {Omit<Parameters<typeof import("./live.js").createLiveNotices>[0], "store">} parts
 * @param {NoticesStore} store
 */
export function beginNotices(parts, store) {
  /** @type {Promise<import("./live.js").LiveNotices>|null} */
  let live = null;
  let closed = false;
  whenIdle(() => closed || get().catch(reportMistake));

  /** @returns {Promise<import("./live.js").LiveNotices>} while the code for it cannot be fetched, it is asked for again */
  function get() {
    live ??= begin();
    return live;
  }

  async function begin() {
    const { onUp } = parts.connection;
    const found = await persevere(() => import("./live.js"), { onUp, wanted: () => !closed });
    // Whoever waits has gone with the person who had signed in.
    return found && !closed ? found.createLiveNotices({ ...parts, store }) : new Promise(() => {});
  }

  return {
    get,
    /** The same person's session is another one now. */
    comeBack: () => live?.then((it) => it.comeBack()).catch(() => {}),
    close() {
      closed = true;
      void live?.then(({ close }) => close());
      Object.assign(store, { unread: 0, todos: 0 });
    },
  };
}
