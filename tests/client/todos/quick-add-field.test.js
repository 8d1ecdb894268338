// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { NetworkError } from "../../../client/core/errors.js";
import { labelsLike, peopleLike, typing } from "../../../client/todos/quick-add/completion.js";
import { fieldsOf, quickAddField } from "../../../client/todos/quick-add-field.js";
import { ALICE, LABELS, NOW, PEOPLE } from "./quick-add.cast.js";

/** @type {import("../../../client/todos/quick-add/understand.js").Item[]} */
let added;
/** @type {HTMLInputElement} */
let input;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  added = [];
  input = document.createElement("input");
  document.body.append(input);
});
afterEach(() => {
  vi.useRealTimers();
  input.remove();
});

/** @param {Partial<Parameters<typeof quickAddField>[0]>} [options] */
function open(options = {}) {
  const onSubmit = (/** @type {any} */ item) => void added.push(item);
  const field = quickAddField({ me: ALICE, people: () => PEOPLE, labels: () => LABELS, onSubmit, ...options });
  Object.assign(field, { $refs: { quick: input } });
  field.init();
  return field;
}

/** @param {Partial<Parameters<typeof quickAddField>[0]>} [options] */
async function arrived(options) {
  const field = open(options);
  await field.arrive();
  return field;
}

/** @param {ReturnType<typeof open>} field @param {string} text @param {number} [cursor] */
function type(field, text, cursor = text.length) {
  input.value = text;
  input.setSelectionRange(cursor, cursor);
  field.typed();
}

/** @param {ReturnType<typeof open>} field @param {string} key @param {KeyboardEventInit} [more] */
function press(field, key, more = {}) {
  const event = new KeyboardEvent("keydown", { key, cancelable: true, bubbles: true, ...more });
  field.key(event);
  return event;
}

const words = (/** @type {ReturnType<typeof open>} */ field) => field.chips.map((chip) => chip.words.replace(/\s/gu, " "));

describe("what was understood", () => {
  it("is shown as it is typed, each with a way to take it back", async () => {
    const field = await arrived();
    type(field, "ship it @mika fri every 2 weeks #release !");
    expect(words(field)).toEqual(["Mika Sato", "Fri", "every 2 weeks", "#release", "Important"]);
    expect(field.chips.map((chip) => chip.remove)).toContain("Remove every 2 weeks");
  });

  it("has its day where only a time was typed", async () => {
    const field = await arrived();
    type(field, "call mum at 5pm");
    expect(words(field)[0]).toMatch(/^(?:Today|Tomorrow) 5:00 PM$/);
  });

  it("is text again once it was taken back, also when more is typed before and after it", async () => {
    const field = await arrived();
    type(field, "ship it fri !");
    field.remove(field.chips[0]);
    expect(words(field)).toEqual(["Important"]);
    type(field, "please ship it fri !");
    type(field, "please ship it fri ! @mika");
    expect(words(field)).toEqual(["Important", "Mika Sato"]);
    await field.send();
    expect(added[0]).toMatchObject({ text: "please ship it fri", due: null, priority: 1 });
  });

  it("is understood again once it was typed anew", async () => {
    const field = await arrived();
    type(field, "ship it fri");
    field.remove(field.chips[0]);
    type(field, "ship it ");
    type(field, "ship it fri");
    expect(words(field)).toEqual(["Fri"]);
  });
});

