/**
 * Taking one's data along, and leaving for good.
 */
import { api } from "../core/api.js";
import { _, formatDay, formatNumber } from "../core/i18n.js";
import { reason } from "../ui/form.js";
import { toast } from "../ui/toast.js";

const LOOK_AGAIN_MS = 1500;
const KB = 1024;

/**
 * @param {object} options
 * @param {import("./prove.js").WithProof} options.withProof
 * @param {{open(name: string): void}} options.dialogs
 */
export function leavingSection({ withProof, dialogs }) {
  return {
    state: /** @type {"none"|"making"|"ready"} */ ("none"),
    size: 0,
    busy: false,
    failure: "",
    gone: false,

    init() {
      void this.look();
    },
    destroy() {
      this.gone = true;
    },

    get aboutExport() {
      if (this.state === "making") return _("Being made. This can take a moment.");
      if (this.state === "ready") return _("Ready: %(size)s KB. It can be fetched once, within a day.", { size: formatNumber(Math.ceil(this.size / KB)) });
      return _("An archive with your account, your rooms and all that you wrote.");
    },

    async makeExport() {
      this.busy = true;
      this.failure = "";
      try {
        this.take(await withProof(() => api.post("/me/export")));
      } catch (error) {
        this.failure = reason(error);
      } finally {
        this.busy = false;
      }
    },

    async look() {
      try {
        this.take(await api.get("/me/export"));
      } catch (error) {
        this.failure = reason(error);
      }
    },

    /** @param {{state: "none"|"making"|"ready", size: number}} found */
    take({ state, size }) {
      Object.assign(this, { state, size });
      if (state === "making" && !this.gone) setTimeout(() => !this.gone && this.look(), LOOK_AGAIN_MS);
    },

    /** The link does the rest; what is fetched is no longer there. */
    fetched() {
      setTimeout(() => {
        this.state = "none";
        toast(_("Your archive is on its way. It is no longer kept here."));
      });
    },

    askToLeave() {
      dialogs.open("leaving");
    },
  };
}

/**
 * The dialog that asks what is to become of what one wrote.
 *
 * @param {object} options
 * @param {import("./session.js").Session} options.session
 * @param {import("./prove.js").WithProof} options.withProof
 * @param {{open(name: string): void, close(): void}} options.dialogs
 * @param {(path: string, options?: {replace?: boolean}) => void} options.go
 */
export function leavingDialog({ session, withProof, dialogs, go }) {
  return {
    messages: "keep",
    busy: false,
    failure: "",

    begin() {
      this.failure = "";
    },

    async submit() {
      if (this.busy) return;
      this.busy = true;
      this.failure = "";
      try {
        const body = { delete_messages: this.messages === "remove" };
        session.user = await withProof(() => api.post("/me/leaving", body));
        dialogs.close();
        go("/leaving", { replace: true });
      } catch (error) {
        this.failure = reason(error);
        dialogs.open("leaving");
      } finally {
        this.busy = false;
      }
    },

    close() {
      dialogs.close();
    },
  };
}

/**
 * All that there is to see for who is about to leave.
 *
 * @param {object} options
 * @param {import("./session.js").Session} options.session
 * @param {(path: string, options?: {replace?: boolean}) => void} options.go
 * @param {() => Promise<void>} options.signOut
 */
export function leavingView({ session, go, signOut }) {
  return {
    busy: false,
    failure: "",

    get day() {
      return session.user?.delete_at ? formatDay(session.user.delete_at) : "";
    },
    get text() {
      return _("It happens on %(day)s. Until then, all of it is still here.", { day: this.day });
    },

    async stay() {
      this.busy = true;
      this.failure = "";
      try {
        session.user = await api.delete("/me/leaving");
        toast(_("Good to have you. Your account stays."));
        go("/", { replace: true });
      } catch (error) {
        this.failure = reason(error);
      } finally {
        this.busy = false;
      }
    },

    signOut,
  };
}
