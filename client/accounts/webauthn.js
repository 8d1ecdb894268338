/**
 * Passkeys: between the JSON of the API and the browser's own interface, which wants bytes.
 */
import { ApiError } from "../core/errors.js";
import { _ } from "../core/i18n.js";

/** Passkeys are bound to a name: browsers offer none at a bare address, nor without TLS (but on localhost). */
export function canUsePasskeys() {
  const bareAddress = /^[\d.]+$|^\[/.test(location.hostname);
  return "PublicKeyCredential" in globalThis && window.isSecureContext && !bareAddress;
}

/**
 * Make a passkey.
 *
 * @param {any} options of the server
 * @returns {Promise<any>} what the server wants to see
 * @throws {ApiError} when the person or the browser says no
 */
export async function makePasskey(options) {
  const publicKey = {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(withBytes),
  };
  const credential = await ask(() => navigator.credentials.create({ publicKey }));
  const response = /** @type {AuthenticatorAttestationResponse} */ (credential.response);
  return {
    ...common(credential),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      attestationObject: toText(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

/**
 * Let a passkey sign.
 *
 * @param {any} options of the server
 * @returns {Promise<any>} what the server wants to see
 * @throws {ApiError} when the person or the browser says no
 */
export async function usePasskey(options) {
  const publicKey = {
    ...options,
    challenge: toBytes(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(withBytes),
  };
  const credential = await ask(() => navigator.credentials.get({ publicKey }));
  const response = /** @type {AuthenticatorAssertionResponse} */ (credential.response);
  return {
    ...common(credential),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
      userHandle: response.userHandle ? toText(response.userHandle) : null,
    },
  };
}

/**
 * @param {() => Promise<Credential|null>} request
 * @returns {Promise<PublicKeyCredential>}
 */
async function ask(request) {
  try {
    const credential = await request();
    if (credential) return /** @type {PublicKeyCredential} */ (credential);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (error.name === "InvalidStateError") throw refusal(_("This device has a passkey for your account already."));
  }
  throw refusal(_("No passkey was used. You can try again."));
}

/** In the same shape as the server's own, so that every form knows how to show it. @param {string} message */
function refusal(message) {
  return new ApiError({ status: 0, code: "passkey_refused", message });
}

/** @param {PublicKeyCredential} credential */
function common(credential) {
  return { id: credential.id, rawId: toText(credential.rawId), type: credential.type, clientExtensionResults: {} };
}

/** @param {any} descriptor */
function withBytes(descriptor) {
  return { ...descriptor, id: toBytes(descriptor.id) };
}

/** @param {string} text base64url */
export function toBytes(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** @param {ArrayBuffer} bytes */
export function toText(bytes) {
  const binary = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
