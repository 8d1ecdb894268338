// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { onUnauthorized, setCsrf } from "../../../client/core/api.js";
import { connect } from "../../../client/core/socket.js";
import { FakeManager } from "./fake_manager.js";

let manager;
let connection;
let onLine;

const chat = () => manager.sockets["/chat"];
const me = () => manager.sockets["/me"];
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const asked = (event) => chat().asked.filter((each) => each.event === event);
const stream = (name, more = {}) => ({ name, close: vi.fn(), receive: vi.fn(), expect: vi.fn(async () => {}), catchUp: vi.fn(async () => {}), ...more });

function hidden(value) {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(value ? "hidden" : "visible");
  document.dispatchEvent(new Event("visibilitychange"));
}

/** The connection comes up, and the server answers the join. */
async function comeUp() {
  manager.succeed();
  await pass();
  asked("join").at(-1)?.answer({ versions: { "room:3": 1 } });
  await pass();
}

beforeEach(() => {
  vi.useFakeTimers();
  onLine = vi.spyOn(navigator, "onLine", "get").mockReturnValue(true);
  manager = new FakeManager();
  connection = connect({ userId: 1, createManager: () => manager });
});

afterEach(() => {
  connection.close();
  vi.useRealTimers();
});

describe("the status", () => {
  it("goes from connecting to online", async () => {
    expect(connection.status.value).toBe("connecting");
    connection.follow(stream("room:3"));
    manager.succeed();
    await pass();
    expect(connection.status.value).toBe("connecting");
    asked("join")[0].answer({ versions: { "room:3": 1 } });
    await pass();
    expect(connection.status.value).toBe("online");
  });

  it("says reconnecting, and then catching-up until every stream is current", async () => {
    await comeUp();
    let caughtUp;
    connection.follow(stream("room:3", { expect: () => new Promise((resolve) => (caughtUp = resolve)) }));
    await pass();
    asked("join")[0].answer({ versions: {} });
    manager.drop();
    expect(connection.status.value).toBe("reconnecting");
    await pass(1000);
    manager.succeed();
    await pass();
    asked("join").at(-1).answer({ versions: { "room:3": 9 } });
    await pass();
    expect(connection.status.value).toBe("catching-up");
    caughtUp();
    await pass();
    expect(connection.status.value).toBe("online");
  });

  it("does not say catching-up for ever because of one stream that the server has trouble with", async () => {
    await comeUp();
    connection.follow(stream("room:3", { expect: () => new Promise(() => {}) }));
    manager.drop();
    await pass(1000);
    await comeUp();
    expect(connection.status.value).toBe("catching-up");
    await pass(10_000);
    expect(connection.status.value).toBe("online");
  });

  it("says offline when the machine has no network, and connects as soon as it has", async () => {
    await comeUp();
    onLine.mockReturnValue(false);
    dispatchEvent(new Event("offline"));
    expect(connection.status.value).toBe("offline");
    manager.fail();
    await pass(10_000);
    const before = manager.attempts.length;
    manager.fail();
    await pass(3000);
    onLine.mockReturnValue(true);
    dispatchEvent(new Event("online"));
    expect(manager.attempts.length).toBeGreaterThan(before);
    await comeUp();
    expect(connection.status.value).toBe("online");
  });

  it("tells who watches it", async () => {
    const draw = vi.fn();
    connection.status.subscribe(draw);
    await comeUp();
    expect(draw).toHaveBeenCalled();
  });
});

