/**
 * Coming back from a provider: choosing a username, linking an account that there is already, or reading what went wrong.
 */
import "./door.css";

import { api } from "../core/api.js";
import { _ } from "../core/i18n.js";
import { createForm, forget, reason } from "../ui/form.js";
import { nextPath } from "./next-path.js";
import { explanation, labelOf, providerButtons } from "./providers.js";

/**
 * @typedef {object} Arrival who has come, and has no account here yet
 * @property {string} provider
 * @property {string} label
 * @property {string} username a suggestion that nobody has
 * @property {string} email
 * @property {string} next
 * @property {boolean} known there is an account with this address
 */

/**
 * @param {object} parts see `parts` in main.js
 * @param {typeof import("@alpinejs/csp").default} parts.Alpine
 * @param {import("./session.js").Session} parts.session
 * @param {(boot: import("./session.js").Boot, path: string) => Promise<void>} parts.enter
 * @param {(path: string, options?: {replace?: boolean}) => void} parts.go
 */
export function register({ Alpine, session, enter, go }) {
  Alpine.data("chooseUsername", () => chooseUsername({ enter, go }));
  Alpine.data("knownAddress", () => knownAddress({ go }));
  Alpine.data("linkAccount", () => linkAccount({ enter }));
  Alpine.data("signInProblem", () => signInProblem({ session }));
}

/** @param {(path: string, options?: {replace?: boolean}) => void} go */
async function arrival(go) {
  try {
    return /** @type {Arrival} */ (await api.get("/oauth/arrival"));
  } catch {
    // Too late, or never come from anywhere.
    go("/sign-in/problem?why=out_of_date", { replace: true });
    return null;
  }
}

/**
 * @param {object} options
 * @param {(boot: import("./session.js").Boot, path: string) => Promise<void>} options.enter
 * @param {(path: string, options?: {replace?: boolean}) => void} options.go
 */
export function chooseUsername({ enter, go }) {
  let next = "/";
  const form = createForm({
    name: "choose-username",
    values: { username: "", email: "" },
    submit: async (values) => enter(await api.post("/oauth/account", values), next),
  });
  return {
    ...form,
    from: "",
    ready: false,

    async init() {
      const found = await arrival(go);
      if (!found) return;
      next = nextPath(new URLSearchParams({ next: found.next }));
      this.from = _("You come from %(name)s for the first time. This is how people here will know you.", {
        name: found.label,
      });
      // What was typed before the language changed stays.
      this.values.username ||= found.username;
      this.values.email ||= found.email;
      this.ready = true;
    },

    leave() {
      forget("choose-username");
      go("/sign-in?next=%2Fsettings");
    },
  };
}

/**
 * @param {object} options
 * @param {(path: string, options?: {replace?: boolean}) => void} options.go
 */
export function knownAddress({ go }) {
  return {
    text: "",
    sent: "",
    problem: "",
    busy: false,
    ready: false,
    found: /** @type {Arrival|null} */ (null),

    async init() {
      this.found = await arrival(go);
      if (!this.found) return;
      const { label: name, email } = this.found;
      this.text = _("There is an account here with the address %(email)s. So that nobody else gets into it, %(name)s has to be linked with it first.", { email, name });
      this.ready = true;
    },

    async mail() {
      this.busy = true;
      this.problem = "";
      try {
        await api.post("/oauth/letter");
        this.sent = _("A link is on its way to %(email)s. Open it in this browser within half an hour.", {
          email: this.found?.email ?? "",
        });
      } catch (error) {
        this.problem = reason(error);
      } finally {
        this.busy = false;
      }
    },
  };
}

/**
 * The link of the mail was opened. Nothing happens by itself: programs that look at mails open every link.
 *
 * @param {object} options
 * @param {(boot: import("./session.js").Boot, path: string) => Promise<void>} options.enter
 */
export function linkAccount({ enter }) {
  return {
    problem: "",
    busy: false,

    async link() {
      this.busy = true;
      try {
        await enter(await api.post("/oauth/links", { token: location.pathname.split("/").at(-1) }), "/settings");
      } catch (error) {
        this.problem = reason(error);
      } finally {
        this.busy = false;
      }
    },
  };
}

/**
 * @param {object} options
 * @param {import("./session.js").Session} options.session
 */
export function signInProblem({ session }) {
  const query = new URLSearchParams(location.search);
  const provider = query.get("provider");
  const { title, text, again } = explanation(query.get("why") ?? "", labelOf(session, provider));
  const next = nextPath(query);
  const buttons = providerButtons({ session, next: () => next });
  return {
    ...buttons,
    title,
    text,
    list: again ? buttons.list.filter(({ name }) => name === provider) : [],
    otherWay: next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`,
  };
}
