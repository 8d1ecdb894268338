/**
 * The second step of signing in: a code of an app, a passkey, or a recovery code.
 */
import { api } from "../core/api.js";
import { createForm, focusSoon } from "../ui/form.js";
import { canUsePasskeys, usePasskey } from "./webauthn.js";

/** @typedef {"totp"|"passkey"|"recovery"} Way */

const CODE_DIGITS = 6;

/**
 * @param {object} options
 * @param {import("./session.js").Session} options.session knows which ways there are
 * @param {(boot: import("./session.js").Boot) => Promise<void>} options.finish
 */
export function secondFactor({ session, finish }) {
  /** @returns {Promise<void>} */
  async function send() {
    await finish(await api.post("/session/second-factor", await step.answer()));
  }
  const step = {
    ...createForm({ name: "second-factor", values: { code: "" }, submit: send }),
    chosen: /** @type {Way|""} */ (""),

    /** @returns {Way[]} */
    get ways() {
      return session.secondFactor.filter((way) => way !== "passkey" || canUsePasskeys());
    },
    /** @returns {Way|""} */
    get way() {
      return this.ways.find((way) => way === this.chosen) ?? this.ways[0] ?? "";
    },
    /** None is left that this browser could take. @returns {boolean} */
    get stuck() {
      return this.ways.length === 0;
    },
    /** @returns {Way[]} */
    get others() {
      return this.ways.filter((way) => way !== this.way);
    },

    /** @param {Way} way */
    choose(way) {
      this.chosen = way;
      this.values.code = "";
      this.problems = {};
      this.summary = "";
      focusSoon(".second-factor input");
    },

    /** Nobody wants to press a button after the sixth digit. */
    typed() {
      const digits = this.values.code.replaceAll(/\s/g, "");
      if (this.way === "totp" && digits.length === CODE_DIGITS && /^\d+$/.test(digits)) void this.submit();
    },

    /** @returns {Promise<Record<string, any>>} */
    async answer() {
      if (this.way === "totp") return { code: this.values.code };
      if (this.way === "recovery") return { recovery_code: this.values.code };
      const { options } = await api.post("/session/second-factor/passkey");
      return { credential: await usePasskey(options) };
    },
  };
  return step;
}
