/**
 * The views of one's own to-dos, fetched when the first of them is opened.
 */
import "../board.css";
import "../quick-add.css";
import "./views.css";
import { watch } from "../../ui/watch.js";
import { todoBoard } from "../board.js";
import { membersOf } from "../members.js";
import { fieldsOf, quickAddField } from "../quick-add-field.js";
import { agendaView } from "./agenda-view.js";
import { deepLink } from "./deep-link.js";
import { calendarFeed, importDialog } from "./dialogs.js";
import { createListPlace, listPage } from "./list-page.js";
import { upcoming } from "./upcoming.js";

/** @param {any} parts what main.js gives */
export function register({ Alpine, session, route, dialogs, go, world, openDialog, agendaStore }) {
  const shared = Alpine.reactive(createListPlace());
  /** What is written on Upcoming is for this day. */
  const chosen = { day: "" };
  /** @type {ReturnType<typeof todoBoard>|null} the one on the screen */
  let board = null;
  const common = () => {
    const { todos, rooms, connection, agenda } = world();
    return { getAgenda: agenda.get, todos, rooms, connection, me: session.user, openDialog, go };
  };

  Alpine.data("myDay", () => agendaView({ ...common(), which: "today" }));
  Alpine.data("waiting", () => agendaView({ ...common(), which: "waiting" }));
  Alpine.data("upcoming", () => upcoming({ ...common(), shared: chosen }));
  Alpine.data("listPage", () => listPage({ ...common(), Alpine, session, route, shared, store: agendaStore }));
  Alpine.data("deepLink", () => deepLink(common()));
  Alpine.data("todoImport", () => importDialog({ dialogs, todos: world().todos }));
  Alpine.data("calendarFeed", () => calendarFeed({ dialogs }));

  Alpine.data("listBoard", () => {
    const made = todoBoard({ Alpine, session, todos: world().todos, place: () => shared, openDialog });
    const { init, show } = made;
    return Object.assign(made, {
      /** @this {typeof made} */
      init() {
        board = this;
        init.call(this);
        this.filtering = true;
      },
      /** A page has the room for the filter at any time. @this {typeof made} @param {number} listId */
      show(listId) {
        show.call(this, listId);
        this.filtering = true;
        this.look();
      },
      /** @this {typeof made} */
      toggleFilter() {
        Object.assign(this, { label: "", person: 0, q: "", state: "active" });
        this.look();
      },
    });
  });

  Alpine.data("listAdd", () =>
    quickAddField({
      me: session.user,
      people: () => membersOf(shared.roomId),
      labels: () => world().todos.labels(shared.listId),
      draft: world().drafts.at(() => `to-do in list ${shared.listId}`),
      follow: (look) => watch(Alpine, look),
      onSubmit(item) {
        const { fields, also } = fieldsOf(item);
        return board?.add(fields, also) ?? false;
      },
    }),
  );

  /** What is written on a view without a list goes into the inbox, for the day that is seen. */
  Alpine.data("agendaAdd", () =>
    quickAddField({
      me: session.user,
      people: () => [session.user],
      draft: world().drafts.at(() => "to-do"),
      async onSubmit(item) {
        const { todos, agenda } = world();
        await todos.openOwn();
        const { today } = await agenda.get();
        const { fields, also } = fieldsOf(item);
        todos.add({ listId: todos.listsOf(null)[0].id }, { ...fields, due: item.due ?? { date: chosen.day || today } }, also);
      },
    }),
  );
}
