/**
 * The pages that links of mails and invitations lead to. Nothing happens by itself: programs that look at mails open
 * every link.
 */
import "./door.css";
import "./letters.css";

import { api } from "../core/api.js";
import { ApiError } from "../core/errors.js";
import { _ } from "../core/i18n.js";
import { createForm, reason, typedIn } from "../ui/form.js";

/**
 * @typedef {object} Ways
 * @property {import("./session.js").Session} session
 * @property {(boot: import("./session.js").Boot, path: string) => Promise<void>} enter
 * @property {(path: string, options?: {replace?: boolean}) => void} go
 */

/** @param {Ways & {Alpine: typeof import("@alpinejs/csp").default}} parts see `parts` in main.js */
export function register({ Alpine, session, enter, go }) {
  Alpine.data("forgotPassword", forgotPassword);
  Alpine.data("resetPassword", () => resetPassword({ enter }));
  Alpine.data("confirmEmail", () => confirmation("/email-confirmations", confirmed));
  Alpine.data("changeEmail", () => confirmation("/email-changes", changed));
  Alpine.data("checkMail", () => checkMail({ session }));
  Alpine.data("invitation", () => invitation({ session, go }));
}

/** What the address ends with. */
const token = () => decodeURIComponent(location.pathname.split("/").at(-1) ?? "");

export function forgotPassword() {
  const form = createForm({
    name: "forgot-password",
    // Who tried to sign in has typed it already.
    values: { login: typedIn("sign-in")?.login ?? "" },
    submit: (values) => api.post("/password-resets", values),
  });
  return {
    ...form,
    sent: false,

    async submit() {
      await form.submit.call(this);
      this.sent = !this.summary;
    },
  };
}

/** @param {Pick<Ways, "enter">} ways */
export function resetPassword({ enter }) {
  const form = createForm({
    name: "reset-password",
    values: { password: "" },
    submit: async ({ password }) => enter(await api.post("/password-resets/done", { token: token(), password }), "/"),
  });
  return {
    ...form,
    username: "",
    over: "",

    async init() {
      try {
        const { username } = await api.post("/password-resets/look", { token: token() });
        this.username = username;
      } catch (error) {
        this.explain(error);
      }
    },

    /** @returns {string} */
    get whose() {
      return this.username && _("For your account: %(name)s", { name: this.username });
    },

    /** @param {unknown} error */
    explain(error) {
      if (error instanceof ApiError && error.status === 410) this.over = error.message;
      else form.explain.call(this, error);
    },
  };
}

/** @param {string} email */
const confirmed = (email) => _("Thank you. We know now that mail reaches you at %(email)s.", { email });
/** @param {string} email */
const changed = (email) => _("Done. From now on we write to you at %(email)s.", { email });

/**
 * @param {string} path where the token goes
 * @param {(email: string) => string} thanks
 */
function confirmation(path, thanks) {
  return {
    busy: false,
    done: "",
    problem: "",

    async confirm() {
      this.busy = true;
      try {
        const { email } = await api.post(path, { token: token() });
        this.done = thanks(email);
      } catch (error) {
        this.problem = reason(error);
      } finally {
        this.busy = false;
      }
    },
  };
}

/** @param {Pick<Ways, "session">} ways */
function checkMail({ session }) {
  return {
    busy: false,
    sent: false,
    problem: "",

    get text() {
      return session.toConfirm.includes("@")
        ? _("Open the link that we have sent to %(email)s, and you are in.", { email: session.toConfirm })
        : _("Open the link that we have sent to your address, and you are in.");
    },

    async again() {
      this.busy = true;
      this.problem = "";
      try {
        await api.post("/email-confirmations/again", { login: session.toConfirm });
        this.sent = true;
      } catch (error) {
        this.problem = reason(error);
      } finally {
        this.busy = false;
      }
    },
  };
}

/** @param {Pick<Ways, "session"|"go">} ways */
function invitation({ session, go }) {
  return {
    title: _("You are invited"),
    lead: "",
    note: "",
    acceptLabel: "",
    problem: "",
    ready: false,
    busy: false,
    signUpHref: "",
    signInHref: `/sign-in?next=${encodeURIComponent(location.pathname)}`,

    async init() {
      try {
        const { workspace, by, room, room_id, note } = await api.post("/invitations/look", { token: token() });
        if (room_id) {
          // Back with an account, and in it by that: there is nothing left to ask.
          go(`/rooms/${room_id}`, { replace: true });
          return;
        }
        const next = room ? location.pathname : "/";
        this.signUpHref = `/sign-up?${new URLSearchParams({ invitation: token(), next })}`;
        this.title = _("%(name)s invites you to %(site)s", { name: by, site: workspace });
        this.lead = room ? _("You will find yourself in the room “%(room)s”.", { room }) : _("A place where a team talks and gets things done.");
        this.acceptLabel = room ? _("Go to the room") : _("Go on");
        this.note = note;
        this.ready = true;
      } catch (error) {
        this.title = _("This invitation does not open");
        this.problem = reason(error);
      }
    },

    async accept() {
      this.busy = true;
      try {
        const { room_id } = await api.post("/invitations/accept", { token: token() });
        go(room_id ? `/rooms/${room_id}` : "/", { replace: true });
      } catch (error) {
        this.problem = reason(error);
        this.ready = false;
      } finally {
        this.busy = false;
      }
    },

    session,
  };
}
