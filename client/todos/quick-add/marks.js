/**
 * What a sign says: @who, #label, ! for what matters.
 */

/** @typedef {{id: number, username: string, name: string}} Person */
/** @typedef {import("./understand.js").Candidate} Candidate */

/** Latin letters belong to a word; Chinese stands without spaces. */
const BEFORE = "(?<![\\w\\u00C0-\\u024F@#＠＃&/.\\\\-])";
export const SELF = ["me", "我"];
const LONGEST_LABEL = 40;
/** More than anybody means, and an end for whoever pastes a page of signs. */
const MOST_NAMES = 40;

const AT = new RegExp(`${BEFORE}[@＠](?=\\S)`, "g");
const LABEL = new RegExp(`${BEFORE}[#＃]([\\p{L}\\p{N}\\p{M}_][\\p{L}\\p{N}\\p{M}_/-]*)`, "gu");
const LOUD = /(?<![^\s\uE000])[!！]{1,3}(?![^\s\uE000])/g;
const LEVEL = /(?<![^\s\uE000，,])p([1-4])(?![^\s\uE000，,.;。；])/g;
const COLOR = /^(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

/**
 * @param {string} text
 * @param {{people: Person[], me: Person|null, labels: string[]}} known
 * @returns {Candidate[]}
 */
export function marks(text, known) {
  return [...assignees(text, known.people, known.me), ...labelsIn(text, known.labels), ...priorities(text)];
}

/**
 * @param {string} text
 * @param {Person[]} people
 * @param {Person|null} me
 * @returns {Candidate[]}
 */
function assignees(text, people, me) {
  const names = people.flatMap((person) => [person.username, person.name].map((name) => ({ name: name.toLowerCase(), person })));
  if (me) names.push(...SELF.map((name) => ({ name, person: me })));
  // "Ann Lee" before "Ann"; whoever is called "me" before myself.
  names.sort((a, b) => b.name.length - a.name.length);
  const found = [];
  for (const { index } of [...text.matchAll(AT)].slice(0, MOST_NAMES)) {
    const named = names.find(({ name }) => name && isNamed(text, index + 1, name));
    if (named) found.push({ kind: /** @type {const} */ ("assignee"), start: index, end: index + 1 + named.name.length, value: named.person });
  }
  return found;
}

/**
 * @param {string} text
 * @param {number} at
 * @param {string} name
 */
function isNamed(text, at, name) {
  const end = at + name.length;
  if (text.slice(at, end).toLowerCase() !== name) return false;
  if (!/[\w\u00C0-\u024F]$/.test(name)) return true;
  return !/^(?:[\w\u00C0-\u024F@]|[.-]\w)/.test(text.slice(end, end + 2));
}

/**
 * @param {string} text
 * @param {string[]} known
 * @returns {Candidate[]}
 */
function labelsIn(text, known) {
  const byLength = [...known].sort((a, b) => b.length - a.length);
  return [...text.matchAll(LABEL)].flatMap(({ 1: written, index }) => {
    const label = knownLabel(written, byLength) ?? written.replace(/[/-]+$/, "");
    // #123 is an issue and #ff8800 a colour.
    if (/^\d+$/.test(label) || (COLOR.test(label) && /\d/.test(label))) return [];
    if ([...label].length > LONGEST_LABEL) return [];
    const spelling = byLength.find((one) => one.toLowerCase() === label.toLowerCase()) ?? label;
    return { kind: /** @type {const} */ ("label"), start: index, end: index + 1 + label.length, value: spelling };
  });
}

/**
 * In Chinese nothing shows where a label ends but that it is one.
 *
 * @param {string} written
 * @param {string[]} byLength
 */
function knownLabel(written, byLength) {
  const lower = written.toLowerCase();
  const found = byLength.find((label) => lower.startsWith(label.toLowerCase()));
  if (!found || found.length === written.length) return found ?? null;
  return /[\w-]$/.test(found) && /^[\w/-]/.test(written.slice(found.length)) ? null : written.slice(0, found.length);
}

/**
 * @param {string} text
 * @returns {Candidate[]}
 */
function priorities(text) {
  const loud = [...text.matchAll(LOUD)].map(({ 0: signs, index }) => priority(index, signs.length, signs.length));
  const levels = [...text.matchAll(LEVEL)].map(({ 1: level, index }) => priority(index, 2, 4 - Number(level)));
  return [...loud, ...levels];
}

/**
 * @param {number} start
 * @param {number} length
 * @param {number} value 3 for what matters most
 * @returns {Candidate}
 */
function priority(start, length, value) {
  return { kind: "priority", start, end: start + length, value };
}
