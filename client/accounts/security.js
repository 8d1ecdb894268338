/**
 * What guards one's account, as the settings show it; shared by their sections.
 */
import { api } from "../core/api.js";
import { _, formatDay, ngettext } from "../core/i18n.js";
import { reason } from "../ui/form.js";

/**
 * @typedef {object} Passkey
 * @property {number} id
 * @property {string} name
 * @property {string} created_at
 * @property {string|null} last_used_at
 */

/** @returns a store, to be made reactive */
export function createSecurity() {
  return {
    loaded: false,
    failure: "",
    hasPassword: true,
    appSince: /** @type {string|null} */ (null),
    codesLeft: 0,
    passkeys: /** @type {ReturnType<typeof describe>[]} */ ([]),

    async load() {
      this.failure = "";
      try {
        const found = await api.get("/me/security");
        this.hasPassword = found.has_password;
        this.appSince = found.authenticator_since;
        this.codesLeft = found.recovery_codes_left;
        this.passkeys = found.passkeys.map(describe);
        this.loaded = true;
      } catch (error) {
        this.failure = reason(error);
      }
    },

    get guarded() {
      return this.appSince !== null || this.passkeys.length > 0;
    },
    get aboutApp() {
      if (this.appSince === null) return _("A code from an app on your phone, after your password.");
      return _("On since: %(day)s", { day: formatDay(this.appSince) });
    },
    get aboutCodes() {
      return ngettext("%(num)s left. Each lets you in once, when nothing else does.", "%(num)s left. Each lets you in once, when nothing else does.", this.codesLeft);
    },
  };
}

/** @typedef {ReturnType<typeof createSecurity>} Security */

/** @param {Passkey} passkey */
function describe(passkey) {
  const { name, last_used_at: used, created_at: made } = passkey;
  return {
    ...passkey,
    about: used ? _("Last used: %(day)s", { day: formatDay(used) }) : _("Made: %(day)s", { day: formatDay(made) }),
    renameLabel: _("Rename %(name)s", { name }),
    removeLabel: _("Remove %(name)s", { name }),
  };
}
