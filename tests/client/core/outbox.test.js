import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError, NetworkError } from "../../../client/core/errors.js";
import { createOutbox } from "../../../client/core/outbox.js";
import { createMemoryStorage } from "../../../client/core/outbox_store.js";

const refused = (code, more = {}) => new ApiError({ code, message: `Because ${code}`, ...more });
const messageOf = (entry) => ({ id: 1, client_id: entry.client_id, text: entry.text });

/** Tabs that hear each other, without locks. */
function createFakeTabs() {
  const listeners = new Set();
  return () => {
    let own = () => {};
    return {
      tell: (message) => listeners.forEach((listener) => listener !== own && listener(structuredClone(message))),
      listen(listener) {
        own = listener;
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      alone: (_what, work) => work(),
      close: () => listeners.delete(own),
    };
  };
}

/** An outbox whose server answers when the test says so. */
async function open({ storage = createMemoryStorage(), userId = 1, tabs = createFakeTabs()(), ...more } = {}) {
  const sent = [];
  const onSent = vi.fn();
  const send = (entry) =>
    new Promise((resolve, reject) => sent.push({ entry, accept: () => resolve(messageOf(entry)), reject }));
  const outbox = createOutbox({ userId, send, storage, onSent, tabs, ...more });
  await outbox.ready;
  return { outbox, sent, onSent, storage };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const texts = (outbox, roomId = 3) => outbox.entries(roomId).map(({ text }) => text);
const sentTexts = (sent) => sent.map(({ entry }) => entry.text);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("sending", () => {
  it("shows an entry at once, and takes it away when it is acknowledged", async () => {
    const { outbox, sent, onSent, storage } = await open();
    const entry = outbox.add({ room_id: 3, text: "Hello" });
    expect(outbox.entries(3)).toMatchObject([{ client_id: entry.client_id, text: "Hello", state: "pending", error: null }]);
    await settle();
    expect(await storage.load(1)).toHaveLength(1);
    sent[0].accept();
    await settle();
    expect(outbox.size).toBe(0);
    expect(await storage.load(1)).toEqual([]);
    expect(onSent).toHaveBeenCalledWith(expect.objectContaining({ text: "Hello" }));
  });

  it("hands the message over before the entry disappears", async () => {
    const { outbox, sent, onSent } = await open();
    outbox.add({ room_id: 3, text: "Hello" });
    await settle();
    onSent.mockImplementation(() => expect(outbox.size).toBe(1));
    sent[0].accept();
    await settle();
    expect(onSent).toHaveBeenCalledOnce();
    expect(outbox.size).toBe(0);
  });

  it("keeps the order within a room, one at a time, while other rooms do not wait", async () => {
    const { outbox, sent } = await open();
    for (const text of ["one", "two", "three"]) outbox.add({ room_id: 3, text });
    outbox.add({ room_id: 4, text: "elsewhere" });
    await settle();
    expect(sentTexts(sent)).toEqual(["one", "elsewhere"]);
    sent[0].accept();
    await settle();
    sent[2].accept();
    await settle();
    expect(sentTexts(sent)).toEqual(["one", "elsewhere", "two", "three"]);
    expect(texts(outbox)).toEqual(["three"]);
  });

  it("keeps the order when the clock is set back", async () => {
    const { outbox } = await open();
    outbox.add({ room_id: 3, text: "one" });
    vi.setSystemTime(Date.now() - 3_600_000);
    outbox.add({ room_id: 3, text: "two" });
    expect(texts(outbox)).toEqual(["one", "two"]);
  });
});

describe("no answer", () => {
  it("leaves the entry pending and sends the same one again, with growing pauses", async () => {
    const { outbox, sent } = await open();
    outbox.add({ room_id: 3, text: "one" });
    outbox.add({ room_id: 3, text: "two" });
    await settle();
    sent[0].reject(new NetworkError("", { timedOut: true }));
    await vi.advanceTimersByTimeAsync(1000);
    sent[1].reject(new NetworkError(""));
    await vi.advanceTimersByTimeAsync(900);
    expect(sentTexts(sent)).toEqual(["one", "one"]);
    await vi.advanceTimersByTimeAsync(1100);
    expect(sentTexts(sent)).toEqual(["one", "one", "one"]);
    expect(new Set(sent.map(({ entry }) => entry.client_id)).size).toBe(1);
    expect(outbox.entries(3)[0]).toMatchObject({ state: "pending", attempts: 3 });
  });

  it("is tried again at once after a reconnect", async () => {
    const { outbox, sent } = await open();
    outbox.add({ room_id: 3, text: "one" });
    await settle();
    sent[0].reject(new NetworkError(""));
    await settle();
    outbox.flush();
    await settle();
    expect(sent).toHaveLength(2);
    sent[1].accept();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(2);
  });

  it("is no matter when the message itself arrives", async () => {
    const { outbox, sent, onSent } = await open();
    const entry = outbox.add({ room_id: 3, text: "one" });
    outbox.add({ room_id: 3, text: "two" });
    await settle();
    outbox.acknowledge(messageOf(entry));
    expect(texts(outbox)).toEqual(["two"]);
    sent[0].reject(new NetworkError(""));
    await settle();
    expect(sentTexts(sent)).toEqual(["one", "two"]);
    expect(onSent).toHaveBeenCalledOnce();
  });

  it("may still come after the message did", async () => {
    const { outbox, sent } = await open();
    const entry = outbox.add({ room_id: 3, text: "one" });
    await settle();
    outbox.acknowledge(messageOf(entry));
    sent[0].accept();
    await settle();
    expect(outbox.size).toBe(0);
  });
});

describe("a refusal", () => {
  it("is shown with its reason, and lets the next ones pass", async () => {
    const { outbox, sent } = await open();
    outbox.add({ room_id: 3, text: "long" });
    outbox.add({ room_id: 3, text: "short" });
    await settle();
    sent[0].reject(refused("too_long"));
    await settle();
    expect(outbox.entries(3)[0]).toMatchObject({ state: "failed", error: { code: "too_long", message: "Because too_long" } });
    expect(sentTexts(sent)).toEqual(["long", "short"]);
  });

  it.each(["not_found", "not_a_member", "forbidden", "empty"])("is final for %s", async (code) => {
    const { outbox, sent } = await open();
    outbox.add({ room_id: 3, text: "one" });
    await settle();
    sent[0].reject(refused(code));
    await vi.advanceTimersByTimeAsync(100_000);
    outbox.flush();
    await settle();
    expect(sent).toHaveLength(1);
    expect(outbox.entries(3)[0].state).toBe("failed");
  });

  it("can be answered with another try, another text, or giving up", async () => {
    const { outbox, sent, storage } = await open();
    const [one, two, three] = ["one", "two", "three"].map((text) => outbox.add({ room_id: 3, text }));
    for (const index of [0, 1, 2]) {
      await settle();
      sent[index].reject(refused("not_a_member"));
    }
    await settle();
    outbox.retry(one.client_id);
    const edited = outbox.edit(two.client_id, "2");
    outbox.remove(three.client_id);
    await settle();
    sent[3].accept();
    await settle();
    expect(sentTexts(sent).slice(3)).toEqual(["one", "2"]);
    expect(sent[3].entry.client_id).toBe(one.client_id);
    expect(edited.client_id).not.toBe(two.client_id);
    expect(await storage.load(1)).toMatchObject([{ text: "2" }]);
  });

  it("waits when the server asks to slow down, whatever is written meanwhile", async () => {
    const { outbox, sent } = await open();
    outbox.add({ room_id: 3, text: "one" });
    await settle();
    sent[0].reject(refused("slow_down", { retryAfter: 7 }));
    await settle();
    outbox.add({ room_id: 3, text: "two" });
    outbox.flush();
    await vi.advanceTimersByTimeAsync(6900);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(sentTexts(sent)).toEqual(["one", "one"]);
    expect(outbox.entries(3)[0].state).toBe("pending");
  });

  it("keeps everything when the session has ended, and sends it after signing in", async () => {
    const { outbox, sent } = await open();
    outbox.add({ room_id: 3, text: "one" });
    await settle();
    sent[0].reject(refused("unauthorized", { status: 401 }));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(sent).toHaveLength(1);
    expect(outbox.entries(3)[0].state).toBe("pending");
    outbox.flush();
    await settle();
    expect(sent).toHaveLength(2);
  });

  it("of a server that fails on one entry for ever does not hold up the others", async () => {
    const { outbox, sent } = await open();
    outbox.add({ room_id: 3, text: "poison" });
    outbox.add({ room_id: 3, text: "next" });
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await vi.advanceTimersByTimeAsync(30_000);
      sent[attempt].reject(refused("error"));
    }
    await settle();
    expect(sentTexts(sent).at(-1)).toBe("next");
    expect(outbox.entries(3)[0]).toMatchObject({ text: "poison", state: "failed" });
  });
});

describe("a server that fails", () => {
  it("is not what an unreachable one is: only its own failures count against an entry", async () => {
    const { outbox, sent } = await open();
    outbox.add({ room_id: 3, text: "one" });
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await vi.advanceTimersByTimeAsync(30_000);
      sent[attempt].reject(attempt % 3 === 0 ? refused("error") : new NetworkError(""));
    }
    await vi.advanceTimersByTimeAsync(30_000);
    expect(outbox.entries(3)[0].state).toBe("pending");
    sent[20].accept();
    await settle();
    expect(outbox.size).toBe(0);
  });

  it("gets as many chances again when somebody asks for another try", async () => {
    const { outbox, sent } = await open();
    const entry = outbox.add({ room_id: 3, text: "one" });
    for (let attempt = 0; attempt < 9; attempt += 1) {
      if (attempt === 8) outbox.retry(entry.client_id);
      await vi.advanceTimersByTimeAsync(30_000);
      sent[attempt].reject(refused("error"));
      await settle();
    }
    expect(outbox.entries(3)[0].state).toBe("pending");
  });
});

