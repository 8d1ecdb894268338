import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createTabs } from "../../../client/core/tabs.js";

/** Web Locks with one holder per name, as far as they are used. */
function createFakeLocks() {
  const held = new Map();
  const waiting = new Map();

  function grant(name, begin, settle) {
    const release = () => {
      if (held.get(name) !== take) return;
      held.delete(name);
      waiting.get(name)?.shift()?.();
    };
    const take = { lose: () => settle.reject(new DOMException("stolen", "AbortError")) };
    held.set(name, take);
    Promise.resolve(begin()).then(settle.resolve, settle.reject).finally(release);
  }

  function request(name, { signal, steal = false }, begin) {
    return new Promise((resolve, reject) => {
      const settle = { resolve, reject };
      if (steal) held.get(name)?.lose();
      if (steal || !held.has(name)) {
        grant(name, begin, settle);
        return;
      }
      const queue = waiting.get(name) ?? [];
      waiting.set(name, queue);
      const start = () => grant(name, begin, settle);
      queue.push(start);
      signal?.addEventListener("abort", () => {
        queue.splice(queue.indexOf(start), 1);
        reject(signal.reason);
      });
    });
  }

  return { request };
}

/** Work that ends when the test says so. */
function work() {
  const done = Promise.withResolvers?.() ?? {};
  if (!done.promise) done.promise = new Promise((resolve, reject) => Object.assign(done, { resolve, reject }));
  const run = vi.fn(() => done.promise);
  return { run, ...done };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", { locks: createFakeLocks() });
});
afterEach(() => vi.useRealTimers());

describe("doing something alone", () => {
  it("makes other tabs wait their turn", async () => {
    const [here, there] = [createTabs("outbox"), createTabs("outbox")];
    const [first, second, other] = [work(), work(), work()];
    const result = here.alone("3", first.run);
    void there.alone("3", second.run);
    void there.alone("4", other.run);
    await settle();
    expect(second.run).not.toHaveBeenCalled();
    expect(other.run).toHaveBeenCalled();
    first.resolve("done");
    expect(await result).toBe("done");
    await settle();
    expect(second.run).toHaveBeenCalled();
  });

  it("takes the lock from a tab that is frozen, which ends what it had begun when it thaws", async () => {
    const [frozen, awake] = [createTabs("outbox"), createTabs("outbox")];
    const [first, second] = [work(), work()];
    const old = frozen.alone("3", first.run);
    const fresh = awake.alone("3", second.run);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(second.run).toHaveBeenCalledOnce();
    second.resolve("fresh");
    expect(await fresh).toBe("fresh");
    first.resolve("old");
    expect(await old).toBe("old");
    expect(first.run).toHaveBeenCalledOnce();
  });

  it("passes a failure on", async () => {
    const failing = work();
    const result = createTabs("outbox").alone("3", failing.run);
    failing.reject(new Error("broken"));
    await expect(result).rejects.toThrow("broken");
  });

  it("needs no locks, which plain http does not have", async () => {
    vi.stubGlobal("navigator", {});
    expect(await createTabs("outbox").alone("3", async () => "done")).toBe("done");
  });
});

describe("telling", () => {
  it("reaches every other tab, until one stops listening", async () => {
    vi.useRealTimers();
    const [here, there] = [createTabs("tell"), createTabs("tell")];
    const heard = [];
    const first = new Promise((resolve) => there.listen((message) => resolve(heard.push(message))));
    here.listen(() => heard.push("echo"));
    here.tell({ text: "one" });
    await first;
    expect(heard).toEqual([{ text: "one" }]);
    here.close();
    there.close();
  });

  it("needs no BroadcastChannel", () => {
    vi.stubGlobal("BroadcastChannel", undefined);
    const tabs = createTabs("tell");
    tabs.listen(() => {})();
    tabs.tell({});
    tabs.close();
  });
});
