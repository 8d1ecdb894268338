/**
 * Does what was pressed in a notification, with no tab open. What cannot be done now is kept, said, and tried again.
 */
import { scope } from "../../core/worker/scope.js";
import { FAILED, appearance } from "./appearance.js";
import { drop, keep, kept } from "./kept.js";
import { present, send } from "./server.js";

/**
 * @typedef {import("./appearance.js").Told} Told
 * @typedef {import("./kept.js").Act} Act
 * @typedef {import("./server.js").Outcome} Outcome
 */

/** The name under which the browser wakes the worker when there is a connection again. */
export const SYNC = "notices";
/** What was pressed longer ago would surprise more than it helped: it is not done, and a reply not sent by itself. */
const TRIED_MS = 24 * 3600_000;
/** It was over already: somebody else has done it, or an earlier try has and its answer was lost. */
const OVER = new Set(["over", "not_found"]);

/** @type {Promise<void>|null} */
let flushing = null;

/**
 * Do what was pressed.
 *
 * @param {Told} told
 * @param {string} action
 * @param {string} [text]
 */
export async function act(told, action, text = "") {
  /** @type {Act} */
  const one = { key: `${told.topic} ${action} ${text}`, told, action, text, at: Date.now(), refused: false };
  await keep(one);
  await attempt(one);
}

/** Try again what waits. Harmless to call: doing it twice changes nothing. @returns {Promise<void>} */
export function flush() {
  flushing ??= (async () => {
    for (const one of await kept()) if (!one.refused) await attempt(one);
  })().finally(() => (flushing = null));
  return flushing;
}

/** @param {Act} one */
async function attempt(one) {
  if (Date.now() - one.at > TRIED_MS) {
    if ((await present(one.told.for)).kind === "other") await forget(one);
    else await giveUp(one, "", true);
    return;
  }
  const outcome = await send(one.told.for, "POST", `/notices/${one.told.id}/act`, { action: one.action, text: one.text });
  const isOver = outcome.kind === "refused" && OVER.has(outcome.code) && one.action !== "reply";
  if (outcome.kind === "done" || isOver) {
    await forget(one);
    if (outcome.kind === "done") await count(outcome.data.unread);
  } else if (outcome.kind === "other") await forget(one);
  else if (outcome.kind === "refused") await giveUp(one, outcome.message);
  else await wait(one, outcome.kind);
}

/**
 * @param {Act} one
 * @param {"out"|"away"} why
 */
async function wait(one, why) {
  const { say = {} } = one.told;
  await complain(one, one.action === "reply" ? say.unsent : say.waiting, say[why]);
  // Where the browser has it; elsewhere the next push and the next tab do the same.
  if (why === "away") await scope.registration.sync?.register(SYNC).catch(() => {});
}

/**
 * @param {Act} one
 * @param {string} why
 * @param {boolean} [late]
 */
async function giveUp(one, why, late = false) {
  const { say = {} } = one.told;
  if (one.text) await keep({ ...one, refused: true, late });
  else await drop(one.key);
  await complain(one, one.action === "reply" ? say.unsent : say.refused, why);
}

/**
 * @param {Act} one
 * @param {string|undefined} title
 * @param {string|undefined} why
 */
async function complain({ told, text }, title, why) {
  const body = [why, text && `“${text}”`, told.body].filter(Boolean).join("\n");
  const tag = tagOf(told);
  const before = await scope.registration.getNotifications({ tag });
  // Each further try would say the same.
  if (before.some((shown) => shown.title === title && shown.body === body)) return;
  const failed = { ...told, id: undefined, at: undefined, topic: tag, title: title || told.title, body, actions: [] };
  const { title: line, options } = appearance(failed);
  await scope.registration.showNotification(line, options);
}

/**
 * Nothing of it remains: it is done, or it is not for the eyes of who is signed in now.
 *
 * @param {Act} one
 */
export async function forget({ key, told }) {
  await drop(key);
  for (const shown of await scope.registration.getNotifications({ tag: tagOf(told) })) shown.close();
}

/** @param {Told} told */
function tagOf({ topic }) {
  return FAILED + topic;
}

/**
 * The number on the sign of the app, where it has been installed and the system shows numbers.
 *
 * @param {number} [unread]
 */
export async function count(unread) {
  if (unread === undefined || !navigator.setAppBadge) return;
  await (unread > 0 ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => {});
}
