/**
 * What stands around each step: fetched when the reader comes to it, and for the next one a little sooner.
 */
import { ApiError } from "../../core/errors.js";

/**
 * @typedef {import("./state.js").Step} Step
 * @typedef {import("../../chat/excerpt.js").Excerpt} Excerpt
 * @typedef {import("../../todos/walking.js").TodoStep} TodoStep
 *
 * @typedef {object} Context
 * @property {"messages"|"todo"|"plain"} kind
 * @property {"loading"|"ready"|"missing"|"failed"} phase
 * @property {unknown} error
 * @property {Excerpt|null} excerpt
 * @property {TodoStep|null} todo
 * @property {boolean} shown whether the reader has seen it
 *
 * @typedef {object} Makers how the features show what is theirs; main.js gives them
 * @property {(options: {roomId: number, asked: Record<string, number>, newAfter: number|null}) => Excerpt} excerpt
 * @property {(uid: string) => TodoStep} todo
 */

/** So many messages stand around one. */
const AROUND = 7;
/** So many unread ones of a room are shown at first, and so many before them. */
const UNREAD = 20;
const BEFORE = 2;
/** The server counts no further. */
const MOST_COUNTED = 100;
/** Those that the reader may come back to. */
const KEPT = 6;

/**
 * @param {object} options
 * @param {Makers} options.makers
 * @param {import("../../rooms/live.js").LiveRooms} options.rooms
 * @param {(context: Context) => void} options.onChange
 */
export function createContexts({ makers, rooms, onChange }) {
  /** The one used last comes last. @type {Map<string, Context>} */
  const known = new Map();

  /** @param {Step} step */
  function open(step) {
    // A room with more in it, or a notice that was told again, is another one.
    const key = `${step.key} ${step.notice?.created_at ?? ""}`;
    const context = known.get(key) ?? make(step);
    known.delete(key);
    known.set(key, context);
    const old = new Set([...known.keys()].slice(0, -KEPT));
    forget((_context, each) => old.has(each));
    return context;
  }

  /** @param {Step} step @returns {Context} */
  function make(step) {
    /** @type {Context} */
    const context = { kind: "plain", phase: "ready", error: null, excerpt: null, todo: null, shown: false };
    if (step.uid) context.todo = makers.todo(step.uid);
    else if (step.roomId) context.excerpt = makers.excerpt(askedFor(step));
    const content = context.todo ?? context.excerpt;
    if (!content) return context;
    Object.assign(context, { kind: context.todo ? "todo" : "messages", phase: "loading" });
    content.subscribe(() => onChange(context));
    content.ready.then(
      () => {
        context.phase = "ready";
        onChange(context);
      },
      (error) => {
        const isMissing = error instanceof ApiError && (error.status === 404 || error.status === 403);
        Object.assign(context, { phase: isMissing ? "missing" : "failed", error });
        onChange(context);
      },
    );
    return context;
  }

  /** @param {Step} step */
  function askedFor({ roomId, notice }) {
    if (notice) return { roomId, asked: { around: notice.data.message_id, limit: AROUND }, newAfter: null };
    const { read_seq: readTo = 0, unread = 0 } = rooms.entry(roomId) ?? {};
    const asked = { after: Math.max(readTo - BEFORE, 0), limit: UNREAD + BEFORE };
    // Of very many the line could not say how many they are.
    return { roomId, asked, newAfter: unread < MOST_COUNTED ? readTo : null };
  }

  /**
   * Let go of those that this holds for; they are fetched again by the next visit.
   *
   * @param {(context: Context, key: string) => boolean} which
   */
  function forget(which) {
    for (const [key, context] of known) {
      if (!which(context, key)) continue;
      known.delete(key);
      context.excerpt?.close();
      context.todo?.close();
    }
  }

  return {
    open,
    /** Begin a step anew: there is more in it than when it was shown. @param {Step} step */
    renew: (step) => forget(({ shown }, key) => shown && key.startsWith(`${step.key} `)),
    forgetFailed: () => forget(({ phase }) => phase === "failed"),
    close: () => forget(() => true),
  };
}
