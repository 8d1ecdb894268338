/**
 * What may be meant by the name or the label that somebody is just typing.
 */

import { SELF } from "./marks.js";

/** @typedef {import("./marks.js").Person} Person */

/**
 * @typedef {object} Typing
 * @property {"person"|"label"} kind
 * @property {number} start where its sign stands
 * @property {string} query what is typed after it
 */

const BEGUN = /(?:^|[^\w\u00C0-\u024F@#＠＃&/.\\-])([@＠#＃])([^\s@#＠＃!！]{0,40})$/;
const MOST = 6;

/**
 * @param {string} before the text before the cursor
 * @returns {Typing|null}
 */
export function typing(before) {
  const [, sign, query] = BEGUN.exec(before.slice(-60)) ?? [];
  if (!sign) return null;
  return { kind: /[@＠]/.test(sign) ? "person" : "label", start: before.length - query.length - 1, query };
}

/**
 * Who is meant: first those whose name begins so, then those who have another word that does. Nobody for "me", which
 * needs no completion.
 *
 * @param {string} query
 * @param {Person[]} people
 * @returns {Person[]}
 */
export function peopleLike(query, people) {
  const wanted = query.toLowerCase();
  if (SELF.includes(wanted)) return [];
  const rank = (/** @type {Person} */ { username, name }) => {
    const names = [username, name].map((one) => one.toLowerCase());
    if (names.some((one) => one.startsWith(wanted))) return 0;
    return names.some((one) => one.split(/[\s._-]+/).some((word) => word.startsWith(wanted)) || isWithin(wanted, one)) ? 1 : 2;
  };
  const ranked = people.map((person) => ({ person, place: rank(person) })).filter(({ place }) => place < 2);
  return ranked.sort((a, b) => a.place - b.place).slice(0, MOST).map(({ person }) => person);
}

/**
 * @param {string} query
 * @param {string[]} labels
 * @returns {string[]}
 */
export function labelsLike(query, labels) {
  const wanted = query.toLowerCase();
  // What is typed in full needs no completion.
  return labels.filter((label) => label.toLowerCase().startsWith(wanted) && label.toLowerCase() !== wanted).slice(0, MOST);
}

/**
 * In Chinese, a name has no words.
 *
 * @param {string} query
 * @param {string} name
 */
function isWithin(query, name) {
  return /[\u0250-\uFFFF]/.test(query) && name.includes(query);
}
