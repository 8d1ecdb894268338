/**
 * The forms through which people come in: setting up, signing up, signing in.
 */
import "./door.css";

import { api } from "../core/api.js";
import { ApiError } from "../core/errors.js";
import { createForm } from "../ui/form.js";
import { passkeyDoor } from "./passkey-door.js";
import { nextPath } from "./next-path.js";
import { providerButtons } from "./providers.js";
import { secondFactor } from "./second-factor.js";
import { signInAgain } from "./sign-in-again.js";

/**
 * @typedef {object} Doors
 * @property {(boot: import("./session.js").Boot, path: string) => Promise<void>} enter show the workspace
 * @property {(login: string) => Promise<void>} confirmFirst say that the address has to be confirmed before anything else
 * @property {() => URLSearchParams} query of the present address
 */

/** @param {any} parts what main.js gives */
export function register({ Alpine, session, signOut, comeBack, afterwards, invitation, ...doors }) {
  Alpine.data("setUp", () => setUp(doors));
  Alpine.data("signUp", () => signUp(doors));
  Alpine.data("signIn", () => signIn(doors));
  Alpine.data("secondStep", () => secondStep({ ...doors, session }));
  Alpine.data("secondStepAgain", () => secondFactor({ session, finish: comeBack }));
  Alpine.data("providers", () => providerButtons({ session, next: afterwards, invitation }));
  Alpine.data("signInAgain", () => signInAgain({ session, comeBack, signOut }));
}

/** @param {Doors} doors */
const setUp = ({ enter }) =>
  createForm({
    name: "set-up",
    values: { workspace: "", username: "", email: "", password: "" },
    submit: async (values) => enter(await api.post("/setup", values), "/"),
  });

/** @param {Doors} doors */
const signUp = ({ enter, query }) =>
  createForm({
    name: "sign-up",
    values: { username: "", email: "", password: "" },
    submit: async (values) => {
      // By which the person came, if they did.
      const invitation = query().get("invitation") ?? "";
      await enter(await api.post("/users", { ...values, invitation }), nextPath(query()));
    },
  });

/** @param {Doors} doors */
const signIn = ({ enter, confirmFirst, query }) => {
  const form = createForm({
    name: "sign-in",
    values: { login: "", password: "" },
    submit: async (values) => {
      try {
        await enter(await api.post("/session", values), nextPath(query()));
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== "confirm_first") throw error;
        await confirmFirst(values.login);
      }
    },
  });
  return { ...form, ...passkeyDoor((boot) => enter(boot, nextPath(query()))) };
};

/** @param {Doors & {session: import("./session.js").Session}} doors */
const secondStep = ({ enter, query, session }) =>
  secondFactor({ session, finish: (boot) => enter(boot, nextPath(query())) });
