// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";

import { createLog } from "../../../client/chat/log.js";

const ME = { id: 1, username: "alice", name: "Alice" };
const BOB = { id: 2, username: "bob", name: "Bob" };

const template = (html) => {
  const element = document.createElement("template");
  element.innerHTML = html;
  return element;
};

const shape = template(`<article class="message" tabindex="-1"><span class="avatar"></span><time class="message-at"></time>
  <header><b class="message-author"></b><span class="message-guest" hidden></span><time class="message-time"></time></header><div class="message-text"></div></article>`);
const states = {
  edited: template('<span class="message-state">edited</span>'),
  removed: template('<p class="message-state">removed</p>'),
  pending: template('<p class="message-state">waiting</p>'),
  failed: template('<p class="message-state"><span class="message-reason"></span></p>'),
};

const stored = (id, more = {}) => ({
  type: "message",
  key: `message ${id}`,
  head: true,
  message: { id, room_id: 3, author: BOB, text: `T${id}`, html: `<p>T${id}</p>`, created_at: "2026-11-21T10:00:00Z", edited_at: null, ...more },
});
const waiting = (key, entry) => ({
  type: "pending",
  key,
  head: true,
  entry: { client_id: "c", text: "mine", created_at: "2026-11-21T10:00:00Z", state: "pending", error: null, ...entry },
});

/** Draws "[card]" in another way, and notes what it was told. */
const createExtras = () => ({
  drawn: [],
  released: [],
  attended: [],
  read: (text) => (text === "[card]" ? { card: true } : null),
  draw(element, found, author) {
    this.drawn.push(author.name);
    element.innerHTML = "<i>a card</i>";
  },
  attend(_main, { id }) {
    this.attended.push(id);
  },
  release(element) {
    this.released.push(element);
  },
});

let place;
let log;
let extras;
const texts = () => [...place.children].map((element) => (element.querySelector(".message-text") ?? element).textContent);

beforeEach(() => {
  place = document.createElement("div");
  document.body.replaceChildren(place);
  extras = createExtras();
  log = createLog({ place, shape, states, me: ME, extras, untracked: (change) => change() });
});

describe("the log", () => {
  it("draws rows in their order, and keeps the elements of those that stay", () => {
    log.draw([stored(2), stored(3)]);
    const [two, three] = place.children;
    log.draw([stored(1), stored(2), stored(3), stored(4)]);
    expect(texts()).toEqual(["T1", "T2", "T3", "T4"]);
    expect(place.children[1]).toBe(two);
    expect(place.children[2]).toBe(three);
    log.draw([stored(3), stored(4)]);
    expect(texts()).toEqual(["T3", "T4"]);
  });

  it("turns a pending message into the stored one in its place", () => {
    log.draw([waiting("own c")]);
    const [element] = place.children;
    expect(element.classList.contains("pending")).toBe(true);
    log.draw([{ ...stored(9, { author: ME, html: "<p><b>mine</b></p>" }), key: "own c" }]);
    expect(place.children[0]).toBe(element);
    expect(element.classList.contains("pending")).toBe(false);
    expect(element.querySelector(".message-state")).toBeNull();
    expect(element.querySelector("b b, p b").textContent).toBe("mine");
    expect(log.byId(9)).toBe(element);
  });

  it("shows what a waiting person wrote as text, never as markup", () => {
    log.draw([waiting("own c", { text: "<img src=x onerror=alert(1)>" })]);
    expect(place.querySelector("img")).toBeNull();
    expect(texts()).toEqual(["<img src=x onerror=alert(1)>"]);
  });

  it("says why a message failed, and only then", () => {
    log.draw([waiting("own c", { state: "failed", error: { code: "too_long", message: "This is too long." } })]);
    expect(place.querySelector(".message-reason").textContent).toBe("This is too long.");
    log.draw([waiting("own c")]);
    expect(place.textContent).not.toContain("too long");
  });

  it("marks an edited message, and draws its new text", () => {
    log.draw([stored(1)]);
    log.draw([stored(1, { html: "<p>changed</p>", edited_at: "2026-11-21T10:05:00Z" })]);
    expect(texts()).toEqual(["changed edited"]);
    expect(place.querySelectorAll(".message-state")).toHaveLength(1);
  });

  it("puts the mark of an edit behind the last words, and below what does not end in words", () => {
    const edited_at = "2026-11-21T10:05:00Z";
    const mark = () => place.querySelector(".message-state");
    log.draw([stored(1, { html: "<p>one</p>\n<p>two</p>", edited_at })]);
    expect(mark().parentElement.textContent).toBe("two edited");
    log.draw([stored(1, { html: "<p>one</p>\n<p>three</p>", edited_at })]);
    expect(mark().parentElement.textContent).toBe("three edited");
    log.draw([stored(1, { html: "<p>one</p><figure><pre>code</pre></figure>", edited_at })]);
    expect(mark().previousElementSibling.className).toBe("message-text");
    expect(place.querySelectorAll(".message-state")).toHaveLength(1);
  });

  it("lets the Tab key come to exactly one message", () => {
    log.draw([stored(1), stored(2), stored(3)]);
    const reachable = () => log.all().filter((element) => element.tabIndex === 0);
    expect(reachable()).toHaveLength(1);
    log.focus(log.byId(1));
    expect(reachable()).toEqual([log.byId(1)]);
    log.draw([stored(2), stored(3)]);
    expect(reachable()).toHaveLength(1);
  });

  it("leaves some messages to others, from the moment they are written", () => {
    log.draw([waiting("own c", { text: "[card]" })]);
    expect(texts()).toEqual(["a card"]);
    expect(extras.drawn).toEqual(["Alice"]);
    expect(place.querySelector(".message-text").classList.contains("plain")).toBe(false);
    log.draw([{ ...stored(9, { author: ME, text: "[card]", html: "<p>[card]</p>" }), key: "own c" }]);
    expect(texts()).toEqual(["a card"]);
    expect(extras.attended).toEqual([9]);
    log.draw([{ ...stored(9, { author: ME, text: "words", html: "<p>words</p>" }), key: "own c" }]);
    expect(texts()).toEqual(["words"]);
    expect(extras.released).toEqual([place.children[0]]);
  });

  it("says which messages are not on the screen any more", () => {
    const two = stored(2);
    log.draw([stored(1), two]);
    const [one] = place.children;
    log.draw([two]);
    expect(extras.released).toEqual([one]);
    expect(extras.attended).toEqual([1, 2]);
  });

  it("tells of every new state of a message, and of none that is deleted", () => {
    const row = stored(1);
    log.draw([row]);
    log.draw([row]);
    log.draw([stored(1, { html: "<p>changed</p>" })]);
    log.draw([stored(1, { html: "", deleted_at: "2026-11-21T10:05:00Z" })]);
    expect(extras.attended).toEqual([1, 1]);
  });

  it("gives a quiet line its look", () => {
    log.draw([{ ...stored(1), aside: true }]);
    expect(place.children[0].classList.contains("aside")).toBe(true);
    log.draw([stored(1)]);
    expect(place.children[0].classList.contains("aside")).toBe(false);
  });
});
