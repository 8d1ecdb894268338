/**
 * How to take back what a browser was told once: each keeps it elsewhere.
 */
import { _ } from "../core/i18n.js";

/** @typedef {"chrome"|"firefox"|"safari"|"android"|"ios"} Browser */

/**
 * @param {string} agent as the browser calls itself
 * @param {number} [fingers] how many it can feel: an iPad says that it is a Mac
 * @returns {Browser|null}
 */
export function browserOf(agent, fingers = 0) {
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && fingers > 1)) return "ios";
  if (/Android/.test(agent)) return "android";
  if (/Firefox\//.test(agent)) return "firefox";
  if (/Edg\/|Chrome\//.test(agent)) return "chrome";
  return /Safari\//.test(agent) ? "safari" : null;
}

/** @param {Browser|null} browser */
export function helpFor(browser) {
  return helps().find(({ id }) => id === browser)?.text ?? _("Allow notifications for this page in your browser’s settings.");
}

/** @returns {{id: Browser, name: string, text: string}[]} for all browsers */
export function helps() {
  return [
    { id: "chrome", name: _("Chrome, Edge"), text: _("Press the sign before the address of this page, and allow notifications there.") },
    { id: "firefox", name: "Firefox", text: _("Press the sign before the address of this page, and take away “Blocked” beside notifications.") },
    { id: "safari", name: _("Safari on a Mac"), text: _("Open Safari’s settings, choose Websites and Notifications, and allow them for this page.") },
    { id: "android", name: "Android", text: _("Press the sign before the address of this page, then Permissions, and allow notifications. The settings of the telephone must allow them for the browser, too.") },
    { id: "ios", name: _("iPhone, iPad"), text: _("Put Parley on the home screen: press Share, then “Add to Home Screen”. Open it from there and turn this on; the system’s settings have Parley under Notifications.") },
  ];
}
