/**
 * What the server has sent along with the page: the views that it begins with, and the answers to the questions that
 * would be asked first.
 */

/**
 * @typedef {object} Given
 * @property {string} locale
 * @property {Record<string, string>} views HTML by name, in that language
 * @property {number|null} user whose answers these are
 * @property {Record<string, any>} answers by path and query, as the API is asked
 */

/** Older than this an answer is history, and the question is better asked. */
const FRESH_MS = 20_000;

/** @type {Given} */
const given = read();
/** Whether the page itself comes from an earlier visit, since the network was away. */
export const isOldPage = globalThis.document?.documentElement?.dataset.kept !== undefined;
const arrivedAt = isOldPage ? -Infinity : performance.now();

/**
 * @param {string} name
 * @param {string} language
 * @returns {string|undefined}
 */
export function givenView(name, language) {
  return language === given.locale ? given.views[name] : undefined;
}

/**
 * Take an answer; whoever asks again asks the server.
 *
 * @param {string} question path and query
 * @param {number|null} userId who asks
 * @returns {any} undefined when there is none
 */
export function takeAnswer(question, userId) {
  if (userId !== given.user || performance.now() - arrivedAt > FRESH_MS) return undefined;
  const answer = given.answers[question];
  delete given.answers[question];
  return answer;
}

/** @returns {Given} */
function read() {
  const text = globalThis.document?.getElementById("given")?.textContent;
  return text ? JSON.parse(text) : { locale: "", views: {}, user: null, answers: {} };
}