describe("editing", () => {
  it("is not possible while nobody knows whether the first text was stored", async () => {
    const { outbox, sent } = await open();
    const entry = outbox.add({ room_id: 3, text: "one" });
    await settle();
    expect(outbox.edit(entry.client_id, "1")).toBeNull();
    sent[0].reject(new NetworkError(""));
    await settle();
    expect(outbox.edit(entry.client_id, "1")).toBeNull();
    expect(outbox.edit("unknown", "1")).toBeNull();
  });

  it("is possible for what waits behind another", async () => {
    const { outbox, sent } = await open();
    outbox.add({ room_id: 3, text: "one" });
    const second = outbox.add({ room_id: 3, text: "two" });
    outbox.add({ room_id: 3, text: "three" });
    outbox.edit(second.client_id, "2");
    expect(texts(outbox)).toEqual(["one", "2", "three"]);
    await settle();
    expect(sent).toHaveLength(1);
  });
});

describe("a later visit", () => {
  it("finds what waited, in order, and sends it", async () => {
    const storage = createMemoryStorage();
    const before = await open({ storage });
    before.outbox.add({ room_id: 3, text: "one" });
    before.outbox.add({ room_id: 3, text: "two" });
    await settle();
    before.outbox.close();
    const { outbox, sent } = await open({ storage });
    await settle();
    expect(texts(outbox)).toEqual(["one", "two"]);
    expect(sentTexts(sent)).toEqual(["one"]);
  });

  it("of another person does not see it", async () => {
    const storage = createMemoryStorage();
    const alice = await open({ storage, userId: 1 });
    alice.outbox.add({ room_id: 3, text: "secret" });
    await settle();
    alice.outbox.close();
    const bob = await open({ storage, userId: 2 });
    await settle();
    expect(bob.outbox.size).toBe(0);
    expect(bob.sent).toEqual([]);
  });

  it("works from memory where nothing can be stored", async () => {
    const full = () => Promise.reject(new Error("QuotaExceededError"));
    const { outbox, sent } = await open({ storage: { load: full, put: full, remove: full } });
    outbox.add({ room_id: 3, text: "one" });
    await settle();
    sent[0].accept();
    await settle();
    expect(outbox.size).toBe(0);
  });
});

