/**
 * To-dos in the conversation: cards, what messages have become, and commands. Here is what is needed to know one when
 * there is one; all else is fetched with the first of them.
 */
import { _ } from "../core/i18n.js";
import { cardIn, commandIn, linkTo } from "./links.js";

const IDLE_MS = 400;

/** @typedef {import("./links.js").Card} Card */
/** @typedef {ReturnType<typeof import("./conversation/later.js").createLater>} Later */

/**
 * @param {object} options
 * @param {{user: any, visits: boolean}} options.session
 * @param {() => {chat: import("../chat/live.js").Chat, todos: import("./live.js").Todos}} options.world
 * @param {() => any} options.parts what components may be given
 * @returns {import("../chat/extras.js").Extras}
 */
export function createConversation({ session, world, parts }) {
  /** @type {Later|null} */
  let later = null;
  /** @type {Promise<Later>|null} */
  let loading = null;
  let roomId = 0;
  /** @type {(change: () => void) => void} */
  let keep = (change) => change();
  /** @type {Map<number, [HTMLElement, import("../chat/extras.js").Message]>} on the screen before the rest was fetched */
  const attended = new Map();

  function fetchLater() {
    loading ??= import("./conversation/later.js").then(({ createLater }) => {
      later = createLater({ ...parts(), keep: (/** @type {() => void} */ change) => keep(change), post });
      later.enter(roomId);
      return later;
    });
    // Without a connection it is tried again with the next one.
    loading.catch(() => (loading = null));
    return loading;
  }

  /** @param {(later: Later) => void} work */
  function soon(work) {
    if (later) work(later);
    else fetchLater().then(work, () => {});
  }

  /**
   * Write a to-do and the message that is its card. Both wait until they can be sent, in whatever order.
   *
   * @param {number} room
   * @param {import("./overlay.js").Fields} fields
   * @param {import("./sending.js").Also} [also]
   */
  function post(room, fields, also = {}) {
    const uid = world().todos.add({ roomId: room }, fields, also);
    world().chat.outbox.add({ room_id: room, text: linkTo(uid, fields.text) });
  }

  /** @param {Later} found */
  function attendAll(found) {
    for (const [main, message] of attended.values()) found.attend(main, message);
    attended.clear();
  }

  /** @param {string} text */
  function read(text) {
    return session.user && !session.visits ? cardIn(text, location.origin) : null;
  }

  return {
    read,
    // Asked of every message at every drawing.
    isAside: (text) => text.startsWith("✅") && read(text)?.kind === "line",

    draw(place, /** @type {Card} */ card, author) {
      const key = `${card.kind} ${card.uid}`;
      if (place.dataset.todo === key) return;
      later?.release(place);
      place.dataset.todo = key;
      const shape = document.createElement("div");
      shape.className = card.kind === "line" ? "todo-line" : "todo-card";
      const link = document.createElement("a");
      link.href = `/todos/${card.uid}`;
      link.textContent = card.words || _("To-do");
      shape.append(link);
      place.replaceChildren(shape);
      soon((found) => place.dataset.todo === key && found.draw(place, card, author));
    },

    attend(main, message) {
      if (session.visits) return;
      if (later) {
        later.attend(main, message);
        return;
      }
      // What people come for goes first.
      if (attended.size === 0) setTimeout(() => soon(attendAll), IDLE_MS);
      attended.set(message.id, [main, message]);
    },

    release(element) {
      const place = /** @type {HTMLElement|null} */ (element.querySelector("[data-todo]"));
      if (place) delete place.dataset.todo;
      later?.release(place, element);
    },

    enter(id, keeping) {
      [roomId, keep] = [id, keeping];
      attended.clear();
      later?.enter(id);
    },

    leave() {
      roomId = 0;
      keep = (change) => change();
      later?.enter(0);
    },

    acts({ message }) {
      const may = Boolean(message && !message.deleted_at && !session.visits && !read(message.text));
      const isMine = message?.author.id === session.user?.id;
      return { todo: may, wait: may && isMine && (/@\w/.test(message?.text ?? "") || parts().current.view?.kind === "direct") };
    },

    act: (act, message) => soon((found) => found.act(act, message)),

    typed(typing) {
      if (session.visits) return;
      if (/^[/／[【［]/.test(typing.text)) soon((found) => found.typed(typing));
      else later?.typed(typing);
    },

    key: (event) => later?.key(event) ?? false,

    send(text, room) {
      const command = session.visits ? null : commandIn(text);
      if (!command) return null;
      // At once: what was taken out of it by hand is known until the composer is empty.
      if (later) return later.send(command, text, room);
      const plain = text.slice(command.start).trim();
      return fetchLater().then(
        (found) => found.send(command, text, room),
        () => {
          if (plain) post(room, { text: plain, ...(command.name === "rollcall" && { roll_call: true }) });
          return plain ? "" : _("Say what is to be done.");
        },
      );
    },
  };
}
