/**
 * "Is it you?": what is dangerous asks again who is there, when the last proof is a while ago.
 */
import { ApiError, api } from "../core/api.js";
import { createForm, focusSoon, reason } from "../ui/form.js";
import { canUsePasskeys, usePasskey } from "./webauthn.js";

/** @typedef {"password"|"totp"|"passkey"} Way */
/** @typedef {<T>(action: () => Promise<T>) => Promise<T>} WithProof */

/**
 * @param {{open(name: string, data?: any): void}} dialogs
 * @returns {WithProof} carries out an action of the API; when the server wants a proof first, asks for it, and tries again.
 *   Throws an ApiError without a message when the reader does not want to.
 */
export function createProof(dialogs) {
  return async (action) => {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "prove_first") throw error;
      const proved = await new Promise((resolve) => dialogs.open("prove", { resolve }));
      if (!proved) throw new ApiError({ code: "cancelled", message: "" });
      return action();
    }
  };
}

/**
 * The dialog.
 *
 * @param {object} options
 * @param {{data: any, close(): void}} options.dialogs
 * @param {() => Promise<void>} options.signOut
 */
export function prove({ dialogs, signOut }) {
  /** @returns {Promise<void>} */
  async function send() {
    await api.post("/me/proof", await dialog.answer());
    dialog.settle(true);
    dialogs.close();
  }
  const dialog = {
    ...createForm({ name: "prove", values: { password: "", code: "" }, submit: send }),
    ways: /** @type {Way[]} */ ([]),
    way: /** @type {Way|""} */ (""),
    loaded: false,
    resolve: /** @type {((proved: boolean) => void)|null} */ (null),

    async begin() {
      this.resolve = dialogs.data.resolve;
      Object.assign(this, { problems: {}, summary: "", shown: false, loaded: false, way: "" });
      Object.assign(this.values, { password: "", code: "" });
      try {
        const { proof_ways: ways } = await api.get("/me/security");
        this.ways = ways.filter((/** @type {Way} */ way) => way !== "passkey" || canUsePasskeys());
        this.choose(this.ways[0] ?? "");
        this.loaded = true;
      } catch (error) {
        this.summary = reason(error);
      }
    },

    /** @param {boolean} proved */
    settle(proved) {
      this.resolve?.(proved);
      this.resolve = null;
    },

    /** @param {Way|""} way */
    choose(way) {
      this.way = way;
      this.problems = {};
      this.summary = "";
      focusSoon("#prove-password, #prove-code");
    },

    /** @returns {Promise<Record<string, any>>} */
    async answer() {
      if (this.way === "password") return { password: this.values.password };
      if (this.way === "totp") return { code: this.values.code };
      const { options } = await api.post("/me/proof/passkey");
      return { credential: await usePasskey(options) };
    },

    close() {
      dialogs.close();
    },

    leave: signOut,
  };
  return dialog;
}
