/**
 * Every view and dialog: its address, the code for it where that is fetched later, and what it is called.
 */
import { _ } from "./core/i18n.js";

export const ROUTES = [
  { pattern: "/", view: "home" },
  { pattern: "/rooms", view: "browse" },
  { pattern: "/rooms/:id", view: "room" },
  { pattern: "/rooms/:id/messages/:message", view: "room" },
  { pattern: "/rooms/:id/todos", view: "room", pane: "todos" },
  { pattern: "/my-day", view: "my-day" },
  { pattern: "/upcoming", view: "upcoming" },
  { pattern: "/waiting", view: "waiting" },
  { pattern: "/lists/:id", view: "list" },
  { pattern: "/todos/:uid", view: "todo-link" },
  { pattern: "/notices", view: "notices" },
  { pattern: "/catch-up", view: "catch-up" },
  { pattern: "/settings", view: "settings" },
  { pattern: "/moderation", view: "moderation" },
  { pattern: "/leaving", view: "leaving" },
  { pattern: "/administration", view: "administration" },
  { pattern: "/administration/people", view: "administration-people" },
  { pattern: "/administration/rooms", view: "administration-rooms" },
  { pattern: "/administration/invitations", view: "administration-invitations" },
  { pattern: "/administration/workspace", view: "administration-workspace" },
  { pattern: "/administration/log", view: "administration-log" },
  { pattern: "/sign-in", view: "sign-in" },
  { pattern: "/sign-in/second-factor", view: "second-factor" },
  { pattern: "/sign-in/problem", view: "sign-in-problem" },
  { pattern: "/sign-in/link", view: "known-address" },
  { pattern: "/link-account/:token", view: "link-account" },
  { pattern: "/sign-up", view: "sign-up" },
  { pattern: "/sign-up/username", view: "choose-username" },
  { pattern: "/setup", view: "setup" },
  { pattern: "/check-mail", view: "check-mail" },
  { pattern: "/confirm-email/:token", view: "confirm-email" },
  { pattern: "/change-email/:token", view: "change-email" },
  { pattern: "/reset-password", view: "forgot-password" },
  { pattern: "/reset-password/:token", view: "reset-password" },
  { pattern: "/invite/:token", view: "invite" },
];

const administration = () => import("./administration/later.js");
const arrivals = () => import("./accounts/arrivals.js");
const doors = () => import("./rooms/doors.js");
const notifications = () => import("./notifications/later.js");
const letters = () => import("./accounts/letters.js");
const roomDialogs = () => import("./rooms/dialogs.js");
const todoSheets = () => import("./todos/sheets.js");
const todoViews = () => import("./todos/agenda/later.js");

/** Code whose views show no other icons than those of every page. */
export const OF_FIRST_ICONS = new Set([doors]);

/**
 * What only some views need: fetched with the first of them, so that the first page stays light. Each module registers
 * its components.
 *
 * @type {Record<string, () => Promise<{register: (parts: any) => void}>>}
 */
export const LATER = {
  setup: doors,
  "sign-up": doors,
  "sign-in": doors,
  "second-factor": doors,
  "sign-in-again": doors,
  "choose-username": arrivals,
  "known-address": arrivals,
  "link-account": arrivals,
  "sign-in-problem": arrivals,
  "check-mail": letters,
  "confirm-email": letters,
  "change-email": letters,
  "forgot-password": letters,
  "reset-password": letters,
  invite: letters,
  "invite-people": () => import("./accounts/invite-people.js"),
  notices: notifications,
  "room-level": notifications,
  "catch-up": async () => {
    const [walk, chat, todos] = await Promise.all([import("./notifications/walk/later.js"), import("./chat/walking.js"), import("./todos/walking.js")]);
    return { register: (given) => walk.register({ ...given, chat: { ...chat, ...given.chat }, todos }) };
  },
  moderation: () => import("./chat/moderation/later.js"),
  "room-todos": () => import("./todos/later.js"),
  "new-room": roomDialogs,
  "edit-room": roomDialogs,
  member: roomDialogs,
  "new-message": roomDialogs,
  "invite-to-room": roomDialogs,
  "report-message": () => import("./chat/report.js"),
  "make-todo": () => import("./todos/conversation/make-todo.js"),
  todo: todoSheets,
  "todo-list": todoSheets,
  "todo-archive": todoSheets,
  "todo-trash": todoSheets,
  "todo-keys": todoSheets,
  "todo-import": todoViews,
  "calendar-feed": todoViews,
  "my-day": todoViews,
  upcoming: todoViews,
  waiting: todoViews,
  list: todoViews,
  "todo-link": todoViews,
  administration,
  "administration-people": administration,
  "administration-rooms": administration,
  "administration-invitations": administration,
  "administration-workspace": administration,
  "administration-log": administration,
  settings: () => together(import("./accounts/later.js"), notifications()),
  leaving: () => import("./accounts/later.js"),
};

/** @param {Promise<{register: (parts: any) => void}>[]} modules */
async function together(...modules) {
  const found = await Promise.all(modules);
  return { register: (/** @type {any} */ given) => found.forEach(({ register }) => register(given)) };
}

/**
 * What a view is called in the window's title; those of one thing are called as it is.
 *
 * @param {string} view
 */
export function viewTitle(view) {
  /** @type {Record<string, string>} */
  const titles = {
    browse: _("Browse rooms"),
    "my-day": _("My day"),
    upcoming: _("Upcoming"),
    waiting: _("Waiting"),
    "todo-link": _("To-dos"),
    notices: _("Notifications"),
    "catch-up": _("Catch up"),
    settings: _("Settings"),
    moderation: _("Moderation"),
    leaving: _("Leaving"),
    administration: _("Administration"),
    "administration-people": _("Administration"),
    "administration-rooms": _("Administration"),
    "administration-invitations": _("Administration"),
    "administration-workspace": _("Administration"),
    "administration-log": _("Administration"),
    "sign-in": _("Sign in"),
    "second-factor": _("Sign in"),
    "sign-in-problem": _("Sign in"),
    "known-address": _("Sign in"),
    "link-account": _("Sign in"),
    "choose-username": _("Create account"),
    "sign-up": _("Create account"),
    "check-mail": _("Look into your mail"),
    "confirm-email": _("Confirm your address"),
    "change-email": _("Your new address"),
    "forgot-password": _("Forgot your password?"),
    "reset-password": _("Choose a new password"),
    invite: _("You are invited"),
    setup: _("Set up"),
    "not-found": _("Nothing here"),
  };
  return titles[view] ?? "";
}
