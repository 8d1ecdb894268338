/**
 * The session ended while the page was open: sign in again without losing one's place.
 */
import { api } from "../core/api.js";
import { createForm } from "../ui/form.js";
import { passkeyDoor } from "./passkey-door.js";

/**
 * @param {object} options
 * @param {import("./session.js").Session} options.session
 * @param {(boot: import("./session.js").Boot) => Promise<void>} options.comeBack
 * @param {() => Promise<void>} options.signOut
 */
export function signInAgain({ session, comeBack, signOut }) {
  const form = createForm({
    name: "sign-in-again",
    values: { password: "" },
    submit: async ({ password }) => comeBack(await api.post("/session", { login: session.username, password })),
  });
  return {
    ...form,
    // A passkey of somebody else: nothing of this page may be seen or sent in their name.
    ...passkeyDoor(async (boot) => (boot.user?.id === session.user?.id ? comeBack(boot) : location.assign("/"))),

    /** The password was right, and a second factor is to come. */
    get secondStep() {
      return session.secondFactor.length > 0;
    },

    reset() {
      this.values.password = "";
      this.problems = {};
      this.summary = "";
    },
    leave: signOut,
  };
}
