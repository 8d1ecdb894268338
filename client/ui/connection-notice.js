/**
 * When the state of the connection is worth a word. Short interruptions are nobody's business.
 */

/** @typedef {"offline"|"reconnecting"|"catching-up"|""} Notice */

/** @type {Record<string, number>} how long a state lasts before it is told, in milliseconds */
const PATIENCE_MS = { offline: 300, reconnecting: 1500, "catching-up": 1000 };

/**
 * @param {{readonly value: string, subscribe(listener: () => void): () => void}} status of the connection
 * @param {{status: string, notice: Notice}} store
 */
export function watchConnection(status, store) {
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  const follow = () => {
    clearTimeout(timer);
    store.status = status.value;
    const notice = /** @type {Notice} */ (status.value in PATIENCE_MS ? status.value : "");
    // From one trouble to the next there is nothing to wait for.
    if (!notice || store.notice) store.notice = notice;
    else timer = setTimeout(() => (store.notice = notice), PATIENCE_MS[notice]);
  };
  follow();
  return status.subscribe(follow);
}
