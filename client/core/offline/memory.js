/**
 * Answers remembered: what the API said last is what it says while the network is away.
 *
 * A remembered answer carries `kept_at`. Whoever shows something that a stream keeps true goes back to its version, and hears
 * on the way what has happened since; whoever has no stream asks again when the network is back.
 */
import { NetworkError } from "../errors.js";
import { _ } from "../i18n.js";
import { createKept } from "./kept.js";
import { kindOf, roomOf } from "./questions.js";

/** Under this name it is remembered up to when a page was true as a whole. */
const ALIVE = "alive";

/**
 * @param {object} options
 * @param {number} options.userId
 * @param {() => boolean} options.isAway whether asking the network is hopeless just now: then what is remembered is
 *   answered at once
 * @param {import("./kept.js").Storage} [options.storage]
 * @param {() => number} [options.now]
 */
export function createMemory({ userId, isAway, storage = createKept(), now = Date.now }) {
  /** @type {Map<string, number>} when that was true of which a remembered answer is shown */
  const shown = new Map();
  /** @type {Set<() => void>} */
  const listeners = new Set();

  /**
   * Remember an answer.
   *
   * @param {string} question
   * @param {any} answer
   */
  function hear(question, answer) {
    const kind = kindOf(question);
    if (!kind || !answer) return;
    shown.delete(question);
    // No room on the disk is no reason to trouble anybody.
    storage.put({ user_id: userId, question, kind: kind.name, at: now(), answer }, kind.most).catch(() => {});
  }

  /**
   * Ask, and answer from memory where that comes to nothing.
   *
   * @param {string} question
   * @param {() => Promise<any>} ask
   */
  async function recall(question, ask) {
    if (!kindOf(question)) return ask();
    const early = isAway() ? await find(question) : undefined;
    if (early) return early;
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      const found = await find(question);
      if (!found) throw isAway() ? new NetworkError(_("You are offline, and have not opened this on this device before."), { cause: error }) : error;
      return found;
    }
  }

  /** @param {string} question */
  async function find(question) {
    try {
      const found = (await listed(question)) ?? (await storage.get(userId, question));
      if (!found) return undefined;
      const alive = await storage.get(userId, ALIVE);
      const at = alive?.answer.includes(found.question) ? Math.max(alive.at, found.at) : found.at;
      shown.set(question, at);
      for (const listener of listeners) listener();
      return { ...found.answer, kept_at: at };
    } catch {
      return undefined;
    }
  }

  /**
   * A room of one's own, which nobody may have asked for by itself: it is in the list.
   *
   * @param {string} question
   */
  async function listed(question) {
    const id = roomOf(question);
    if (!id) return undefined;
    const list = await storage.get(userId, "/rooms");
    const answer = list?.answer.rooms.find((/** @type {{id: number}} */ room) => room.id === id);
    return list && answer && { ...list, answer };
  }

  /**
   * All of this is true now, whenever it was remembered.
   *
   * @param {string[]} questions
   */
  function confirm(questions) {
    storage.put({ user_id: userId, question: ALIVE, kind: ALIVE, at: now(), answer: questions }, 1).catch(() => {});
  }

  return {
    hear,
    recall,
    confirm,
    forgetOthers: () => storage.forgetOthers(userId),
    /**
     * When that was true which is shown as the answer to one of the questions; undefined when none is from memory.
     *
     * @param {(question: string) => boolean} fits
     * @returns {number|undefined}
     */
    shownSince(fits) {
      const times = [...shown].filter(([question]) => fits(question)).map(([, at]) => at);
      return times.length > 0 ? Math.max(...times) : undefined;
    },
    /** The network is back: what was shown from memory is kept true, or asked for again. */
    renewed: () => shown.clear(),
    /** @param {() => void} listener called when something is shown from memory */
    onRecall(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** @typedef {ReturnType<typeof createMemory>} Memory */
