/**
 * Accounts elsewhere in the settings: which there are, to link and unlink them.
 */
import { api } from "../core/api.js";
import { _, formatDay } from "../core/i18n.js";
import { reason } from "../ui/form.js";
import { toast } from "../ui/toast.js";
import { explanation, labelOf } from "./providers.js";

const PLACE = "accounts-elsewhere";

/**
 * @typedef {object} Way
 * @property {string} provider
 * @property {string} label
 * @property {boolean} usable
 * @property {boolean} linked
 * @property {string} email
 * @property {string|null} last_used_at
 * @property {boolean} removable
 */

/**
 * @param {object} options
 * @param {import("./session.js").Session} options.session
 * @param {import("./prove.js").WithProof} options.withProof
 */
export function linkedAccounts({ session, withProof }) {
  return {
    ways: /** @type {ReturnType<typeof describe>[]} */ ([]),
    shown: session.providers.length > 0,
    busy: false,
    failure: "",
    good: "",

    async init() {
      const told = this.hear(new URLSearchParams(location.search));
      await this.load();
      // The settings are long, and this is why the reader is here.
      if (told) requestAnimationFrame(() => document.getElementById(PLACE)?.scrollIntoView({ block: "center" }));
    },

    /**
     * What became of linking, when the reader comes back from a provider.
     *
     * @param {URLSearchParams} query
     * @returns {boolean} whether there is something to tell
     */
    hear(query) {
      const why = query.get("why");
      const linked = query.get("linked");
      if (why) this.failure = explanation(why, labelOf(session, query.get("provider"))).text;
      if (linked) this.good = _("You can now sign in with %(name)s.", { name: labelOf(session, linked) });
      // Said once: not again with every reload.
      const told = Boolean(why || linked);
      if (told) history.replaceState(history.state, "", location.pathname);
      return told;
    },

    async load() {
      try {
        const { identities } = await api.get("/me/identities");
        this.ways = identities.map(describe);
        this.shown = this.ways.length > 0;
      } catch (error) {
        this.failure = reason(error);
      }
    },

    /** @param {Way} way */
    link(way) {
      return this.change(async () => {
        const { url } = await withProof(() => api.post(`/me/identities/${way.provider}/start`));
        location.assign(url);
      });
    },

    /** @param {Way} way */
    unlink(way) {
      return this.change(async () => {
        await withProof(() => api.delete(`/me/identities/${way.provider}`));
        toast(_("Unlinked."));
        await this.load();
      });
    },

    /** @param {() => Promise<void>} change */
    async change(change) {
      this.busy = true;
      this.failure = "";
      this.good = "";
      try {
        await change();
      } catch (error) {
        this.failure = reason(error);
      } finally {
        this.busy = false;
      }
    },
  };
}

/** @param {Way} way */
function describe(way) {
  const { label: name } = way;
  const about = way.linked
    ? [way.email, way.last_used_at && _("last used: %(day)s", { day: formatDay(way.last_used_at) })]
    : [_("Not linked")];
  return {
    ...way,
    initial: [...name][0]?.toLocaleUpperCase() ?? "",
    about: about.filter(Boolean).join(" · "),
    linkable: way.usable && !way.linked,
    only: way.linked && !way.removable,
    linkLabel: _("Link %(name)s", { name }),
    unlinkLabel: _("Unlink %(name)s", { name }),
  };
}