describe("Enter", () => {
  it("adds what was understood, and makes room for the next one", async () => {
    const field = await arrived();
    type(field, "ship it @mika #release");
    expect(press(field, "Enter").defaultPrevented).toBe(true);
    await vi.waitFor(() => expect(input.value).toBe(""));
    expect(added).toEqual([{ text: "ship it", due: null, repeat: null, assignee: PEOPLE[1], labels: ["release"], priority: 0 }]);
    expect(field.chips).toEqual([]);
  });

  it("waits for the reader of dates when it comes sooner", async () => {
    const field = open();
    type(field, "ship it !!");
    await field.send();
    expect(added[0]).toMatchObject({ text: "ship it", priority: 2 });
  });

  it("adds nothing of nothing, and says what is missing where only a date was typed", async () => {
    const field = await arrived();
    type(field, "   ");
    await field.send();
    type(field, "tomorrow");
    await field.send();
    expect(added).toEqual([]);
    expect(field.problem).toBe("Say what is to be done.");
    expect(input.value).toBe("tomorrow");
  });

  it("adds nothing that is too long, and says by how much", async () => {
    const field = await arrived();
    type(field, `${"😀".repeat(2001)} tomorrow`);
    await field.send();
    expect(added).toEqual([]);
    expect(field.problem).toBe("This is 1 character too long.");
  });

  it("keeps what was typed when it is refused", async () => {
    const field = await arrived({ onSubmit: () => Promise.reject(new NetworkError("The server cannot be reached.")) });
    type(field, "ship it fri");
    await field.send();
    expect(input.value).toBe("ship it fri");
    expect(field.problem).toBe("The server cannot be reached.");
    type(field, "ship it fri!");
    expect(field.problem).toBe("");
  });

  it("keeps it too when the answer is no", async () => {
    const field = await arrived({ onSubmit: () => false });
    type(field, "ship it fri");
    await field.send();
    expect(input.value).toBe("ship it fri");
    expect(field.busy).toBe(false);
  });

  it("does not take away what was typed meanwhile", async () => {
    let answer = () => {};
    const field = await arrived({ onSubmit: () => new Promise((resolve) => (answer = () => resolve(undefined))) });
    type(field, "ship it");
    const sending = field.send();
    await field.send();
    type(field, "and the next");
    answer();
    await sending;
    expect(input.value).toBe("and the next");
  });
});

describe("an input method", () => {
  it("has its Enter and its letters to itself until it is done", async () => {
    const field = await arrived();
    field.compose(true);
    type(field, "mingtian jiao baogao");
    expect(field.chips).toEqual([]);
    expect(press(field, "Enter").defaultPrevented).toBe(false);
    input.value = "明天交报告";
    field.compose(false);
    expect(words(field)).toEqual(["Tomorrow"]);
    expect(added).toEqual([]);
  });

  it("has the Enter that Safari tells of when it is over", async () => {
    const field = await arrived();
    type(field, "明天交报告");
    press(field, "Enter", /** @type {any} */ ({ keyCode: 229 }));
    press(field, "Enter", { isComposing: true });
    await Promise.resolve();
    expect(added).toEqual([]);
  });
});

describe("names and labels", () => {
  it("are proposed, and chosen by the keyboard", async () => {
    const field = await arrived();
    type(field, "call @an now", 8);
    expect(field.options.map(({ value }) => value)).toEqual(["ann", "annlee"]);
    expect(field.activeId).toBe(field.optionId(0));
    press(field, "ArrowDown");
    expect(press(field, "Enter").defaultPrevented).toBe(true);
    expect(input.value).toBe("call @annlee now");
    expect(input.selectionStart).toBe("call @annlee ".length);
    expect(field.options).toEqual([]);
    expect(words(field)).toEqual(["Ann Lee"]);
    expect(added).toEqual([]);
  });

  it("go round at the ends of the list", async () => {
    const field = await arrived();
    type(field, "@an");
    press(field, "ArrowUp");
    expect(field.active).toBe(1);
    press(field, "ArrowDown");
    expect(field.active).toBe(0);
  });

  it("do not hold Enter up where one is typed in full, or is new", async () => {
    const field = await arrived();
    type(field, "call @ann");
    expect(field.active).toBe(-1);
    type(field, "call #rel");
    expect(field.options.map(({ value }) => value)).toEqual(["release"]);
    press(field, "Enter");
    await vi.waitFor(() => expect(added[0]).toMatchObject({ text: "call", labels: ["rel"] }));
  });

  it("go away on Escape, which then closes nothing else", async () => {
    const field = await arrived();
    type(field, "call @an");
    expect(press(field, "Escape").defaultPrevented).toBe(true);
    expect(field.options).toEqual([]);
    expect(press(field, "Escape").defaultPrevented).toBe(false);
  });

  it("begin with a sign of their own", () => {
    expect(typing("call @mi")).toEqual({ kind: "person", start: 5, query: "mi" });
    expect(typing("交报告@小")).toEqual({ kind: "person", start: 3, query: "小" });
    expect(typing("＃发")).toEqual({ kind: "label", start: 0, query: "发" });
    expect(typing("mail a@b")).toBeNull();
    expect(typing("call @mi now")).toBeNull();
    expect(typing("C#")).toBeNull();
  });

  it("are found by the beginning of any word, and in Chinese by any sign", () => {
    expect(peopleLike("sat", PEOPLE).map(({ username }) => username)).toEqual(["mika"]);
    expect(peopleLike("小", PEOPLE).map(({ username }) => username)).toEqual(["xm", "wang"]);
    expect(peopleLike("ika", PEOPLE)).toEqual([]);
    expect(peopleLike("me", PEOPLE)).toEqual([]);
    expect(labelsLike("HO", LABELS)).toEqual(["Home"]);
    expect(labelsLike("home", LABELS)).toEqual([]);
  });
});

