/**
 * Names in a text, and whom somebody means who begins to write one. Nothing here knows a document.
 */

/**
 * @typedef {{id: number, username: string, name: string}} Person
 * @typedef {{start: number, query: string}} Typing start: the place of the @
 */

/** As the server reads them: an @ after a letter is an address of e-mail, after a slash a part of a link. */
const NAME = /(?<![A-Za-z0-9_.@/-])@([\p{L}\p{N}_][\p{L}\p{N}_.-]{1,31})/gu;
const BEGUN = /(?<![A-Za-z0-9_.@/-])@([\p{L}\p{N}_.-]{0,32})$/u;
const ASCII = /^[A-Za-z0-9_.-]+/;

/**
 * The name that is being written before the caret.
 *
 * @param {string} text up to the caret
 * @returns {Typing|null}
 */
export function typingIn(text) {
  const found = BEGUN.exec(text);
  // What is code names nobody.
  if (!found || (text.split("`").length - 1) % 2 === 1) return null;
  return { start: found.index, query: found[1] };
}

/**
 * Every name in a text, with where it stands.
 *
 * @param {string} text
 * @param {(name: string) => boolean} isName
 * @returns {{start: number, end: number, name: string}[]}
 */
export function namesIn(text, isName) {
  const found = [];
  for (const match of text.matchAll(NAME)) {
    // A name may hold a dot, and a sentence ends with one; Chinese goes on without a space.
    const plain = (ASCII.exec(match[1])?.[0] ?? "").replace(/[.-]+$/, "");
    const name = [match[1], match[1].replace(/[.-]+$/, ""), plain].find((each) => each !== "" && isName(fold(each)));
    if (name) found.push({ start: match.index, end: match.index + 1 + name.length, name: fold(name) });
  }
  return found;
}

/**
 * Names that could be meant in a text, as they are compared.
 *
 * @param {string} text
 * @returns {Set<string>}
 */
export function candidatesIn(text) {
  const all = new Set();
  namesIn(text, (name) => {
    all.add(name);
    return false;
  });
  return all;
}

/** @param {string} name */
export function fold(name) {
  return name.normalize("NFKC").toLowerCase();
}

/**
 * Who is meant: those whose name begins so, then those with such a word in it; among them who wrote last, who is here.
 *
 * @param {Person[]} people
 * @param {object} how
 * @param {string} how.query
 * @param {number[]} how.recent ids of those who wrote, the last first
 * @param {Set<number>} how.here
 * @param {number} how.most
 * @returns {Person[]}
 */
export function rank(people, { query, recent, here, most }) {
  const wanted = fold(query);
  const order = (/** @type {Person} */ { id }) => {
    const at = recent.indexOf(id);
    return at < 0 ? recent.length + (here.has(id) ? 0 : 1) : at;
  };
  return people
    .map((person) => ({ person, fit: fitOf(person, wanted) }))
    .filter(({ fit }) => fit < 3)
    .sort((a, b) => a.fit - b.fit || order(a.person) - order(b.person) || a.person.name.localeCompare(b.person.name))
    .slice(0, most)
    .map(({ person }) => person);
}

/**
 * @param {Person} person
 * @param {string} wanted
 */
function fitOf({ username, name }, wanted) {
  const [user, shown] = [fold(username), fold(name)];
  if (user.startsWith(wanted) || shown.startsWith(wanted)) return 0;
  if (shown.split(/\s+/).some((word) => word.startsWith(wanted))) return 1;
  return user.includes(wanted) || shown.includes(wanted) ? 2 : 3;
}
