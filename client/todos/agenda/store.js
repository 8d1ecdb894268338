/**
 * What the page says everywhere of one's own to-dos: how many there are for today, and one's own lists. What finds that
 * out is fetched once the page has nothing better to do.
 */
import { formatNumber, ngettext } from "../../core/i18n.js";
import { whenIdle } from "../../core/idle.js";
import { reportMistake } from "../../core/observable.js";
import { persevere } from "../../core/persevere.js";

/**
 * @typedef {object} ListView one of the reader's own lists
 * @property {number} id
 * @property {string} name
 * @property {string} color
 * @property {string} href
 * @property {number} open
 * @property {string} openText
 * @property {string} openLabel
 *
 * @typedef {Omit<Parameters<typeof import("./live.js").createAgenda>[0], "store"> & {visits: boolean}} AgendaParts visits: they
 *   are a guest, who has no to-dos
 */

/**
 * The store.
 *
 * @param {{newList: () => void}} deeds asks for a list's name and makes it
 */
export function createAgendaStore({ newList }) {
  return {
    newList,
    loaded: false,
    today: 0,
    overdue: 0,
    waiting: 0,
    lists: /** @type {ListView[]} */ ([]),
    /** The name of the list on the screen. */
    title: "",

    get todayText() {
      return formatNumber(this.today);
    },
    get todayLabel() {
      return this.today > 0 ? ngettext("%(num)s to-do for today", "%(num)s to-dos for today", this.today) : "";
    },
    get waitingText() {
      return formatNumber(this.waiting);
    },
  };
}

/** @typedef {ReturnType<typeof createAgendaStore>} AgendaStore */

/**
 * Begin to keep the store true, soon.
 *
 * @param {AgendaParts} parts
 * @param {AgendaStore} store
 */
export function beginAgenda(parts, store) {
  /** @type {Promise<import("./live.js").Agenda>|null} */
  let agenda = null;
  let closed = false;
  if (!parts.visits) whenIdle(() => closed || get().catch(reportMistake));

  /** @returns {Promise<import("./live.js").Agenda>} while the code for it cannot be fetched, it is asked for again */
  function get() {
    agenda ??= begin();
    return agenda;
  }

  async function begin() {
    const { onUp } = parts.connection;
    const found = await persevere(() => import("./live.js"), { onUp, wanted: () => !closed });
    // Whoever waits has gone with the person who had signed in.
    return found && !closed ? found.createAgenda({ ...parts, store }) : new Promise(() => {});
  }

  return {
    get,
    close() {
      closed = true;
      void agenda?.then(({ close }) => close());
      Object.assign(store, { loaded: false, today: 0, overdue: 0, waiting: 0, lists: [], title: "" });
    },
  };
}
