/**
 * Where one arrives: what is waiting, and otherwise calm.
 */
import { _, formatNumber, ngettext } from "../core/i18n.js";

/**
 * @param {object} options
 * @param {{name: string}} options.session
 * @param {{waiting: {kind: string}[]}} options.list the store of rooms
 */
export function home({ session, list }) {
  return {
    get greeting() {
      const hour = new Date().getHours();
      const params = { name: session.name };
      if (hour < 5 || hour >= 18) return _("Good evening, %(name)s", params);
      if (hour < 12) return _("Good morning, %(name)s", params);
      return _("Good afternoon, %(name)s", params);
    },

    get summary() {
      const count = list.waiting.length;
      const direct = list.waiting.filter(({ kind }) => kind === "direct").length;
      if (count === 0) return _("You have read everything.");
      if (direct === count) {
        return ngettext("One conversation has something new for you.", "%(num)s conversations have something new for you.", count);
      }
      if (direct > 0) return _("%(num)s rooms and conversations have something new for you.", { num: formatNumber(count) });
      return ngettext("One room has something new for you.", "%(num)s rooms have something new for you.", count);
    },
  };
}
