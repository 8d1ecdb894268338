/**
 * Figures of the workspace: totals, and what each day brought.
 */
import { api } from "../core/api.js";
import { _, formatBytes, formatNumber, languageTag, locale } from "../core/i18n.js";
import { reason } from "../ui/form.js";

/** @typedef {{day: string, messages: number, active: number, writers: number, bytes: number}} Day */

export function adminOverview() {
  let asked = 0;
  return {
    span: 30,
    totals: { people: "–", rooms: "–", messages: "–", storage: "–" },
    charts: /** @type {ReturnType<typeof chart>[]} */ ([]),
    loading: true,
    problem: "",

    init() {
      void this.load();
    },

    /** @param {number} days */
    look(days) {
      this.span = days;
      void this.load();
    },

    async load() {
      asked += 1;
      const turn = asked;
      this.loading = true;
      this.problem = "";
      try {
        const { days, totals } = await api.get("/administration/figures", { params: { days: this.span } });
        if (turn !== asked) return;
        const { storage, ...counts } = totals;
        const shown = Object.entries(counts).map(([name, count]) => [name, formatNumber(Number(count))]);
        this.totals = { ...Object.fromEntries(shown), storage: formatBytes(storage) };
        this.charts = [
          chart("messages", _("Messages"), days, ({ messages }) => messages),
          chart("active", _("People who were here"), days, ({ active }) => active),
          chart("writers", _("People who wrote"), days, ({ writers }) => writers),
          chart("storage", _("Storage for what was written"), days, ({ bytes }) => bytes, formatBytes),
        ];
      } catch (error) {
        if (turn === asked) this.problem = reason(error);
      } finally {
        if (turn === asked) this.loading = false;
      }
    },
  };
}

/**
 * @param {string} key
 * @param {string} title
 * @param {Day[]} days
 * @param {(day: Day) => number} value
 * @param {(value: number) => string} [say]
 */
function chart(key, title, days, value, say = formatNumber) {
  const values = days.map(value);
  const most = Math.max(...values);
  const date = new Intl.DateTimeFormat(languageTag(locale()), { day: "numeric", month: "short", timeZone: "UTC" });
  const name = (/** @type {Day} */ { day }) => date.format(new Date(`${day}T00:00:00Z`));
  const busiest = days[values.indexOf(most)];
  const about =
    most > 0 ? _("Most on %(day)s: %(count)s", { day: name(busiest), count: say(most) }) : _("Nothing in this time.");
  return {
    key,
    title,
    about,
    label: `${title}. ${about}`,
    from: name(days[0]),
    to: name(days[days.length - 1]),
    bars: days.map((day, index) => ({
      day: day.day,
      title: _("%(day)s: %(count)s", { day: name(day), count: say(values[index]) }),
      style: { blockSize: most > 0 ? `${(100 * values[index]) / most}%` : "0" },
    })),
  };
}
