/**
 * Opening the browser's databases.
 */

/** Some browsers never answer when their storage is broken. */
const OPEN_MS = 3000;

/** Reading `indexedDB` itself throws where site data is blocked. */
export function safeFactory() {
  try {
    return globalThis.indexedDB ?? null;
  } catch {
    return null;
  }
}

/**
 * @param {IDBFactory} factory
 * @param {string} name
 * @param {(database: IDBDatabase) => void} make the stores of a new one
 * @param {() => void} [onClosed] it has been closed, since a later version or nobody at all is to have it
 * @returns {Promise<IDBDatabase>} rejects when the storage refuses, and when it does not answer
 */
export function openDatabase(factory, name, make, onClosed = () => {}) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The storage does not answer")), OPEN_MS);
    const request = factory.open(name, 1);
    request.onupgradeneeded = () => make(request.result);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      clearTimeout(timer);
      const opened = request.result;
      // A later version of the page must be able to change the storage, or to throw it away, while this one stays open.
      opened.onversionchange = () => {
        opened.close();
        onClosed();
      };
      opened.onclose = onClosed;
      resolve(opened);
    };
  });
}
