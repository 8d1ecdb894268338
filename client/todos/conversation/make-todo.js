/**
 * The dialog in which a message becomes a to-do of its room.
 */
import { _ } from "../../core/i18n.js";
import { toast } from "../../ui/toast.js";
import { listName } from "../lists.js";
import { membersOf } from "../members.js";
import { fieldsOf, quickAddField } from "../quick-add-field.js";

/** @param {any} parts what main.js gives */
export function register({ Alpine, session, dialogs, world }) {
  const draft = { text: "" };
  Alpine.data("makeTodo", () => ({
    list: "",

    opened() {
      const { message, text } = dialogs.data;
      const { todos, rooms } = world();
      const list = todos.listsOf(message.room_id)[0];
      const room = rooms.entry(message.room_id);
      const name = list ? listName(list) : _("To-dos");
      this.list = room && room.kind !== "direct" ? _("%(list)s in %(room)s", { list: name, room: room.name }) : name;
      const field = /** @type {HTMLInputElement} */ (/** @type {any} */ (this).$root.querySelector("[data-add]"));
      draft.text = text;
      // Once it is shown.
      setTimeout(() => {
        field.focus();
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.setSelectionRange(text.length, text.length);
      });
    },

    close() {
      dialogs.close();
    },
  }));
  Alpine.data("makeTodoField", () =>
    quickAddField({
      me: session.user,
      draft,
      people: () => membersOf(dialogs.data.message.room_id),
      onSubmit(item) {
        const { message, note } = dialogs.data;
        const { fields, also } = fieldsOf(item);
        const source = { room_id: message.room_id, message_id: message.id };
        note(world().todos.add({ roomId: message.room_id }, { ...fields, source }, also));
        dialogs.close();
        toast(_("Added to the to-dos of this room."));
      },
    }),
  );
}
