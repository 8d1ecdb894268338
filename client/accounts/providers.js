/**
 * Signing in with an account elsewhere: the buttons, and what is said when it did not work.
 */
import { api } from "../core/api.js";
import { _ } from "../core/i18n.js";
import { reason } from "../ui/form.js";

/** @typedef {{name: string, label: string}} Provider */

/**
 * `Continue with …`, one for each provider.
 *
 * @param {object} options
 * @param {{providers: Provider[]}} options.session
 * @param {() => string} options.next where to be afterwards
 * @param {() => string} [options.invitation] by which the person came
 */
export function providerButtons({ session, next, invitation = () => "" }) {
  return {
    list: session.providers.map((provider) => ({ ...provider, ...described(provider) })),
    going: false,
    problem: "",

    /** @param {string} name of the provider to go to */
    async go(name) {
      this.going = true;
      this.problem = "";
      try {
        const { url } = await api.post(`/oauth/${name}/start`, { next: next(), invitation: invitation() });
        location.assign(url);
      } catch (error) {
        this.problem = reason(error);
        this.going = false;
      }
    },

    /** Back from the provider by the browser's button: the page is as it was left. */
    wake() {
      this.going = false;
    },
  };
}

/** @param {Provider} provider */
function described({ label }) {
  return { title: _("Continue with %(name)s", { name: label }), initial: [...label][0]?.toLocaleUpperCase() ?? "" };
}

/**
 * What became of a sign-in elsewhere, for people.
 *
 * @param {string} why the server's word for it
 * @param {string} name the provider's, as people know it
 * @returns {{title: string, text: string, again: boolean}} again: whether another try makes sense
 */
export function explanation(why, name) {
  /** @type {Record<string, () => [string, string, boolean]>} */
  const known = {
    denied: () => [_("You said no"), _("%(name)s has told us nothing, and nothing has changed here.", { name }), true],
    out_of_date: () => [
      _("This sign-in is not valid any more"),
      _("It took too long, was finished before, or was begun in another browser. Please start again."),
      true,
    ],
    unreachable: () => [
      _("%(name)s does not answer", { name }),
      _("It is away or very slow just now. Try again in a moment, or sign in another way."),
      true,
    ],
    garbled: () => [
      _("%(name)s gave an answer that cannot be used", { name }),
      _("Try again. If it stays like this, tell the people who run this workspace: their log says why."),
      true,
    ],
    linked_to_other: () => [
      _("This account is taken"),
      _("Somebody else here already signs in with this account at %(name)s.", { name }),
      false,
    ],
    conflict: () => [
      _("You already have one there"),
      _("You already sign in with another account at %(name)s. Unlink it first.", { name }),
      false,
    ],
    sign_up_closed: () => [
      _("New accounts are switched off here"),
      _("You have no account here yet. Ask the people who run this workspace to let you in."),
      false,
    ],
    invitation_over: () => [
      _("This invitation is over"),
      _("This invitation is not good any more. Ask whoever sent it for a new one."),
      false,
    ],
    confirm_first: () => [
      _("One thing is missing"),
      _("Confirm your address first: open the link in the mail that we sent you."),
      true,
    ],
    banned: () => [
      _("Your account is closed"),
      _("A moderator has closed your account here. Write to an administrator about it."),
      false,
    ],
    deactivated: () => [
      _("Your account is deactivated"),
      _("This account is deactivated. Ask an administrator to switch it on again."),
      false,
    ],
  };
  const [title, text, again] = (Object.hasOwn(known, why) ? known[why] : unknown)();
  return { title, text, again };
}

/** @returns {[string, string, boolean]} */
function unknown() {
  return [_("That did not work"), _("Nothing has changed. Please try again, or sign in another way."), true];
}

/**
 * How people know a provider; an address can say anything, so only names of the settings are shown.
 *
 * @param {{providers: Provider[]}} session
 * @param {string|null} name
 */
export function labelOf(session, name) {
  return session.providers.find((provider) => provider.name === name)?.label ?? _("The other service");
}
