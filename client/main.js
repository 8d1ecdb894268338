/**
 * Boot: puts the parts together. Beside views.js the only file that knows every feature.
 */
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/controls.css";
import "./ui/avatar.css";
import "./ui/layers.css";
import "./ui/code.css";
import "./rooms/workspace.css";
import "./rooms/details.css";
import "./chat/room.css";
import "./chat/message.css";
import "./chat/composer.css";
import "./todos/card.css";

import Alpine from "@alpinejs/csp";

import { EITHER, createGuard } from "./accounts/guard.js";
import { nextPath } from "./accounts/next-path.js";
import { preferences } from "./accounts/preferences.js";
import { createSession } from "./accounts/session.js";
import { composer } from "./chat/composer.js";
import { createDrafts } from "./core/drafts.js";
import { createChat } from "./chat/live.js";
import { createLog } from "./chat/log.js";
import { withMentions } from "./chat/mentions.js";
import { shownBy } from "./chat/message.js";
import { room } from "./chat/room.js";
import { barrier } from "./chat/writing.js";
import { api, onBuild, onUnauthorized, setCsrf, setSession } from "./core/api.js";
import { NetworkError } from "./core/errors.js";
import { setFormatLocale } from "./core/formats.js";
import { isOldPage } from "./core/given.js";
import { _, formatNumber, languageTag, loadCatalog, onLocale } from "./core/i18n.js";
import { whenIdle } from "./core/idle.js";
import { listenForKeys } from "./core/keys.js";
import { reportMistake } from "./core/observable.js";
import { beginOffline, forgetAnswers, keepSoon } from "./core/offline/soon.js";
import { createRouter, prefetch, setUpViews, swap } from "./core/router.js";
import { connect } from "./core/socket.js";
import { persevereWithStyles } from "./core/styles.js";
import { beginNotices, createNoticesStore } from "./notifications/store.js";
import { browse } from "./rooms/browse.js";
import { roomDetails } from "./rooms/details.js";
import { home } from "./rooms/home.js";
import { createLiveRooms } from "./rooms/live.js";
import { createStores } from "./rooms/stores.js";
import { workspace } from "./rooms/workspace.js";
import { beginAgenda, createAgendaStore } from "./todos/agenda/store.js";
import { createConversation } from "./todos/conversation.js";
import { createTodosStore, todosPane } from "./todos/pane.js";
import { createTodosSoon } from "./todos/soon.js";
import { avatarDirective } from "./ui/avatar.js";
import { watchConnection } from "./ui/connection-notice.js";
import { createDialogs, modalDirective } from "./ui/dialog.js";
import { placeIcons } from "./ui/icons.js";
import { createShell, keepingPlace } from "./ui/shell.js";
import { toast } from "./ui/toast.js";
import { watch } from "./ui/watch.js";
import { LATER, OF_FIRST_ICONS, ROUTES, viewTitle } from "./views.js";

/** @typedef {import("./accounts/session.js").Boot} Boot */

/** So long may a browser take to forget a device; and so long is waited before a dialog that must be seen is fetched again. */
const PATIENCE_MS = 2000;

const moreIcons = () => import("./ui/more-icons.js");

/** @type {Boot} */
const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}");
const session = Alpine.reactive(createSession(boot));
const dialogs = Alpine.reactive(createDialogs());
const { route, list, current, details, live } = createStores(Alpine.reactive);
const todosStore = Alpine.reactive(createTodosStore());
const noticesStore = Alpine.reactive(createNoticesStore());
const agendaStore = Alpine.reactive(createAgendaStore({ newList }));
const shell = createShell({
  app: /** @type {HTMLElement} */ (document.getElementById("app")),
  within: (view) => session.user !== null && !EITHER.has(view),
  retry: () => void router.reload(),
});
const router = createRouter({ routes: ROUTES, outlet: shell.place, guard: createGuard(session), onChange: arrive });

