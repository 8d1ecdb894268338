/**
 * The outbox on disk: IndexedDB, or memory where the browser gives none (private windows, a full or broken profile).
 */
import { openDatabase, safeFactory } from "./databases.js";

/** @typedef {import("./outbox.js").Stored} Entry */
/** @typedef {import("./outbox.js").Storage} Storage */

const STORE = "entries";

/**
 * @param {{factory?: IDBFactory|null, name?: string}} [options]
 * @returns {Storage & {persistent(): Promise<boolean>}} `persistent` tells whether entries survive a reload
 */
export function createOutboxStorage({ factory = safeFactory(), name = "parley-outbox" } = {}) {
  const memory = createMemoryStorage();
  /** @type {Promise<IDBDatabase|null>|null} */
  let opening = null;

  /** Opened on first use, and again after the browser has closed it. */
  function database() {
    opening ??= factory ? openDatabase(factory, name, make, () => (opening = null)).catch(() => null) : Promise.resolve(null);
    return opening;
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest} work
   * @param {() => Promise<any>} instead in memory
   */
  async function using(mode, work, instead) {
    const opened = await database();
    return opened ? transact(opened, mode, work) : instead();
  }

  return {
    async load(userId) {
      return using("readonly", (store) => store.index("user_id").getAll(userId), () => memory.load(userId));
    },
    async put(entry) {
      await using("readwrite", (store) => store.put(entry), () => memory.put(entry));
    },
    async remove(clientId) {
      await using("readwrite", (store) => store.delete(clientId), () => memory.remove(clientId));
    },
    async persistent() {
      return (await database()) !== null;
    },
  };
}

/** @returns {Storage} entries that last as long as the page */
export function createMemoryStorage() {
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  return {
    async load(userId) {
      return [...entries.values()].filter((entry) => entry.user_id === userId);
    },
    async put(entry) {
      entries.set(entry.client_id, entry);
    },
    async remove(clientId) {
      entries.delete(clientId);
    },
  };
}

/** @param {IDBDatabase} database */
function make(database) {
  database.createObjectStore(STORE, { keyPath: "client_id" }).createIndex("user_id", "user_id");
}

/**
 * @param {IDBDatabase} database
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} work
 * @returns {Promise<any>} settled when it is on disk
 */
function transact(database, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}
