import { IDBFactory } from "fake-indexeddb";
import { afterEach, describe, expect, it, vi } from "vitest";

import { createOutboxStorage } from "../../../client/core/outbox_store.js";

const entry = (client_id, user_id = 1, text = "Text") => ({ client_id, user_id, room_id: 3, text, created_at: "", state: "pending", error: null, attempts: 0 });

afterEach(() => vi.useRealTimers());

describe("on disk", () => {
  it("keeps entries over visits, per person", async () => {
    const factory = new IDBFactory();
    const before = createOutboxStorage({ factory });
    await before.put(entry("a"));
    await before.put(entry("b"));
    await before.put(entry("c", 2));
    await before.put(entry("a", 1, "changed"));
    await before.remove("b");
    await before.remove("unknown");
    const after = createOutboxStorage({ factory });
    expect(await after.load(1)).toEqual([entry("a", 1, "changed")]);
    expect(await after.load(2)).toEqual([entry("c", 2)]);
    expect(await after.persistent()).toBe(true);
  });

  it("makes way for a later version of the page, and goes on in memory", async () => {
    const factory = new IDBFactory();
    const storage = createOutboxStorage({ factory });
    await storage.put(entry("a"));
    const opened = await open(factory, 2);
    opened.close();
    await storage.put(entry("b"));
    expect(await storage.load(1)).toEqual([entry("b")]);
  });

  it("says when it is full", async () => {
    const factory = new IDBFactory();
    const storage = createOutboxStorage({ factory });
    await storage.put(entry("a"));
    await expect(storage.put({ ...entry("b"), client_id: undefined })).rejects.toThrow();
    expect(await storage.load(1)).toHaveLength(1);
  });
});

describe("in memory", () => {
  it.each([
    ["there is no IndexedDB", null],
    ["opening throws", { open: () => { throw new DOMException("blocked", "SecurityError"); } }],
    ["opening fails", { open: failing }],
  ])("when %s", async (_name, factory) => {
    const storage = createOutboxStorage({ factory });
    await storage.put(entry("a"));
    await storage.put(entry("b", 2));
    expect(await storage.load(1)).toEqual([entry("a")]);
    await storage.remove("a");
    expect(await storage.load(1)).toEqual([]);
    expect(await storage.persistent()).toBe(false);
  });

  it("when the browser never answers", async () => {
    vi.useFakeTimers();
    const storage = createOutboxStorage({ factory: { open: () => ({}) } });
    const loading = storage.load(1);
    await vi.advanceTimersByTimeAsync(3000);
    expect(await loading).toEqual([]);
  });
});

function failing() {
  const request = { error: new DOMException("broken", "UnknownError") };
  queueMicrotask(() => request.onerror());
  return request;
}

function open(factory, version) {
  return new Promise((resolve, reject) => {
    const request = factory.open("parley-outbox", version);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
