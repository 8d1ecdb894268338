/**
 * What the field needs once somebody writes in it; chrono, with its many words, is too much for the first page.
 */
export { labelsLike, peopleLike, typing } from "./completion.js";
export { follow } from "./literals.js";
export { understand } from "./understand.js";
