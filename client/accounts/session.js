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
 * @property {"admin"|"member"} role
 * @property {string} locale
 *
 * @typedef {object} Boot what the server says first, and after signing in or out
 * @property {User|null} user
 * @property {{name: string}|null} workspace null until the workspace is set up
 * @property {string} csrf
 * @property {string} locale
 * @property {Record<string, string>} locales
 * @property {boolean} sign_up
 * @property {string} v
 */

/**
 * @param {Boot} boot
 */
export function createSession(boot) {
  return {
    ...facts(boot),
    theme: remembered("theme"),

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
    needsSetUp: boot.workspace === null,
    locale: boot.locale,
    locales: boot.locales,
    signUp: boot.sign_up,
    v: boot.v,
  };
}
