/**
 * The language and theme choosers, wherever they stand.
 */
import { _, languageTag } from "../core/i18n.js";
import { reportMistake } from "../core/observable.js";
import { toast } from "../ui/toast.js";

/**
 * @param {object} options
 * @param {import("./session.js").Session} options.session
 * @param {() => Promise<void>} options.signOut
 */
export function preferences({ session, signOut }) {
  return {
    languages: Object.entries(session.locales).map(([locale, name]) => ({ locale, name, tag: languageTag(locale) })),

    /** @param {string} locale */
    async choose(locale) {
      try {
        await session.speak(locale);
      } catch (error) {
        reportMistake(error);
        toast(_("The language could not be changed. Please try again."));
      }
    },

    /** @param {string} theme */
    paint(theme) {
      session.paint(theme);
    },

    signOut,
  };
}
