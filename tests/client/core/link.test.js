import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createLink } from "../../../client/core/link.js";
import { FakeManager } from "./fake_manager.js";

let manager;
let link;
let heard;
const [chat, me] = [() => manager.sockets["/chat"], () => manager.sockets["/me"]];
const pass = (ms) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  manager = new FakeManager();
  heard = { onUp: vi.fn(), onDown: vi.fn(), onUnauthorized: vi.fn() };
  link = createLink({ manager, sockets: [manager.socket("/chat"), manager.socket("/me")], ...heard, random: () => 1 });
  link.start();
});

afterEach(() => vi.useRealTimers());

describe("coming up", () => {
  it("means that every namespace is connected", () => {
    manager._readyState = "open";
    chat().accept();
    expect(link.up).toBe(false);
    me().accept();
    expect(link.up).toBe(true);
    expect(heard.onUp).toHaveBeenCalledOnce();
  });

  it("is tried by websocket first, then by polling, and so on", async () => {
    manager.fail();
    await pass(1000);
    manager.fail();
    await pass(2000);
    expect(manager.attempts).toEqual([
      ["websocket", "polling"],
      ["polling", "websocket"],
      ["websocket", "polling"],
    ]);
  });

  it("stays with the transport that worked", async () => {
    manager.fail();
    await pass(1000);
    manager.succeed();
    manager.drop();
    await pass(1000);
    expect(manager.attempts.at(-1)).toEqual(["polling", "websocket"]);
  });

  it("is given up when a namespace does not answer, and tried anew", async () => {
    manager._readyState = "open";
    me().accept();
    await pass(15_000);
    expect(manager._readyState).toBe("closed");
    await pass(1000);
    expect(manager.attempts).toHaveLength(2);
    manager.succeed();
    expect(link.up).toBe(true);
  });
});

describe("trying again", () => {
  it("happens after growing pauses, up to half a minute", async () => {
    for (const [index, seconds] of [1, 2, 4, 8, 16, 30, 30].entries()) {
      expect(manager.attempts).toHaveLength(index + 1);
      manager.fail();
      expect(link).toMatchObject({ failures: index + 1, retryAt: Date.now() + seconds * 1000 });
      await pass(seconds * 1000 - 1);
      expect(manager.attempts).toHaveLength(index + 1);
      await pass(1);
    }
  });

  it("begins with a short pause again after a success", async () => {
    manager.fail();
    await pass(1000);
    manager.fail();
    await pass(2000);
    manager.succeed();
    expect(link.failures).toBe(0);
    manager.drop();
    expect(heard.onDown).toHaveBeenCalled();
    await pass(1000);
    expect(manager.attempts).toHaveLength(4);
  });

  it("can be hurried", async () => {
    for (const seconds of [1, 2, 4, 8]) {
      manager.fail();
      await pass(seconds * 1000);
    }
    manager.fail();
    await pass(3000);
    link.retryNow();
    expect(manager.attempts).toHaveLength(6);
    manager.succeed();
    await pass(60_000);
    expect(manager.attempts).toHaveLength(6);
  });

  it("does not give up a young attempt for another", async () => {
    await pass(1000);
    link.retryNow();
    expect(manager.attempts).toHaveLength(1);
    await pass(2500);
    link.retryNow();
    expect(manager.attempts).toHaveLength(2);
    expect(link.failures).toBe(0);
  });

  it("comes soon, but not for all at once, when the server has said that it stops", async () => {
    manager.succeed();
    chat().fire("stopping", {});
    manager.drop();
    await pass(3299);
    expect(manager.attempts).toHaveLength(1);
    await pass(1);
    expect(manager.attempts).toHaveLength(2);
  });

  it("brings back a namespace that alone was thrown out", async () => {
    manager.succeed();
    chat().expel();
    expect(link.up).toBe(false);
    await pass(1000);
    expect(chat().active).toBe(true);
    chat().accept();
    expect(link.up).toBe(true);
    expect(manager.attempts).toHaveLength(1);
  });

  it("brings back namespaces that were refused for a passing reason", async () => {
    manager._readyState = "open";
    me().refuse("database is locked");
    chat().refuse("database is locked");
    await pass(1000);
    manager.succeed();
    expect(link.up).toBe(true);
  });
});

describe("a link that does not answer", () => {
  it("is closed and opened again at once", () => {
    manager.succeed();
    link.renew();
    expect(heard.onDown).toHaveBeenCalled();
    expect(manager.attempts).toHaveLength(2);
    manager.succeed();
    expect(heard.onUp).toHaveBeenCalledTimes(2);
  });
});

describe("the end of the session", () => {
  it("ends all attempts until there is another", async () => {
    manager._readyState = "open";
    chat().refuse("unauthorized");
    me().refuse("unauthorized");
    expect(heard.onUnauthorized).toHaveBeenCalledOnce();
    await pass(120_000);
    expect(manager.attempts).toHaveLength(1);
    link.start();
    manager.succeed();
    expect(link.up).toBe(true);
  });

  it("is over as soon as there is another, however quickly somebody signs in", async () => {
    manager._readyState = "open";
    chat().refuse("unauthorized");
    await pass(500);
    link.start();
    expect(manager.attempts).toHaveLength(2);
  });

  it("is not what an unreachable server means", async () => {
    manager.sockets["/chat"].fire("connect_error", new Error("unauthorized"));
    expect(heard.onUnauthorized).not.toHaveBeenCalled();
  });
});

describe("stopping", () => {
  it("leaves nothing behind", async () => {
    manager.succeed();
    link.stop();
    expect(link.up).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
    link.retryNow();
    await pass(60_000);
    expect(manager.attempts).toHaveLength(1);
  });
});
