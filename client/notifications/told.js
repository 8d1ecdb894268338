/**
 * A notice as a tab shows it outside the page: just as a device is told of it that is pushed it.
 */
import { _ } from "../core/i18n.js";
import { say } from "./words.js";

/**
 * @typedef {import("./state.js").Notice} Notice
 * @typedef {import("./worker/appearance.js").Told} Told
 */

/** @type {Partial<Record<Notice["kind"], string[]>>} */
const ACTS = {
  mention: ["reply", "read"],
  everyone: ["reply", "read"],
  direct: ["reply", "read"],
  keyword: ["reply", "read"],
  message: ["reply", "read"],
  assigned: ["done", "snooze"],
  due: ["done", "snooze"],
};

/**
 * @param {Notice} notice
 * @param {number} personId whose it is
 * @returns {Told}
 */
export function tellingOf(notice, personId) {
  const { id, kind, topic, place, path, created_at: at, data } = notice;
  const actions = (ACTS[kind] ?? []).map(button);
  return { id, for: personId, kind, topic, place, path, at, room: data.room_id ?? null, ...say(notice), lang: document.documentElement.lang, actions, say: failures() };
}

/** @param {string} action @returns {NotificationAction} */
function button(action) {
  if (action === "reply") return { action, title: _("Reply"), type: "text", placeholder: _("Write a reply") };
  if (action === "read") return { action, title: _("Mark as read") };
  return { action, title: action === "done" ? _("Done") : _("Snooze") };
}

/** What the worker says when a button has done nothing. */
function failures() {
  return {
    waiting: _("Not done yet"),
    refused: _("This could not be done"),
    unsent: _("Your reply was not sent"),
    away: _("The server cannot be reached. It is done as soon as the connection is back."),
    out: _("You are signed out here. Press to sign in; it is done then."),
  };
}
