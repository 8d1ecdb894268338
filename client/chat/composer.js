/**
 * Where people write.
 */
import { _, formatNumber, ngettext } from "../core/i18n.js";
import { grow, isComposing } from "../ui/grow.js";
import { watch } from "../ui/watch.js";
import { pause } from "./writing.js";

export const MOST_CHARACTERS = 10_000;
/** From here on the count is worth a look. */
const COUNT_FROM = 9000;

/**
 * @param {object} options
 * @param {import("alpinejs").Alpine} options.Alpine
 * @param {{room: number|null}} options.route the store
 * @param {import("../accounts/session.js").Session} options.session
 * @param {{view: import("../rooms/describe.js").RoomView|null}} options.current the store of the room on the screen
 * @param {(roomId: number) => number} options.lastWritten when the reader wrote last there, in milliseconds; 0 for never
 * @param {import("../core/drafts.js").Drafts} options.drafts
 * @param {import("../core/outbox.js").Outbox} options.outbox
 * @param {import("./extras.js").Extras} options.extras
 */
export function composer({ Alpine, session, route, current, drafts, outbox, extras, lastWritten }) {
  /** @type {HTMLTextAreaElement} */
  let area;
  /** @type {HTMLElement} where it is shown what a command means */
  let slot;
  let composing = false;
  let stopWatching = () => {};
  return {
    roomId: 0,
    length: 0,
    blank: true,
    problem: "",
    /** Seconds until the next message, in a slow room. */
    wait: 0,

    init() {
      ({ text: area, command: slot } = /** @type {any} */ (this).$refs);
      stopWatching = watch(Alpine, () => {
        const id = route.room;
        if (id && id !== this.roomId) queueMicrotask(() => this.begin(id));
      });
      const clock = setInterval(() => this.look(), 500);
      const stop = stopWatching;
      const stopHearing = drafts.onAdded((roomId) => roomId === this.roomId && this.write(drafts.get(roomId)));
      stopWatching = () => {
        stop();
        stopHearing();
        clearInterval(clock);
      };
    },

    destroy() {
      stopWatching();
    },

    get placeholder() {
      return current.view ? _("Message %(room)s", { room: current.view.title }) : "";
    },
    get tooLong() {
      return this.length > MOST_CHARACTERS;
    },
    get countText() {
      if (this.length < COUNT_FROM) return "";
      return _("%(count)s of %(most)s", { count: formatNumber(this.length), most: formatNumber(MOST_CHARACTERS) });
    },

    get slowText() {
      if (!current.view?.slowSeconds) return "";
      if (this.wait > 0) return ngettext("Slow mode: %(num)s second to go", "Slow mode: %(num)s seconds to go", this.wait);
      const seconds = current.view.slowSeconds;
      return ngettext("Slow mode: one message every %(num)s second", "Slow mode: one message every %(num)s seconds", seconds);
    },

    look() {
      const { view } = current;
      const { user } = session;
      const isSlow = view?.id === this.roomId && view.slowSeconds > 0;
      const wait = isSlow && user ? pause(view, user, lastWritten(view.id), Date.now()) : 0;
      if (wait !== this.wait) this.wait = wait;
    },

    /** @param {number} id */
    begin(id) {
      this.roomId = id;
      this.write(drafts.get(id));
    },

    /** @param {string} text */
    write(text) {
      area.value = text;
      this.problem = "";
      this.measure();
    },

    typed() {
      this.problem = "";
      drafts.set(this.roomId, area.value);
      this.measure();
    },

    measure() {
      // The server counts characters, not the halves that some of them are made of here.
      this.length = area.value.length < COUNT_FROM ? area.value.length : [...area.value].length;
      this.blank = area.value.trim() === "";
      grow(area);
      extras.typed({ text: area.value, slot, area, roomId: this.roomId });
    },

    /** @param {boolean} active */
    compose(active) {
      composing = active;
    },

    /** @param {KeyboardEvent} event */
    key(event) {
      if (composing || isComposing(event) || extras.key(event)) return;
      if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        this.send();
      } else if (event.key === "ArrowUp" && area.value === "") {
        event.preventDefault();
        area.dispatchEvent(new CustomEvent("edit-last", { bubbles: true }));
      }
    },

    send() {
      const text = area.value;
      if (text.trim() === "") return;
      this.measure();
      this.look();
      if (this.wait > 0) return;
      if (this.tooLong) {
        const over = this.length - MOST_CHARACTERS;
        this.problem = ngettext("This is %(num)s character too long.", "This is %(num)s characters too long.", over);
        return;
      }
      const command = extras.send(text, this.roomId);
      if (command) {
        void this.follow(command, text);
      } else {
        outbox.add({ room_id: this.roomId, text });
        drafts.set(this.roomId, "");
      }
      this.sent();
    },

    sent() {
      this.write("");
      area.focus();
      area.dispatchEvent(new CustomEvent("wrote", { bubbles: true }));
    },

    /**
     * A command that cannot be carried out comes back to be mended, before what was typed meanwhile.
     *
     * @param {Promise<string>} command
     * @param {string} text
     */
    async follow(command, text) {
      const { roomId } = this;
      // Until then it is kept as a draft.
      const problem = await command;
      const since = drafts.get(roomId) === text ? "" : drafts.get(roomId);
      drafts.set(roomId, [problem && text, since].filter(Boolean).join("\n"));
      if (!problem || roomId !== this.roomId) return;
      this.write(drafts.get(roomId));
      this.problem = problem;
    },

    /**
     * A press on the bar or the frame must not take the keyboard away.
     *
     * @param {MouseEvent} event
     */
    keepFocus(event) {
      if (event.target === area || event.button !== 0) return;
      event.preventDefault();
      area.focus();
    },
  };
}
