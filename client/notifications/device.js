/**
 * This device, and whether it is told of things with every tab closed (Web Push).
 */
import { api } from "../core/api.js";
import { createSignal } from "../core/observable.js";
import { isAppleHandheld } from "../core/platform.js";
import { locked } from "../core/tabs.js";
import { registration } from "../core/worker/register.js";
import { askPermission, permission } from "./desktop.js";
import { NAME } from "./worker/kept.js";
import { subscriptionOf } from "./worker/subscription.js";

/**
 * @typedef {"insecure"|"home"|"none"|"blocked"|"off"|"on"} PushState "insecure": only over https; "home": an iPhone or iPad
 *   on which Parley is not on the home screen; "none": this browser has no push
 */

const KEY = "parley-push";

/** @param {{id: number}} me */
export function createPushDevice(me) {
  const changed = createSignal();
  /** That it is wanted here, where the server was last told to send it, and with which key. */
  const memory = `${KEY} ${me.id}`;

  /** @returns {boolean} whether it could be, if it is allowed */
  function canPush() {
    return ["blocked", "off"].includes(ability());
  }

  /** @returns {Promise<PushState>} */
  async function look() {
    const able = ability();
    if (able !== "off" || recall(memory) === null || permission() !== "granted") return able;
    return (await subscription()) ? "on" : "off";
  }

  /**
   * Let this device be reached. Only after a press of a button: the browser may ask.
   *
   * @returns {Promise<PushState>} rejects as the browser and the API do
   */
  async function turnOn() {
    // First of all, while the press is fresh.
    if ((await askPermission()) !== "granted") return look();
    await subscribe();
    changed.notify();
    return look();
  }

  /**
   * Both kinds of notifications outside the page, by one question.
   *
   * @returns {Promise<PushState>} "on" when it is told with Parley closed, too
   */
  async function turnOnAll() {
    try {
      if (ability() === "off") return await turnOn();
    } catch {
      // What is shown while a tab is open does not depend on it; the settings tell what is wrong.
      return look();
    }
    await askPermission();
    return look();
  }

  async function turnOff() {
    const { subscriptions } = await api.get("/push/subscriptions");
    for (const { id, current } of subscriptions) if (current) await api.delete(`/push/subscriptions/${id}`);
    remember(memory, null);
    await unsubscribe();
    changed.notify();
  }

  /** What the server knows of this device is made true; a tab that comes later finds it so. */
  function refresh() {
    return locked(`${KEY}-refresh`, refreshNow);
  }

  /** Another session may have begun, or the device may have been forgotten. */
  async function refreshNow() {
    if (ability() !== "off" || permission() !== "granted") return;
    const known = recall(memory);
    const found = await subscription();
    if (known === null) {
      // Somebody else's, who was signed in before.
      if (found) await unsubscribe();
      return;
    }
    const { key, subscriptions } = await api.get("/push/subscriptions");
    if (found && known === facts(found, key) && subscriptions.some((/** @type {{current: boolean}} */ { current }) => current)) return;
    // What the push service has ended, or is for another key, is not to be had again: so a new one.
    await unsubscribe();
    await subscribe();
    changed.notify();
  }

  async function subscribe() {
    const worker = await activeWorker();
    const { key } = await api.get("/push/key");
    const options = { userVisibleOnly: true, applicationServerKey: key };
    const made = await worker.pushManager.subscribe(options).catch(async (error) => {
      if (error?.name !== "InvalidStateError") throw error;
      // One for other keys: those of a server that was here before.
      await unsubscribe();
      return worker.pushManager.subscribe(options);
    });
    await api.post("/push/subscriptions", subscriptionOf(made));
    remember(memory, facts(made, key));
  }

  return { canPush, look, turnOn, turnOnAll, turnOff, refresh, onChange: changed.subscribe };
}

/** @typedef {ReturnType<typeof createPushDevice>} PushDevice */

/** Nobody is signed in here any more: nothing is to be told, nor to be seen of what was. */
export async function forgetDevice() {
  if (!globalThis.navigator?.serviceWorker) return;
  // What they had pressed or written and the server has not taken. Whoever has it open lets go of it at once.
  globalThis.indexedDB?.deleteDatabase(NAME);
  const found = await (await navigator.serviceWorker.getRegistration())?.getNotifications().catch(() => []);
  for (const shown of found ?? []) shown.close();
  await unsubscribe();
}

/** @returns {Exclude<PushState, "on">} */
function ability() {
  if (!globalThis.isSecureContext) return "insecure";
  const has = navigator.serviceWorker && "PushManager" in globalThis && typeof Notification === "function";
  if (!has) return isAppleHandheld() ? "home" : "none";
  return Notification.permission === "denied" ? "blocked" : "off";
}

/**
 * @param {PushSubscription} made
 * @param {string} key
 */
function facts({ endpoint }, key) {
  return `${endpoint} ${key}`;
}

async function activeWorker() {
  const found = await registration();
  if (!found) throw new DOMException("", "NotSupportedError");
  return found.active ? found : navigator.serviceWorker.ready;
}

async function subscription() {
  const found = await registration();
  return (await found?.pushManager?.getSubscription().catch(() => null)) ?? null;
}

async function unsubscribe() {
  await (await subscription())?.unsubscribe().catch(() => false);
}

/** @param {string} key */
function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string|null} value
 */
function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Then it has to be turned on again at the next visit.
  }
}