describe("closing", () => {
  it("stops sending and leaves the rest stored", async () => {
    const { outbox, sent, storage } = await open();
    outbox.add({ room_id: 3, text: "one" });
    outbox.add({ room_id: 3, text: "two" });
    await settle();
    sent[0].reject(new NetworkError(""));
    await settle();
    outbox.close();
    outbox.flush();
    outbox.add({ room_id: 4, text: "elsewhere" });
    await vi.advanceTimersByTimeAsync(100_000);
    expect(sent).toHaveLength(1);
    expect(await storage.load(1)).toHaveLength(3);
  });
});

describe("several tabs", () => {
  it("show the same entries, and lose them together", async () => {
    const [storage, newTab] = [createMemoryStorage(), createFakeTabs()];
    const here = await open({ storage, tabs: newTab() });
    const there = await open({ storage, tabs: newTab() });
    here.outbox.add({ room_id: 3, text: "one" });
    await settle();
    expect(texts(there.outbox)).toEqual(["one"]);
    expect(there.sent).toEqual([]);
    here.sent[0].accept();
    await settle();
    expect(there.outbox.size).toBe(0);
    expect(there.onSent).toHaveBeenCalledWith(expect.objectContaining({ text: "one" }));
  });

  it("do not bring back what is done", async () => {
    const [storage, newTab] = [createMemoryStorage(), createFakeTabs()];
    const here = await open({ storage, tabs: newTab() });
    const there = await open({ storage, tabs: newTab() });
    const entry = here.outbox.add({ room_id: 3, text: "one" });
    await settle();
    there.outbox.acknowledge(messageOf(entry));
    here.sent[0].reject(refused("not_a_member"));
    await settle();
    expect(here.outbox.size).toBe(0);
    expect(there.outbox.size).toBe(0);
  });

  it("show one text when another is changed", async () => {
    const [storage, newTab] = [createMemoryStorage(), createFakeTabs()];
    const here = await open({ storage, tabs: newTab() });
    const there = await open({ storage, tabs: newTab() });
    const entry = here.outbox.add({ room_id: 3, text: "one" });
    await settle();
    here.sent[0].reject(refused("too_long"));
    await settle();
    here.outbox.edit(entry.client_id, "1");
    await settle();
    expect(texts(there.outbox)).toEqual(["1"]);
    there.outbox.flush();
    await settle();
    expect(sentTexts(there.sent)).toEqual(["1"]);
  });

  it("take over what a tab that is being closed has left, at once", async () => {
    const [storage, newTab] = [createMemoryStorage(), createFakeTabs()];
    const here = await open({ storage, tabs: newTab() });
    const there = await open({ storage, tabs: newTab() });
    here.outbox.add({ room_id: 3, text: "one" });
    await settle();
    here.outbox.close();
    await settle();
    expect(sentTexts(there.sent)).toEqual(["one"]);
  });

  it("take over what a tab that died has left, and leave alone what a living one is sending", async () => {
    const [storage, newTab] = [createMemoryStorage(), createFakeTabs()];
    const here = await open({ storage, tabs: newTab() });
    const there = await open({ storage, tabs: newTab() });
    here.outbox.add({ room_id: 3, text: "one" });
    for (const attempt of [0, 1, 2, 3, 4, 5, 6]) {
      await vi.advanceTimersByTimeAsync(10_000);
      here.sent[attempt].reject(new NetworkError(""));
      await vi.advanceTimersByTimeAsync(30_000);
    }
    expect(there.sent).toEqual([]);
    // From here on its request gets no answer, and the tab does nothing more.
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sentTexts(there.sent)).toEqual(["one"]);
  });

  it("take over from a closed tab also when asked to", async () => {
    const [storage, newTab] = [createMemoryStorage(), createFakeTabs()];
    const here = await open({ storage, tabs: newTab() });
    const there = await open({ storage, tabs: newTab() });
    here.outbox.add({ room_id: 3, text: "one" });
    await settle();
    here.outbox.close();
    there.outbox.flush();
    await settle();
    expect(sentTexts(there.sent)).toEqual(["one"]);
  });
});
