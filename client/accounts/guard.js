/**
 * Which addresses are for whom: before the set-up, signed out, signed in.
 */
import { nextPath } from "./doors.js";

const DOORS = new Set(["sign-in", "sign-up", "setup"]);

/**
 * @param {import("./session.js").Session} session
 * @returns {(match: {view: string, path: string, query: URLSearchParams}) => string|null} where to go instead
 */
export function createGuard(session) {
  return ({ view, path, query }) => {
    if (session.needsSetUp) return view === "setup" ? null : "/setup";
    if (session.user) return DOORS.has(view) ? nextPath(query) : null;
    if (view === "sign-in" || view === "sign-up") return null;
    return path === "/" || view === "setup" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`;
  };
}
