/**
 * How a notice looks outside the page, whoever shows it: the worker that was pushed it, or a tab that is open.
 */

/**
 * @typedef {object} Told a notice as a device is told of it (server/notifications/push/payload.py)
 * @property {number} [id] none where it is no notice: a test, several in one
 * @property {number} [for] whose it is
 * @property {string} [kind]
 * @property {string} topic a later one of the same takes the place of this
 * @property {string} [place]
 * @property {string} path where it leads
 * @property {string} title
 * @property {string} [body]
 * @property {string} [lang]
 * @property {string} [at] when it was made
 * @property {number|null} [room]
 * @property {NotificationAction[]} [actions]
 * @property {Record<string, string>} [say] what there is to say when an action fails
 * @property {number} [unread] how many are
 */

/** Before the topic of what tells that something could not be done. */
export const FAILED = "failed ";
export const ICON = "/static/icons/icon-192.png";
/** For a system's own bar: a shape, its colour does not count. */
const BADGE = "/static/icons/badge-96.png";

/**
 * @param {Told} told
 * @param {{again?: boolean}} [options] again: it is shown already, so nobody needs to be disturbed
 * @returns {{title: string, options: NotificationOptions}}
 */
export function appearance(told, { again = false } = {}) {
  const { title, body = "", topic, lang = "", at, actions = [] } = told;
  /** @type {NotificationOptions} */
  const options = { body, lang, dir: "auto", tag: topic, icon: ICON, badge: BADGE, data: told, actions: actions.slice(0, mostActions()) };
  if (at) options.timestamp = Date.parse(at);
  if (again) options.silent = true;
  // Without a tag there is nothing to take the place of, and browsers refuse the combination.
  else if (topic) options.renotify = true;
  return { title, options };
}

/**
 * Whether this very notice is shown: not an earlier one of the same matter.
 *
 * @param {{data: any}[]} shown
 * @param {Told} told
 */
export function isShown(shown, { id, at }) {
  return id !== undefined && shown.some(({ data }) => data?.id === id && data.at === at);
}

function mostActions() {
  const most = /** @type {{maxActions?: number}} */ (/** @type {unknown} */ (globalThis.Notification))?.maxActions;
  return most ?? 2;
}