describe("what was typed", () => {
  it("is there again when the view is drawn anew", async () => {
    const draft = { text: "" };
    const field = await arrived({ draft });
    type(field, "ship it fri");
    field.destroy();
    input.value = "";
    const next = open({ draft });
    await vi.waitFor(() => expect(input.value).toBe("ship it fri"));
    await vi.waitFor(() => expect(words(next)).toEqual(["Fri"]));
  });
});

describe("a place", () => {
  it("has a draft of its own, which is there when somebody comes to write", async () => {
    const drafts = { here: "ship it fri", there: "" };
    let place = /** @type {"here"|"there"} */ ("here");
    const draft = { get text() { return drafts[place]; }, set text(text) { drafts[place] = text; } };
    const field = await arrived({ draft });
    place = "there";
    await field.arrive();
    expect(input.value).toBe("");
    expect(field.chips).toEqual([]);
    type(field, "call mum");
    expect(drafts).toEqual({ here: "ship it fri", there: "call mum" });
  });

  it("shows its draft as soon as it is known, until the field is gone", async () => {
    const drafts = { nowhere: "", here: "ship it fri" };
    let place = /** @type {"nowhere"|"here"} */ ("nowhere");
    let look = () => {};
    const stop = vi.fn();
    const draft = { get text() { return drafts[place]; }, set text(text) { drafts[place] = text; } };
    const field = open({ draft, follow: (callback) => { look = callback; look(); return stop; } });
    expect(input.value).toBe("");
    place = "here";
    look();
    await vi.waitFor(() => expect(input.value).toBe("ship it fri"));
    field.destroy();
    expect(stop).toHaveBeenCalledOnce();
  });

  it("of whose people nothing is known still has its dates and labels", async () => {
    const field = await arrived({ people: () => Promise.reject(new NetworkError("The server cannot be reached.")) });
    type(field, "ship it @mika fri #rel");
    expect(words(field)).toEqual(["Fri", "#rel"]);
    expect(field.options.map(({ value }) => value)).toEqual(["release"]);
  });

  it("whose people are slow to be told does not keep dates from being understood", async () => {
    let tell = (/** @type {any} */ _people) => {};
    const field = open({ people: () => new Promise((resolve) => (tell = resolve)) });
    const coming = field.arrive();
    type(field, "ship it @mika fri");
    await vi.waitFor(() => expect(words(field)).toEqual(["Fri"]));
    tell(PEOPLE);
    await coming;
    expect(words(field)).toEqual(["Mika Sato", "Fri"]);
  });
});

describe("what is sent", () => {
  it("has only the fields that say something", () => {
    const empty = { text: "ship it", due: null, repeat: null, assignee: null, labels: [], priority: 0 };
    expect(fieldsOf(empty)).toEqual({ fields: { text: "ship it" }, also: {} });
    const due = { date: "2026-12-04", time: null, zone: null };
    expect(fieldsOf({ ...empty, due, assignee: ALICE, labels: ["release"], priority: 3 })).toEqual({
      fields: { text: "ship it", due, assignee_id: 1, labels: ["release"], priority: 3 },
      also: { assignee: ALICE },
    });
  });
});
