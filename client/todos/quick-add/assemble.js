/**
 * The text that is left when what was understood is taken out of it.
 */

import { mask } from "./literals.js";

/** @typedef {import("./literals.js").Range} Range */

const ESCAPED = /(?<![!-~])\\(?=[^\s\\])/g;
/** Nobody means more, and each costs a reading. */
const MOST_ESCAPES = 8;
/** What only joined the text to what has been taken out. */
const LOOSE_START = /^[\s,，、:：;；。–—-]+/;
const LOOSE_END = /[\s,，、:：;；–—-]+$/;
const CLOSING = /^[,，、;；.。?？!！)）]/;
const OPENED = /\s?[(（[【]\s*$/;
const CLOSED = /^\s*[)）\]】]/;

/**
 * Backslashes that keep what follows from being understood. Others (Markdown has its own) stay what they are.
 *
 * @param {string} text
 * @param {Range[]} kept what is not read anyway
 * @param {(text: string) => {chosen: Range[]}} read
 * @returns {Range[]} the backslash and what it keeps
 */
export function escapes(text, kept, read) {
  const all = [...text.matchAll(ESCAPED)].map(({ index }) => index).filter((at) => !kept.some(({ start, end }) => at >= start && at < end));
  const words = all.map((start) => ({ start, end: start + (/^\S+/.exec(text.slice(start)) ?? [""])[0].length }));
  /** @type {Range[]} */
  const found = [];
  // One after another: of several dates only one is understood, so that each has to be tried by itself.
  for (const at of all.slice(0, MOST_ESCAPES)) {
    const others = words.filter(({ start }) => start !== at);
    const bare = mask(`${text.slice(0, at)} ${text.slice(at + 1)}`, [...kept, ...others]);
    const part = read(bare).chosen.find(({ start }) => start === at + 1);
    if (part) found.push({ start: at, end: part.end });
  }
  return found;
}

/**
 * @param {string} text
 * @param {Range[]} parts
 * @param {Range[]} escaped
 */
export function plainText(text, parts, escaped) {
  const backslashes = escaped.map(({ start }) => ({ start, end: start + 1 }));
  let left = "";
  let at = 0;
  let isSeam = true;
  for (const gone of [...parts, ...backslashes].sort((a, b) => a.start - b.start)) {
    left = isSeam ? joined(left, text.slice(at, gone.start)) : left + text.slice(at, gone.start);
    at = gone.end;
    isSeam = !backslashes.includes(gone);
  }
  left = isSeam ? joined(left, text.slice(at)) : left + text.slice(at);
  const last = parts.at(-1);
  if (last && text.slice(last.end).trim() === "") left = left.replace(LOOSE_END, "");
  if (parts[0] && text.slice(0, parts[0].start).trim() === "") left = left.replace(LOOSE_START, "");
  return left.trim();
}

/**
 * One space where there was one on either side, none before what ends a sentence, and no brackets around nothing.
 *
 * @param {string} left
 * @param {string} right
 */
function joined(left, right) {
  if (OPENED.test(left) && CLOSED.test(right)) return joined(left.replace(OPENED, ""), right.replace(CLOSED, ""));
  if (CLOSING.test(right)) {
    const before = left.trimEnd();
    return before + (/[,，、;；]$/.test(before) ? right.replace(/^[,，、;；]/, "") : right);
  }
  return /(?:^|\s)$/.test(left) ? left + right.replace(/^\s+/, "") : left + right;
}
