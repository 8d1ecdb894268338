/**
 * Where people write.
 */
import { _, formatNumber, ngettext } from "../core/i18n.js";
import { grow, isComposing } from "../ui/grow.js";
import { watch } from "../ui/watch.js";

export const MOST_CHARACTERS = 10_000;
/** From here on the count is worth a look. */
const COUNT_FROM = 9000;

/**
 * @param {object} options
 * @param {import("alpinejs").Alpine} options.Alpine
 * @param {{room: number|null}} options.route the store
 * @param {{view: {title: string}|null}} options.current the store of the room on the screen
 * @param {import("./drafts.js").Drafts} options.drafts
 * @param {ReturnType<typeof import("../core/outbox.js").createOutbox>} options.outbox
 */
export function composer({ Alpine, route, current, drafts, outbox }) {
  /** @type {HTMLTextAreaElement} */
  let area;
  let composing = false;
  let stopWatching = () => {};
  return {
    roomId: 0,
    length: 0,
    blank: true,
    problem: "",

    init() {
      area = /** @type {any} */ (this).$refs.text;
      stopWatching = watch(Alpine, () => {
        const id = route.room;
        if (id && id !== this.roomId) queueMicrotask(() => this.begin(id));
      });
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
    },

    /** @param {boolean} active */
    compose(active) {
      composing = active;
    },

    /** @param {KeyboardEvent} event */
    key(event) {
      if (composing || isComposing(event)) return;
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
      if (this.tooLong) {
        const over = this.length - MOST_CHARACTERS;
        this.problem = ngettext("This is %(num)s character too long.", "This is %(num)s characters too long.", over);
        return;
      }
      outbox.add({ room_id: this.roomId, text });
      drafts.set(this.roomId, "");
      this.write("");
      area.focus();
      area.dispatchEvent(new CustomEvent("wrote", { bubbles: true }));
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
