import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createBackoff } from "../../../client/core/backoff.js";
import { ApiError, NetworkError } from "../../../client/core/errors.js";
import { createSignal } from "../../../client/core/observable.js";
import { persevere } from "../../../client/core/persevere.js";

const refused = (status, more = {}) => new ApiError({ status, code: "x", message: "", ...more });
let up;
let wanted;
let answers;
let asked;

const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
function begin() {
  return persevere(
    async () => {
      asked += 1;
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    { onUp: up.subscribe, wanted: () => wanted, backoff: () => createBackoff({ random: () => 1 }) },
  );
}

beforeEach(() => {
  vi.useFakeTimers();
  up = createSignal();
  wanted = true;
  asked = 0;
});
afterEach(() => vi.useRealTimers());

describe("asking until there is an answer", () => {
  it.each([new NetworkError(""), refused(503), refused(500), refused(401)])("goes on after %o", async (error) => {
    answers = [error, error, "list"];
    const answer = begin();
    await pass(10_000);
    expect(await answer).toBe("list");
    expect(asked).toBe(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not wait out its pause when the connection is up again", async () => {
    answers = [...Array.from({ length: 5 }, () => new NetworkError("")), "list"];
    const answer = begin();
    await pass(20_000);
    expect(asked).toBe(5);
    up.notify();
    await pass();
    expect(await answer).toBe("list");
  });

  it("waits as long as the server asks for", async () => {
    answers = [refused(429, { retryAfter: 20 }), "list"];
    void begin();
    await pass(19_000);
    expect(asked).toBe(1);
    await pass(1000);
    expect(asked).toBe(2);
  });

  it.each([404, 403, 422])("takes %i for an answer", async (status) => {
    answers = [refused(status)];
    await expect(begin()).rejects.toMatchObject({ status });
  });

  it("ends when nobody waits for it any more", async () => {
    answers = [new NetworkError(""), "late"];
    const answer = begin();
    await pass();
    wanted = false;
    up.notify();
    expect(await answer).toBeNull();
    expect(asked).toBe(1);
  });
});
