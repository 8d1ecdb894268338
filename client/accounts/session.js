/**
 * Who is reading, in which language and which light: the store that every view may ask.
 */
import { api, setSession } from "../core/api.js";
import { languageTag, loadCatalog } from "../core/i18n.js";
import { remember, remembered } from "./cookies.js";

/**
 * @typedef {object} User
 * @property {number} id
 * @property {string} username
 * @property {string} name
 * @property {"admin"|"moderator"|"member"|"guest"} role
 * @property {string} locale
 * @property {string|null} [muted_until] until when they may read but not write
 * @property {string|null} [delete_at] when the account goes for good, as its owner has asked
 *
 * @typedef {object} Boot what the server says first, and after signing in or out
 * @property {User|null} user
 * @property {{name: string}|null} workspace null until the workspace is set up
 * @property {string} [logo] the address of the workspace's picture
 * @property {string} csrf
 * @property {string} locale
 * @property {Record<string, string>} locales
 * @property {boolean} sign_up
 * @property {boolean} [guests] whether some rooms may be visited without an account
 * @property {boolean} [may_invite] whether the person may invite others
 * @property {string} [confirm] the address that has to be confirmed before anybody is signed in
 * @property {import("./providers.js").Provider[]} providers who else can be asked who somebody is
 * @property {string} v
 * @property {{ways: import("./second-factor.js").Way[]}} [second_factor] when the first factor was right and a second is to come
 */

/**
 * @param {Boot} boot
 */
export function createSession(boot) {
  return {
    ...facts(boot),
    theme: remembered("theme"),
    /** Messages whose reports wait for a moderator. */
    reports: 0,

    /** The reader's name as others see it. @returns {string} */
    get name() {
      return this.user?.name ?? "";
    },
    /** @returns {string} */
    get username() {
      return this.user?.username ?? "";
    },
    /** @returns {string} */
    get handle() {
      return this.user ? `@${this.user.username}` : "";
    },
    /** Whether whoever is here may make an account: everybody may, or they were invited. @returns {boolean} */
    get mayEnter() {
      return this.signUp || new URLSearchParams(location.search).has("invitation");
    },
    /** Whether the reader administers the workspace. @returns {boolean} */
    get administers() {
      return this.user?.role === "admin";
    },
    /** Whether the reader keeps order everywhere. @returns {boolean} */
    get moderates() {
      return this.user?.role === "moderator" || this.administers;
    },
    /** Whether the reader has come in without an account. @returns {boolean} */
    get visits() {
      return this.user?.role === "guest";
    },
    /** For x-avatar. @returns {User|null} */
    get faces() {
      return this.user;
    },

    /**
     * Take over what the server says.
     *
     * @param {Boot} next
     */
    take(next) {
      setSession(next);
      Object.assign(this, facts(next));
    },

    /**
     * Speak another language from now on, here and wherever this person signs in.
     *
     * @param {string} locale
     * @throws {Error} when its catalog cannot be fetched; nothing has changed then
     */
    async speak(locale) {
      await loadCatalog(locale, this.v);
      this.locale = locale;
      document.documentElement.lang = languageTag(locale);
      remember("locale", locale);
      if (this.user && this.user.locale !== locale) this.user = await api.patch("/me", { locale });
    },

    /**
     * @param {string} theme "light", "dark", or "" to follow the system
     */
    paint(theme) {
      this.theme = theme;
      if (theme) document.documentElement.dataset.theme = theme;
      else delete document.documentElement.dataset.theme;
      remember("theme", theme);
    },
  };
}

/** @typedef {ReturnType<typeof createSession>} Session */

/** @param {Boot} boot */
function facts(boot) {
  return {
    user: boot.user,
    workspace: boot.workspace?.name ?? "",
    logo: boot.logo ?? "",
    needsSetUp: boot.workspace === null,
    locale: boot.locale,
    locales: boot.locales,
    signUp: boot.sign_up,
    invites: boot.may_invite ?? false,
    takesGuests: boot.guests ?? false,
    toConfirm: boot.confirm ?? "",
    providers: boot.providers,
    v: boot.v,
    secondFactor: boot.second_factor?.ways ?? [],
  };
}
