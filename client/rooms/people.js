/**
 * The people this page has met: authors of messages, members, those in direct rooms. Presence names ids only.
 */
import { api } from "../core/api.js";

/** @typedef {import("./describe.js").Person} Person */

/** People come and go in crowds: who is unknown is asked for together, and not sooner. */
const GATHER_MS = 1000;

/**
 * @param {object} options
 * @param {Person} options.me
 * @param {<T extends object>(plain: T) => T} options.reactive so that faces follow when somebody becomes known
 */
export function createPeople({ me, reactive }) {
  /** @type {Map<number, Person>} */
  const known = reactive(new Map([[me.id, me]]));
  /** @type {Set<string>} who was asked for in which room; whoever is not a member stays unknown */
  const asked = new Set();
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;

  /** @param {Person[]} people */
  function meet(people) {
    for (const person of people) {
      const before = known.get(person.id);
      if (before?.name !== person.name || before.username !== person.username) known.set(person.id, person);
    }
  }

  /**
   * Some of the people with these ids: others first, since readers know their own face.
   *
   * @param {number[]} ids
   * @param {number} most
   * @returns {Person[]}
   */
  function among(ids, most) {
    const others = ids.filter((id) => id !== me.id);
    const here = others.length < ids.length ? [...others, me.id] : others;
    return here.flatMap((id) => known.get(id) ?? []).slice(0, most);
  }

  /**
   * Find out who of those in a room are not known yet, as far as that adds to the faces shown.
   *
   * @param {number} roomId
   * @param {number[]} ids of those who are there
   * @param {number} most
   */
  function lookUp(roomId, ids, most) {
    const fresh = ids.filter((id) => !known.has(id) && !asked.has(`${roomId} ${id}`));
    clearTimeout(timer);
    if (fresh.length === 0 || among(ids, most).length >= most) return;
    timer = setTimeout(() => {
      for (const id of fresh) asked.add(`${roomId} ${id}`);
      // Without an answer there is a face less, which is no reason to trouble anybody.
      api.get(`/rooms/${roomId}/members`, { params: { limit: 100 } }).then(({ members }) => meet(faces(members)), () => {});
    }, GATHER_MS);
  }

  return { meet, among, lookUp, close: () => clearTimeout(timer) };
}

/** @typedef {ReturnType<typeof createPeople>} People */

/** @param {{user: Person}[]} members */
export function faces(members) {
  return members.map(({ user }) => user);
}
