/**
 * The page without a network: answers remembered, the service worker told what to keep, and the reader told how old it is
 * what they see.
 */
import { remember } from "../api.js";
import { isOldPage } from "../given.js";
import { dayKey, formatDay, formatTime, locale, onLocale, _ } from "../i18n.js";
import { whenIdle } from "../idle.js";
import { registration } from "../worker/register.js";
import { createKeeping } from "./keeping.js";
import { createMemory } from "./memory.js";
import { itemsOf, messagesOf } from "./questions.js";

/**
 * @typedef {object} Live the store of how the line is doing
 * @property {string} asOf how old it is what is shown
 *
 * @typedef {Omit<Parameters<typeof createKeeping>[0], "memory"|"isTrue"> & {
 *   connection: import("../socket.js").Connection,
 *   me: {id: number},
 *   boot: {v: string, locale: string, user: {id: number}|null},
 *   live: Live,
 *   route: {view: string, id: number|null},
 *   effect: (run: () => void) => () => void,
 * }} Parts what main.js gives; effect runs again whenever what was read in it changes, until it is stopped
 */

/** Where the network is hopeless and nobody needs to try. */
const AWAY = new Set(["offline", "reconnecting"]);

/** Whether the connection has ever been up; until then a page from an earlier visit goes on with what it knows. */
let wasUp = false;
let status = "connecting";
/** @type {{userId: number, memory: import("./memory.js").Memory}|null} */
let reminded = null;

/**
 * Have answers of this person remembered from now on.
 *
 * @param {number} userId
 */
export function remind(userId) {
  if (reminded?.userId !== userId) {
    const isAway = () => AWAY.has(status) || (isOldPage && !wasUp);
    reminded = { userId, memory: createMemory({ userId, isAway }) };
    remember(reminded.memory);
  }
  return reminded.memory;
}

/**
 * @param {Parts} parts
 * @returns {() => void} stop
 */
export function keep({ connection, me, boot, live, route, effect, ...sources }) {
  const memory = remind(me.id);
  memory.forgetOthers().catch(() => {});
  const keeping = createKeeping({ memory, isTrue: () => connection.status.value === "online", ...sources });
  /** When what the page has by the streams was true the last time. */
  let trueAt = isOldPage ? Date.parse(document.documentElement.dataset.kept ?? "") : Date.now();
  let toldWorker = false;

  function follow() {
    const before = status;
    status = connection.status.value;
    if (status === "online") {
      memory.renewed();
      keeping.lookSoon();
      if (!toldWorker) whenIdle(tellWorker);
    } else if (before === "online") {
      trueAt = Date.now();
    }
    speak();
  }

  function speak() {
    const at = memory.shownSince(fitting(route.view, route.id)) ?? (isOldPage && !wasUp ? memory.shownSince((it) => it === "/rooms") : undefined) ?? trueAt;
    live.asOf = status === "online" ? "" : _("What you see is from %(time)s.", { time: moment(at) });
  }

  function tellWorker() {
    toldWorker = true;
    const isKept = cameThroughWorker() && !isOldPage && boot.user?.id === me.id && boot.locale === locale();
    void keepShell({ page: !isKept, v: boot.v, locale: locale() });
  }

  const stops = [
    connection.onUp(() => (wasUp = true)),
    connection.status.subscribe(follow),
    memory.onRecall(speak),
    effect(() => void [route.view, route.id].map(speak)),
    onLocale(() => (toldWorker ? tellWorker() : speak())),
    keeping.close,
  ];
  follow();
  return () => {
    stops.forEach((stop) => stop());
    remember(null);
    reminded = null;
  };
}

/**
 * Which questions are answered by what is on the screen.
 *
 * @param {string} view
 * @param {number|null} id
 * @returns {(question: string) => boolean}
 */
function fitting(view, id) {
  if (view === "room" && id) return (question) => question === messagesOf(id);
  if (view === "list" && id) return (question) => question === itemsOf(id);
  if (view === "notices") return (question) => question.startsWith("/notices");
  if (view === "home") return (question) => question === "/rooms";
  return (question) => question.startsWith(`/agenda?view=${view === "my-day" ? "today" : view}&`);
}

/** @param {number} at */
function moment(at) {
  const iso = new Date(at).toISOString();
  const isToday = dayKey(iso) === dayKey(new Date().toISOString());
  return isToday ? formatTime(iso) : _("%(day)s, %(time)s", { day: formatDay(iso), time: formatTime(iso) });
}

/** Then the worker has kept this very page already. */
function cameThroughWorker() {
  const [loading] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  return (loading?.workerStart ?? 0) > 0;
}

/** @param {{page: boolean, v: string, locale: string}} what */
async function keepShell(what) {
  if (!(await registration())) return;
  const { active } = await navigator.serviceWorker.ready;
  const { saveData = false, effectiveType = "" } = /** @type {any} */ (navigator).connection ?? {};
  const used = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
  active?.postMessage({
    type: "shell:keep",
    ...what,
    used: used.filter(({ origin, pathname }) => origin === location.origin && /^\/(static\/assets|catalogs|logo)\//.test(pathname)).map(({ pathname, search }) => pathname + search),
    sparing: saveData || effectiveType.endsWith("2g"),
  });
}
