/**
 * Who a to-do of a room can be given to.
 */
import { api } from "../core/api.js";
import { compareNames } from "../core/i18n.js";
import { faces } from "../rooms/people.js";

/** @typedef {import("./overlay.js").Person} Person */

const PAGE = 100;
/** A longer list nobody looks through. */
const MOST = 500;
/** Members come and go. */
const FRESH_MS = 60_000;

/** @type {Map<number, {at: number, people: Promise<Person[]>}>} */
const known = new Map();

/**
 * @param {number|null} roomId null: nobody but oneself
 * @returns {Promise<Person[]>} by name; guests, who have no to-dos, are not among them
 */
export function membersOf(roomId) {
  if (roomId === null) return Promise.resolve([]);
  const before = known.get(roomId);
  if (before && Date.now() - before.at < FRESH_MS) return before.people;
  const people = fetchAll(roomId);
  known.set(roomId, { at: Date.now(), people });
  people.catch(() => known.delete(roomId));
  return people;
}

/** @param {number} roomId */
async function fetchAll(roomId) {
  /** @type {Person[]} */
  const found = [];
  /** @type {number|null} */
  let after = null;
  do {
    const page = await api.get(`/rooms/${roomId}/members`, { params: { limit: PAGE, after } });
    found.push(...faces(page.members).filter((/** @type {any} */ person) => person.role !== "guest"));
    after = page.next;
  } while (after !== null && found.length < MOST);
  return found.sort((a, b) => compareNames(a.name, b.name));
}
