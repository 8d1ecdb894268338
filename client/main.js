/**
 * Boot: puts the parts together. The only file that knows every feature.
 */
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/controls.css";
import "./ui/avatar.css";
import "./ui/layers.css";
import "./ui/code.css";
import "./accounts/door.css";
import "./accounts/settings.css";
import "./rooms/workspace.css";
import "./rooms/details.css";
import "./chat/room.css";
import "./chat/message.css";
import "./chat/composer.css";

import Alpine from "@alpinejs/csp";

import { setUp, signIn, signUp } from "./accounts/doors.js";
import { createGuard } from "./accounts/guard.js";
import { preferences } from "./accounts/preferences.js";
import { createSession } from "./accounts/session.js";
import { settings } from "./accounts/settings.js";
import { signInAgain } from "./accounts/sign-in-again.js";
import { composer } from "./chat/composer.js";
import { createDrafts } from "./chat/drafts.js";
import { createChat } from "./chat/live.js";
import { room } from "./chat/room.js";
import { api, onUnauthorized, setSession } from "./core/api.js";
import { setFormatLocale } from "./core/formats.js";
import { _, formatNumber, languageTag, loadCatalog, onLocale } from "./core/i18n.js";
import { reportMistake } from "./core/observable.js";
import { createRouter, prefetch, setUpViews } from "./core/router.js";
import { connect } from "./core/socket.js";
import { browse } from "./rooms/browse.js";
import { roomDetails } from "./rooms/details.js";
import { home } from "./rooms/home.js";
import { createLiveRooms } from "./rooms/live.js";
import { peoplePicker } from "./rooms/people-picker.js";
import { editRoom, newRoom } from "./rooms/room-forms.js";
import { createStores } from "./rooms/stores.js";
import { workspace } from "./rooms/workspace.js";
import { avatarDirective } from "./ui/avatar.js";
import { watchConnection } from "./ui/connection-notice.js";
import { createDialogs, modalDirective } from "./ui/dialog.js";
import { placeIcons } from "./ui/icons.js";
import { createShell, keepingPlace } from "./ui/shell.js";

/** @typedef {import("./accounts/session.js").Boot} Boot */

const ROUTES = [
  { pattern: "/", view: "home" },
  { pattern: "/rooms", view: "browse" },
  { pattern: "/rooms/:id", view: "room" },
  { pattern: "/rooms/:id/messages/:message", view: "room" },
  { pattern: "/settings", view: "settings" },
  { pattern: "/sign-in", view: "sign-in" },
  { pattern: "/sign-up", view: "sign-up" },
  { pattern: "/setup", view: "setup" },
];

/** @type {Boot} */
const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}");
const session = Alpine.reactive(createSession(boot));
const dialogs = Alpine.reactive(createDialogs());
const { route, list, current, details, live } = createStores(Alpine.reactive);
const shell = createShell({
  app: /** @type {HTMLElement} */ (document.getElementById("app")),
  signedIn: () => session.user !== null,
  retry: () => void router.reload(),
});
const router = createRouter({ routes: ROUTES, outlet: shell.place, guard: createGuard(session), onChange: arrive });

/** What belongs to whoever is signed in. @type {ReturnType<typeof begin>|null} */
let mine = null;

/** Connect, and keep the rooms and messages true from now on. */
function begin() {
  const me = /** @type {import("./accounts/session.js").User} */ (Alpine.raw(session.user));
  const connection = connect({ userId: me.id });
  const rooms = createLiveRooms({ connection, me, stores: { list, current } });
  const chat = createChat({ connection, rooms, me });
  const drafts = createDrafts(me.id);
  const stopWatching = watchConnection(connection.status, live);
  void rooms.start();
  return { me, connection, rooms, chat, drafts, stopWatching };
}

function end() {
  if (!mine) return;
  mine.stopWatching();
  mine.chat.close();
  mine.connection.close();
  mine = null;
  Object.assign(list, { loaded: false, rooms: [], direct: [], waiting: [], unread: 0 });
  Object.assign(current, { id: null, view: null });
}

/** The parts of the workspace exist only while somebody is signed in. */
function world() {
  if (!mine) throw new Error("Nobody is signed in.");
  return mine;
}

/**
 * Somebody has signed in.
 *
 * @param {Boot} next
 * @param {string} path
 */
async function enter(next, path) {
  // Their own language, on every device; when its words cannot be had, the page goes on in the present one.
  if (next.locale !== session.locale) await session.speak(next.locale).catch(reportMistake);
  session.take({ ...next, locale: session.locale });
  mine = begin();
  await router.go(path, { replace: true });
}

