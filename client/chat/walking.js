/**
 * What the walk through all that is unread has from the conversation, fetched with it; what every page has anyway is
 * given by main.js, or it would be sent in more pieces.
 */
export { createExcerpt, createExcerptLog } from "./excerpt.js";
export { placeText } from "./text.js";
