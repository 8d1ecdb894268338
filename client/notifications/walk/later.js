/**
 * The walk through all that is unread, fetched when it is wanted for the first time.
 */
import "../notices.css";
import "./walk.css";
import { createLiveWalk } from "./live.js";
import { walkView } from "./view.js";

/**
 * @param {any} given what main.js gives: the parts of every component, what the conversation adds to messages, and from the
 *   features whose things are shown here
 */
export function register({ Alpine, session, route, list, world, go, openDialog, extras, lastWritten, cameFrom, chat, todos }) {
  /** Where the reader writes: the composer is that of a room. */
  const place = Alpine.reactive({ room: null, view: null });
  /** Over a change of language, for which the view is drawn anew. @type {import("./live.js").LiveWalk|null} */
  let kept = null;

  Alpine.data("walkComposer", () =>
    chat.composer({ Alpine, session, route: place, current: place, drafts: world().drafts, outbox: world().chat.outbox, extras, lastWritten }),
  );
  Alpine.data("walk", () => walkView({ Alpine, session, list, go, openDialog, extras, cameFrom, place, chat, todos, world, begin, keep }));

  /** @returns {Promise<import("./live.js").LiveWalk>} rejects while what it needs cannot be fetched */
  async function begin() {
    const before = kept;
    kept = null;
    if (before) return before;
    const { connection, rooms, notices, agenda } = world();
    const [live, today] = await Promise.all([notices.get(), session.visits ? null : agenda.get()]);
    return createLiveWalk({ Alpine, connection, rooms, list, notices: live, today: today && dayOf(today), me: session.user });
  }

  /** @param {import("./live.js").LiveWalk|null} live */
  function keep(live) {
    if (Alpine.raw(route).redrawing) kept = live;
    else live?.close();
  }
}

/** @param {any} agenda @returns {import("./live.js").WalkParts["today"]} */
function dayOf(agenda) {
  const view = agenda.open("today");
  return {
    get phase() {
      return view.phase;
    },
    items: () => view.items(),
    subscribe: agenda.subscribe,
    close: view.close,
  };
}
