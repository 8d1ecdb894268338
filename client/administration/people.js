/**
 * Everybody with an account.
 */
import { api } from "../core/api.js";
import { ApiError } from "../core/errors.js";
import { _, formatDay, formatExact, formatNumber, ngettext } from "../core/i18n.js";
import { copyText } from "../ui/clipboard.js";
import { confirmFirst } from "../ui/dialog.js";
import { reason } from "../ui/form.js";
import { toast } from "../ui/toast.js";
import { pages } from "./pages.js";

/**
 * @typedef {object} Person
 * @property {number} id
 * @property {string} username
 * @property {string} name
 * @property {string} email
 * @property {string} role
 * @property {string|null} last_seen_at
 * @property {string|null} deactivated_at
 * @property {string|null} banned_at
 * @property {string|null} muted_until
 * @property {string|null} delete_at
 */

const NOBODY = { id: 0, username: "", name: "", email: "", role: "", last_seen_at: null, deactivated_at: null, banned_at: null, muted_until: null, delete_at: null };

/** How each act is asked of the server. @type {Record<string, (id: number, value?: any) => Promise<Partial<Person>>>} */
const ACTS = {
  mute: (id, minutes) => api.put(`/users/${id}/mute`, { minutes }),
  deactivate: (id) => api.put(`/users/${id}/deactivation`, {}),
  activate: (id) => api.delete(`/users/${id}/deactivation`),
  ban: (id, hide) => api.put(`/users/${id}/ban`, { hide_messages: hide }),
  unban: (id) => api.delete(`/users/${id}/ban`),
  role: (id, role) => api.put(`/users/${id}/role`, { role }),
};

/**
 * @param {object} options
 * @param {import("../accounts/session.js").Session} options.session
 * @param {{open(name: string): void, close(): void}} options.dialogs
 */
export function adminPeople({ session, dialogs }) {
  const list = pages({
    path: "/administration/people",
    from: "after",
    params: ({ query, role, state }) => ({ q: query || null, role: role || null, state: state || null }),
    rows: ({ people }) => people.map((/** @type {Person} */ person) => describe(person, session.user?.id)),
  });
  const own = {
    query: "",
    role: "",
    state: "",
    chosen: describe(NOBODY, session.user?.id),
    refusal: "",
    link: "",
    fresh: { username: "", email: "" },
    problems: /** @type {Record<string, string>} */ ({}),
    busy: false,

    /** @param {ReturnType<typeof describe>} person */
    manage(person) {
      this.chosen = person;
      this.refusal = "";
      this.link = "";
      dialogs.open("manage-person");
    },

    close() {
      dialogs.close();
    },

    addPerson() {
      dialogs.open("add-person");
    },

    resetForm() {
      Object.assign(this, { refusal: "", link: "", problems: {}, fresh: { username: "", email: "" } });
    },

    async create() {
      await this.make(async () => {
        this.link = (await api.post("/administration/people", this.fresh)).link;
        await list.load.call(this);
      });
    },

    async resetPassword() {
      await this.make(async () => {
        this.link = (await api.post(`/administration/people/${this.chosen.id}/reset`)).link;
      });
    },

    /** @param {() => Promise<void>} work */
    async make(work) {
      this.busy = true;
      this.refusal = "";
      this.problems = {};
      try {
        await work();
      } catch (error) {
        this.problems = error instanceof ApiError ? error.fields : {};
        if (Object.keys(this.problems).length === 0) this.refusal = reason(error);
      } finally {
        this.busy = false;
      }
    },

    async copy() {
      await copyText(this.link);
      toast(_("Copied."));
    },

    /** @param {HTMLSelectElement} select */
    async changeRole(select) {
      await this.act("role", select.value);
      select.value = this.chosen.role;
    },

    async unguard() {
      const sure = await confirmFirst({
        title: _("Take the second factor away?"),
        text: _("%(name)s signs in with the password alone then. Make sure that it is them who asked.", { name: this.chosen.name }),
        action: _("Take away"),
      });
      if (!sure) return;
      await this.make(async () => {
        await api.delete(`/administration/people/${this.chosen.id}/factors`);
        toast(_("Done."));
      });
    },

    async deactivate() {
      const sure = await confirmFirst({
        title: _("Deactivate this account?"),
        text: _("%(name)s is signed out everywhere and cannot sign in again until you activate the account.", { name: this.chosen.name }),
        action: _("Deactivate"),
      });
      if (sure) await this.act("deactivate");
    },

    async ban() {
      const sure = await confirmFirst({
        title: _("Ban %(name)s?", { name: this.chosen.name }),
        text: _("They are put out at once and cannot come back. You can lift the ban later."),
        action: _("Ban"),
      });
      if (!sure) return;
      const hide = await confirmFirst({
        title: _("Hide what they wrote as well?"),
        text: _("Their messages disappear for everybody. They come back when you lift the ban."),
        action: _("Hide messages"),
        cancel: _("Keep messages"),
      });
      await this.act("ban", hide);
    },

    /**
     * @param {string} name
     * @param {any} [value]
     */
    async act(name, value) {
      this.busy = true;
      this.refusal = "";
      try {
        const changed = describe({ ...this.chosen, ...(await ACTS[name](this.chosen.id, value)) }, session.user?.id);
        this.chosen = changed;
        this.rows = this.rows.map((person) => (person.id === changed.id ? changed : person));
        toast(_("Done."));
      } catch (error) {
        this.refusal = reason(error);
      } finally {
        this.busy = false;
      }
    },

    rows: /** @type {ReturnType<typeof describe>[]} */ ([]),
  };
  return Object.defineProperties(own, {
    ...Object.getOwnPropertyDescriptors(list),
    summary: {
      enumerable: true,
      configurable: true,
      /** @this {{loading: boolean, total: number}} */
      get() {
        if (this.loading) return "";
        return ngettext("%(count)s person", "%(count)s people", this.total, { count: formatNumber(this.total) });
      },
    },
  });
}

/**
 * @param {Person} person
 * @param {number|undefined} myId
 */
function describe(person, myId) {
  const muted = person.muted_until !== null && new Date(person.muted_until) > new Date();
  const seen = person.last_seen_at ? _("last here: %(day)s", { day: formatDay(person.last_seen_at) }) : _("never here yet");
  return {
    ...person,
    mine: person.id === myId,
    manageLabel: _("Manage %(name)s", { name: person.name }),
    muted,
    muteText: muted ? _("Until %(when)s they read, but cannot write.", { when: formatExact(String(person.muted_until)) }) : _("They read, but cannot write for a while."),
    about: `@${person.username} · ${person.email} · ${seen}`,
    exact: person.last_seen_at ? formatExact(person.last_seen_at) : "",
    tags: tags(person),
  };
}

/** @param {Person} person */
function tags(person) {
  /** @type {Record<string, string>} */
  const roles = { admin: _("Administrator"), moderator: _("Moderator"), guest: _("Guest") };
  const found = [
    { text: roles[person.role] ?? "", look: "role" },
    { text: person.banned_at ? _("Banned") : "", look: "bad" },
    { text: person.deactivated_at ? _("Deactivated") : "", look: "off" },
    { text: person.delete_at ? _("Leaving") : "", look: "off" },
    { text: person.muted_until && new Date(person.muted_until) > new Date() ? _("Muted") : "", look: "off" },
  ];
  return found.filter(({ text }) => text);
}
