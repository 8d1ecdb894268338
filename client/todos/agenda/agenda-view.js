/**
 * My day and Waiting: to-dos in groups, each under its heading.
 */
import { formatDate } from "../../core/formats.js";
import { _, formatNumber } from "../../core/i18n.js";
import { drawAvatar } from "../../ui/avatar.js";
import { reason } from "../../ui/form.js";
import { byPerson, myDay } from "./groups.js";
import { createAgendaRows } from "./rows.js";

/**
 * @typedef {import("./groups.js").Group} Group
 *
 * @typedef {object} ViewParts
 * @property {"today"|"waiting"} which
 * @property {() => Promise<import("./live.js").Agenda>} getAgenda
 * @property {import("../live.js").Todos} todos
 * @property {import("../../rooms/live.js").LiveRooms} rooms
 * @property {{id: number, username: string, name: string}} me
 * @property {(name: string, data?: any) => void} openDialog
 */

/** @param {ViewParts} parts */
export function agendaView({ which, getAgenda, todos, rooms, me, openDialog }) {
  /** @type {import("./live.js").Agenda} */
  let agenda;
  /** @type {import("./live.js").AgendaView|null} */
  let view = null;
  /** @type {import("./rows.js").AgendaRows|null} */
  let rows = null;
  /** @type {Record<string, HTMLElement>} by the x-ref in the markup */
  let refs;
  let stopHearing = () => {};
  let ended = false;

  return {
    phase: /** @type {"loading"|"ready"|"failed"} */ ("loading"),
    reason: "",
    total: 0,
    said: "",
    date: formatDate(new Date().toISOString(), new Date()),

    async init() {
      refs = /** @type {any} */ (this).$refs;
      await this.begin();
    },

    async begin() {
      try {
        agenda = await getAgenda();
      } catch {
        this.phase = "failed";
        this.reason = _("Check your connection and try again.");
        return;
      }
      if (ended) return;
      view = agenda.open(which);
      const shape = (/** @type {string} */ name) => /** @type {HTMLTemplateElement} */ (refs[name]);
      rows = createAgendaRows({
        root: refs.root,
        shape,
        todos,
        rooms,
        agenda,
        me,
        openDialog,
        placeOf: (item) => /** @type {import("./live.js").AgendaView} */ (view).placeOf(item),
        look: () => this.look(),
        say: (words) => (this.said = words),
      });
      stopHearing = agenda.subscribe(() => this.look());
      this.look();
    },

    destroy() {
      ended = true;
      stopHearing();
      rows?.destroy();
      view?.close();
    },

    get isEmpty() {
      return this.phase === "ready" && this.total === 0;
    },

    again() {
      this.phase = "loading";
      if (view) view.again();
      else void this.begin();
    },

    look() {
      if (ended || !view || !rows) return;
      this.phase = view.phase;
      this.reason = view.phase === "failed" ? reason(view.error) : "";
      this.date = formatDate(new Date().toISOString(), new Date());
      const items = view.items(rows.recent);
      const standpoint = { me: me.id, now: new Date(), zone: agenda.zone, isOwn: () => false };
      const groups = which === "today" ? myDay(items, standpoint) : byPerson(items, standpoint);
      this.total = items.length;
      const focused = document.activeElement;
      this.drawGroups(groups);
      rows.keepReachable();
      // A row that goes to another group loses the focus on its way.
      if (focused instanceof HTMLElement && focused !== document.activeElement && refs.root.contains(focused)) focused.focus({ preventScroll: true });
    },

    /** @param {Group[]} groups */
    drawGroups(groups) {
      const place = refs.groups;
      const before = new Map([...place.children].map((each) => [/** @type {HTMLElement} */ (each).dataset.key, each]));
      let next = place.firstElementChild;
      for (const group of groups) {
        const element = /** @type {HTMLElement} */ (before.get(group.key) ?? make(group));
        before.delete(group.key);
        if (element === next) next = next.nextElementSibling;
        else place.insertBefore(element, next);
        /** @type {HTMLElement} */ (element.querySelector(".n")).textContent = formatNumber(group.items.length);
        rows?.draw(/** @type {HTMLElement} */ (element.querySelector(".todo-list")), group.items);
      }
      for (const gone of before.values()) gone.remove();
    },
  };

  /** @param {Group} group */
  function make({ key, person }) {
    const shape = /** @type {HTMLTemplateElement} */ (refs.group);
    const element = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (shape.content.cloneNode(true)).firstElementChild);
    element.dataset.key = key;
    const title = person?.name ?? titleOf(key);
    /** @type {HTMLElement} */ (element.querySelector(".agenda-title")).textContent = title;
    element.querySelector(".todo-list")?.setAttribute("aria-label", title);
    const avatar = /** @type {HTMLElement} */ (element.querySelector("h2 .avatar"));
    if (person) drawAvatar(avatar, person);
    avatar.hidden = !person;
    return element;
  }
}

/** @param {string} key */
function titleOf(key) {
  if (key === "overdue") return _("Overdue");
  return key === "today" ? _("Today") : _("Assigned to me");
}