describe("streams", () => {
  it("are joined again with every connection", async () => {
    await comeUp();
    connection.follow(stream("room:3"));
    await pass();
    asked("join").at(-1).answer({ versions: { "room:3": 1 } });
    manager.drop();
    await pass(1000);
    manager.succeed();
    await pass();
    expect(asked("join").at(-1).data).toEqual({ streams: ["room:3"] });
  });

  it("get their changes", async () => {
    const [three, own] = [stream("room:3"), stream("user:1")];
    await comeUp();
    connection.follow(three);
    connection.followMe(own);
    chat().fire("change", { stream: "room:3", version: 2 });
    me().fire("change", { stream: "user:1", version: 7 });
    me().fire("change", { stream: "user:2", version: 8 });
    expect(three.receive).toHaveBeenCalledWith({ stream: "room:3", version: 2 });
    expect(own.receive.mock.calls).toEqual([[{ stream: "user:1", version: 7 }]]);
  });

  it("catch up when the server says that they have moved", async () => {
    const [three, own] = [stream("room:3"), stream("user:1")];
    await comeUp();
    connection.follow(three);
    connection.followMe(own);
    chat().fire("version", { stream: "room:3", version: 5 });
    chat().fire("version", { stream: "room:4", version: 6 });
    me().fire("version", { stream: "user:1", version: 7 });
    me().fire("version", { stream: "user:2", version: 8 });
    expect(three.expect.mock.calls).toEqual([[5]]);
    expect(own.expect.mock.calls).toEqual([[7]]);
  });

  it("are joined over the new connection although the old one's catch-up still waits", async () => {
    connection.follow(stream("room:3", { expect: () => new Promise(() => {}) }));
    await comeUp();
    manager.drop();
    await pass(1000);
    manager.succeed();
    await pass();
    expect(asked("join")).toHaveLength(2);
  });

  it("of the person catch up whenever there may be something new", async () => {
    const own = stream("user:1");
    connection.followMe(own);
    expect(own.catchUp).not.toHaveBeenCalled();
    await comeUp();
    expect(own.catchUp).toHaveBeenCalledTimes(1);
    manager.drop();
    await pass(1000);
    await comeUp();
    expect(own.catchUp).toHaveBeenCalledTimes(2);
  });

  it("are compared now and then, in case a broadcast was lost", async () => {
    const [three, own] = [stream("room:3"), stream("user:1")];
    connection.follow(three);
    connection.followMe(own);
    await comeUp();
    while (asked("join").length === 1) await pass(1000);
    asked("join").at(-1).answer({ versions: { "room:3": 4 } });
    await pass();
    expect(three.expect).toHaveBeenLastCalledWith(4);
  });

  it("that are taken away are told of", async () => {
    const heard = vi.fn();
    connection.onRemoved(heard);
    await comeUp();
    connection.follow(stream("room:3"));
    chat().fire("removed", { stream: "room:3" });
    expect(heard).toHaveBeenCalledWith("room:3");
  });

  it("tell who is there", async () => {
    const heard = vi.fn();
    connection.onPresence(heard);
    connection.follow(stream("room:3"));
    manager.succeed();
    await pass();
    asked("join")[0].answer({ versions: {}, online: { "room:3": { count: 1, people: [1] } } });
    await pass();
    chat().fire("presence", { stream: "room:3", count: 2, people: [1, 2] });
    expect(heard.mock.calls.map(([{ count }]) => count)).toEqual([1, 2]);
  });
});

describe("waking up", () => {
  it("finds out that the link died while the laptop slept", async () => {
    connection.follow(stream("room:3"));
    await comeUp();
    hidden(false);
    await pass();
    expect(asked("join")).toHaveLength(2);
    await pass(5000);
    expect(manager.attempts).toHaveLength(2);
    await comeUp();
    expect(connection.status.value).toBe("online");
  });

  it("does not disturb a link that lives", async () => {
    connection.follow(stream("room:3"));
    await comeUp();
    hidden(false);
    await pass();
    expect(connection.status.value).toBe("online");
    asked("join").at(-1).answer({ versions: { "room:3": 1 } });
    await pass(10_000);
    expect(manager.attempts).toHaveLength(1);
  });

  it("does not wait out a long pause", async () => {
    for (const ms of [1000, 2000, 4000, 8000, 16_000]) {
      manager.fail();
      await pass(ms);
    }
    manager.fail();
    await pass(3000);
    const before = manager.attempts.length;
    hidden(true);
    expect(manager.attempts).toHaveLength(before);
    hidden(false);
    expect(manager.attempts).toHaveLength(before + 1);
  });

  it("is noticed by the clock where the browser does not tell", async () => {
    connection.follow(stream("room:3"));
    await comeUp();
    vi.setSystemTime(Date.now() + 3_600_000);
    await pass(10_000);
    expect(asked("join").length).toBeGreaterThan(1);
  });
});

