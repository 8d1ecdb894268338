/**
 * Who has ticked a roll call and who has not: a bar, and the names.
 */
import { _, ngettext } from "../../core/i18n.js";
import { icon } from "../../ui/icons.js";
import { membersOf } from "../members.js";

/**
 * @typedef {import("../overlay.js").Shown} Shown
 * @typedef {{id: number, name: string}} Named
 */

/** @type {WeakMap<HTMLElement, object>} what each card was asked to show last */
const wanted = new WeakMap();

/**
 * @param {HTMLElement} card
 * @param {Shown|null|undefined} item
 * @param {number|null|undefined} roomId of its list; undefined while that is not known
 */
export function drawRollCall(card, item, roomId) {
  const there = card.querySelector(".roll");
  if (!item?.roll_call || item.deleted_at) {
    wanted.delete(card);
    there?.remove();
    return;
  }
  const turn = {};
  wanted.set(card, turn);
  fill(card, item, item.ticks.map(({ user }) => user));
  if (!roomId) return;
  membersOf(roomId).then(
    (people) => wanted.get(card) === turn && fill(card, item, people),
    // Without them those who have ticked are still named.
    () => {},
  );
}

/**
 * Everybody in two rows: those who have ticked in the order in which they did, then the others by name.
 *
 * @param {Named[]} members
 * @param {{user: Named}[]} ticks
 */
export function sides(members, ticks) {
  const done = ticks.map(({ user }) => user);
  const ids = new Set(done.map(({ id }) => id));
  return { done, open: members.filter(({ id }) => !ids.has(id)) };
}

/**
 * @param {HTMLElement} card
 * @param {Shown} item
 * @param {Named[]} members
 */
function fill(card, item, members) {
  const { done, open } = sides(members, item.ticks);
  const roll = rollOf(card);
  const total = done.length + open.length;
  const bar = /** @type {HTMLElement} */ (roll.querySelector(".roll-bar span"));
  bar.style.inlineSize = `${total > 0 ? (done.length / total) * 100 : 0}%`;
  const words = ngettext("%(done)s of %(num)s has ticked", "%(done)s of %(num)s have ticked", total, { done: done.length });
  /** @type {HTMLElement} */ (roll.querySelector("summary")).textContent = words;
  const names = [...done.map((person) => named(person, true)), ...open.map((person) => named(person, false))];
  roll.querySelector("ul")?.replaceChildren(...names);
}

/** @param {HTMLElement} card */
function rollOf(card) {
  const there = card.querySelector(".roll");
  if (there) return there;
  const roll = document.createElement("div");
  roll.className = "roll";
  const bar = document.createElement("div");
  bar.className = "roll-bar";
  bar.setAttribute("aria-hidden", "true");
  bar.append(document.createElement("span"));
  const details = document.createElement("details");
  details.append(document.createElement("summary"), document.createElement("ul"));
  roll.append(bar, details);
  card.querySelector(".card-main")?.append(roll);
  return roll;
}

/**
 * @param {Named} person
 * @param {boolean} hasTicked
 */
function named({ name }, hasTicked) {
  const entry = document.createElement("li");
  entry.className = hasTicked ? "has" : "";
  const said = document.createElement("span");
  said.className = "unseen";
  said.textContent = hasTicked ? `: ${_("ticked")}` : `: ${_("not yet")}`;
  entry.append(icon(hasTicked ? "check" : "clock", "small"), name, said);
  return entry;
}
