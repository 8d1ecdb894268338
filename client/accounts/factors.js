/**
 * Second factors in the settings: an app with codes, passkeys, recovery codes.
 */
import { api } from "../core/api.js";
import { _, ngettext } from "../core/i18n.js";
import { copyText } from "../ui/clipboard.js";
import { confirmFirst } from "../ui/dialog.js";
import { createForm, reason } from "../ui/form.js";
import { toast } from "../ui/toast.js";
import { deviceName } from "./devices.js";
import { canUsePasskeys, makePasskey } from "./webauthn.js";

/**
 * @typedef {object} Parts
 * @property {import("./security.js").Security} security
 * @property {import("./prove.js").WithProof} withProof
 * @property {{name: string, data: any, open(name: string, data?: any): void, close(): void}} dialogs
 */

/** @param {Parts} parts */
export function secondFactors({ security, withProof, dialogs }) {
  return {
    security,
    busy: false,
    failure: "",
    canUsePasskeys: canUsePasskeys(),
    renaming: 0,
    newName: "",

    init() {
      void security.load();
    },

    /** One thing at a time; what goes wrong is said above. @param {() => Promise<void>} action */
    async attempt(action) {
      if (this.busy) return;
      this.busy = true;
      this.failure = "";
      try {
        await action();
      } catch (error) {
        this.failure = reason(error);
      } finally {
        this.busy = false;
      }
    },

    setUpApp() {
      return this.attempt(async () => {
        dialogs.open("authenticator", await withProof(() => api.post("/me/authenticator")));
      });
    },

    removeApp() {
      return this.attempt(async () => {
        const title = _("Turn the app off?");
        if (!(await confirmFirst({ title, text: this.whatIsLeft(1), action: _("Turn off") }))) return;
        await withProof(() => api.delete("/me/authenticator"));
        await security.load();
        toast(_("The app is off."));
      });
    },

    addPasskey() {
      return this.attempt(async () => {
        const { options } = await withProof(() => api.post("/me/passkeys/options"));
        const credential = await makePasskey(options);
        const name = deviceName(navigator.userAgent) || _("Passkey");
        const { recovery_codes: codes } = await api.post("/me/passkeys", { name, credential });
        await security.load();
        if (codes) dialogs.open("recovery-codes", { codes });
        else toast(_("The passkey is ready."));
      });
    },

    /** @param {import("./security.js").Passkey} passkey */
    removePasskey({ id, name }) {
      return this.attempt(async () => {
        const title = _("Remove “%(name)s”?", { name });
        if (!(await confirmFirst({ title, text: this.whatIsLeft(1), action: _("Remove") }))) return;
        await withProof(() => api.delete(`/me/passkeys/${id}`));
        await security.load();
        toast(_("The passkey is removed."));
      });
    },

    /** @param {number} taken */
    whatIsLeft(taken) {
      const factors = security.passkeys.length + (security.appSince === null ? 0 : 1);
      return factors > taken
        ? _("You will no longer be able to sign in with it.")
        : _("From then on, your account is guarded by one factor only.");
    },

    /** @param {import("./security.js").Passkey} passkey */
    beginRenaming({ id, name }) {
      this.renaming = id;
      this.newName = name;
    },

    stopRenaming() {
      this.renaming = 0;
    },

    rename() {
      return this.attempt(async () => {
        await api.patch(`/me/passkeys/${this.renaming}`, { name: this.newName });
        this.renaming = 0;
        await security.load();
      });
    },

    renewCodes() {
      return this.attempt(async () => {
        const question = {
          title: _("Make new recovery codes?"),
          text: _("The ones that you have kept until now will no longer work."),
          action: _("Make new codes"),
        };
        if (!(await confirmFirst(question))) return;
        const { recovery_codes: codes } = await withProof(() => api.post("/me/recovery-codes"));
        await security.load();
        dialogs.open("recovery-codes", { codes });
      });
    },
  };
}

/**
 * The dialog that puts the secret into an app and takes a first code.
 *
 * @param {Parts} parts
 */
export function authenticatorDialog({ security, withProof, dialogs }) {
  const form = createForm({
    name: "authenticator",
    values: { code: "" },
    submit: async ({ code }) => {
      const { recovery_codes: codes } = await withProof(() => api.post("/me/authenticator/confirm", { code }));
      await security.load();
      if (codes) dialogs.open("recovery-codes", { codes });
      else {
        dialogs.close();
        toast(_("The app is on."));
      }
    },
  });
  return {
    ...form,
    qr: "",
    secret: "",
    uri: "",

    begin() {
      const { qr, secret, uri } = dialogs.data;
      Object.assign(this, { qr, uri, secret: secret.match(/.{1,4}/g).join(" "), problems: {}, summary: "" });
      this.values.code = "";
    },

    async copySecret() {
      if (await copyText(this.secret.replaceAll(" ", ""))) toast(_("Copied."));
    },

    close() {
      dialogs.close();
    },
  };
}

/**
 * The dialog that shows the recovery codes, once.
 *
 * @param {Parts & {session: import("./session.js").Session}} parts
 */
export function recoveryCodesDialog({ dialogs, session }) {
  return {
    codes: /** @type {string[]} */ ([]),

    begin() {
      this.codes = dialogs.data.codes;
    },

    get text() {
      const title = _("Recovery codes of %(username)s in %(workspace)s", { username: session.username, workspace: session.workspace });
      return `${title}\n${location.origin}\n\n${this.codes.join("\n")}\n`;
    },

    async copy() {
      if (await copyText(this.text)) toast(ngettext("%(num)s code copied.", "%(num)s codes copied.", this.codes.length));
    },

    download() {
      const address = URL.createObjectURL(new Blob([this.text], { type: "text/plain" }));
      const link = document.createElement("a");
      link.href = address;
      link.download = `${session.username}-recovery-codes.txt`;
      link.click();
      URL.revokeObjectURL(address);
    },

    print() {
      window.print();
    },

    close() {
      this.codes = [];
      dialogs.close();
    },
  };
}
