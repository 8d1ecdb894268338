import { beforeEach, describe, expect, it, vi } from "vitest";

import { NetworkError } from "../../../client/core/errors.js";
import { createFollower } from "../../../client/core/follow.js";

let connected;
let asked;
let follower;
let heard;

const stream = (name) => ({ name, close: vi.fn(), receive: vi.fn(), expect: vi.fn(async () => {}) });
const soon = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  connected = true;
  asked = [];
  heard = { onPresence: vi.fn(), onRefused: vi.fn() };
  const request = (event, data) => new Promise((resolve, reject) => asked.push({ event, data, resolve, reject }));
  follower = createFollower({ request, connected: () => connected, ...heard });
});

describe("following", () => {
  it("joins what was asked for in one turn at once", async () => {
    const [three, four] = [stream("room:3"), stream("room:4")];
    follower.follow(three);
    follower.follow(four);
    follower.follow(three);
    await soon();
    expect(asked).toMatchObject([{ event: "join", data: { streams: ["room:3", "room:4"] } }]);
    asked[0].resolve({ versions: { "room:3": 17, "room:4": 2 }, online: { "room:3": { count: 2, people: [1, 2] } } });
    await soon();
    expect(three.expect).toHaveBeenCalledWith(17);
    expect(four.expect).toHaveBeenCalledWith(2);
    expect(heard.onPresence).toHaveBeenCalledWith({ stream: "room:3", count: 2, people: [1, 2] });
  });

  it("waits for the connection", async () => {
    connected = false;
    follower.follow(stream("room:3"));
    await soon();
    expect(asked).toEqual([]);
    connected = true;
    void follower.joinAll();
    expect(asked[0].data).toEqual({ streams: ["room:3"] });
  });

  it("joins more than the server takes in one request by several", async () => {
    connected = false;
    for (let id = 1; id <= 501; id += 1) follower.follow(stream(`room:${id}`));
    const done = follower.joinAll();
    asked[0].resolve({ versions: {} });
    await soon();
    expect(asked.map(({ data }) => data.streams.length)).toEqual([500, 1]);
    asked[1].resolve({ versions: {} });
    await done;
  });

  it("is settled when everything has caught up", async () => {
    connected = false;
    let caughtUp;
    const three = stream("room:3");
    three.expect.mockReturnValue(new Promise((resolve) => (caughtUp = resolve)));
    follower.follow(three);
    let settled = false;
    const done = follower.joinAll().then(({ caughtUp: all }) => all).then(() => (settled = true));
    asked[0].resolve({ versions: { "room:3": 5 } });
    await soon();
    expect(settled).toBe(false);
    caughtUp();
    await done;
  });

  it("fails when the server does not answer", async () => {
    connected = false;
    follower.follow(stream("room:3"));
    const done = follower.joinAll();
    asked[0].reject(new NetworkError("away"));
    await expect(done).rejects.toThrow("away");
  });

  it("lets a new stream of the same name take over", () => {
    const [old, fresh] = [stream("room:3"), stream("room:3")];
    follower.follow(old);
    follower.follow(fresh);
    follower.receive({ stream: "room:3", version: 1 });
    expect(old.close).toHaveBeenCalled();
    expect(old.receive).not.toHaveBeenCalled();
    expect(fresh.receive).toHaveBeenCalled();
  });
});

describe("following no longer", () => {
  it("tells the server, and hears nothing more", async () => {
    const three = stream("room:3");
    follower.follow(three);
    follower.unfollow("room:3");
    await soon();
    expect(asked).toMatchObject([{ event: "leave", data: { streams: ["room:3"] } }]);
    follower.receive({ stream: "room:3", version: 1 });
    expect(three.receive).not.toHaveBeenCalled();
    expect(three.close).toHaveBeenCalled();
    follower.unfollow("room:3");
    expect(asked).toHaveLength(1);
    asked[0].reject(new NetworkError("away"));
    await soon();
  });

  it("happens when the server refuses or takes the stream away", async () => {
    const [three, four] = [stream("room:3"), stream("room:4")];
    follower.follow(three);
    follower.follow(four);
    await soon();
    asked[0].resolve({ versions: { "room:4": 1 }, refused: ["room:3"] });
    await soon();
    follower.removed("room:4");
    follower.removed("room:9");
    expect(heard.onRefused.mock.calls).toEqual([["room:3"], ["room:4"]]);
    expect(three.close).toHaveBeenCalled();
  });

  it("closes everything at the end", () => {
    const three = stream("room:3");
    follower.follow(three);
    follower.clear();
    expect(three.close).toHaveBeenCalled();
    expect(asked).toEqual([]);
  });
});
