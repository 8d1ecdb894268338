/**
 * Tells the server what this tab shows and whether somebody is at it, so that nobody is told of what they see.
 */
import { isAttended, onReturn, touch } from "../core/attendance.js";
import { watch } from "../ui/watch.js";

/** The server takes it for true a little longer than that; so it is said again while it is so. */
const AGAIN_MS = 60_000;

/**
 * @param {object} options
 * @param {import("../core/socket.js").Connection} options.connection
 * @param {{room: number|null}} options.route the store
 * @param {import("alpinejs").Alpine} options.Alpine
 */
export function createLooking({ connection, route, Alpine }) {
  /** What was said last, and when; nothing over this connection at first. */
  let said = "";
  let saidAt = 0;

  const stopWatching = watch(Alpine, () => {
    // Read for Alpine: going somewhere is a touch.
    if (route.room !== undefined) touch();
    queueMicrotask(tell);
  });
  const ticking = setInterval(tell, 5000);
  const again = () => {
    said = "";
    tell();
  };
  connection.me.on("connect", again);
  const stopListening = onReturn(tell);
  for (const type of ["focus", "blur"]) addEventListener(type, tell);
  document.addEventListener("visibilitychange", tell);

  function place() {
    return route.room ? `room:${route.room}` : null;
  }

  function tell() {
    if (!connection.me.connected) return;
    const now = { place: place(), active: isAttended() };
    const words = JSON.stringify(now);
    const isStale = now.active && Date.now() - saidAt > AGAIN_MS;
    if (words === said && !isStale) return;
    said = words;
    saidAt = Date.now();
    connection.me.emit("looking", now);
  }

  return {
    /** @param {string} where @returns {boolean} whether it is being read in this tab right now */
    isAt: (where) => where !== "" && isAttended() && place() === where,
    close() {
      if (connection.me.connected) connection.me.emit("looking", { place: null, active: false });
      stopWatching();
      clearInterval(ticking);
      connection.me.off("connect", again);
      stopListening();
      for (const type of ["focus", "blur"]) removeEventListener(type, tell);
      document.removeEventListener("visibilitychange", tell);
    },
  };
}
