import { expect, it, vi } from "vitest";

import { hearWorker } from "../../../client/notifications/from-worker.js";

/** The browser's side of the worker, which a test has none of: what it says is dispatched here. */
function workers() {
  const target = new EventTarget();
  const say = (/** @type {any} */ data, /** @type {any[]} */ ports) => target.dispatchEvent(Object.assign(new Event("message"), { data, ports }));
  vi.stubGlobal("navigator", { serviceWorker: Object.assign(target, { getRegistration: async () => undefined }) });
  return say;
}

it("takes what was not sent before it says that it has it", () => {
  const say = workers();
  /** @type {string[]} */
  const done = [];
  const note = (/** @type {string} */ what) => (/** @type {any[]} */ ...rest) => void done.push([what, ...rest].join(" "));
  const stop = hearWorker({ me: { id: 1 }, go: note("go"), write: note("write"), draft: note("draft") });
  const port = { postMessage: note("answer") };
  say({ type: "notices:unsent", room: 3, text: "Yes" }, [port]);
  say({ type: "notices:unsent", room: 3, text: "No", late: true }, [port]);
  expect(done).toEqual(["write 3 Yes", "answer taken", "draft 3 No", "answer taken"]);
  stop();
  say({ type: "notices:unsent", room: 3, text: "Lost" }, [port]);
  expect(done).toHaveLength(4);
});
