/**
 * Single items that are watched wherever they are, as the cards in a conversation do.
 */
import { ApiError } from "../core/errors.js";
import { reportMistake } from "../core/observable.js";
import { persevere } from "../core/persevere.js";

/** @typedef {import("./state.js").Shown} Shown */

/**
 * @param {object} options
 * @param {import("./state.js").TodoState} options.state
 * @param {import("./following.js").FollowedLists} options.following
 * @param {(listener: () => void) => (() => void)} options.onUp tells when the connection has come back
 */
export function createWatching({ state, following, onUp }) {
  /** @type {Set<() => void>} */
  const watchers = new Set();
  /** @type {Set<string>} to be asked for at the end of this turn */
  const fresh = new Set();
  /** @type {Set<string>} asked for, and not there to be seen */
  const missing = new Set();
  state.subscribe(() => watchers.forEach((look) => look()));

  /**
   * Watch an item.
   *
   * @param {string} uid
   */
  function item(uid) {
    /** @type {Set<() => void>} */
    const listeners = new Set();
    /** @type {Shown|null|undefined} */
    let value = state.get(uid) ?? undefined;
    let held = 0;
    look();
    watchers.add(look);
    if (!state.stored(uid)) ask(uid);

    function look() {
      follow();
      const next = state.get(uid) ?? (missing.has(uid) ? null : undefined);
      if (next === value) return;
      value = next;
      listeners.forEach((listener) => listener());
    }

    /** Hold the list that it is in now. */
    function follow() {
      const stored = state.stored(uid);
      const now = stored?.list_id ?? 0;
      if (now === held) return;
      const before = held;
      held = now;
      if (now) following.hold(now);
      if (before) following.release(before);
      if (stored) following.followFrom(stored);
      // It was here and is not any more, as when its list was begun anew: perhaps it is elsewhere.
      else ask(uid);
    }

    return {
      /** undefined while it is asked for; null when there is none to see. */
      get value() {
        return value;
      },
      /** @param {() => void} listener */
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close() {
        watchers.delete(look);
        if (held) following.release(held);
        held = 0;
      },
    };
  }

  /** @param {string} uid */
  function ask(uid) {
    missing.delete(uid);
    if (fresh.size === 0) queueMicrotask(() => askNow().catch(reportMistake));
    fresh.add(uid);
  }

  async function askNow() {
    const uids = [...fresh];
    fresh.clear();
    const found = await persevere(() => following.fetchItems(uids), { onUp, wanted: () => watchers.size > 0 }).catch(refused);
    const there = new Set((found ?? []).map(({ uid }) => uid));
    for (const uid of uids) if (!there.has(uid)) missing.add(uid);
    watchers.forEach((look) => look());
  }

  /**
   * @param {unknown} error
   * @returns {import("./state.js").Item[]}
   */
  function refused(error) {
    if (error instanceof ApiError) return [];
    throw error;
  }

  return { item };
}
