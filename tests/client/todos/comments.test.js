// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";

import { createDrafts } from "../../../client/core/drafts.js";
import { itemComments } from "../../../client/todos/comments.js";

const ME = { id: 1, username: "alice", name: "Alice" };
const HALL = "00000000-0000-4000-8000-000000000001";
const CAKE = "00000000-0000-4000-8000-000000000002";

/** @type {{method: string, path: string, body: any, answer: (status?: number) => void}[]} what was asked and has no answer yet */
let asked;
/** @type {Map<string, any>} as the server keeps them: the first of a name counts */
let kept;

beforeEach(() => {
  localStorage.clear();
  drafts = createDrafts(1);
  asked = [];
  kept = new Map();
  vi.stubGlobal("fetch", (/** @type {string} */ url, /** @type {RequestInit} */ { method = "GET", body } = {}) => {
    const path = url.replace("/api/v1", "");
    const about = path.split("/")[2];
    if (method === "GET") return Promise.resolve(json({ comments: [...kept.values()].filter(({ item }) => item === about) }));
    const words = body ? JSON.parse(/** @type {string} */ (body)) : {};
    return new Promise((resolve, reject) => {
      const respond = (status = 200) => {
        if (status === 422) return resolve(json({ error: { code: "invalid", message: "", fields: { text: "Too long." } } }, 422));
        const uid = words.uid ?? about;
        const before = kept.get(uid);
        if (method === "POST" && !before) kept.set(uid, { item: about, uid, author: ME, text: words.text, html: words.text, created_at: `2027-01-01T00:00:0${kept.size}Z`, edited_at: null, deleted_at: null });
        if (method === "PATCH") kept.set(uid, { ...before, text: words.text, edited_at: "2027-01-02T00:00:00Z" });
        if (method === "DELETE") kept.delete(uid);
        if (status === 0) return reject(new TypeError("gone"));
        return resolve(method === "DELETE" ? new Response(null, { status: 204 }) : json(kept.get(uid)));
      };
      asked.push({ method, path, body: words, answer: respond });
    });
  });
});

const json = (/** @type {any} */ body, status = 200) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
let drafts = createDrafts(1);
const make = () => itemComments({ session: /** @type {any} */ ({ user: ME }), drafts });

/** Answer what was asked last, and let it be heard. */
async function answer(status = 200) {
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  const [one] = asked.splice(0);
  one.answer(status);
  await new Promise((resolve) => setTimeout(resolve));
  return one;
}

/** @param {ReturnType<typeof make>} talk @param {string} text */
function write(talk, text) {
  talk.text = text;
  talk.typed();
}

describe("a comment", () => {
  it("is there once it is said, and what was typed is not", async () => {
    const talk = make();
    await talk.open(HALL, true);
    write(talk, " Closed on Mondays ");
    const sending = talk.send();
    await answer();
    await sending;
    expect([talk.list.map(({ text }) => text), talk.text, talk.sending]).toEqual([["Closed on Mondays"], "", false]);
    expect(localStorage.length).toBe(0);
  });

  it("is said once, also when its answer got lost and the page was loaded anew", async () => {
    const talk = make();
    await talk.open(HALL, true);
    write(talk, "Hello");
    const lost = talk.send();
    const first = await answer(0);
    await lost;
    expect([talk.text, talk.sending, talk.problem]).toEqual(["Hello", false, expect.stringMatching(/./)]);
    const again = itemComments({ session: /** @type {any} */ ({ user: ME }), drafts: createDrafts(1) });
    await again.open(HALL, true);
    expect(again.text).toBe("Hello");
    const sending = again.send();
    const second = await answer();
    await sending;
    expect(second.body).toEqual(first.body);
    expect(kept.size).toBe(1);
  });

  it("is another one when its words were changed after an answer got lost", async () => {
    const talk = make();
    await talk.open(HALL, true);
    write(talk, "Hello");
    const lost = talk.send();
    await answer(0);
    await lost;
    write(talk, "Hello\nand more");
    const sending = talk.send();
    await answer();
    await sending;
    expect([...kept.values()].map(({ text }) => text)).toEqual(["Hello", "Hello\nand more"]);
  });

  it("that is on its way is not offered a second time where the dialog is opened again", async () => {
    const closed = make();
    await closed.open(HALL, true);
    write(closed, "Hello");
    const sending = closed.send();
    const opened = make();
    await opened.open(HALL, true);
    expect(opened.sending).toBe(true);
    await opened.send();
    await answer();
    await sending;
    await vi.waitFor(() => expect([opened.text, opened.sending]).toEqual(["", false]));
    expect(opened.list.map(({ text }) => text)).toEqual(["Hello"]);
  });

  it("that is refused stays, with the reason beside it", async () => {
    const talk = make();
    await talk.open(HALL, true);
    write(talk, "Hello");
    const sending = talk.send();
    await answer(422);
    await sending;
    expect([talk.text, talk.problem]).toEqual(["Hello", "Too long."]);
    talk.typed();
    expect(talk.problem).toBe("");
  });

  it("is written for each to-do by itself", async () => {
    const talk = make();
    await talk.open(HALL, true);
    write(talk, "Half a sentence");
    await talk.open(CAKE, true);
    expect(talk.text).toBe("");
    await talk.open(HALL, true);
    expect(talk.text).toBe("Half a sentence");
  });
});

describe("a change of one", () => {
  /** A to-do with a comment. */
  async function commented() {
    const talk = make();
    await talk.open(HALL, true);
    write(talk, "Closed on Mondays");
    const sending = talk.send();
    await answer();
    await sending;
    return talk;
  }

  it("is kept when the dialog is closed, until it is saved or given up", async () => {
    const talk = await commented();
    const [comment] = talk.list;
    talk.edit(comment);
    expect(talk.edited).toBe("Closed on Mondays");
    talk.edited = "Closed on Tues";
    talk.editTyped();
    const opened = make();
    await opened.open(HALL, true);
    opened.edit(comment);
    expect(opened.edited).toBe("Closed on Tues");
    const saving = opened.save();
    expect(opened.saving).toBe(true);
    await answer();
    await saving;
    expect([opened.editing, opened.list[0].text]).toEqual(["", "Closed on Tues"]);
    opened.edit(opened.list[0]);
    opened.edited = "Nonsense";
    opened.editTyped();
    opened.stopEditing();
    opened.edit(opened.list[0]);
    expect(opened.edited).toBe("Closed on Tues");
  });

  it("that is refused stays, with the reason beside it", async () => {
    const talk = await commented();
    talk.edit(talk.list[0]);
    talk.edited = "Other words";
    const saving = talk.save();
    await answer(422);
    await saving;
    expect([talk.edited, talk.editProblem, talk.editing]).toEqual(["Other words", "Too long.", talk.list[0].uid]);
  });
});

it("taken back, a deleted comment is where it was, whatever is looked at by then", async () => {
  document.body.innerHTML = '<div id="toasts"></div>';
  const talk = make();
  await talk.open(HALL, true);
  write(talk, "Hello");
  const sending = talk.send();
  await answer();
  await sending;
  const removing = talk.remove(talk.list[0]);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  await talk.open(CAKE, true);
  await answer();
  await removing;
  /** @type {HTMLButtonElement} */ (document.querySelector("#toasts button")).click();
  const again = await answer();
  expect([again.method, again.path]).toEqual(["POST", `/items/${HALL}/comments`]);
});
