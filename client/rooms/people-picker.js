/**
 * Choosing people by typing, with the mouse or only with the keyboard.
 */
import { api } from "../core/api.js";
import { _ } from "../core/i18n.js";
import { reason } from "../ui/form.js";

/** @typedef {import("./describe.js").Person} Person */

/**
 * @param {object} options
 * @param {ReturnType<typeof import("../ui/dialog.js").createDialogs>} options.dialogs
 * @param {{id: number}|null} options.me is never among those to choose from
 * @param {Record<string, import("./purposes.js").Purpose>} options.purposes by the dialog's data-for
 */
export function peoplePicker({ dialogs, me, purposes }) {
  let asked = 0;
  return {
    query: "",
    found: /** @type {Person[]} */ ([]),
    chosen: /** @type {Person[]} */ ([]),
    /** Who is found and cannot be chosen. @type {Set<number>} */
    taken: new Set(),
    active: /** @type {Person|null} */ (null),
    searched: false,
    busy: false,
    summary: "",

    get purpose() {
      return purposes[this.$root.dataset.for ?? ""];
    },

    get title() {
      return this.purpose.title(dialogs.data);
    },

    reset() {
      Object.assign(this, { query: "", found: [], taken: new Set(), chosen: [], active: null, searched: false, summary: "" });
      void this.search();
    },

    async search() {
      asked += 1;
      const turn = asked;
      try {
        const users = api.get("/users", { params: { q: this.query, limit: 50 } });
        const [found, taken] = await Promise.all([users, this.purpose.taken(dialogs.data, this.query)]);
        if (turn !== asked) return;
        this.taken = taken;
        this.found = this.inOrder(found.users);
        this.active = this.query ? (this.found.find((person) => this.free(person)) ?? null) : null;
        this.searched = true;
        this.summary = "";
      } catch (error) {
        this.summary = reason(error);
      }
    },

    /**
     * Who can be chosen comes first.
     *
     * @param {Person[]} people
     */
    inOrder(people) {
      const others = people.filter(({ id }) => id !== me?.id);
      return [...others.filter((person) => this.free(person)), ...others.filter((person) => !this.free(person))];
    },

    /** @param {Person} person */
    free(person) {
      return !this.taken.has(person.id);
    },

    /** @param {KeyboardEvent} event */
    key(event) {
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) this.move(step);
      else if (event.key === "Enter" && this.active) this.toggle(this.active);
      else if (event.key === "Backspace" && !this.query && this.chosen.length) this.drop(this.chosen[this.chosen.length - 1]);
      else return;
      event.preventDefault();
    },

    /** @param {number} step */
    move(step) {
      if (this.found.length === 0) return;
      const at = this.found.findIndex(({ id }) => id === this.active?.id);
      const next = at < 0 && step < 0 ? this.found.length - 1 : (at + step + this.found.length) % this.found.length;
      this.active = this.found[next];
      document.getElementById(`${this.$root.dataset.for}-${this.active.id}`)?.scrollIntoView({ block: "nearest" });
    },

    /** @param {Person} person */
    picked(person) {
      return this.chosen.some(({ id }) => id === person.id);
    },

    /** @param {Person} person */
    toggle(person) {
      if (!this.free(person)) return;
      if (this.picked(person)) {
        this.drop(person);
        return;
      }
      this.chosen.push(person);
      // The name did its work; the next one starts empty, and Enter now means "go".
      this.active = null;
      if (this.query) {
        this.query = "";
        void this.search();
      }
    },

    /** @param {Person} person */
    drop(person) {
      this.chosen = this.chosen.filter(({ id }) => id !== person.id);
    },

    /** @param {Person} person */
    handle(person) {
      return `@${person.username}`;
    },

    /** @param {Person} person */
    dropLabel(person) {
      return _("Take %(name)s out", { name: person.name });
    },

    async submit() {
      if (this.busy || this.chosen.length === 0) return;
      this.busy = true;
      try {
        await this.purpose.carryOut(this.chosen, dialogs.data);
        dialogs.close();
      } catch (error) {
        this.summary = reason(error);
      } finally {
        this.busy = false;
      }
    },

    /** What the dialog that makes links has to know. */
    get place() {
      return { roomId: dialogs.data?.id };
    },

    close() {
      dialogs.close();
    },

    /** Given by Alpine. @type {HTMLElement} */
    $root: /** @type {any} */ (undefined),
  };
}
