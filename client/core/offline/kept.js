/**
 * Answers on disk, each person's own. Where the browser gives no storage there are none.
 */
import { openDatabase, safeFactory } from "../databases.js";

/**
 * @typedef {object} Kept
 * @property {number} user_id
 * @property {string} question path and query, as the API is asked
 * @property {string} kind
 * @property {number} at when the answer was true, in epoch milliseconds
 * @property {any} answer
 */

/** `forgetAnswers` in soon.js knows it, too. */
const NAME = "parley-kept";
const STORE = "answers";

/** @param {{factory?: IDBFactory|null}} [options] */
export function createKept({ factory = safeFactory() } = {}) {
  /** @type {Promise<IDBDatabase|null>|null} */
  let opening = null;

  /** Opened on first use, and again after somebody has thrown everything away. */
  function database() {
    opening ??= factory ? openDatabase(factory, NAME, make, () => (opening = null)).catch(() => null) : Promise.resolve(null);
    return opening;
  }

  /**
   * @param {number} userId
   * @param {string} question
   * @returns {Promise<Kept|undefined>}
   */
  async function get(userId, question) {
    const opened = await database();
    return opened ? result(opened.transaction(STORE).objectStore(STORE).get([userId, question])) : undefined;
  }

  /**
   * Keep an answer, in place of an earlier one; when there are too many of its kind the oldest go.
   *
   * @param {Kept} kept
   * @param {number} most
   */
  async function put(kept, most) {
    const opened = await database();
    if (!opened) return;
    const store = opened.transaction(STORE, "readwrite").objectStore(STORE);
    store.put(kept);
    const kind = IDBKeyRange.bound([kept.user_id, kept.kind], [kept.user_id, kept.kind, []]);
    const keys = await result(store.index("kind").getAllKeys(kind));
    for (const key of keys.slice(0, Math.max(keys.length - most, 0))) store.delete(key);
    await done(store.transaction);
  }

  /**
   * Forget what others have read in this browser.
   *
   * @param {number} userId
   */
  async function forgetOthers(userId) {
    const opened = await database();
    if (!opened) return;
    const store = opened.transaction(STORE, "readwrite").objectStore(STORE);
    for (const key of await result(store.getAllKeys())) if (/** @type {any[]} */ (key)[0] !== userId) store.delete(key);
    await done(store.transaction);
  }

  return { get, put, forgetOthers };
}

/** @typedef {ReturnType<typeof createKept>} Storage */

/** @param {IDBDatabase} database */
function make(database) {
  const store = database.createObjectStore(STORE, { keyPath: ["user_id", "question"] });
  store.createIndex("kind", ["user_id", "kind", "at"]);
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>} settled when it is on disk
 */
function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}
