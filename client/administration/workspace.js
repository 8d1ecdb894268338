/**
 * The workspace's name and picture, who gets in, what people may do.
 */
import { api } from "../core/api.js";
import { ApiError } from "../core/errors.js";
import { _, formatList } from "../core/i18n.js";
import { reason } from "../ui/form.js";
import { toast } from "../ui/toast.js";

const PATH = "/administration/workspace";

/**
 * @typedef {object} Settings
 * @property {string} name
 * @property {string} sign_up
 * @property {string[]} email_domains
 * @property {boolean} guests
 * @property {boolean} members_invite
 * @property {string|null} logo
 * @property {Record<string, string>} limits
 */

/**
 * @param {{session: import("../accounts/session.js").Session}} options
 */
export function adminWorkspace({ session }) {
  let kept = "";
  return {
    values: { name: "", sign_up: "open", email_domains: "", guests: false, members_invite: false },
    logo: "",
    limits: /** @type {{name: string, title: string, rate: string}[]} */ ([]),
    problems: /** @type {Record<string, string>} */ ({}),
    summary: "",
    problem: "",
    providers: /** @type {ReturnType<typeof describe>[]} */ ([]),
    ready: false,
    busy: false,

    init() {
      void this.load();
    },

    get changed() {
      return JSON.stringify(this.values) !== kept;
    },

    async load() {
      this.problem = "";
      try {
        const [settings, { providers }] = await Promise.all([api.get(PATH), api.get("/administration/providers")]);
        this.providers = providers.map(describe);
        this.take(settings);
      } catch (error) {
        this.problem = reason(error);
      }
    },

    async submit() {
      const { email_domains: domains, ...rest } = this.values;
      const wanted = { ...rest, email_domains: domains.split(/[\s,;]+/).filter(Boolean) };
      await this.change(() => api.patch(PATH, wanted));
    },

    /** @param {HTMLInputElement} input */
    async upload(input) {
      const file = input.files?.[0];
      input.value = "";
      if (file) await this.change(() => api.put(`${PATH}/logo`, file), { keepValues: true });
    },

    /** @param {ReturnType<typeof describe>} provider */
    async check(provider) {
      this.busy = true;
      this.summary = "";
      try {
        const { state } = await api.post(`/administration/providers/${provider.name}/check`);
        const well = state === "ok";
        /** @type {Record<string, string>} */
        const words = { ok: _("Answers"), unreachable: _("Does not answer"), garbled: _("Answers nonsense") };
        const now = { ...provider, state: words[state] ?? state, look: well ? "good" : "bad" };
        this.providers = this.providers.map((each) => (each.name === now.name ? now : each));
      } catch (error) {
        this.summary = reason(error);
      } finally {
        this.busy = false;
      }
    },

    async removeLogo() {
      await this.change(() => api.delete(`${PATH}/logo`), { keepValues: true });
    },

    /**
     * @param {() => Promise<Settings>} act
     * @param {{keepValues?: boolean}} [options] what is typed but not saved stays
     */
    async change(act, { keepValues = false } = {}) {
      this.busy = true;
      this.problems = {};
      this.summary = "";
      try {
        const settings = await act();
        if (keepValues) this.show(settings);
        else this.take(settings);
        toast(_("Saved."));
      } catch (error) {
        this.problems = error instanceof ApiError ? error.fields : {};
        if (Object.keys(this.problems).length === 0) this.summary = reason(error);
      } finally {
        this.busy = false;
      }
    },

    /** @param {Settings} settings */
    take({ logo, limits, email_domains: domains, ...values }) {
      this.show({ logo });
      this.values = { ...this.values, ...values, email_domains: domains.join(" ") };
      kept = JSON.stringify(this.values);
      this.limits = Object.entries(limits).map(([name, rate]) => ({ name, title: limitTitle(name), rate: rate === "off" ? _("off") : rate }));
      this.ready = true;
      session.workspace = this.values.name;
    },

    /** @param {{logo: string|null}} settings */
    show({ logo }) {
      this.logo = logo ?? "";
      session.logo = this.logo;
    },
  };
}

/** @param {{name: string, label: string, missing: string[], callback: string}} provider */
function describe(provider) {
  const usable = provider.missing.length === 0;
  const missing = formatList(provider.missing);
  return {
    ...provider,
    usable,
    state: "",
    look: "",
    about: usable ? _("Callback: %(address)s", { address: provider.callback }) : _("Not usable yet: %(missing)s is missing.", { missing }),
    checkLabel: _("Test %(provider)s", { provider: provider.label }),
  };
}

/** @param {string} name */
function limitTitle(name) {
  /** @type {Record<string, string>} */
  const titles = {
    posts: _("Messages of one person"),
    todos: _("Changes of to-dos by one person"),
    writes: _("Changes by one person"),
    address_writes: _("Changes from one address"),
    sign_ups: _("New accounts from one address"),
    sign_ins: _("Tries to sign in from one address"),
    mails: _("Mails of one kind to one person"),
    reports: _("Reports of one person"),
    guests: _("New guests from one address"),
    exports: _("Archives of one person's own data"),
    imports: _("Files that one person reads into lists"),
    calendars: _("Fetches of one person's calendar"),
    push_tests: _("Test notifications of one person"),
  };
  return titles[name] ?? name;
}
