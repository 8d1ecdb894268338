/**
 * Who and when the tables of phrases speak of: it is Wednesday, the 2nd of December 2026, 10 o'clock in Berlin.
 */
import { understand } from "../../../client/todos/quick-add/understand.js";

export const NOW = new Date("2026-12-02T09:00:00Z");
export const ZONE = "Europe/Berlin";
export const ALICE = { id: 1, username: "alice", name: "Alice" };
export const PEOPLE = [
  ALICE,
  { id: 2, username: "mika", name: "Mika Sato" },
  { id: 3, username: "ann", name: "Ann" },
  { id: 4, username: "annlee", name: "Ann Lee" },
  { id: 5, username: "xm", name: "小明" },
  { id: 6, username: "wang", name: "王小明" },
  { id: 7, username: "jörg", name: "Jörg" },
];
export const LABELS = ["release", "发布", "Home"];
export const OPTIONS = { now: NOW, zone: ZONE, locale: "en-US", people: PEOPLE, me: ALICE, labels: LABELS };

/**
 * @typedef {object} Expected what a phrase says besides its text; what is left out is nothing
 * @property {string} [due] "2026-12-04" or "2026-12-04 17:00"
 * @property {string} [repeat] with "after " before it when it counts from when it is done
 * @property {string} [who] a username
 * @property {string[]} [labels]
 * @property {number} [priority]
 */

/**
 * @param {string} phrase
 * @param {Partial<typeof OPTIONS>} [options]
 */
export function read(phrase, options) {
  const { text, item, parts } = understand(phrase, { ...OPTIONS, ...options });
  /** @type {Expected} */
  const said = {};
  if (item.due) said.due = [item.due.date, item.due.time].filter(Boolean).join(" ");
  if (item.repeat) said.repeat = `${item.repeat.after_done ? "after " : ""}${item.repeat.rule}`;
  if (item.assignee) said.who = item.assignee.username;
  if (item.labels.length > 0) said.labels = item.labels;
  if (item.priority) said.priority = item.priority;
  return { text, said, parts, item };
}
