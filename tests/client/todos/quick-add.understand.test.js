import { describe, expect, it } from "vitest";

import { follow } from "../../../client/todos/quick-add/literals.js";
import { understand } from "../../../client/todos/quick-add/understand.js";
import { OPTIONS, read } from "./quick-add.cast.js";

const WORDS = [
  "ship it", "fri", "Friday", "17:00", "at 5", "every", "every 2 weeks", "every Mon, Wed", "on", "by", "the 15th", "may", "Dec 15", "3 days after done",
  "@mika", "@Ann Lee", "@", "#release", "#", "#123", "!", "!!!", "p1", "\\", "\\fri", '"', "`", "“", "”", "(", ")", ",", ":", "-", " ", "  ", "\n",
  "明天", "下周五", "下午5点", "每周", "每两周", "一三五", "的", "交报告", "@小明", "#发布", "！", "，", "完成后3天", "15号", "月底", "https://a.b/c", "x@y.zz", "[a](b)", "\uE000", "😀", "é",
];

/** The same row of numbers every time. @param {number} seed */
function dice(seed) {
  let state = seed;
  return (/** @type {number} */ sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

/** @param {number} seed */
function phrase(seed) {
  const roll = dice(seed);
  return Array.from({ length: 1 + roll(9) }, () => WORDS[roll(WORDS.length)]).join([" ", "", " "][roll(3)]);
}

/** What a phrase keeps: its letters and numbers, without those that join parts together. @param {string} text */
function bones(text) {
  return text.replace(/[\s\p{P}]/gu, "");
}

describe("whatever is typed", () => {
  const phrases = Array.from({ length: 500 }, (_one, seed) => phrase(seed));

  it("is read without an error, and the parts lie in it, in order and apart", () => {
    for (const text of phrases) {
      let at = 0;
      for (const { start, end, raw } of understand(text, OPTIONS).parts) {
        expect(start, text).toBeGreaterThanOrEqual(at);
        expect(end, text).toBeGreaterThan(start);
        expect(end, text).toBeLessThanOrEqual(text.length);
        expect(raw, text).toBe(text.slice(start, end));
        at = end;
      }
    }
  });

  it("is all there, in the text or in the parts", () => {
    for (const text of phrases) {
      const found = understand(text, OPTIONS);
      let rest = "";
      let at = 0;
      for (const { start, end } of found.parts) {
        rest += text.slice(at, start);
        at = end;
      }
      expect(bones(found.text), text).toBe(bones(rest + text.slice(at)));
    }
  });

  it("says nothing any more once every part is taken as it stands", () => {
    for (const text of phrases.slice(0, 150)) {
      let found = understand(text, OPTIONS);
      for (let turn = 0; found.parts.length > 0; turn += 1) {
        expect(turn, text).toBeLessThan(40);
        const [part] = found.parts;
        found = found.without(part);
        expect(found.parts.some(({ start, end }) => start < part.end && end > part.start), text).toBe(false);
      }
      expect(bones(found.text), text).toBe(bones(text));
      expect(found.item).toMatchObject({ due: null, repeat: null, assignee: null, labels: [], priority: 0 });
    }
  });

  it("has what its parts say, and no due date without one", () => {
    for (const text of phrases) {
      const { parts, item } = understand(text, OPTIONS);
      const kinds = parts.map(({ kind }) => kind);
      expect(item.due !== null, text).toBe(["date", "time", "repeat"].some((kind) => kinds.includes(/** @type {any} */ (kind))));
      expect(item.repeat !== null, text).toBe(kinds.includes("repeat"));
      expect(item.assignee !== null, text).toBe(kinds.includes("assignee"));
      if (item.due) expect(item.due.date >= "2026-12-02", `${text}: ${item.due.date}`).toBe(true);
    }
  });
});

describe("what hostile text costs", () => {
  const unfriendly = [
    ...WORDS.flatMap((word) => [word, `${word} `]),
    "a", "1", "1 ", "1:", "1/", "一", "一月", "周", "每", "\\@mika ", "\\fri ", "`a``", "[](", "mon and ", "every mon, ", "in 3 ", "1 day from ", "1.", "a.", "x-", "（", "./", "p1 ", "the ",
    "on on ", "due due ", "every every ", "完成后", "在", "截止", "第一个", "最后一个", "零", "点", "9点", "上", "@ann @", "#a/", "www.", "http://", "2026-", "“",
  ];

  // A few milliseconds each; a pattern that runs away would not be back when the runner gives up.
  it.each(unfriendly)("10,000 characters of %j are read to their end", (piece) => {
    const text = piece.repeat(Math.ceil(10_000 / piece.length)).slice(0, 10_000);
    const { parts, without } = understand(text, OPTIONS);
    for (const { start, end, raw } of parts) expect(raw).toBe(text.slice(start, end));
    expect(without).toBeTypeOf("function");
  });

  it("with a thousand people in the room", () => {
    const people = Array.from({ length: 1000 }, (_one, id) => ({ id, username: `person${id}`, name: `Person ${id} of the house` }));
    const text = `${"@person ".repeat(20)} @Person 77 of the house`;
    const { item } = understand(text, { ...OPTIONS, people });
    expect(item.assignee?.id).toBe(77);
  });
});

describe("what is kept as it stands", () => {
  it.each([
    ["pay \\fri", "pay fri"],
    ["pay \\@mika", "pay @mika"],
    ["pay \\#release now", "pay #release now"],
    ["pay \\!", "pay !"],
    ["\\明天会更好", "明天会更好"],
    ["\\tomorrow \\#release", "tomorrow #release"],
  ])("%s, after a backslash that is not kept", (phrase_, text) => {
    expect(read(phrase_)).toMatchObject({ text, said: {} });
  });

  it.each(["a \\* b", "C:\\temp\\fri", "\\d+ is a number", "\\@nobody"])("%s: other backslashes stay", (text) => {
    expect(read(text)).toMatchObject({ text, said: {} });
  });

  it("is only that one: another date is understood then", () => {
    expect(read("prepare \\Monday for Friday").said).toEqual({ due: "2026-12-04" });
  });

  it.each(['"call mum fri" today', "“周五”今天", "`@mika` today"])("%s: quotation marks and code keep", (text) => {
    const { said, parts } = read(text);
    expect(said).toEqual({ due: "2026-12-02" });
    expect(parts).toHaveLength(1);
  });
});

describe("a part that is taken back", () => {
  const found = understand("ship it @mika fri 17:00 every 2 weeks #release !", OPTIONS);

  it("is text again, and all else stays", () => {
    for (const part of found.parts) {
      const less = found.without(part);
      expect(less.text).toContain(part.raw);
      expect(less.parts.map(({ kind }) => kind)).toEqual(found.parts.map(({ kind }) => kind).filter((kind) => kind !== part.kind));
    }
  });

  it("may be followed by others", () => {
    let less = found;
    for (const kind of ["repeat", "label"]) {
      const part = less.parts.find((one) => one.kind === kind);
      if (part) less = less.without(part);
    }
    expect(less.text).toBe("ship it every 2 weeks #release");
    expect(less.item).toMatchObject({ repeat: null, labels: [], priority: 1, due: { date: "2026-12-04", time: "17:00" } });
  });

  it("makes way for another date", () => {
    const two = understand("move Monday notes by Thursday", OPTIONS);
    expect(two.item.due?.date).toBe("2026-12-03");
    expect(two.without(two.parts[0]).item.due?.date).toBe("2026-12-07");
  });
});

describe("ranges of a text that is typed on", () => {
  const range = { start: 5, end: 8 };

  it("stay when something comes after them", () => {
    expect(follow([range], "call fri", "call fri now")).toEqual([range]);
  });

  it("move when something comes before them", () => {
    expect(follow([range], "call fri", "please call fri")).toEqual([{ start: 12, end: 15 }]);
    expect(follow([{ start: 12, end: 15 }], "please call fri", "call fri")).toEqual([range]);
  });

  it("are gone when they are changed", () => {
    expect(follow([range], "call fri", "call fr")).toEqual([]);
    expect(follow([range], "call fri", "call xfri")).toEqual([{ start: 6, end: 9 }]);
    expect(follow([range], "call fri", "")).toEqual([]);
  });
});
