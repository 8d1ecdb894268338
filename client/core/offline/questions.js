/**
 * Which answers of the API are remembered, and how many of each kind: what somebody has read last.
 */

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {RegExp} asks
 * @property {number} most so many of them; the longest untouched goes first
 */

/** Rooms and lists of which something is remembered. */
const PLACES = 30;

/** @type {Kind[]} */
const KINDS = [
  { name: "rooms", asks: /^\/rooms$/, most: 1 },
  { name: "room", asks: /^\/rooms\/\d+$/, most: PLACES },
  { name: "messages", asks: /^\/rooms\/\d+\/messages$/, most: PLACES },
  { name: "room's lists", asks: /^\/rooms\/\d+\/lists$/, most: PLACES },
  { name: "to-dos made in a room", asks: /^\/rooms\/\d+\/items\?/, most: PLACES },
  { name: "own lists", asks: /^\/lists$/, most: 1 },
  { name: "list", asks: /^\/lists\/\d+$/, most: PLACES },
  { name: "items", asks: /^\/lists\/\d+\/items\?state=active&/, most: PLACES },
  { name: "cards", asks: /^\/items\?uids=/, most: PLACES },
  { name: "agenda", asks: /^\/agenda\?/, most: 12 },
  { name: "counts", asks: /^\/agenda\/counts\?/, most: 1 },
  { name: "notices", asks: /^\/notices\?filter=\w+$/, most: 3 },
];

/**
 * @param {string} question path and query, as the API is asked
 * @returns {Kind|undefined} undefined for what is not remembered
 */
export function kindOf(question) {
  return KINDS.find(({ asks }) => asks.test(question));
}

/**
 * @param {string} question
 * @returns {number} the room that is asked for; 0 when none is
 */
export function roomOf(question) {
  return Number(/^\/rooms\/(\d+)$/.exec(question)?.[1] ?? 0);
}

/** @param {number} roomId */
export function messagesOf(roomId) {
  return `/rooms/${roomId}/messages`;
}

/** @param {number} listId */
export function itemsOf(listId) {
  return `/lists/${listId}/items?state=active&limit=5000`;
}
