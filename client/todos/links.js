/**
 * To-dos in the text of messages: which messages are nothing but a link to one, and which are commands. Pure.
 */

const UID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const LINK = new RegExp(`^(✅ )?(?:\\[([^\\[\\]\\n]{1,500})\\]\\()?(https?://[^/\\s()]+)?/todos/(${UID})(\\))?$`, "i");
/** Longer words of a link are cut: the to-do itself says the rest. */
const LONGEST = 200;
/**
 * How commands begin, in every language at once: whoever reads Chinese may type English, and the other way round. What
 * stands in code begins otherwise, and a backslash before it says that it is meant as it stands.
 */
const COMMAND = /^(?:[/／](todo|任务|rollcall|点名)(?:[ \u3000\n]|$)|(\[\]|【】|［］)(?:[ \u3000]|$))/i;
const ROLL_CALLS = ["rollcall", "点名"];

/**
 * @typedef {object} Card
 * @property {"card"|"line"} kind line: it tells that the to-do is done
 * @property {string} uid
 * @property {string} words as they were when it was posted
 *
 * @typedef {object} Command
 * @property {"todo"|"rollcall"} name
 * @property {number} start where what it is about begins
 */

/**
 * @param {string} text of a message
 * @param {string} origin of this page
 * @returns {Card|null}
 */
export function cardIn(text, origin) {
  const [, done, words, host, uid, end] = LINK.exec(text.trim()) ?? [];
  // Both brackets or none; a bare path is no link, and other places have to-dos of their own.
  if (!uid || Boolean(words) !== Boolean(end) || !(words || host) || (host && host !== origin)) return null;
  return { kind: done ? "line" : "card", uid: uid.toLowerCase(), words: (words ?? "").replace(/\\([\\`*_~])/g, "$1") };
}

/**
 * @param {string} uid
 * @param {string} text of the to-do
 * @returns {string} the message that is drawn as its card
 */
export function linkTo(uid, text) {
  const line = text.replace(/\s+/g, " ").trim().replace(/\[/g, "(").replace(/\]/g, ")");
  const words = line.length > LONGEST ? `${line.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, "").trimEnd()}…` : line;
  return `[${words.replace(/\\/g, "\\\\") || "…"}](/todos/${uid})`;
}

/**
 * @param {string} text as it is typed
 * @returns {Command|null}
 */
export function commandIn(text) {
  const [all, word] = COMMAND.exec(text) ?? [];
  if (all === undefined) return null;
  return { name: ROLL_CALLS.includes(word?.toLowerCase()) ? "rollcall" : "todo", start: all.length };
}
