/**
 * Notifications of the browser, outside the page.
 *
 * Every open tab hears of a notice; the first to say so shows it. Not one tab for all: the one chosen could be asleep or
 * without a connection, and then nobody would be told.
 */
import { createSignal } from "../core/observable.js";
import { registration } from "../core/worker/register.js";
import { FAILED, ICON, appearance, isShown } from "./worker/appearance.js";

/** @typedef {import("./worker/appearance.js").Told} Told */

const LOCK = "parley-notices";
const KEY = "parley-told";
/** So many are remembered as told. */
const MOST = 100;

const changed = createSignal();
/** What this tab has shown by itself, for want of a worker, by topic. @type {Map<string, Notification>} */
const own = new Map();

/** @typedef {"granted"|"denied"|"default"|"none"} Permission "none": this browser has none, or not on this page */

/** @returns {Permission} */
export function permission() {
  return typeof Notification === "function" && globalThis.isSecureContext !== false ? Notification.permission : "none";
}

/** Ask for it. Only after a press of a button, with words that say what for. @returns {Promise<Permission>} */
export async function askPermission() {
  if (permission() !== "default") return permission();
  await Notification.requestPermission();
  changed.notify();
  return permission();
}

/**
 * Be told when it has changed: by a question of this page's, or in the browser's settings.
 *
 * @param {() => void} listener
 * @returns {() => void} stop
 */
export function onPermission(listener) {
  const stop = changed.subscribe(listener);
  /** @type {PermissionStatus|null} */
  let status = null;
  let stopped = false;
  // Not every browser tells of it.
  globalThis.navigator?.permissions?.query({ name: "notifications" }).then((found) => {
    status = found;
    if (!stopped) status.addEventListener("change", listener);
  }, () => {});
  return () => {
    stopped = true;
    stop();
    status?.removeEventListener("change", listener);
  };
}

/**
 * Whether this tab is the one to tell of something: true in one tab of the browser, false in all others.
 *
 * @param {string} what different for each thing to be told
 * @returns {Promise<boolean>}
 */
export async function claim(what) {
  const locks = globalThis.navigator?.locks;
  return locks ? locks.request(LOCK, () => isFirst(what)) : isFirst(what);
}

/** @param {string} what */
function isFirst(what) {
  try {
    const told = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    if (told.includes(what)) return false;
    localStorage.setItem(KEY, JSON.stringify([...told, what].slice(-MOST)));
  } catch {
    // Without a memory, or with one that somebody has spoilt, telling twice is better than not at all.
  }
  return true;
}

/**
 * Show something outside the page. By the worker where there is one: on telephones there is no other way, and then it is
 * the same whether this tab tells of it or a push does, which comes a moment later.
 *
 * @param {Told} told
 * @param {() => void} onClick for want of a worker; with one, the worker leads there
 * @returns {Promise<boolean>} whether it is shown
 */
export async function show(told, onClick) {
  const worker = await registration();
  if (!worker?.active) return showAlone(told, onClick);
  try {
    if (isShown(await worker.getNotifications({ tag: told.topic }), told)) return true;
    const { title, options } = appearance(told);
    await worker.showNotification(title, options);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {Told} told
 * @param {() => void} onClick
 */
function showAlone({ title, body, topic, path }, onClick) {
  try {
    // The topic: a later one of the same takes its place.
    const shown = new Notification(title, { body, tag: topic, data: { path }, icon: ICON });
    shown.onclick = () => {
      globalThis.focus();
      shown.close();
      onClick();
    };
    own.set(topic, shown);
    return true;
  } catch {
    // This browser wants a worker for it.
    return false;
  }
}

/**
 * Take back what is shown, by whichever tab or push.
 *
 * @param {string} [topic] all of it, without one
 */
export async function takeBack(topic) {
  for (const [key, shown] of own) {
    if (topic !== undefined && key !== topic) continue;
    shown.close();
    own.delete(key);
  }
  const worker = await registration();
  const found = await worker?.getNotifications(topic === undefined ? {} : { tag: topic }).catch(() => []);
  // That something could not be done stays to be read.
  for (const shown of found ?? []) if (topic !== undefined || !shown.tag.startsWith(FAILED)) shown.close();
}
