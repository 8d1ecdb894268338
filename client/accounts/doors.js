/**
 * The forms through which people come in: setting up, signing up, signing in.
 */
import { api } from "../core/api.js";
import { createForm } from "../ui/form.js";

/**
 * @typedef {object} Doors
 * @property {(boot: import("./session.js").Boot, path: string) => Promise<void>} enter show the workspace
 * @property {() => URLSearchParams} query of the present address
 */

/** @param {Doors} doors */
export const setUp = ({ enter }) =>
  createForm({
    name: "set-up",
    values: { workspace: "", username: "", email: "", password: "" },
    submit: async (values) => enter(await api.post("/setup", values), "/"),
  });

/** @param {Doors} doors */
export const signUp = ({ enter, query }) =>
  createForm({
    name: "sign-up",
    values: { username: "", email: "", password: "" },
    submit: async (values) => enter(await api.post("/users", values), nextPath(query())),
  });

/** @param {Doors} doors */
export const signIn = ({ enter, query }) =>
  createForm({
    name: "sign-in",
    values: { login: "", password: "" },
    submit: async (values) => enter(await api.post("/session", values), nextPath(query())),
  });

/**
 * Where to go after signing in: only ever to this site, whatever a link in somebody's mail says.
 *
 * @param {URLSearchParams} query
 * @returns {string} a path
 */
export function nextPath(query) {
  const wanted = query.get("next") ?? "/";
  if (!wanted.startsWith("/")) return "/";
  const url = new URL(wanted, location.origin);
  const path = url.pathname + url.search + url.hash;
  // "/.//elsewhere" is of this site until its dots are resolved; what is left is an address of another.
  return url.origin === location.origin && !path.startsWith("//") ? path : "/";
}
