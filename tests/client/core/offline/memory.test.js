import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError, NetworkError } from "../../../../client/core/errors.js";
import { createKept } from "../../../../client/core/offline/kept.js";
import { createMemory } from "../../../../client/core/offline/memory.js";

const MESSAGES = "/rooms/3/messages";
const gone = async () => {
  throw new NetworkError("The server cannot be reached.");
};
const answering = (answer) => vi.fn(async () => answer);

let factory;
let away;
let clock;

/** A person's memory in this browser; each is another visit. */
function visit(userId = 1) {
  return createMemory({ userId, isAway: () => away, storage: createKept({ factory }), now: () => clock });
}

/** What is written goes out in its own time. */
async function written(memory, question) {
  await vi.waitFor(async () => expect(await memory.recall(question, gone)).toBeTruthy());
}

beforeEach(() => {
  vi.stubGlobal("IDBKeyRange", IDBKeyRange);
  factory = new IDBFactory();
  away = false;
  clock = 1000;
});

describe("without a network", () => {
  it("the last answer is given, over visits, with the time at which it was true", async () => {
    const before = visit();
    before.hear(MESSAGES, { version: 4, messages: ["Old"] });
    clock = 2000;
    before.hear(MESSAGES, { version: 5, messages: ["New"] });
    await written(before, MESSAGES);
    clock = 9000;
    const after = visit();
    expect(await after.recall(MESSAGES, gone)).toEqual({ version: 5, messages: ["New"], kept_at: 2000 });
    expect(after.shownSince((question) => question === MESSAGES)).toBe(2000);
    expect(after.shownSince((question) => question === "/rooms")).toBeUndefined();
  });

  it("what was confirmed is as young as that", async () => {
    const memory = visit();
    memory.hear(MESSAGES, { version: 4 });
    clock = 5000;
    memory.confirm(["/rooms", MESSAGES]);
    await vi.waitFor(async () => expect((await memory.recall(MESSAGES, gone)).kept_at).toBe(5000));
  });

  it("a room of one's own is known by the list, and another one by itself", async () => {
    const memory = visit();
    memory.hear("/rooms/4", { id: 4, name: "Elsewhere" });
    memory.hear("/rooms/3", { id: 3, name: "Long ago" });
    clock = 3000;
    memory.hear("/rooms", { version: 2, rooms: [{ id: 3, name: "Design" }] });
    await written(memory, "/rooms");
    expect(await memory.recall("/rooms/3", gone)).toEqual({ id: 3, name: "Design", kept_at: 3000 });
    expect(await memory.recall("/rooms/4", gone)).toEqual({ id: 4, name: "Elsewhere", kept_at: 1000 });
  });

  it("what was never heard fails as it does", async () => {
    await expect(visit().recall(MESSAGES, gone)).rejects.toBeInstanceOf(NetworkError);
  });

  it("what is not worth remembering is not", async () => {
    const memory = visit();
    for (const question of ["/me/sessions", "/streams/room:3/changes?since=4", "/rooms/3/messages?before=9", "/users?q=b", "/session"]) {
      memory.hear(question, { version: 4 });
      await expect(memory.recall(question, gone)).rejects.toBeInstanceOf(NetworkError);
    }
  });

  it("another person has nothing of it", async () => {
    const alice = visit(1);
    alice.hear(MESSAGES, { version: 4 });
    await written(alice, MESSAGES);
    const bob = visit(2);
    await expect(bob.recall(MESSAGES, gone)).rejects.toBeInstanceOf(NetworkError);
    await bob.forgetOthers();
    await expect(alice.recall(MESSAGES, gone)).rejects.toBeInstanceOf(NetworkError);
  });

  it("a browser without storage remembers nothing and complains of nothing", async () => {
    const memory = createMemory({ userId: 1, isAway: () => true, storage: createKept({ factory: null }) });
    memory.hear(MESSAGES, { version: 4 });
    expect(await memory.recall(MESSAGES, answering({ version: 5 }))).toEqual({ version: 5 });
    await expect(memory.recall(MESSAGES, gone)).rejects.toBeInstanceOf(NetworkError);
  });
});

describe("with a network", () => {
  it("the server is asked, and its refusals are told", async () => {
    const memory = visit();
    memory.hear(MESSAGES, { version: 4 });
    await written(memory, MESSAGES);
    expect(await memory.recall(MESSAGES, answering({ version: 5 }))).toEqual({ version: 5 });
    const refuse = async () => {
      throw new ApiError({ status: 404, code: "not_found", message: "Gone" });
    };
    await expect(memory.recall(MESSAGES, refuse)).rejects.toBeInstanceOf(ApiError);
  });

  it("it is not waited for where it is hopeless, unless there is nothing else", async () => {
    const memory = visit();
    memory.hear(MESSAGES, { version: 4 });
    await written(memory, MESSAGES);
    away = true;
    const ask = answering({ version: 5 });
    expect(await memory.recall(MESSAGES, ask)).toMatchObject({ version: 4 });
    expect(ask).not.toHaveBeenCalled();
    expect(await memory.recall("/rooms", ask)).toEqual({ version: 5 });
  });
});

it("of each kind only so many are kept, those touched last", async () => {
  const memory = visit();
  for (let id = 1; id <= 32; id += 1) {
    clock += 1;
    memory.hear(`/rooms/${id}/messages`, { version: id });
  }
  clock += 1;
  memory.hear("/rooms", { version: 1 });
  await written(memory, "/rooms");
  const there = async (id) => (await memory.recall(`/rooms/${id}/messages`, gone).catch(() => null)) !== null;
  expect(await Promise.all([1, 2, 3, 32].map(there))).toEqual([false, false, true, true]);
});
