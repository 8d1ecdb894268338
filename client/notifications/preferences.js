/**
 * The settings of notifications: where, when and of what one wants to be told. Each is kept as soon as it is chosen.
 */
import { ApiError } from "../core/errors.js";
import { _ } from "../core/i18n.js";
import { reason } from "../ui/form.js";
import { toast } from "../ui/toast.js";
import { askPermission, onPermission, permission } from "./desktop.js";
import { browserOf, helpFor } from "./help.js";
import { play } from "./sound.js";

/** @typedef {import("./settings.js").Settings} Settings */

const USUAL_NIGHT = { quiet_from: "22:00", quiet_to: "07:00" };

/** @param {{getLive: () => Promise<import("./live.js").LiveNotices>}} options */
export function preferences({ getLive }) {
  /** @type {import("./settings.js").LiveSettings|null} */
  let settings = null;
  let stop = () => {};
  let stopAsking = () => {};
  return {
    ready: false,
    failure: "",
    problem: "",
    permission: permission(),
    desktop: true,
    sound: "chime",
    isQuiet: false,
    from: "",
    to: "",
    mail: "soon",
    keywords: "",
    kept: "",

    init() {
      stopAsking = onPermission(() => (this.permission = permission()));
      void this.load();
    },

    destroy() {
      stop();
      stopAsking();
    },

    async load() {
      this.failure = "";
      try {
        settings ??= (await getLive()).settings;
        this.take(await settings.get());
        stop();
        stop = settings.subscribe(() => settings?.value && this.take(settings.value));
        this.ready = true;
      } catch (error) {
        this.failure = error instanceof TypeError ? _("Check your connection and try again.") : reason(error);
      }
    },

    /** @param {Settings} value */
    take({ desktop, sound, quiet_from: from, quiet_to: to, mail, keywords }) {
      const words = keywords.join(", ");
      // What is being typed is not taken away.
      const typed = this.keywords !== this.kept;
      Object.assign(this, { desktop, sound, from, to, mail, isQuiet: from !== "", kept: words });
      if (!typed) this.keywords = words;
    },

    get mayAsk() {
      return this.permission === "default";
    },
    get isDenied() {
      return this.permission === "denied";
    },
    get hasNone() {
      return this.permission === "none";
    },
    get isGranted() {
      return this.permission === "granted";
    },
    /** How to take back what the browser was told once. */
    get help() {
      return helpFor(browserOf(navigator.userAgent, navigator.maxTouchPoints));
    },

    async ask() {
      this.permission = await askPermission();
    },

    choose() {
      const { desktop, sound, mail } = /** @type {Pick<Settings, "desktop"|"sound"|"mail">} */ (/** @type {any} */ (this));
      void this.change({ desktop, sound, mail });
    },

    chooseSound() {
      play(this.sound);
      this.choose();
    },

    listen() {
      play(this.sound);
    },

    toggleQuiet() {
      void this.change(this.isQuiet ? USUAL_NIGHT : { quiet_from: "", quiet_to: "" });
    },

    chooseQuiet() {
      // A field that is being filled in has no time yet.
      if (this.from && this.to) void this.change({ quiet_from: this.from, quiet_to: this.to });
    },

    get hasNewWords() {
      return this.keywords.trim() !== this.kept;
    },

    async keepWords() {
      const keywords = wordsIn(this.keywords);
      this.kept = this.keywords;
      if (await this.change({ keywords })) toast(_("Saved."));
      else this.kept = "";
    },

    /**
     * @param {Partial<Settings>} changes
     * @returns {Promise<boolean>} whether they are kept
     */
    async change(changes) {
      this.problem = "";
      try {
        await settings?.change(changes);
        return true;
      } catch (error) {
        const [field] = error instanceof ApiError ? Object.values(error.fields) : [];
        this.problem = field ?? reason(error);
        if (!("keywords" in changes) && settings?.value) this.take(settings.value);
        return false;
      }
    },
  };
}

/**
 * Words with commas between them; Chinese has a comma of its own.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function wordsIn(text) {
  return text.split(/[,，、\n]/).map((word) => word.trim()).filter((word) => word !== "");
}
