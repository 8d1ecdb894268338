import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError, NetworkError, api, onUnauthorized, setCsrf, setSession } from "../../../client/core/api.js";

const refusal = (status, code, more = {}, headers = {}) =>
  Response.json({ error: { code, message: `Because ${code}`, ...more } }, { status, headers });

/** Answer the requests in turn, and keep what was asked. */
function server(...answers) {
  const fetch = vi.fn(async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  });
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

beforeEach(() => setSession({ csrf: "token", user: { id: 1 } }));
afterEach(() => vi.useRealTimers());

describe("requests", () => {
  it("sends JSON with the CSRF token and answers JSON", async () => {
    const fetch = server(Response.json({ id: 7 }, { status: 201 }));
    expect(await api.post("/rooms", { name: "Design" })).toEqual({ id: 7 });
    const [url, request] = fetch.mock.calls[0];
    expect(url).toBe("/api/v1/rooms");
    expect(request).toMatchObject({ method: "POST", body: '{"name":"Design"}', credentials: "same-origin" });
    expect(request.headers).toEqual({ Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": "token" });
  });

  it("leaves empty parameters out, and the token out of what only reads", async () => {
    const fetch = server(Response.json([]));
    await api.get("/users", { params: { q: "a&b", limit: 5, after: null, before: undefined } });
    expect(fetch.mock.calls[0][0]).toBe("/api/v1/users?q=a%26b&limit=5");
    expect(fetch.mock.calls[0][1].headers).toEqual({ Accept: "application/json" });
  });

  it("answers null where there is nothing", async () => {
    server(new Response(null, { status: 204 }));
    expect(await api.delete("/me/sessions/3")).toBeNull();
  });
});

describe("refusals", () => {
  it("carry code, sentence, fields and how long to wait", async () => {
    server(refusal(422, "invalid", { fields: { name: "Taken" } }), refusal(429, "slow_down", {}, { "Retry-After": "12" }));
    const invalid = await api.post("/rooms").catch((error) => error);
    expect(invalid).toBeInstanceOf(ApiError);
    expect(invalid).toMatchObject({ status: 422, code: "invalid", message: "Because invalid", fields: { name: "Taken" }, retryAfter: null });
    await expect(api.post("/session")).rejects.toMatchObject({ code: "slow_down", retryAfter: 12 });
  });

  it("have a sentence of their own when a proxy answers in between", async () => {
    server(new Response("<h1>Bad Gateway</h1>", { status: 502 }), new Response("", { status: 413 }));
    await expect(api.get("/rooms")).rejects.toMatchObject({ code: "unavailable", message: "The server has a problem. Please try again." });
    await expect(api.get("/rooms")).rejects.toMatchObject({ code: "too_long", fields: {} });
  });

  it("count a page that is not ours as no answer", async () => {
    server(new Response("<h1>Welcome to the hotel</h1>"));
    await expect(api.get("/rooms")).rejects.toBeInstanceOf(NetworkError);
  });
});

describe("no answer", () => {
  it("is a NetworkError", async () => {
    server(new TypeError("Failed to fetch"));
    await expect(api.get("/rooms")).rejects.toMatchObject({ name: "NetworkError", timedOut: false });
  });

  it("is given up after a while, the body included", async () => {
    vi.useFakeTimers();
    vi.stubGlobal("fetch", (_url, { signal }) => Promise.resolve({ ok: true, text: () => aborted(signal) }));
    const asked = api.get("/rooms", { timeoutMs: 1000 }).catch((error) => error);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await asked).toMatchObject({ name: "NetworkError", timedOut: true });
  });

  it("is not the same as the caller giving up", async () => {
    vi.stubGlobal("fetch", (_url, { signal }) => aborted(signal));
    const abort = new AbortController();
    const asked = api.get("/rooms", { signal: abort.signal }).catch((error) => error);
    abort.abort();
    expect(await asked).toMatchObject({ name: "AbortError" });
    await expect(api.get("/rooms", { signal: abort.signal })).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("an out-of-date CSRF token", () => {
  const session = (id) => Response.json({ csrf: "fresh", user: id && { id } });

  it("is renewed, and the write repeated", async () => {
    const fetch = server(refusal(400, "csrf"), session(1), Response.json({ id: 7 }));
    expect(await api.post("/rooms", {})).toEqual({ id: 7 });
    expect(fetch.mock.calls[2][1].headers["X-CSRFToken"]).toBe("fresh");
  });

  it("is renewed once for writes that are refused together", async () => {
    const fetch = server(refusal(400, "csrf"), refusal(400, "csrf"), session(1), Response.json(1), Response.json(2));
    expect(await Promise.all([api.post("/a"), api.post("/b")])).toEqual([1, 2]);
    expect(fetch).toHaveBeenCalledTimes(5);
  });

  it("is an error when the second is refused as well", async () => {
    server(refusal(400, "csrf"), session(1), refusal(400, "csrf"));
    await expect(api.post("/rooms")).rejects.toMatchObject({ code: "csrf" });
  });

  it("does not repeat the write in somebody else's name", async () => {
    const heard = vi.fn();
    const stop = onUnauthorized(heard);
    const fetch = server(refusal(400, "csrf"), session(2));
    await expect(api.post("/rooms/1/messages", { text: "…" })).rejects.toMatchObject({ code: "unauthorized" });
    expect(fetch).toHaveBeenCalledTimes(2);
    expect(heard).toHaveBeenCalledOnce();
    stop();
  });

  it("is renewed for signing in where another tab has signed out, and for nothing else", async () => {
    const fetch = server(refusal(400, "csrf"), session(null), Response.json({ user: { id: 1 } }), refusal(400, "csrf"), session(null));
    expect(await api.post("/session", { login: "alice" })).toEqual({ user: { id: 1 } });
    expect(fetch.mock.calls[2][1].headers["X-CSRFToken"]).toBe("fresh");
    await expect(api.post("/rooms", {})).rejects.toMatchObject({ code: "unauthorized" });
  });

  it("is not renewed for signing in where somebody else is signed in", async () => {
    server(refusal(400, "csrf"), session(2));
    await expect(api.post("/session", { login: "alice" })).rejects.toMatchObject({ code: "unauthorized" });
  });
});

describe("a session that has ended", () => {
  it("is told once, until there is another", async () => {
    const heard = vi.fn();
    const stop = onUnauthorized(heard);
    server(...[1, 2, 3, 4].map(() => refusal(401, "unauthorized")));
    await Promise.allSettled([api.get("/a"), api.get("/b"), api.get("/c")]);
    expect(heard).toHaveBeenCalledOnce();
    setSession({ csrf: "next", user: { id: 1 } });
    await api.get("/d").catch(() => {});
    expect(heard).toHaveBeenCalledTimes(2);
    stop();
  });

  it("is not told of one that has been followed by another, nor again while somebody signs in", async () => {
    const heard = vi.fn();
    const stop = onUnauthorized(heard);
    /** @type {(answer: Response) => void} */
    let answerLate = () => {};
    vi.stubGlobal("fetch", () => new Promise((resolve) => (answerLate = resolve)));
    const late = api.get("/slow");
    server(refusal(401, "unauthorized"), refusal(401, "unauthorized"));
    await api.get("/a").catch(() => {});
    setCsrf("of the second step");
    await api.get("/b").catch(() => {});
    expect(heard).toHaveBeenCalledOnce();
    setSession({ csrf: "next", user: { id: 1 } });
    answerLate(refusal(401, "unauthorized"));
    await expect(late).rejects.toMatchObject({ code: "unauthorized" });
    expect(heard).toHaveBeenCalledOnce();
    stop();
  });

  it("is not what a wrong password means", async () => {
    const heard = vi.fn();
    const stop = onUnauthorized(heard);
    server(refusal(401, "wrong_credentials"));
    await expect(api.post("/session", {})).rejects.toMatchObject({ code: "wrong_credentials" });
    expect(heard).not.toHaveBeenCalled();
    stop();
  });
});

/** A fetch that hangs until it is aborted. */
function aborted(signal) {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}
