/**
 * Coming in by a passkey alone.
 */
import { api } from "../core/api.js";
import { reason } from "../ui/form.js";
import { canUsePasskeys, usePasskey } from "./webauthn.js";

/**
 * To be mixed into a form, whose `busy` and `summary` it shares.
 *
 * @param {(boot: import("./session.js").Boot) => Promise<void>} enter
 */
export function passkeyDoor(enter) {
  return {
    busy: false,
    summary: "",
    passkeys: canUsePasskeys(),

    async usePasskey() {
      if (this.busy) return;
      this.busy = true;
      this.summary = "";
      try {
        const { options } = await api.post("/session/passkey/options");
        await enter(await api.post("/session/passkey", { credential: await usePasskey(options) }));
      } catch (error) {
        this.summary = reason(error);
      } finally {
        this.busy = false;
      }
    },
  };
}
