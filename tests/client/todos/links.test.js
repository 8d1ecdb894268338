import { describe, expect, it } from "vitest";

import { commandsLike, firstLine, mentioned } from "../../../client/todos/conversation/words.js";
import { cardIn, commandIn, linkTo } from "../../../client/todos/links.js";

const UID = "0f8fad5b-d9cb-469f-a165-70867728950e";
const HERE = "https://chat.example.org";

describe("a message that is a link to a to-do", () => {
  it.each([
    [`[Ship it](/todos/${UID})`, "card", "Ship it"],
    [`  [Ship it](${HERE}/todos/${UID})\n`, "card", "Ship it"],
    [`${HERE}/todos/${UID}`, "card", ""],
    [`[交报告（周五）](/todos/${UID})`, "card", "交报告（周五）"],
    [`[Ship it](/todos/${UID.toUpperCase()})`, "card", "Ship it"],
    [`✅ [Ship it](/todos/${UID})`, "line", "Ship it"],
    [`[Path C:\\\\](/todos/${UID})`, "card", "Path C:\\"],
  ])("%s is one", (text, kind, words) => {
    expect(cardIn(text, HERE)).toEqual({ kind, uid: UID, words });
  });

  it.each([
    `See [Ship it](/todos/${UID})`,
    `[Ship it](/todos/${UID}) please`,
    `[Ship it](/todos/${UID}/history)`,
    `[Ship it](https://evil.example/todos/${UID})`,
    `https://evil.example/todos/${UID}`,
    `/todos/${UID}`,
    `[Ship it](/todos/${UID}`,
    `/todos/${UID})`,
    "[Ship it](/todos/7)",
    `\`[Ship it](/todos/${UID})\``,
    `[a\nb](/todos/${UID})`,
    `✅ Ship it /todos/${UID}`,
    "",
  ])("%s is none", (text) => {
    expect(cardIn(text, HERE)).toBeNull();
  });

  it.each(["Ship it", "a [b] c", "C:\\", "two\nlines", "`code` and *more*", "]](", "x".repeat(2000), `${"x".repeat(199)}😀 and more`])(
    "what is written for %s is read again",
    (text) => {
      const card = cardIn(linkTo(UID, text), HERE);
      expect(card).toMatchObject({ kind: "card", uid: UID });
      expect(card.words.length).toBeLessThanOrEqual(201);
      expect(card.words.isWellFormed()).toBe(true);
    },
  );

  it("has words also where the text has none", () => {
    expect(cardIn(linkTo(UID, " \n "), HERE).words).toBe("…");
  });
});

describe("a command", () => {
  it.each([
    ["/todo ship it", "todo", "ship it"],
    ["/TODO ship it", "todo", "ship it"],
    ["／任务 交报告", "todo", "交报告"],
    ["/任务　交报告", "todo", "交报告"],
    ["[] ship it", "todo", "ship it"],
    ["【】 交报告", "todo", "交报告"],
    ["/rollcall who comes?", "rollcall", "who comes?"],
    ["/点名 谁来", "rollcall", "谁来"],
    ["/todo", "todo", ""],
    ["[]", "todo", ""],
  ])("%s is one", (text, name, rest) => {
    const command = commandIn(text);
    expect(command?.name).toBe(name);
    expect(text.slice(command.start)).toBe(rest);
  });

  it.each([
    "\\[] ship it", "\\/todo ship it", "`/todo ship it`", "```\n/todo ship it\n```", "`[] x`", " /todo x", "see /todo x",
    "/todos x", "[](http://x)", "[]x", "[ ] x", "[x] done", "/任务书", "//todo x", "",
  ])("%s is none", (text) => {
    expect(commandIn(text)).toBeNull();
  });

  it("is offered while it is begun", () => {
    const names = ["todo", "rollcall"];
    expect(commandsLike("/", names)).toEqual(names);
    expect(commandsLike("/r", names)).toEqual(["rollcall"]);
    expect(commandsLike("／TO", names)).toEqual(["todo"]);
    for (const text of ["/x", "/todo ", "", "a/", "/etc/hosts"]) expect(commandsLike(text, names)).toEqual([]);
  });
});

describe("what a to-do begins with", () => {
  it.each([
    ["Plain words", "Plain words"],
    ["**Bold** and *quiet*, `code`, ~~gone~~", "Bold and quiet, code, gone"],
    ["# A heading\nmore", "A heading"],
    ["> > said before", "said before"],
    ["- [ ] buy milk\n- [x] eggs", "buy milk"],
    ["3. third", "third"],
    ["See [the diff](https://example.org/x)!", "See the diff!"],
    ["\n\nsecond line", "second line"],
    ["```js\nlet x;\n```", "let x;"],
    ["snake_case_name stays, 2*3*4 too", "snake_case_name stays, 2*3*4 too"],
    ["中文**重点**", "中文重点"],
    ["\\*not bold\\*", "*not bold*"],
    ["***", "***"],
    ["", ""],
  ])("%j", (text, wanted) => {
    expect(firstLine(text)).toBe(wanted);
  });
});

describe("who is mentioned", () => {
  const people = ["bob", "jo.marsh", "li-ming"].map((username, id) => ({ id, username }));
  const names = (text) => mentioned(text, people).map(({ username }) => username);

  it.each([
    ["@bob when?", ["bob"]],
    ["Ask @Jo.Marsh, or @bob.", ["jo.marsh", "bob"]],
    ["（@li-ming）能看一下吗", ["li-ming"]],
    ["@bob @bob", ["bob"]],
    ["bob@bob.org, @bobby, `@bob`, x/@bob", []],
    ["```\n@bob\n```", []],
    ["nobody", []],
  ])("%s", (text, wanted) => {
    expect(names(text)).toEqual(wanted);
  });
});