describe("a server that everybody comes back to at once", () => {
  it("is not left and come back to because it is slow to let in", async () => {
    connection.follow(stream("room:3"));
    manager.succeed();
    await pass(25_000);
    expect(manager.attempts).toHaveLength(1);
    asked("join").at(-1).answer({ versions: { "room:3": 1 } });
    await pass();
    expect(connection.status.value).toBe("online");
    expect(asked("join")).toHaveLength(1);
  });

  it("is come back to after pauses that grow, when it lets nobody in at all", async () => {
    connection.follow(stream("room:3"));
    for (const [index, seconds] of [2, 4, 8, 16].entries()) {
      expect(manager.attempts).toHaveLength(index + 1);
      manager.succeed();
      // Half of each pause is left to chance.
      await pass(30_000 + seconds * 500 - 1);
      expect(manager.attempts).toHaveLength(index + 1);
      await pass(seconds * 500 + 1);
    }
  });
});

describe("asking", () => {
  it("answers the acknowledgement", async () => {
    await comeUp();
    const answer = connection.request("post", { room_id: 3 });
    asked("post")[0].answer({ message: { id: 7 } });
    expect(await answer).toEqual({ message: { id: 7 } });
  });

  it("fails at once while there is no connection, so that nothing goes out later unasked", async () => {
    await expect(connection.request("post", {})).rejects.toMatchObject({ name: "NetworkError", timedOut: false });
    expect(asked("post")).toEqual([]);
  });

  it("turns a refusal into an error", async () => {
    await comeUp();
    const answer = connection.request("post", {}).catch((error) => error);
    asked("post")[0].answer({ error: { code: "slow_down", message: "Wait", retry_after: 3 } });
    expect(await answer).toMatchObject({ name: "ApiError", code: "slow_down", message: "Wait", retryAfter: 3 });
  });

  it("fails when the connection breaks", async () => {
    await comeUp();
    const answer = connection.request("post", {}).catch((error) => error);
    manager.drop();
    expect(await answer).toMatchObject({ name: "NetworkError", timedOut: false });
  });

  it("looks at the link when an answer does not come", async () => {
    connection.follow(stream("room:3"));
    await comeUp();
    const answer = connection.request("post", {}).catch((error) => error);
    await pass(10_000);
    expect(await answer).toMatchObject({ name: "NetworkError", timedOut: true });
    expect(asked("join")).toHaveLength(2);
    await pass(5000);
    expect(manager.attempts).toHaveLength(2);
  });
});

describe("who one is", () => {
  it("is told to the server, which may know better", () => {
    expect(chat().auth).toEqual({ user_id: 1 });
    expect(me().auth).toEqual({ user_id: 1 });
  });

  it("must be said again when the session has ended", async () => {
    setCsrf("fresh");
    const heard = vi.fn();
    const stop = onUnauthorized(heard);
    manager._readyState = "open";
    chat().refuse("unauthorized");
    me().refuse("unauthorized");
    expect(heard).toHaveBeenCalledOnce();
    await pass(100_000);
    expect(manager.attempts).toHaveLength(1);
    connection.retryNow();
    await comeUp();
    expect(connection.status.value).toBe("online");
    stop();
  });
});

describe("closing", () => {
  it("stops everything", async () => {
    const three = stream("room:3");
    connection.follow(three);
    await comeUp();
    connection.close();
    expect(three.close).toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
    dispatchEvent(new Event("online"));
    expect(manager.attempts).toHaveLength(1);
  });
});
