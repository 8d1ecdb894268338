/**
 * How one wants to hear of things, as this page knows it: asked for when it is first wanted, and kept true.
 */
import { api } from "../core/api.js";
import { createSignal } from "../core/observable.js";

/**
 * @typedef {{mail: "never"|"soon"|"hourly"|"daily", quiet_from: string, quiet_to: string, keywords: string[], sound: string, desktop: boolean}} Settings
 */

/**
 * @param {object} options
 * @param {import("../core/socket.js").Connection} options.connection
 * @param {import("../rooms/live.js").LiveRooms} options.rooms
 */
export function createSettings({ rooms }) {
  const changed = createSignal();
  /** @type {Settings|null} */
  let value = null;
  /** @type {Promise<Settings>|null} */
  let asking = null;
  /** Changes go out one after the other, as they were chosen. @type {Promise<unknown>} */
  let last = Promise.resolve();
  const stops = [
    rooms.onChange(({ type, data }) => type === "notification_settings" && take(data)),
    rooms.onLoaded(() => {
      asking = null;
    }),
  ];

  /** @param {Settings} next */
  function take(next) {
    value = next;
    asking = Promise.resolve(next);
    changed.notify();
    return next;
  }

  /** @returns {Promise<Settings>} rejects as the API does */
  function get() {
    asking ??= api.get("/notification-settings").then(take);
    asking.catch(() => (asking = null));
    return asking;
  }

  /** @param {Partial<Settings>} changes @returns {Promise<Settings>} rejects as the API does */
  function change(changes) {
    const sent = last.then(() => api.patch("/notification-settings", changes)).then(take);
    last = sent.catch(() => {});
    return sent;
  }

  return {
    get,
    change,
    /** What is known of it by now. */
    get value() {
      return value;
    },
    subscribe: changed.subscribe,
    close: () => stops.forEach((stop) => stop()),
  };
}

/** @typedef {ReturnType<typeof createSettings>} LiveSettings */

/**
 * Whether it is between two times of day, which may go over midnight.
 *
 * @param {string} now "23:10"
 * @param {string} from "22:00"; empty for never
 * @param {string} to
 */
export function isBetween(now, from, to) {
  if (!from || !to || from === to) return false;
  return from < to ? from <= now && now < to : now >= from || now < to;
}
