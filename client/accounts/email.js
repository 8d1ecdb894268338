/**
 * One's address: whether it is confirmed, and changing it.
 */
import { api } from "../core/api.js";
import { createForm, focusSoon, reason } from "../ui/form.js";

/**
 * @param {object} options
 * @param {import("./prove.js").WithProof} options.withProof
 */
export function emailAddress({ withProof }) {
  const form = createForm({
    name: "change-email",
    values: { email: "" },
    submit: async (values) => {
      state = await withProof(() => api.put("/me/email", values));
    },
  });
  /** What the server says. @type {{email: string, confirmed: boolean, next: string}|null} */
  let state = null;

  return {
    ...form,
    email: "",
    next: "",
    confirmed: false,
    loaded: false,
    asked: false,
    open: false,
    failure: "",

    init() {
      void this.load();
    },

    load() {
      return this.try(() => api.get("/me/email"));
    },

    async askAgain() {
      await this.try(() => api.post("/me/email/confirmation"));
      this.asked = !this.failure;
    },

    callOff() {
      return this.try(() => api.delete("/me/email/next"));
    },

    /** @param {() => Promise<typeof state|undefined|null>} work */
    async try(work) {
      this.failure = "";
      this.busy = true;
      try {
        this.take(await work());
      } catch (error) {
        this.failure = reason(error);
      } finally {
        this.busy = false;
      }
    },

    /** @param {typeof state|undefined} next */
    take(next) {
      if (next) Object.assign(this, next, { loaded: true });
    },

    async submit() {
      state = null;
      await form.submit.call(this);
      if (!state) return;
      this.take(state);
      this.fold();
    },

    unfold() {
      this.open = true;
      focusSoon("#settings-new-email");
    },

    fold() {
      this.open = false;
      Object.assign(this, { problems: {}, summary: "" });
      this.values.email = "";
    },
  };
}
