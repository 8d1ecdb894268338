/**
 * All ways in: with an account, and without one where a room lets people look around. One file, since a page of somebody
 * who is not signed in can be used only once it has come.
 */
import { register as registerAccounts } from "../accounts/doors.js";
import { register as registerGuests } from "./guest-door.js";

/** @param {any} parts what main.js gives */
export function register(parts) {
  registerAccounts(parts);
  registerGuests(parts);
}
