import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError, NetworkError } from "../../../client/core/errors.js";
import { Stream } from "../../../client/core/sync.js";

const change = (version, data = {}) => ({ stream: "room:3", version, type: "message", data });

/** A stream whose server answers when the test says so. */
function follow({ version = 0, reset = async () => {}, ...more } = {}) {
  const applied = [];
  const questions = [];
  const stream = new Stream({
    name: "room:3",
    version,
    apply: (each) => applied.push(each.version),
    fetchChanges: (since) => new Promise((resolve, reject) => questions.push({ since, resolve, reject })),
    reset,
    ...more,
  });
  return { stream, applied, questions };
}

/** Let everything that is ready happen. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("broadcasts", () => {
  it("are applied in order, each once", () => {
    const { stream, applied } = follow();
    for (const version of [1, 2, 2, 1, 3]) stream.receive(change(version));
    expect(applied).toEqual([1, 2, 3]);
    expect(stream.version).toBe(3);
  });

  it("wait a moment for those they overtook", async () => {
    const { stream, applied, questions } = follow();
    for (const version of [3, 2, 1]) stream.receive(change(version));
    await vi.advanceTimersByTimeAsync(1000);
    expect(applied).toEqual([1, 2, 3]);
    expect(questions).toEqual([]);
  });

  it("end in one question when something is missing", async () => {
    const { stream, applied, questions } = follow({ version: 4 });
    stream.receive(change(6));
    await vi.advanceTimersByTimeAsync(200);
    stream.receive(change(7));
    expect(questions).toEqual([]);
    await vi.advanceTimersByTimeAsync(60);
    expect(questions).toMatchObject([{ since: 4 }]);
    questions[0].resolve({ version: 7, changes: [change(5), change(6), change(7)] });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(applied).toEqual([5, 6, 7]);
    expect(questions).toHaveLength(1);
  });

  it("go on after one that could not be applied", () => {
    const { stream } = follow({
      apply: () => {
        throw new Error("cannot draw");
      },
    });
    stream.receive(change(1));
    stream.receive(change(2));
    expect(stream.version).toBe(2);
  });
});

describe("catching up", () => {
  it("takes the newest state of what changed, and then what came meanwhile", async () => {
    const { stream, applied, questions } = follow({ version: 10 });
    const done = stream.catchUp();
    for (const version of [14, 15, 13]) stream.receive(change(version));
    expect(applied).toEqual([]);
    questions[0].resolve({ version: 13, changes: [change(11), change(13)] });
    await done;
    expect(applied).toEqual([11, 13, 14, 15]);
    expect(stream.version).toBe(15);
    expect(questions).toHaveLength(1);
  });

  it("asks again when what came meanwhile leaves a hole", async () => {
    const { stream, applied, questions } = follow();
    const done = stream.catchUp();
    stream.receive(change(5));
    questions[0].resolve({ version: 3, changes: [change(3)] });
    await settle();
    expect(questions[1].since).toBe(3);
    questions[1].resolve({ version: 5, changes: [change(4), change(5)] });
    await done;
    expect(applied).toEqual([3, 4, 5]);
  });

  it("is shared, but what is asked later gets a later answer", async () => {
    const { stream, questions } = follow();
    const first = stream.catchUp();
    const second = stream.catchUp();
    questions[0].resolve({ version: 1, changes: [] });
    await settle();
    expect(questions).toHaveLength(2);
    questions[1].resolve({ version: 2, changes: [] });
    await Promise.all([first, second]);
    expect(stream.version).toBe(2);
    expect(stream.busy).toBe(false);
  });

  it("takes further changes at once when it is done", async () => {
    const { stream, applied, questions } = follow();
    const done = stream.catchUp().then(() => stream.receive(change(2)));
    questions[0].resolve({ version: 1, changes: [change(1)] });
    await done;
    expect(applied).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(questions).toHaveLength(1);
  });

  it("does not keep an endless heap while the server is slow", async () => {
    const { stream, applied, questions } = follow();
    const done = stream.catchUp();
    for (let version = 1; version <= 1500; version += 1) stream.receive(change(version));
    questions[0].resolve({ version: 0, changes: [] });
    await settle();
    questions[1].resolve({ version: 1500, changes: [change(1500)] });
    await done;
    expect(stream.version).toBe(1500);
    expect(applied).toHaveLength(1001);
  });

  it("does not ask in a tight loop when the server lags behind its own broadcasts", async () => {
    const { stream, questions } = follow();
    stream.receive(change(9));
    await vi.advanceTimersByTimeAsync(250);
    questions[0].resolve({ version: 0, changes: [] });
    await vi.advanceTimersByTimeAsync(400);
    expect(questions).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(questions).toHaveLength(2);
  });
});

describe("a version told by the server", () => {
  it("is nothing to do when this client has it", async () => {
    const { stream, questions } = follow({ version: 5 });
    await stream.expect(5);
    expect(questions).toEqual([]);
  });

  it("starts a catch-up when the server is ahead", async () => {
    const { stream, questions } = follow({ version: 5 });
    const done = stream.expect(6);
    questions[0].resolve({ version: 6, changes: [change(6)] });
    await done;
    expect(stream.version).toBe(6);
  });

  it("may be lower because a broadcast was quicker, which changes nothing", async () => {
    const reset = vi.fn();
    const { stream, questions } = follow({ version: 5, reset });
    const done = stream.expect(4);
    questions[0].resolve({ version: 5, changes: [] });
    await done;
    expect(reset).not.toHaveBeenCalled();
    expect(stream.version).toBe(5);
  });
});

describe("a reset", () => {
  it("that only brought what was remembered is followed by another question", async () => {
    const { stream, questions } = follow({ version: 1, reset: async () => 1 });
    void stream.catchUp();
    await settle();
    questions[0].resolve({ version: 2003, reset: true });
    await vi.advanceTimersByTimeAsync(5000);
    expect(questions[1]).toMatchObject({ since: 1 });
    expect(stream.version).toBe(1);
  });

  it("loads the state anew and goes on from its version", async () => {
    const reset = vi.fn(async () => 2005);
    const { stream, applied, questions } = follow({ version: 1, reset });
    const done = stream.catchUp();
    stream.receive(change(2004));
    stream.receive(change(2006));
    questions[0].resolve({ version: 2003, reset: true });
    await done;
    expect(reset).toHaveBeenCalledOnce();
    expect(applied).toEqual([2006]);
    expect(stream.version).toBe(2006);
  });

  it("is tried again when loading fails", async () => {
    const reset = vi.fn().mockRejectedValueOnce(new NetworkError("away"));
    const { stream, questions } = follow({ version: 1, reset });
    const done = stream.catchUp();
    questions[0].resolve({ version: 2003, reset: true });
    await vi.advanceTimersByTimeAsync(1000);
    questions[1].resolve({ version: 2003, reset: true });
    await done;
    expect(stream.version).toBe(2003);
  });

  it("also follows when the server was set back to a backup", async () => {
    const reset = vi.fn();
    const { stream, questions } = follow({ version: 50, reset });
    const done = stream.expect(40);
    questions[0].resolve({ version: 40, reset: true });
    await done;
    expect(stream.version).toBe(40);
    stream.receive(change(41));
    expect(stream.version).toBe(41);
  });
});

describe("trouble", () => {
  it("is met with longer and longer pauses", async () => {
    const { stream, questions } = follow();
    void stream.catchUp();
    for (const [index, pauseMs] of [1000, 2000, 4000, 8000].entries()) {
      expect(questions).toHaveLength(index + 1);
      questions[index].reject(new NetworkError("away"));
      await vi.advanceTimersByTimeAsync(pauseMs / 2 - 1);
      expect(questions).toHaveLength(index + 1);
      await vi.advanceTimersByTimeAsync(pauseMs / 2 + 1);
    }
  });

  it("waits as long as the server asks for", async () => {
    const { stream, questions } = follow();
    void stream.catchUp();
    questions[0].reject(new ApiError({ status: 429, code: "slow_down", message: "", retryAfter: 20 }));
    await vi.advanceTimersByTimeAsync(19_000);
    expect(questions).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(questions).toHaveLength(2);
  });

  it("ends a pause when there is reason to hope", async () => {
    const { stream, questions } = follow();
    void stream.catchUp();
    questions[0].reject(new NetworkError("away"));
    await settle();
    void stream.catchUp();
    await settle();
    expect(questions).toHaveLength(2);
  });

  it("stops when the session has ended, until it is asked for again", async () => {
    const { stream, questions } = follow();
    const done = stream.catchUp();
    questions[0].reject(new ApiError({ status: 401, code: "unauthorized", message: "" }));
    await done;
    await vi.advanceTimersByTimeAsync(100_000);
    expect(questions).toHaveLength(1);
    void stream.catchUp();
    expect(questions).toHaveLength(2);
  });

  it("ends for good when there is nothing to follow any more", async () => {
    const onLost = vi.fn();
    const { stream, applied, questions } = follow({ onLost });
    const done = stream.catchUp();
    questions[0].reject(new ApiError({ status: 404, code: "not_found", message: "" }));
    await done;
    expect(onLost).toHaveBeenCalledOnce();
    stream.receive(change(1));
    await stream.catchUp();
    expect(applied).toEqual([]);
    expect(questions).toHaveLength(1);
  });

  it("leaves nothing behind when it is closed", async () => {
    const { stream, applied, questions } = follow();
    const done = stream.catchUp();
    stream.receive(change(5));
    stream.close();
    questions[0].resolve({ version: 1, changes: [change(1)] });
    await done;
    expect(applied).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("going back", () => {
  it("hears of everything since then again", async () => {
    const { stream, applied, questions } = follow({ version: 8 });
    stream.goBack(9);
    expect(questions).toEqual([]);
    stream.goBack(3);
    expect(questions).toMatchObject([{ since: 3 }]);
    questions[0].resolve({ version: 9, changes: [change(5), change(9)] });
    await settle();
    expect(applied).toEqual([5, 9]);
    expect(stream.version).toBe(9);
  });

  it("while a question is under way leads to another one", async () => {
    const { stream, applied, questions } = follow({ version: 8 });
    void stream.catchUp();
    stream.goBack(3);
    questions[0].resolve({ version: 9, changes: [change(9)] });
    await settle();
    expect(questions).toMatchObject([{ since: 8 }, { since: 3 }]);
    questions[1].resolve({ version: 9, changes: [change(5), change(9)] });
    await settle();
    expect(applied).toEqual([5, 9]);
    expect(stream.version).toBe(9);
    expect(stream.busy).toBe(false);
  });
});
