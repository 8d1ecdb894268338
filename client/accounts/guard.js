/**
 * Which addresses are for whom: before the set-up, signed out, signed in.
 */
import { nextPath } from "./next-path.js";

const OUTSIDE = new Set(["sign-in", "sign-up", "sign-in-problem", "known-address", "check-mail", "link-account", "choose-username"]);
/** For whoever has the link, signed in or not. */
export const EITHER = new Set(["confirm-email", "change-email", "forgot-password", "reset-password", "invite"]);
const DOORS = new Set([...OUTSIDE, "setup", "second-factor"]);

/**
 * @param {import("./session.js").Session} session
 * @returns {(match: {view: string, path: string, query: URLSearchParams}) => string|null} where to go instead
 */
export function createGuard(session) {
  return ({ view, path, query }) => {
    if (session.needsSetUp) return view === "setup" ? null : "/setup";
    if (EITHER.has(view)) return null;
    if (session.user?.delete_at) return view === "leaving" ? null : "/leaving";
    if (session.user && view === "leaving") return "/";
    if (session.user) return DOORS.has(view) ? nextPath(query) : null;
    if (view === "second-factor" && session.secondFactor.length > 0) return null;
    if (OUTSIDE.has(view)) return null;
    return path === "/" || view === "setup" || view === "second-factor" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`;
  };
}
