/**
 * What the worker says to this tab: to go somewhere, and what somebody has written in a notification that was not sent.
 */

/**
 * @param {object} options
 * @param {{id: number}} options.me
 * @param {(path: string) => void} options.go
 * @param {(roomId: number, text: string) => void} options.write
 * @param {(roomId: number, text: string) => void} options.draft
 * @returns {() => void} stop
 */
export function hearWorker({ me, go, write, draft }) {
  const workers = globalThis.navigator?.serviceWorker;
  if (!workers) return () => {};
  const hear = (/** @type {MessageEvent} */ { data, ports }) => {
    if (data?.type === "notices:go") {
      ports[0]?.postMessage("gone");
      go(data.path);
    } else if (data?.type === "notices:unsent" && data.room) {
      (data.late ? draft : write)(data.room, data.text);
      // The worker keeps it until then.
      ports[0]?.postMessage("taken");
    }
  };
  workers.addEventListener("message", hear);
  // What waits there for somebody can be done now.
  void workers.getRegistration().then((found) => found?.active?.postMessage({ type: "notices:here", user: me.id }), () => {});
  return () => workers.removeEventListener("message", hear);
}
