/**
 * The panel of a room's to-dos and its parts, fetched when it is first shown.
 */
import "./board.css";
import "./colors.css";
import { watch } from "../ui/watch.js";
import { todoBoard } from "./board.js";
import { membersOf } from "./members.js";
import { fieldsOf, quickAddField } from "./quick-add-field.js";
import { createRoomPlace, roomTodos } from "./room-todos.js";

/** @param {any} parts what main.js gives */
export function register({ Alpine, session, current, details, route, go, world, openDialog }) {
  const shared = Alpine.reactive(createRoomPlace());
  /** @type {{add(fields: object, also: object): boolean}|null} the one on the screen */
  let board = null;
  const leave = () => route.todos && go(`/rooms/${route.room}`);

  Alpine.data("roomTodos", () => {
    const { todos, connection } = world();
    return roomTodos({ Alpine, session, shared, current, details, todos, connection, openDialog, leave });
  });
  Alpine.data("roomBoard", () => {
    const made = todoBoard({ Alpine, session, todos: world().todos, place: () => shared, openDialog });
    const { init } = made;
    return Object.assign(made, {
      /** @this {typeof made} */
      init() {
        board = this;
        init.call(this);
      },
    });
  });
  Alpine.data("quickAdd", () => {
    return quickAddField({
      me: session.user,
      people: () => membersOf(shared.roomId),
      labels: () => world().todos.labels(shared.listId),
      draft: world().drafts.at(() => `to-do in room ${shared.roomId}`),
      follow: (look) => watch(Alpine, look),
      onSubmit(item) {
        const { fields, also } = fieldsOf(item);
        return board?.add(fields, also) ?? false;
      },
    });
  });
}
