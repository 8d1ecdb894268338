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
  /** What was chosen and is on its way: an answer to something earlier does not know of it. @type {(keyof Settings)[]} */
  const waiting = [];
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
      if (!waiting.includes("desktop")) this.desktop = desktop;
      if (!waiting.includes("sound")) this.sound = sound;
      if (!waiting.includes("mail")) this.mail = mail;
      if (!waiting.includes("quiet_from")) Object.assign(this, { from, to, isQuiet: from !== "" });
      if (!waiting.includes("keywords")) this.takeWords(keywords.join(", "));
    },

    /** @param {string} words */
    takeWords(words) {
      // What is being typed is not taken away.
      const typed = this.keywords !== this.kept;
      this.kept = words;
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

    chooseDesktop() {
      void this.change({ desktop: this.desktop });
    },

    chooseMail() {
      void this.change({ mail: /** @type {Settings["mail"]} */ (this.mail) });
    },

    chooseSound() {
      play(this.sound);
      void this.change({ sound: this.sound });
    },

    listen() {
      play(this.sound);
    },

    toggleQuiet() {
      const times = this.isQuiet ? USUAL_NIGHT : { quiet_from: "", quiet_to: "" };
      Object.assign(this, { from: times.quiet_from, to: times.quiet_to });
      void this.change(times);
    },

    chooseQuiet() {
      // A field that is being filled in has no time yet.
      if (this.from && this.to) void this.change({ quiet_from: this.from, quiet_to: this.to });
    },

    get hasNewWords() {
      return this.keywords.trim() !== this.kept;
    },

    async keepWords() {
      const before = this.kept;
      const asked = this.keywords;
      const isKept = await this.change({ keywords: wordsIn(asked) });
      if (!isKept) return;
      toast(_("Saved."));
      if (this.keywords === asked) this.keywords = this.kept = settings?.value?.keywords.join(", ") ?? before;
    },

    /**
     * @param {Partial<Settings>} changes
     * @returns {Promise<boolean>} whether they are kept
     */
    async change(changes) {
      const fields = /** @type {(keyof Settings)[]} */ (Object.keys(changes));
      this.problem = "";
      waiting.push(...fields);
      try {
        await settings?.change(changes);
        return true;
      } catch (error) {
        const [field] = error instanceof ApiError ? Object.values(error.fields) : [];
        this.problem = field ?? reason(error);
        return false;
      } finally {
        for (const field of fields) waiting.splice(waiting.indexOf(field), 1);
        if (settings?.value) this.take(settings.value);
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
