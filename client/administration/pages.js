/**
 * A list that is fetched a page at a time; the latest question wins.
 */
import { api } from "../core/api.js";
import { reason } from "../ui/form.js";

/**
 * @template Row
 * @param {object} options
 * @param {string} options.path
 * @param {string} options.from the parameter that says where the next page starts
 * @param {(component: any) => Record<string, any>} options.params
 * @param {(answer: any) => Row[]} options.rows
 */
export function pages({ path, from, params, rows }) {
  let asked = 0;
  return {
    rows: /** @type {Row[]} */ ([]),
    next: /** @type {number|null} */ (null),
    loading: true,
    problem: "",
    total: 0,

    init() {
      void this.load();
    },

    load() {
      return this.fetch({}, () => (this.rows = []));
    },

    more() {
      return this.fetch({ [from]: this.next }, () => {});
    },

    /**
     * @param {Record<string, any>} place
     * @param {() => void} clear
     */
    async fetch(place, clear) {
      asked += 1;
      const turn = asked;
      this.loading = true;
      this.problem = "";
      try {
        const answer = await api.get(path, { params: { ...params(this), ...place } });
        if (turn !== asked) return;
        clear();
        this.rows.push(...rows(answer));
        this.next = answer.next;
        this.total = answer.total ?? 0;
      } catch (error) {
        if (turn === asked) this.problem = reason(error);
      } finally {
        if (turn === asked) this.loading = false;
      }
    },
  };
}
