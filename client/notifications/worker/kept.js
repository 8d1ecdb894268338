/**
 * What somebody has pressed or written in a notification and the server has not taken yet. Kept over the worker's end,
 * which the browser decides upon.
 */
import { openDatabase, safeFactory } from "../../core/databases.js";

export const NAME = "parley-notices";
const STORE = "acts";

/**
 * @typedef {object} Act
 * @property {string} key
 * @property {import("./appearance.js").Told} told
 * @property {string} action
 * @property {string} text of a reply
 * @property {number} at when it was pressed
 * @property {boolean} refused it is not tried again; what was written waits for a tab that takes it
 * @property {boolean} [late] because it was too long ago: the tab only offers it
 */

/** @param {Act} act @returns {Promise<void>} */
export function keep(act) {
  return using("readwrite", (store) => store.put(act)).then(() => undefined);
}

/** @param {string} key @returns {Promise<void>} */
export function drop(key) {
  return using("readwrite", (store) => store.delete(key)).then(() => undefined);
}

/** @returns {Promise<Act[]>} the oldest first */
export async function kept() {
  const acts = await using("readonly", (store) => store.getAll());
  return (acts ?? []).sort((/** @type {Act} */ one, /** @type {Act} */ other) => one.at - other.at);
}

/**
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} work
 * @returns {Promise<any>} undefined where the browser keeps nothing for us
 */
async function using(mode, work) {
  const factory = safeFactory();
  const opened = factory && (await openDatabase(factory, NAME, make).catch(() => null));
  if (!opened) return undefined;
  try {
    return await new Promise((resolve, reject) => {
      const transaction = opened.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } catch {
    return undefined;
  } finally {
    opened.close();
  }
}

/** @param {IDBDatabase} database */
function make(database) {
  database.createObjectStore(STORE, { keyPath: "key" });
}
