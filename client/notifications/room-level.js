/**
 * What one wants to hear of a room.
 */
import { api } from "../core/api.js";
import { _, formatDay, formatTime } from "../core/i18n.js";
import { reason } from "../ui/form.js";
import { toast } from "../ui/toast.js";
import { watch } from "../ui/watch.js";

const HOUR_MS = 3_600_000;
/** Tomorrow begins with the working day. */
const MORNING = 9;

/**
 * @param {object} options
 * @param {import("alpinejs").Alpine} options.Alpine
 * @param {{view: import("../rooms/describe.js").RoomView|null}} options.current the store of the room on the screen
 * @param {{shows(pane: "todos"|"details"): boolean}} options.details the store
 * @param {import("../rooms/live.js").LiveRooms} options.rooms
 */
export function roomLevel({ Alpine, current, details, rooms }) {
  /** @type {(() => void)[]} */
  let stops = [];
  let place = "";
  return {
    ready: false,
    level: "",
    isDirect: false,
    mutedUntil: /** @type {string|null} */ (null),

    init() {
      stops = [
        watch(Alpine, () => {
          const { view } = current;
          const next = view?.joined && details.shows("details") ? `room:${view.id}` : "";
          if (next !== place) queueMicrotask(() => this.show(next));
        }),
        rooms.onChange(({ type, data }) => type === "place" && data.place === place && this.take(data)),
      ];
    },

    destroy() {
      for (const stop of stops) stop();
    },

    /** @param {string} next */
    async show(next) {
      if (next === place) return;
      place = next;
      this.ready = false;
      this.isDirect = current.view?.kind === "direct";
      if (!place) return;
      // Without an answer there is nothing to choose; the next look asks again.
      const answer = await api.get(`/places/${next}/level`).catch(() => null);
      if (place !== next) return;
      if (answer) this.take(answer);
      else place = "";
    },

    /** @param {{level: string, muted_until: string|null}} answer */
    take({ level, muted_until: until }) {
      const usual = this.isDirect ? "everything" : "mentions";
      Object.assign(this, { level: level || usual, mutedUntil: until, ready: true });
    },

    get isMuted() {
      return this.mutedUntil !== null && Date.parse(this.mutedUntil) > Date.now();
    },
    get mutedText() {
      if (!this.mutedUntil) return "";
      const until = _("%(day)s, %(time)s", { day: formatDay(this.mutedUntil), time: formatTime(this.mutedUntil) });
      return _("Muted until %(until)s", { until });
    },

    choose() {
      void this.keep(this.mutedUntil);
    },

    muteForAnHour() {
      void this.keep(new Date(Date.now() + HOUR_MS).toISOString());
    },

    muteUntilTomorrow() {
      void this.keep(tomorrow(new Date()).toISOString());
    },

    unmute() {
      void this.keep(null);
    },

    /** @param {string|null} until */
    async keep(until) {
      const here = place;
      try {
        const answer = await api.put(`/places/${here}/level`, { level: this.level, muted_until: until });
        if (here === place) this.take(answer);
      } catch (error) {
        toast(reason(error));
        place = "";
        void this.show(here);
      }
    },
  };
}

/**
 * The next morning; in the small hours that is today's.
 *
 * @param {Date} now
 */
export function tomorrow(now) {
  const day = now.getHours() < 5 ? 0 : 1;
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + day, MORNING);
}
