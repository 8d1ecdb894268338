/**
 * The words of days and times in Chinese, simplified or traditional, and what tells that they are meant.
 *
 * All of it is our own. Chrono takes 下周日 for this Sunday (a week begins on Monday), 明天 for today until two in the
 * morning, and 快一点, "a bit faster", for one o'clock.
 */

export const NUMBER = "(?:\\d{1,3}|[一二三四五六七八九十两兩〇零廿]{1,3})";
export const WEEK = "(?:周|週|星期|礼拜|禮拜)";
export const DAY_OF_WEEK = "[一二三四五六日天]";
/** 晚 and 早 alone are parts of many words. */
export const PERIODS = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|夜裡|夜晚|(?<![今明])晚(?![上饭飯餐会會安点點些一宴班报報])|(?<![今明])早(?![上晨饭飯餐安点點些一])";
/** "Before Friday"; but 前端 is no time. */
export const TRAILING = "(?:\\s?(?:之前|以前|前(?![端台面后後往期沿任言提景辈輩途者缀])))?";
const ENDS = /^\s*(?:$|[\uE000，。；！？,.;!?)）@#])|^\s/;
/** Whose report? Friday's: no time to do it. */
export const ATTRIBUTE = /^\s?的/;
/** A span, several days, or where something is moved to. */
export const RANGE_BEFORE = new RegExp(`(?:(?:\\d|[一二三四五六日天号號点點月年])\\s?(?:-|–|—|~|～|和|与|與|或|、)|[到至从從离離])\\s?(?:${PERIODS})?$`);
export const RANGE_AFTER = new RegExp(`^\\s?(?:到|至|-|–|—|~|～|和|与|與|或|、)\\s?(?:下|本|这|這|今|明|后|後|\\d|${PERIODS}|${WEEK}|[一二三四五六七八九十])`);
/** @type {Record<string, string>} */
export const VAGUE = { 早: "09:00", 上: "09:00", 清: "07:00", 中: "12:00", 下: "15:00", 傍: "18:00", 晚: "20:00", 夜: "21:00" };
export const LOOK_AROUND = 12;

/** @param {string} after what follows */
export function endsHere(after) {
  return ENDS.test(after);
}

/**
 * 十五, 两, 二十三, 15.
 *
 * @param {string} written
 * @returns {number} NaN for what is none
 */
export function chineseNumber(written) {
  if (/^\d+$/.test(written)) return Number(written);
  const digit = (/** @type {string} */ sign) => ({ 〇: 0, 零: 0, 两: 2, 兩: 2 })[sign] ?? "零一二三四五六七八九".indexOf(sign);
  const [, tens, ten, ones] = /^([二两三四五六七八九]|廿)?(十)?([〇零一二三四五六七八九两兩])?$/.exec(written) ?? [];
  if (tens === "廿") return ten ? Number.NaN : 20 + (ones ? digit(ones) : 0);
  if (ten) return (tens ? digit(tens) : 1) * 10 + (ones ? digit(ones) : 0);
  if (written.length !== 1 || written === "十") return /^[零〇][一二三四五六七八九]$/.test(written) ? digit(written[1]) : Number.NaN;
  return digit(written);
}

/** @param {string} sign 一 to 六, 日 or 天 @returns {number} 1 for Monday */
export function chineseWeekday(sign) {
  return "一二三四五六".indexOf(sign) + 1 || 7;
}

/** @param {string} unit @returns {"day"|"week"|"month"|"year"} */
export function unitOf(unit) {
  if (/[周週星礼禮]/.test(unit)) return "week";
  if (unit.includes("月")) return "month";
  return unit.includes("年") ? "year" : "day";
}
