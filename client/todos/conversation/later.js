/**
 * To-dos in the conversation, once there are some: fetched with the first of them.
 */
import "./conversation.css";
import { _ } from "../../core/i18n.js";
import "../../ui/more-icons.js";
import { toast } from "../../ui/toast.js";
import { membersOf } from "../members.js";
import { createCards } from "./cards.js";
import { createMade } from "./made.js";
import { createTyping } from "./typing.js";
import { firstLine, mentioned } from "./words.js";

/** @param {any} parts what main.js gives, `keep` and `post` */
export function createLater({ Alpine, session, openDialog, world, keep, post }) {
  const me = session.user;
  const unseen = (/** @type {() => void} */ change) => keep(() => Alpine.mutateDom(change));
  const open = (/** @type {string} */ uid) => openDialog("todo", { uid });
  const cards = createCards({ world, me, keep: unseen, open });
  const made = createMade({ world, keep: unseen, open });
  const typing = createTyping({ me, post });

  /** @param {import("../../chat/extras.js").Message} message somebody is asked in it */
  async function wait({ id, room_id: roomId, text }) {
    const { todos, rooms } = world();
    const others = rooms.entry(roomId)?.kind === "direct" ? rooms.entry(roomId).people : [];
    const people = (await membersOf(roomId).catch(() => others)).filter((/** @type {{id: number}} */ person) => person.id !== me.id);
    const named = mentioned(text, people);
    const asked = named.length > 0 ? named : others;
    if (asked.length === 0) {
      toast(_("Nobody of this room is mentioned in it. Write @ and a username."));
      return;
    }
    await todos.openOwn();
    const source = { room_id: roomId, message_id: id };
    for (const person of asked) {
      const uid = todos.add({ roomId: null }, { text: firstLine(text) || "…", source, waiting_for_id: person.id });
      made.note(roomId, id, uid);
    }
    toast(_("You wait for an answer. It is done by itself when they write here."));
  }

  return {
    draw: cards.draw,
    attend: made.attend,
    typed: typing.typed,
    key: typing.key,
    send: typing.send,
    enter: made.enter,

    /**
     * @param {HTMLElement|null} place of a card
     * @param {HTMLElement} [element] of the message
     */
    release(place, element) {
      if (place) cards.release(place);
      if (element) made.release(element);
    },

    /**
     * @param {string} act
     * @param {import("../../chat/extras.js").Message} message
     */
    act(act, message) {
      const note = (/** @type {string} */ uid) => made.note(message.room_id, message.id, uid);
      if (act === "todo") void openDialog("make-todo", { message, text: firstLine(message.text), note });
      else wait(message).catch(() => toast(_("Check your connection and try again.")));
    },
  };
}
