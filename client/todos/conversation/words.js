/**
 * What to-dos take from the text of messages, and from commands that are begun. Pure.
 */

/**
 * Those commands that may become of what is typed.
 *
 * @param {string} text
 * @param {string[]} names
 * @returns {string[]}
 */
export function commandsLike(text, names) {
  const [, begun] = /^[/／](\S*)$/.exec(text) ?? [];
  return begun === undefined ? [] : names.filter((name) => name.startsWith(begun.toLowerCase()));
}

/**
 * The first line of a message without its Markdown, to begin a to-do with.
 *
 * @param {string} text
 */
export function firstLine(text) {
  const lines = text.split("\n").map((line) => (/^\s*(```|~~~)/.test(line) ? "" : plain(line)));
  return lines.find((line) => line !== "") ?? "";
}

/** @param {string} line */
function plain(line) {
  return line
    .replace(/^\s*(?:>\s*)*(?:#{1,6}\s+|[-*+]\s+|\d+[.)]\s+)?(?:\[[ xX]\]\s+)?/, "")
    .replace(/!?\[([^[\]]*)\]\([^()\s]*\)/g, "$1")
    .replace(/(\*\*|__|~~|`+)(?=\S)(.+?)\1/g, "$2")
    .replace(/(^|[^\w*\\])[*_](?=\S)([^*_]+)[*_](?!\w)/g, "$1$2")
    .replace(/\\([\\`*_~[\]#])/g, "$1")
    .trim();
}

/**
 * Who is mentioned in a message.
 *
 * @template {{username: string}} Person
 * @param {string} text
 * @param {Person[]} people
 * @returns {Person[]} in the order of the text
 */
export function mentioned(text, people) {
  const prose = text.replace(/(```|~~~)[\s\S]*?(\1|$)/g, " ").replace(/`[^`\n]*`/g, " ");
  const names = [...prose.matchAll(/(?:^|[^\w@/.])@([\w.-]*\w)/g)].map(([, name]) => name.toLowerCase());
  const byName = new Map(people.map((person) => [person.username.toLowerCase(), person]));
  return [...new Set(names)].flatMap((name) => byName.get(name) ?? []);
}