async function signOut() {
  const next = await api.delete("/session").catch(() => null);
  if (!next) {
    location.assign("/");
    return;
  }
  dialogs.close();
  end();
  session.take(next);
  await router.go("/sign-in", { replace: true });
}

/** The same person has signed in again after their session had ended. @param {Boot} next */
async function comeBack(next) {
  // The page goes on in the language it is in, whatever was chosen elsewhere meanwhile.
  session.take({ ...next, locale: session.locale });
  dialogs.close();
  if (!list.loaded) void world().rooms.start();
  world().connection.retryNow();
  world().chat.outbox.flush();
}

/** @param {import("./core/router.js").Match} match */
function arrive({ view, params }) {
  // Fetched beside what stands around it, not after.
  prefetch(view);
  route.become(view, params);
  if (view !== "room") mine?.rooms.away();
  details.shownIn(view);
}

/** @returns {string} the window's title */
function title() {
  const workspaceName = session.workspace || "Parley";
  const count = list.unread > 0 ? `(${formatNumber(list.unread)}) ` : "";
  const here = current.view?.title ?? viewTitle(route.view);
  return count + (here ? `${workspaceName} · ${here}` : workspaceName);
}

/** @param {string} view */
function viewTitle(view) {
  /** @type {Record<string, string>} */
  const titles = {
    browse: _("Browse rooms"),
    settings: _("Settings"),
    "sign-in": _("Sign in"),
    "sign-up": _("Create account"),
    setup: _("Set up"),
    "not-found": _("Nothing here"),
  };
  return titles[view] ?? "";
}

/** The language has changed: every view is drawn again, and the reader is where they were. */
async function redraw() {
  route.redrawing = true;
  await keepingPlace(async () => {
    mine?.rooms.redraw();
    await router.reload();
  });
  // The room takes up its place once its messages are there, which is soon.
  setTimeout(() => (route.redrawing = false), 1000);
}

/** @type {(path: string, options?: {replace?: boolean}) => void} */
const go = (path, options) => void router.go(path, options);
const doors = { enter, query: () => new URLSearchParams(location.search) };
const purposes = {
  /** @param {{id: number}[]} people */
  async "new-message"(people) {
    const entry = await api.post("/rooms", { kind: "direct", user_ids: people.map(({ id }) => id) });
    world().rooms.put(entry);
    go(`/rooms/${entry.id}`);
  },
  /**
   * @param {{id: number}[]} people
   * @param {number} roomId
   */
  async invite(people, roomId) {
    await api.post(`/rooms/${roomId}/members`, { user_ids: people.map(({ id }) => id) });
  },
};

Alpine.directive("avatar", avatarDirective);
Alpine.directive("modal", modalDirective(dialogs));
for (const [name, store] of Object.entries({ session, dialogs, route, rooms: list, details, live })) Alpine.store(name, store);

Alpine.data("setUp", () => setUp(doors));
Alpine.data("signUp", () => signUp(doors));
Alpine.data("signIn", () => signIn(doors));
Alpine.data("preferences", () => preferences({ session, signOut }));
Alpine.data("signInAgain", () => signInAgain({ session, comeBack, signOut }));
Alpine.data("settings", () => settings({ session, signOut }));
Alpine.data("workspace", () => workspace({ dialogs, route, Alpine }));
Alpine.data("newRoom", () => newRoom({ dialogs, rooms: world().rooms, go }));
Alpine.data("editRoom", () => editRoom({ dialogs, rooms: world().rooms, go }));
Alpine.data("peoplePicker", () => peoplePicker({ dialogs, me: session.user, purposes }));
Alpine.data("home", () => home({ session, list }));
Alpine.data("browse", () => browse({ me: session.user, rooms: world().rooms }));
Alpine.data("roomDetails", () => roomDetails({ Alpine, session, current, details, dialogs, rooms: world().rooms, go }));
Alpine.data("room", () => room({ Alpine, session, route, current, details, go, ...world() }));
Alpine.data("composer", () => composer({ Alpine, route, current, drafts: world().drafts, outbox: world().chat.outbox }));

async function start() {
  setSession(boot);
  placeIcons();
  setUpViews({ version: boot.v, mount: Alpine.initTree, unmount: Alpine.destroyTree });
  setFormatLocale(languageTag(boot.locale));
  // English needs no catalog; without another one the page still works, in English.
  if (boot.locale !== "en") await loadCatalog(boot.locale, boot.v).catch(reportMistake);
  Alpine.start();
  Alpine.effect(() => {
    // Read so that another language names the window anew.
    document.title = session.locale && title();
  });
  onLocale(redraw);
  onUnauthorized(() => session.user && dialogs.open("sign-in-again"));
  if (session.user) mine = begin();
  await router.start();
}

void start();
