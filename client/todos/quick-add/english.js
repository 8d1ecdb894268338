/**
 * The words of days and times in English, and what tells that they are meant.
 */

export const WEEKDAY = "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?";
export const MONTH =
  "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
export const DATE = "(?:3[01]|[12]\\d|0?[1-9])(?:st|nd|rd|th)?";
export const COUNT = "\\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve";
export const BEFORE = "(?<![\\w\\u00C0-\\u024F@#/.,&'’$€£:-])";
export const AFTER = "(?![\\w\\u00C0-\\u024F@/'’-]|[.:,]\\w)";
/** Words that make a date part of what is to be done: "the Friday meeting", "before Monday", "Good Friday". */
export const TAKEN = new RegExp(
  "(?:^|[\\s(])(?:the|an?|every|each|last|past|before|until|till|til|since|after|than|between|my|our|your|his|her|their|its|black|good|" +
    "ash|palm|holy|easter|cyber|fat|super|version|v|chapter|page|section|step|room|floor|no|number|nr|times|once|twice|many|much|often|" +
    "other|first|second|third|fourth|\\d(?:st|nd|rd|th))\\.? $",
  "i",
);
/** A span from one to another: which of them is meant? */
export const CONNECTED = "-|–|—|~|/|&|\\b(?:to|and|or|through|thru|until|till)\\b";
export const NUMBER_BEFORE = new RegExp(`(?:\\d|[ap]m|noon) ?(?:${CONNECTED}) ?$`, "i");
export const RANGE_AFTER = new RegExp(
  `^ ?(?:${CONNECTED}) ?(?:\\d|noon|today|tomorrow|(?:${WEEKDAY})\\b|(?:${MONTH})\\b)|^, ?(?:${WEEKDAY})\\b`,
  "i",
);
const ENDS = /^[.,;:!?)]?(?:\s*$|\s*[\uE000)]|\s+[-–—(]|[,;:!?])/;
/** @type {Record<string, string>} */
export const VAGUE = { morning: "09:00", afternoon: "15:00", evening: "19:00", night: "21:00" };
/** How far back a preposition may begin. */
export const LOOK_BACK = 24;

/** @param {string} after what follows */
export function endsHere(after) {
  return ENDS.test(after);
}

/** @param {string} word */
export function numberOf(word) {
  const words = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
  if (/^an?$/i.test(word)) return 1;
  return /^\d/.test(word) ? Number.parseInt(word, 10) : words.indexOf(word.toLowerCase());
}

/** @param {string} name such as "Dec" @returns {number} 1 to 12 */
export function monthOf(name) {
  return "jan feb mar apr may jun jul aug sep oct nov dec".split(" ").indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

/** @param {string} name such as "Fri" @returns {number} 1 for Monday */
export function weekdayNamed(name) {
  return "mon tue wed thu fri sat sun".split(" ").indexOf(name.slice(0, 3).toLowerCase()) + 1;
}
