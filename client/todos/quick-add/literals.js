/**
 * What is never read as a date, a name or a label: code, addresses, and what stands in quotation marks.
 */

/** @typedef {{start: number, end: number}} Range */

/** Stands for what must not be read: no letter, no space, nothing that anybody writes. */
export const MASK = "\uE000";

const ADDRESSES = [
  /(?<![a-z0-9])(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.)[^\s<>，。；、）》」]+/gi,
  /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/g,
  /(?<![\w.-])(?:[\w-]{1,63}\.){1,6}[a-z]{2,12}(?:[/:#?][^\s<>，。；、）》」]*)?/gi,
  // A path, also on Windows.
  /(?<![\w.])(?:~|\.{1,2}|[A-Za-z]:)?[/\\](?=[\w.-]{1,99}[/\\.])[^\s，。；、]+/g,
  // Where a Markdown link leads to.
  /\]\([^()\s]{0,2000}\)/g,
];
const QUOTED = [
  /(?<![\w"])"[^"\n]{1,400}"(?!\w)/g,
  /“[^“”\n]{1,400}”/g,
  /「[^「」\n]{1,400}」/g,
  /『[^『』\n]{1,400}』/g,
  /《[^《》\n]{1,400}》/g,
];

/**
 * @param {string} text
 * @returns {Range[]}
 */
export function literals(text) {
  const found = codeIn(text);
  for (const pattern of [...ADDRESSES, ...QUOTED]) {
    for (const match of text.matchAll(pattern)) found.push({ start: match.index, end: match.index + match[0].length });
  }
  return found;
}

/**
 * The text with these ranges made unreadable, every other character at its place.
 *
 * @param {string} text
 * @param {Range[]} ranges
 */
export function mask(text, ranges) {
  let masked = "";
  let at = 0;
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    masked += text.slice(at, Math.max(at, start)) + MASK.repeat(end - Math.max(at, start));
    at = end;
  }
  return masked + text.slice(at);
}

/**
 * Where ranges of a text lie after somebody has typed on. What was typed into is gone.
 *
 * @param {Range[]} ranges
 * @param {string} before
 * @param {string} after
 * @returns {Range[]}
 */
export function follow(ranges, before, after) {
  const most = Math.min(before.length, after.length);
  let same = 0;
  while (same < most && before[same] === after[same]) same += 1;
  let tail = 0;
  while (tail < most - same && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const shift = after.length - before.length;
  return ranges.flatMap(({ start, end }) => {
    if (end <= same) return { start, end };
    if (start >= before.length - tail) return { start: start + shift, end: end + shift };
    return [];
  });
}

/** @param {string} text */
function codeIn(text) {
  /** @type {Range[]} */
  const found = [];
  /** @type {Map<string, number>} runs of backticks that nothing closes */
  const open = new Map();
  for (const { 0: run, index } of text.matchAll(/`{1,9}/g)) {
    const start = open.get(run);
    if (start === undefined) {
      open.set(run, index);
    } else {
      found.push({ start, end: index + run.length });
      open.clear();
    }
  }
  return found;
}
