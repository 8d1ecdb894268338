/**
 * The pane that says what a room is and who is in it.
 */
import { api } from "../core/api.js";
import { _, compareNames, formatNumber } from "../core/i18n.js";
import { whenIdle } from "../core/idle.js";
import { confirmFirst } from "../ui/dialog.js";
import { reason } from "../ui/form.js";
import { toast } from "../ui/toast.js";
import { watch } from "../ui/watch.js";
import { faces } from "./people.js";
import { isGuest } from "./restraining.js";

/**
 * @typedef {import("./describe.js").Person} Person
 * @typedef {{user: Person, role: string, online: boolean}} Member
 * @typedef {import("./live.js").LiveRooms} LiveRooms
 */

const PAGE = 50;

/**
 * @param {object} options
 * @param {import("alpinejs").Alpine} options.Alpine
 * @param {import("../accounts/session.js").Session} options.session
 * @param {{view: import("./describe.js").RoomView|null}} options.current the store of the room on the screen
 * @param {{shows(pane: "todos"|"details"): boolean, show(pane: "todos"|"details"): void, close(): void}} options.details the store
 * @param {(name: string, data: any) => void} options.openDialog
 * @param {LiveRooms} options.rooms
 * @param {(path: string) => void} options.go
 * @param {(place: HTMLElement) => void} options.fill put into the pane what another feature has to say there
 */
