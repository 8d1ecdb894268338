/**
 * Components of the views that not everybody opens.
 */
import "./door.css";
import "./settings.css";

import { authenticatorDialog, recoveryCodesDialog, secondFactors } from "./factors.js";
import { linkedAccounts } from "./linked.js";
import { leavingDialog, leavingSection, leavingView } from "./leaving.js";
import { emailAddress } from "./email.js";
import { changePassword } from "./password.js";
import { createProof, prove } from "./prove.js";
import { createSecurity } from "./security.js";
import { settings } from "./settings.js";

/**
 * @param {object} parts see `parts` in main.js
 * @param {typeof import("@alpinejs/csp").default} parts.Alpine
 * @param {import("./session.js").Session} parts.session
 * @param {{name: string, data: any, open(name: string, data?: any): void, close(): void}} parts.dialogs
 * @param {(path: string, options?: {replace?: boolean}) => void} parts.go
 * @param {() => Promise<void>} parts.signOut
 */
export function register({ Alpine, session, dialogs, go, signOut }) {
  const parts = { session, dialogs, security: Alpine.reactive(createSecurity()), withProof: createProof(dialogs) };
  Alpine.data("settings", () => settings({ session, signOut }));
  Alpine.data("emailAddress", () => emailAddress(parts));
  Alpine.data("changePassword", () => changePassword(parts));
  Alpine.data("secondFactors", () => secondFactors(parts));
  Alpine.data("authenticator", () => authenticatorDialog(parts));
  Alpine.data("recoveryCodes", () => recoveryCodesDialog(parts));
  Alpine.data("leavingSection", () => leavingSection(parts));
  Alpine.data("leavingDialog", () => leavingDialog({ ...parts, go }));
  Alpine.data("leavingView", () => leavingView({ session, go, signOut }));
  Alpine.data("linkedAccounts", () => linkedAccounts(parts));
  Alpine.data("prove", () => prove({ dialogs, signOut }));
}
