/**
 * What is on the page goes into the memory as it changes, as if the server had just answered with it: what came by the
 * streams was never asked for.
 */
import { itemsOf, messagesOf } from "./questions.js";

/** Changes come in bursts. */
const GATHER_MS = 1500;
/** Nothing changes, and it is still true. */
const CONFIRM_MS = 60_000;

/**
 * @typedef {object} Page of a room or a list
 * @property {number} [roomId]
 * @property {number} [listId]
 * @property {number} version
 *
 * @typedef {object} Sources
 * @property {{onChange(listener: () => void): () => void, onLoaded(listener: () => void): () => void, answer(): {rooms: any[]}|null}} rooms
 * @property {{pages(): (Page & {messages: any[]})[]}} chat
 * @property {{pages(): (Page & {items: any[]})[], subscribe(listener: () => void): () => void}} todos
 */

/**
 * @param {Sources & {memory: import("./memory.js").Memory, isTrue: () => boolean}} options isTrue: whether the page shows
 *   what the server has
 */
export function createKeeping({ memory, rooms, chat, todos, isTrue }) {
  /** @type {Map<string, any[]>} what was remembered last, by question */
  const before = new Map();
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let gathering;
  const ticking = setInterval(look, CONFIRM_MS);
  const stops = [rooms.onChange(lookSoon), rooms.onLoaded(lookSoon), todos.subscribe(lookSoon)];
  const onHidden = () => document.visibilityState === "hidden" && look();
  document.addEventListener("visibilitychange", onHidden);

  function lookSoon() {
    gathering ??= setTimeout(look, GATHER_MS);
  }

  /** Remember what is new, now. */
  function look() {
    clearTimeout(gathering);
    gathering = undefined;
    if (!isTrue()) return;
    const list = rooms.answer();
    if (!list) return;
    keep("/rooms", list, list.rooms);
    const questions = ["/rooms"];
    for (const { roomId, ...page } of chat.pages()) questions.push(keep(messagesOf(/** @type {number} */ (roomId)), page, page.messages));
    for (const { listId, ...page } of todos.pages()) questions.push(keep(itemsOf(/** @type {number} */ (listId)), page, page.items));
    memory.confirm(questions);
  }

  /**
   * @param {string} question
   * @param {any} answer
   * @param {any[]} rows of it: whatever changes is another object
   */
  function keep(question, answer, rows) {
    const last = before.get(question);
    if (last?.length !== rows.length || rows.some((row, index) => row !== last[index])) {
      before.set(question, rows);
      memory.hear(question, answer);
    }
    return question;
  }

  /** Nobody is signed in any more. */
  function close() {
    clearTimeout(gathering);
    clearInterval(ticking);
    document.removeEventListener("visibilitychange", onHidden);
    for (const stop of stops) stop();
  }

  return { look, lookSoon, close };
}