export function roomDetails({ Alpine, session, current, details, openDialog, rooms, go, fill }) {
  let asked = 0;
  let filled = false;
  let stopHearing = () => {};
  let stopWatching = () => {};
  return {
    members: /** @type {Member[]} */ ([]),
    total: 0,
    next: /** @type {number|null} */ (null),
    query: "",
    loading: false,
    roomId: 0,

    init() {
      stopWatching = watch(Alpine, () => {
        const id = details.shows("details") ? (current.view?.id ?? 0) : 0;
        if (id !== this.roomId) queueMicrotask(() => this.show(id));
      });
      const stops = [
        rooms.onChange((change) => {
          if (change.type === "member" && change.data.room_id === this.roomId) this.hear(change.data);
        }),
        rooms.onLost((id, gone) => {
          if (id === this.roomId && !gone) void this.find();
        }),
      ];
      stopHearing = () => stops.forEach((stop) => stop());
    },

    destroy() {
      stopHearing();
      stopWatching();
    },

    get room() {
      return current.view;
    },
    get title() {
      return current.view?.title ?? "";
    },
    get topic() {
      return current.view?.topic ?? "";
    },
    get sign() {
      return current.view?.sign ?? "hash";
    },
    get faces() {
      return current.view?.faces ?? [];
    },
    get about() {
      const room = current.view;
      if (!room) return "";
      if (room.kind === "direct") return _("A conversation between these people only.");
      if (room.archived) return _("Archived. It can be read, and nobody writes in it any more.");
      if (room.kind === "closed") return _("Closed room. People come in by invitation.");
      return _("Open room. Everybody here can read and join.");
    },
    /** Who is here comes first, also when they come while the list is shown. */
    get ordered() {
      const here = new Map(this.members.map((member) => [member, this.online(member)]));
      return [...this.members].sort(
        (a, b) => Number(here.get(b)) - Number(here.get(a)) || compareNames(a.user.name, b.user.name),
      );
    },
    get totalText() {
      return this.total ? formatNumber(this.total) : "";
    },
    get manages() {
      const room = current.view;
      if (!room || room.kind === "direct") return false;
      return room.role === "admin" || session.administers;
    },
    get mayEdit() {
      return this.manages;
    },
    get archived() {
      return current.view?.archived ?? false;
    },
    /** Guests see who writes, and no list of people. */
    get mayMeet() {
      return !session.visits;
    },
    get mayInvite() {
      return Boolean(this.mayMeet && current.view?.joined && current.view.kind !== "direct");
    },
    get mayLeave() {
      return Boolean(current.view?.joined && current.view.kind !== "direct");
    },

    /** @param {number} id */
    show(id) {
      if (id === this.roomId) return;
      if (id > 0 && !filled) {
        filled = true;
        fill(/** @type {any} */ (this).$refs.further);
      }
      const meets = id > 0 && this.mayMeet;
      Object.assign(this, { roomId: id, members: [], total: 0, next: null, query: "", loading: meets });
      // What people come for, the messages, goes first.
      if (meets) whenIdle(() => id === this.roomId && this.find());
    },

    find() {
      return this.fetch(null);
    },

    more() {
      return this.fetch(this.next);
    },

    /** @param {number|null} after */
    async fetch(after) {
      asked += 1;
      const turn = asked;
      this.loading = true;
      try {
        const params = { q: this.query || null, after, limit: PAGE };
        const page = await api.get(`/rooms/${this.roomId}/members`, { params });
        if (turn !== asked) return;
        this.members = [...(after ? this.members : []), ...page.members];
        rooms.people.meet(faces(page.members));
        this.total = page.total;
        this.next = page.next;
      } catch (error) {
        if (turn === asked) toast(reason(error));
      } finally {
        if (turn === asked) this.loading = false;
      }
    },

    /** @param {{user: Person, role: string, joined: boolean}} change */
    hear({ user, role, joined }) {
      const others = this.members.filter((member) => member.user.id !== user.id);
      const known = others.length < this.members.length;
      if (joined) {
        this.members = [...others, { user, role, online: rooms.isOnline(this.roomId, user.id) ?? true }];
        if (!known) this.total += 1;
      } else {
        this.members = others;
        this.total = Math.max(this.total - 1, 0);
      }
    },

    /** @param {Member} member */
    online(member) {
      // Read for Alpine, which cannot see into the map of who is where: the view changes with it.
      if (!current.view) return false;
      // Above a hundred people the server stops naming them, and what it said with the list is the best there is.
      return current.view?.present?.includes(member.user.id) ?? member.online;
    },

    /** @param {Member} member */
    mayRemove(member) {
      return this.manages && member.user.id !== session.user?.id;
    },

    /** @param {Member} member */
    removeLabel(member) {
      return _("Remove %(name)s", { name: member.user.name });
    },

    /** @param {Member} member */
    async remove(member) {
      const names = { name: member.user.name, room: this.title };
      const text = _("%(name)s will no longer see this room.", names);
      const openText = _("%(name)s can join again, since the room is open.", names);
      const question = {
        title: _("Remove %(name)s from %(room)s?", names),
        text: current.view?.kind === "open" ? openText : text,
        action: _("Remove"),
      };
      if (await confirmFirst(question)) await attempt(() => api.delete(`/rooms/${this.roomId}/members/${member.user.id}`));
    },

    /** @param {Member} member */
    mayAct({ user }) {
      if (user.id === session.user?.id || current.view?.kind === "direct") return false;
      return session.moderates || (this.manages && !isGuest(user));
    },

    /** @param {Member} member */
    actLabel(member) {
      return _("Manage %(name)s", { name: member.user.name });
    },

    /** @param {Member} member */
    act(member) {
      openDialog("member", { roomId: this.roomId, member, manages: this.manages, moderates: session.moderates });
    },

    /** @param {Member} member */
    isGuest(member) {
      return isGuest(member.user);
    },

    edit() {
      const { slowSeconds = 0, guests = "none", kind } = current.view ?? {};
      openDialog("edit-room", { id: this.roomId, name: this.title, topic: this.topic, slowSeconds, guests, open: kind === "open" });
    },

    async archive() {
      const question = {
        title: _("Archive %(room)s?", { room: this.title }),
        text: _("It can still be read, and nobody writes in it any more. You can bring it back."),
        action: _("Archive"),
      };
      if (await confirmFirst(question)) await attempt(() => api.put(`/rooms/${this.roomId}/archive`, {}));
    },

    async unarchive() {
      await attempt(() => api.delete(`/rooms/${this.roomId}/archive`));
    },

    invite() {
      openDialog("invite-to-room", { id: this.roomId, title: this.title });
    },

    async leave() {
      const closed = current.view?.kind === "closed";
      const question = {
        title: _("Leave %(room)s?", { room: this.title }),
        text: closed ? _("You will need an invitation to come back.") : _("You can join again at any time."),
        action: _("Leave"),
      };
      if (!(await confirmFirst(question))) return;
      const id = this.roomId;
      if (await attempt(() => rooms.leave(id))) go("/");
    },

    close() {
      details.close();
    },
  };
}

/**
 * @param {() => Promise<any>} action
 * @returns {Promise<boolean>} whether it went well
 */
async function attempt(action) {
  try {
    await action();
    return true;
  } catch (error) {
    toast(reason(error));
    return false;
  }
}
