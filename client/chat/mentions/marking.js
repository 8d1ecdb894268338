/**
 * Names in messages that stand for people. Nothing moves by it: a mark has no width of its own.
 */
import { candidatesIn, fold, namesIn } from "./names.js";

/**
 * @typedef {import("./names.js").Person} Person
 * @typedef {import("../state.js").Message} Message
 * @typedef {{people: Person[], total: number, more: boolean}} Found
 */

/** So many names of a room are asked for one by one; others stay plain. */
const MOST_ASKED = 50;
const EVERYBODY = new Set(["room", "here"]);
/** Where a name is no name. */
const NOT_IN = "code, pre, a, .mention, .message-state";

/**
 * @param {object} options
 * @param {{user: any, visits: boolean}} options.session
 * @param {(roomId: number) => Promise<Found>} options.members
 * @param {(roomId: number, query: string) => Promise<Found>} options.search
 */
export function createMarking({ session, members, search }) {
  /** Members by name, of each room. @type {Map<number, Map<string, Person>>} */
  const named = new Map();
  /** @type {Map<number, Set<string>>} names that were asked for */
  const asked = new Map();

  /**
   * Mark the names in a message, now or when it is known whose they are.
   *
   * @param {HTMLElement} main
   * @param {Message} message
   */
  function mark(main, message) {
    const text = main.querySelector(".message-text");
    const names = text && !main.closest(".drawn") ? candidatesIn(text.textContent ?? "") : new Set();
    if (!text || names.size === 0) return;
    const roomId = message.room_id;
    draw(text, roomId);
    if (!session.visits) void learn(roomId, names).then((isNew) => isNew && text.isConnected && draw(text, roomId));
  }

  /** @param {number} roomId */
  function peopleOf(roomId) {
    const people = named.get(roomId) ?? new Map();
    named.set(roomId, people);
    return people;
  }

  /**
   * @param {number} roomId
   * @param {Set<string>} names
   * @returns {Promise<boolean>} whether some have become known
   */
  async function learn(roomId, names) {
    const people = peopleOf(roomId);
    const known = people.size;
    try {
      const first = await members(roomId);
      for (const person of first.people) people.set(fold(person.username), person);
      const done = asked.get(roomId) ?? new Set();
      asked.set(roomId, done);
      const unknown = first.more ? [...names].filter((name) => !people.has(name) && !EVERYBODY.has(name) && !done.has(name)) : [];
      for (const name of unknown.slice(0, Math.max(MOST_ASKED - done.size, 0))) {
        done.add(name);
        for (const person of (await search(roomId, name)).people) people.set(fold(person.username), person);
      }
    } catch {
      // Without an answer the names stand there as they were written.
    }
    return people.size > known;
  }

  /**
   * @param {Element} text
   * @param {number} roomId
   */
  function draw(text, roomId) {
    const people = peopleOf(roomId);
    const me = session.user;
    const mine = me ? fold(me.username) : "";
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    /** @type {Text[]} */
    const nodes = [];
    while (walker.nextNode()) {
      const node = /** @type {Text} */ (walker.currentNode);
      if (node.data.includes("@") && !node.parentElement?.closest(NOT_IN)) nodes.push(node);
    }
    for (const node of nodes) {
      const found = namesIn(node.data, (name) => name === mine || EVERYBODY.has(name) || people.has(name));
      // From the end, so that what was found before it stays where it is.
      for (const { start, end, name } of found.reverse()) {
        const rest = node.splitText(start);
        rest.splitText(end - start);
        const chip = document.createElement("span");
        chip.className = name === mine || EVERYBODY.has(name) ? "mention to-me" : "mention";
        chip.title = name === mine ? (me?.name ?? "") : (people.get(name)?.name ?? "");
        rest.replaceWith(chip);
        chip.append(rest);
      }
    }
  }

  return { mark };
}