/** Where the reader was before they went through what is new. */
let before = "";

/** What belongs to whoever is signed in. @type {ReturnType<typeof begin>|null} */
let mine = null;

/** Connect, and keep the rooms and messages true from now on. */
function begin() {
  const me = /** @type {import("./accounts/session.js").User} */ (Alpine.raw(session.user));
  const connection = connect({ userId: me.id });
  const rooms = createLiveRooms({ connection, me, stores: { list, current }, reactive: Alpine.reactive });
  const chat = createChat({ connection, rooms, me });
  const todos = createTodosSoon({ connection, rooms, me });
  const agenda = beginAgenda({ connection, rooms, todos, me, visits: session.visits }, agendaStore);
  const drafts = createDrafts(me.id);
  const write = (/** @type {number} */ room_id, /** @type {string} */ text) => chat.outbox.add({ room_id, text });
  const notices = beginNotices({ Alpine, me, connection, rooms, route, go, write, draft: drafts.add }, noticesStore);
  const stopWatching = watchConnection(connection.status, live);
  const keep = () => keepSoon({ connection, rooms, chat, todos, me, boot, live, route, effect: (run) => watch(Alpine, run) });
  rooms.onChange(hear);
  void rooms.start();
  void countReports();
  return { me, connection, rooms, chat, todos, agenda, notices, drafts, stopWatching, keep, stopKeeping: keep() };
}

/** What the reader's own stream tells besides rooms. @param {import("./core/sync.js").Change} change */
function hear({ type, data }) {
  if (type === "me" && session.user?.id === data.id) {
    const moderated = session.moderates;
    session.user = data;
    if (session.moderates && !moderated) void countReports();
  }
  if (type === "reports") session.reports = data.open;
}

async function countReports() {
  if (!session.moderates) return;
  const { open } = await api.get("/moderation/reports/count").catch(() => ({ open: 0 }));
  session.reports = open;
}

/** @param {number} roomId */
function lastWritten(roomId) {
  const last = session.user && world().chat.timelineOf(roomId).lastOf(session.user.id);
  return last ? Date.parse(last.created_at) : 0;
}

function end() {
  if (!mine) return;
  mine.stopWatching();
  mine.stopKeeping();
  mine.chat.close();
  mine.agenda.close();
  mine.notices.close();
  mine.todos.close();
  mine.rooms.close();
  mine.connection.close();
  mine = null;
  Object.assign(list, { loaded: false, rooms: [], direct: [], waiting: [], unread: 0 });
  Object.assign(current, { id: null, view: null });
}

/** @param {HTMLElement} outlet one within the workspace is drawn for whoever is signed in */
function hasGone(outlet) {
  return !mine && outlet.closest(".workspace") !== null;
}

/** The parts of the workspace exist only while somebody is signed in. */
function world() {
  if (!mine) throw new Error("Nobody is signed in.");
  return mine;
}

/**
 * Somebody has signed in, or has given the first of two factors.
 *
 * @param {Boot} next
 * @param {string} path
 */
async function enter(next, path) {
  if (next.second_factor) {
    askMore(next);
    await router.go(`/sign-in/second-factor?next=${encodeURIComponent(path)}`);
    return;
  }
  if (next.confirm) {
    setCsrf(next.csrf);
    await confirmFirst(next.confirm);
    return;
  }
  end();
  // Their own language, on every device; when its words cannot be had, the page goes on in the present one.
  if (next.locale !== session.locale) await session.speak(next.locale).catch(reportMistake);
  session.take({ ...next, locale: session.locale });
  mine = begin();
  await router.go(path, { replace: true });
}

/** @param {string} login name or address of an account that has to confirm its address first */
async function confirmFirst(login) {
  session.toConfirm = login;
  await router.go("/check-mail", { replace: true });
}

