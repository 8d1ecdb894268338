import { afterEach, describe, expect, it, vi } from "vitest";

import { canUsePasskeys, makePasskey, toBytes, toText, usePasskey } from "../../../client/accounts/webauthn.js";
import { ApiError } from "../../../client/core/errors.js";

const bytes = (/** @type {number[]} */ ...values) => new Uint8Array(values).buffer;

/** @param {Partial<CredentialsContainer>} credentials */
function browserWith(credentials) {
  vi.stubGlobal("navigator", { credentials });
  vi.stubGlobal("window", { isSecureContext: true });
  vi.stubGlobal("PublicKeyCredential", class {});
}

afterEach(() => vi.unstubAllGlobals());

describe("between bytes and text", () => {
  it("goes there and back, for any bytes", () => {
    const all = Uint8Array.from({ length: 256 }, (_, value) => value);
    for (const length of [0, 1, 2, 3, 256]) {
      const text = toText(all.slice(0, length).buffer);
      expect(text).toMatch(/^[\w-]*$/);
      expect([...toBytes(text)]).toEqual([...all.slice(0, length)]);
    }
  });
});

describe("where passkeys can be used", () => {
  it.each([
    ["chat.example.org", true],
    ["localhost", true],
    ["127.0.0.1", false],
    ["[::1]", false],
  ])("%s: %s", (hostname, expected) => {
    browserWith({});
    vi.stubGlobal("location", { hostname });
    expect(canUsePasskeys()).toBe(expected);
  });

  it("not without TLS", () => {
    browserWith({});
    vi.stubGlobal("location", { hostname: "chat.example.org" });
    vi.stubGlobal("window", { isSecureContext: false });
    expect(canUsePasskeys()).toBe(false);
  });
});

describe("asking the browser", () => {
  it("hands it bytes, and the server text", async () => {
    const response = { clientDataJSON: bytes(1), authenticatorData: bytes(2), signature: bytes(255), userHandle: null };
    const get = vi.fn(async () => ({ id: "AQ", rawId: bytes(1), type: "public-key", response }));
    browserWith({ get: /** @type {any} */ (get) });
    const credential = await usePasskey({ challenge: "AQID", rpId: "localhost", allowCredentials: [{ id: "BA", type: "public-key" }] });
    const { publicKey } = /** @type {any} */ (get.mock.calls)[0][0];
    expect([...publicKey.challenge]).toEqual([1, 2, 3]);
    expect([...publicKey.allowCredentials[0].id]).toEqual([4]);
    expect(credential.response).toEqual({ clientDataJSON: "AQ", authenticatorData: "Ag", signature: "_w", userHandle: null });
  });

  it("tells the reader when they said no, and when there is one already", async () => {
    const options = { challenge: "AQ", user: { id: "AQ" } };
    for (const [name, words] of [
      ["NotAllowedError", /No passkey was used/],
      ["InvalidStateError", /has a passkey/],
    ]) {
      browserWith({ create: () => Promise.reject(new DOMException("", String(name))) });
      const refused = await makePasskey(options).catch((error) => error);
      expect(refused).toBeInstanceOf(ApiError);
      expect(refused.message).toMatch(words);
    }
  });

  it("does not hide a mistake of ours", async () => {
    browserWith({ get: () => Promise.reject(new TypeError("ours")) });
    await expect(usePasskey({ challenge: "AQ" })).rejects.toThrow("ours");
  });
});
