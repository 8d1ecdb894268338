/**
 * Drawing attention to what is new: outside the page where the browser may, in the page where somebody sees it, and with
 * a sound.
 */
import { _, ngettext } from "../core/i18n.js";
import { toast } from "../ui/toast.js";
import { claim, permission, show, takeBack } from "./desktop.js";
import { isBetween } from "./settings.js";
import { mayPlay, play } from "./sound.js";
import { isTodo, isUnread } from "./state.js";
import { tellingOf } from "./told.js";
import { say, sayShortly } from "./words.js";

/** @typedef {import("./state.js").Notice} Notice */

/** What comes together is told together. */
const GATHER_MS = 120;
/** More at once, as after a night's sleep, are told of in one. */
const MOST_APART = 3;
const SUMMARY = "summary";
/** What the offer to tell of it on the desktop is remembered by; it is made once. */
const OFFER = "offer";
const OFFER_MS = 20_000;
/** @type {Set<Notice["kind"]>} */
const CALLS = new Set(["mention", "direct"]);

/**
 * @param {object} options
 * @param {{id: number}} options.me
 * @param {import("./device.js").PushDevice} options.device
 * @param {import("./settings.js").LiveSettings} options.settings
 * @param {(place: string) => boolean} options.isLookingAt whether this tab shows a place to somebody
 * @param {(notice: Notice) => void} options.open
 * @param {(path: string) => void} options.go
 */
export function createAlerts({ me, device, settings, isLookingAt, open, go }) {
  /** @type {Map<string, Notice>} by topic */
  const waiting = new Map();
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;

  /**
   * A notice has come, or has changed.
   *
   * @param {Notice} notice
   * @param {boolean} isNews
   */
  function hear(notice, isNews) {
    if (!isUnread(notice)) withdraw(notice);
    else if (isNews && !isSeen(notice)) {
      waiting.set(notice.topic, notice);
      timer ??= setTimeout(tell, GATHER_MS);
    }
  }

  /**
   * To-dos may be anywhere in a room, and what is done is said in it.
   *
   * @param {Notice} notice
   */
  function isSeen(notice) {
    return (notice.kind === "done" || !isTodo(notice)) && isLookingAt(notice.place);
  }

  function tell() {
    timer = undefined;
    const all = [...waiting.values()];
    waiting.clear();
    if (all.length > MOST_APART) void tellTogether(all);
    else for (const notice of all) void tellOne(notice);
    void sound(all);
  }

  /** @param {Notice} notice */
  async function tellOne(notice) {
    const onClick = () => open(notice);
    if (!(await outside([notice], `${notice.topic} ${notice.created_at}`, tellingOf(notice, me.id), onClick))) {
      inPage(sayShortly(notice), onClick);
      if (CALLS.has(notice.kind)) void offer();
    }
  }

  /** @param {Notice[]} notices */
  async function tellTogether(notices) {
    const title = ngettext("%(num)s new notification", "%(num)s new notifications", notices.length);
    const newest = notices[notices.length - 1];
    const onClick = () => go("/notices");
    const what = { title, body: say(newest).title, topic: SUMMARY, path: "/notices" };
    if (!(await outside(notices, `${SUMMARY} ${newest.topic} ${newest.created_at}`, what, onClick))) inPage(title, onClick);
  }

  /**
   * @param {Notice[]} notices
   * @param {string} key the same in every tab
   * @param {import("./worker/appearance.js").Told} what
   * @param {() => void} onClick
   * @returns {Promise<boolean>} whether it is shown outside the page, by whichever tab
   */
  async function outside(notices, key, what, onClick) {
    if (permission() !== "granted" || !notices.some(({ alert }) => alert)) return false;
    return !(await claim(key)) || show(what, onClick);
  }

  /**
   * @param {string} text
   * @param {() => void} run
   */
  function inPage(text, run) {
    if (document.visibilityState === "visible") toast(text, { action: { label: _("Show"), run } });
  }

  /** Somebody has been called for the first time: now they know what it would be good for. */
  async function offer() {
    if (permission() !== "default" || document.visibilityState !== "visible" || !(await claim(OFFER))) return;
    const action = { label: _("Turn on"), run: () => void device.turnOnAll() };
    const words = device.canPush() ? _("Shall it reach you outside this page, too, also with Parley closed?") : _("Shall it appear on your desktop, too, while Parley is open in a tab?");
    toast(words, { action, ms: OFFER_MS });
  }

  /** @param {Notice[]} notices */
  async function sound(notices) {
    if (notices.length === 0 || !mayPlay()) return;
    const wanted = await settings.get().catch(() => null);
    if (!wanted?.sound) return;
    const now = new Date().toTimeString().slice(0, 5);
    // A reminder that somebody has asked for at night says so by `alert`.
    const isQuiet = isBetween(now, wanted.quiet_from, wanted.quiet_to);
    if (isQuiet && !notices.some(({ alert }) => alert)) return;
    const newest = notices[notices.length - 1];
    if (await claim(`sound ${newest.topic} ${newest.created_at}`)) play(wanted.sound);
  }

  /** It was read or put away, here or elsewhere. @param {Notice|undefined} notice */
  function withdraw(notice) {
    if (!notice) return;
    waiting.delete(notice.topic);
    if (permission() === "granted") void takeBack(notice.topic);
  }

  function withdrawAll() {
    waiting.clear();
    if (permission() === "granted") void takeBack();
  }

  return {
    hear,
    withdraw,
    withdrawAll,
    close() {
      clearTimeout(timer);
      withdrawAll();
    },
  };
}