/** The server says little before the second factor: all else stays as it is. @param {Boot} next */
function askMore(next) {
  setCsrf(next.csrf);
  session.secondFactor = next.second_factor?.ways ?? [];
}

async function signOut() {
  const next = await api.delete("/session").catch((error) => error);
  if (next instanceof NetworkError) {
    toast(_("You could not be signed out: the server cannot be reached. Please try again when you are back."));
    return;
  }
  end();
  forgetAnswers();
  const forgotten = import("./notifications/device.js").then(({ forgetDevice }) => forgetDevice()).catch(() => {});
  await Promise.race([forgotten, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  // The page goes, and with it whatever of theirs is in its memory: the next person in this browser begins with nothing.
  location.assign("/sign-in");
}

/** The same person has signed in again after their session had ended. @param {Boot} next */
async function comeBack(next) {
  if (next.second_factor) {
    askMore(next);
    return;
  }
  // The page goes on in the language it is in, whatever was chosen elsewhere meanwhile.
  session.take({ ...next, locale: session.locale });
  dialogs.close();
  // What was kept for a page without a network went with the session.
  world().stopKeeping();
  world().stopKeeping = world().keep();
  world().connection.retryNow();
  void world().notices.comeBack();
  world().chat.outbox.flush();
  world().todos.flush();
}

/** Open a dialog, by name; most bring their own markup. @param {string} name @param {any} [data] */
async function openDialog(name, data) {
  const how = await drawDialog(name);
  if (how === "shown") dialogs.open(name, data);
  else if (how === "failed") toast(_("This page could not be loaded"));
}

/** @param {string} name */
async function drawDialog(name) {
  const place = /** @type {HTMLElement|null} */ (document.querySelector(`[data-dialogs="${name}"]`) ?? document.querySelector("[data-dialogs]"));
  if (!place || !(name in LATER)) return "shown";
  const how = await swap(place, name);
  if (how === "failed") place.replaceChildren();
  return how;
}

/** Nothing works until they have, so it is offered until it can be. */
async function askToSignInAgain() {
  while (session.user) {
    const how = await drawDialog("sign-in-again");
    if (how !== "failed") {
      dialogs.open("sign-in-again");
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  }
}

/** A list of one's own, and to it. */
function newList() {
  void openDialog("todo-list", { onMade: (/** @type {{id: number}} */ { id }) => go(`/lists/${id}`) });
}

/** @param {import("./core/router.js").Match} match */
function arrive({ view, params, pane }) {
  // Fetched beside what stands around it, not after.
  prefetch(view);
  if (view !== "catch-up") before = location.pathname + location.search;
  route.become(view, params, pane);
  if (view !== "room") mine?.rooms.away();
  details.shownIn(view, { pane: session.visits ? undefined : pane, hasTodos: !session.visits });
}

/** @returns {string} the window's title */
function title() {
  const workspaceName = session.workspace || "Parley";
  // Mentions are messages, and are counted as such.
  const unread = list.unread + noticesStore.todos;
  const count = unread > 0 ? `(${formatNumber(unread)}) ` : "";
  const here = current.view?.title ?? (route.view === "list" ? agendaStore.title : viewTitle(route.view));
  return count + (here ? `${workspaceName} · ${here}` : workspaceName);
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
/** Where whoever signs in now wants to be. */
function afterwards() {
  return session.user ? location.pathname + location.search : nextPath(query());
}

function invitation() {
  return query().get("invitation") ?? "";
}

/** What the forms need through which people come in. */
const comingIn = { enter, confirmFirst, comeBack, signOut, afterwards, invitation, query };
function query() { return new URLSearchParams(location.search);
}
/** What to-dos and names add to the conversation. */
const conversation = withMentions(createConversation({ session, world, parts }), { session, world, current });

Alpine.directive("avatar", avatarDirective);
Alpine.directive("modal", modalDirective(dialogs));
for (const [name, store] of Object.entries({ session, dialogs, route, rooms: list, details, live, todos: todosStore, agenda: agendaStore, notices: noticesStore })) Alpine.store(name, store);

Alpine.data("preferences", () => preferences({ session, signOut }));
Alpine.data("workspace", () => workspace({ openDialog, route, Alpine }));
Alpine.data("home", () => home({ session, list }));
Alpine.data("browse", () => browse({ me: session.user, rooms: world().rooms }));
Alpine.data("roomDetails", () => roomDetails({ Alpine, session, current, details, openDialog, rooms: world().rooms, go, fill: (place) => swap(place, "room-level").then((how) => how === "shown" || place.replaceChildren()) }));
Alpine.data("todosPane", () => todosPane({ Alpine, store: todosStore, current, details, todos: world().todos, fill: (place) => swap(place, "room-todos") }));
Alpine.data("room", () => room({ Alpine, session, route, current, details, openDialog, go, extras: conversation, ...world() }));
Alpine.data("composer", () => composer({ Alpine, session, route, current, drafts: world().drafts, outbox: world().chat.outbox, extras: conversation, lastWritten }));

/** What components may be given. */
function parts() {
  const walking = { extras: conversation, lastWritten, cameFrom: () => before, chat: { barrier, composer, createLog, shownBy } };
  return { Alpine, session, dialogs, route, current, details, list, go, world, openDialog, agendaStore, ...walking, ...comingIn };
}

/** What Vite and the browsers say of code that they cannot get, and not of mistakes in it. */
const NOT_FETCHED = /preload CSS|dynamically imported|module script failed/;

/** @type {Set<unknown>} */
const registered = new Set();

/** @param {string} view */
async function prepare(view) {
  const load = LATER[view];
  if (!load || registered.has(load)) return;
  const [{ register }] = await Promise.all([load(), OF_FIRST_ICONS.has(load) || moreIcons()]).catch((error) => {
    throw NOT_FETCHED.test(error.message) ? new NetworkError(error.message, { cause: error }) : error;
  });
  if (registered.has(load)) return;
  registered.add(load);
  register(parts());
}

/** The server has a newer version: whoever is here goes on, and may load it when they like. */
function offerNewer() {
  onBuild((build) => (live.newer ||= build !== boot.v));
  // What cannot be fetched may be gone with its version: any answer tells.
  addEventListener("vite:preloadError", () => void api.get("/session").catch(() => {}));
}

function offerInstalling() {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    live.installable = true;
    live.install = () => {
      live.installable = false;
      /** @type {any} */ (event).prompt();
    };
  });
}

async function start() {
  persevereWithStyles();
  setSession(boot);
  placeIcons();
  setUpViews({ version: boot.v, mount: Alpine.initTree, unmount: Alpine.destroyTree, hasGone, prepare });
  setFormatLocale(languageTag(boot.locale));
  // English needs no catalog; without another one the page still works, in English.
  if (boot.locale !== "en") await loadCatalog(boot.locale, boot.v).catch(reportMistake);
  Alpine.start();
  Alpine.effect(() => {
    // Read so that another language names the window anew.
    document.title = session.locale && title();
  });
  onLocale(redraw);
  listenForKeys({ j: () => route.view !== "catch-up" && go("/catch-up"), "?": () => openDialog("todo-keys") }, () => session.user !== null);
  onUnauthorized(forgetAnswers);
  onUnauthorized(() => void askToSignInAgain());
  offerNewer();
  offerInstalling();
  await beginOffline(boot.user?.id);
  if (isOldPage) session.paint(session.theme);
  if (session.user) mine = begin();
  await router.start();
  // Menus and buttons that only a hand brings to light show some of them; until they are there, the words do.
  whenIdle(() => void moreIcons().catch(() => {}));
  // Nothing depends on it but what works with every tab closed; the next visit tries again.
  whenIdle(() => void import("./core/worker/register.js").then(({ registration }) => registration()).catch(() => {}));
}

void start();
