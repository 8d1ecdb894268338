/**
 * The way in for people without an account, where a room lets them look around.
 */
import { api } from "../core/api.js";
import { _ } from "../core/i18n.js";
import { createForm, focusSoon } from "../ui/form.js";

/** @param {any} parts what main.js gives */
export function register({ Alpine, session, enter, afterwards }) {
  Alpine.data("guestDoor", () => guestDoor({ enter, session, next: afterwards }));
}

/**
 * @param {object} options
 * @param {(boot: import("../accounts/session.js").Boot, path: string) => Promise<void>} options.enter
 * @param {{takesGuests: boolean}} options.session
 * @param {() => string} options.next where the visitor wanted to go
 */
function guestDoor({ enter, session, next }) {
  const room = /^\/rooms\/(\d{1,15})(\/|$)/.exec(next())?.[1];
  const form = createForm({
    name: "guest",
    values: { nickname: "" },
    async submit(values) {
      await enter(await api.post(`/rooms/${room}/guests`, values), `/rooms/${room}`);
    },
  });
  return {
    ...form,
    /** The room, when it lets guests in. */
    place: /** @type {{name: string, guests: string}|null} */ (null),
    opened: false,

    async init() {
      if (!room || !session.takesGuests) return;
      // Whatever goes wrong, there is a door beside this one.
      this.place = await api.get(`/rooms/${room}/guests`).catch(() => null);
    },
    /** @returns {string} */
    get lead() {
      return this.place ? _("%(room)s can be visited without an account.", { room: this.place.name }) : "";
    },
    /** @returns {string} */
    get hint() {
      return this.place?.guests === "write" ? _("Everybody there sees it beside what you write.") : _("You can read along; writing needs an account.");
    },
    open() {
      this.opened = true;
      focusSoon("#nickname");
    },
  };
}
