import { describe, expect, it } from "vitest";

import { createTodoState } from "../../../client/todos/state.js";

const ALICE = { id: 1, username: "alice", name: "Alice" };
const BOB = { id: 2, username: "bob", name: "Bob" };

const item = (uid, more = {}) => ({
  id: 1, uid, list_id: 7, parent: null, position: "a0", text: uid, html: `<p>${uid}</p>`, notes: "", notes_html: "", done_at: null,
  done_by: null, assignee: null, author: BOB, created_at: "2026-11-28T09:00:00Z", edited_at: null, due: null, remind: null,
  repeat: null, labels: [], priority: 0, roll_call: false, ticks: [], source: null, waiting_for: null, comments: 0,
  deleted_at: null, version: 1, ...more,
});
const change = (data) => ({ stream: `list:${data.list_id}`, type: "item", version: data.version, data });
const page = (...items) => ({ items, version: 1, counts: { active: 0, completed: 0, all: 0 } });
const operation = (uid, fields, more = {}) => ({
  client_id: `${uid} ${Object.keys(fields)}`, user_id: 1, created_at: "2026-11-28T10:00:00Z", state: "pending", error: null,
  attempts: 0, kind: "change", uid, list_id: 7, room_id: null, lane: "list 7", fields, also: {}, ...more,
});
const list = (id, more = {}) => ({
  id, uid: `list-${id}`, room_id: 3, owner_id: null, name: "", color: "", position: "a0", is_default: false, archived_at: null,
  deleted_at: null, created_at: "", version: 1, open: 0, done: 0, ...more,
});

function open(...items) {
  const state = createTodoState({ me: ALICE });
  state.load(7, page(...items), { whole: true });
  return state;
}
const texts = (state, filter) => state.rows(7, filter).map((row) => (row.depth ? "- " : "") + row.item.text);

describe("the items of a list", () => {
  it("stand by their keys, bytewise, subtasks under their parents", () => {
    const state = open(
      item("c", { position: "a1" }), item("b", { position: "Zz" }), item("a", { position: "a1" }),
      item("sub2", { parent: "b", position: "a1" }), item("sub1", { parent: "b", position: "a0" }),
    );
    expect(texts(state)).toEqual(["b", "- sub1", "- sub2", "a", "c"]);
    expect(state.rows(7)[0].subtasks).toEqual({ done: 0, total: 2 });
  });

  it("are replaced by newer ones, never by older ones", () => {
    const state = open(item("a", { version: 5, text: "five" }));
    state.apply(7, change(item("a", { version: 4, text: "four" })));
    expect(texts(state)).toEqual(["five"]);
    state.apply(7, change(item("a", { version: 6, text: "six" })));
    state.apply(7, change(item("a", { version: 6, text: "six" })));
    state.load(7, page(item("a", { version: 5, text: "five" })));
    expect(texts(state)).toEqual(["six"]);
  });

  it("stay the same objects while nothing in them changes", () => {
    const state = open(item("a"), item("b", { position: "a1" }));
    const [a, b] = state.rows(7).map((row) => row.item);
    state.apply(7, change(item("b", { position: "a1", version: 2, text: "B" })));
    expect(state.rows(7)[0].item).toBe(a);
    expect(state.rows(7)[1].item).not.toBe(b);
  });

  it("do not come back with an older page once they are deleted", () => {
    const state = open(item("a", { version: 1 }));
    state.apply(7, change(item("a", { version: 2, deleted_at: "2026-11-28T10:00:00Z" })));
    state.load(7, page(item("a", { version: 1 })));
    expect(texts(state)).toEqual([]);
    state.apply(7, change(item("a", { version: 3 })));
    expect(texts(state)).toEqual(["a"]);
  });

  it("go with their parent", () => {
    const state = open(item("a"), item("sub", { parent: "a" }));
    state.apply(7, change(item("a", { version: 2, deleted_at: "2026-11-28T10:00:00Z" })));
    expect(texts(state)).toEqual([]);
  });

  it("are in one list at a time, in whatever order both lists tell of the move", () => {
    const gone = { id: 1, uid: "a", list_id: 7, moved: true, deleted_at: "2026-11-28T10:00:00Z", version: 9 };
    const there = item("a", { list_id: 8, version: 2 });
    for (const order of [[0, 1], [1, 0]]) {
      const state = open(item("a", { version: 4 }));
      const tell = [() => state.apply(7, { ...change(gone) }), () => state.apply(8, change(there))];
      for (const index of order) tell[index]();
      state.load(7, page(item("a", { version: 4 })));
      expect(texts(state)).toEqual([]);
      expect(state.rows(8).map((row) => row.key)).toEqual(["a"]);
      state.apply(8, change({ ...gone, list_id: 8, version: 3 }));
      state.apply(7, change(item("a", { version: 10 })));
      expect(texts(state)).toEqual(["a"]);
      expect(state.rows(8)).toEqual([]);
    }
  });
});

describe("what is looked for", () => {
  const all = [
    item("write", { position: "a0", labels: ["release"], assignee: BOB }),
    item("proof", { position: "a1", parent: "write", notes: "Ask Mika" }),
    item("ship", { position: "a1", done_at: "2026-11-28T08:00:00Z", done_by: BOB }),
    item("pack", { position: "a2", done_at: "2026-11-28T09:00:00Z", done_by: BOB }),
    item("rest", { position: "a3", labels: ["later"] }),
  ];

  it("is what is to be done, when nothing is said", () => {
    expect(texts(open(...all))).toEqual(["write", "- proof", "rest"]);
  });

  it("can be what is done, the newest first, or everything", () => {
    expect(texts(open(...all), { state: "completed" })).toEqual(["pack", "ship"]);
    expect(texts(open(...all), { state: "all" })).toEqual(["write", "- proof", "ship", "pack", "rest"]);
  });

  it("stays for a moment when it has just been done", () => {
    const keep = new Set(["ship"]);
    expect(texts(open(...all), { keep })).toEqual(["write", "- proof", "ship", "rest"]);
    expect(texts(open(...all), { state: "completed", keep })).toEqual(["pack"]);
  });

  it("can be a label, a person, words; a subtask brings its parent", () => {
    const state = open(...all);
    expect(texts(state, { label: "later" })).toEqual(["rest"]);
    expect(texts(state, { person: 2 })).toEqual(["write", "- proof"]);
    expect(texts(state, { q: "mika ASK" })).toEqual(["write", "- proof"]);
    expect(texts(state, { q: "write" })).toEqual(["write", "- proof"]);
    expect(texts(state, { q: "nothing" })).toEqual([]);
    expect(state.labels(7)).toEqual(["later", "release"]);
  });
});

describe("the counts", () => {
  it("are of top-level items, and follow what is known", () => {
    const state = createTodoState({ me: ALICE });
    const items = [item("a"), item("b"), item("sub", { parent: "a" })];
    state.load(7, { items, version: 1, counts: { active: 2, completed: 40, all: 42 } }, { whole: true });
    expect(state.counts(7)).toEqual({ active: 2, completed: 40, all: 42 });
    state.apply(7, change(item("a", { version: 2, done_at: "2026-11-28T10:00:00Z" })));
    state.apply(7, change(item("sub", { version: 3, parent: "a", done_at: "2026-11-28T10:00:00Z" })));
    expect(state.counts(7)).toEqual({ active: 1, completed: 41, all: 42 });
    state.apply(7, change(item("a", { version: 4, done_at: "2026-11-28T10:00:00Z", deleted_at: "2026-11-28T10:00:00Z" })));
    expect(state.counts(7)).toEqual({ active: 1, completed: 40, all: 41 });
    state.apply(7, change(item("new", { version: 5 })));
    expect(state.counts(7)).toEqual({ active: 2, completed: 40, all: 42 });
    expect(state.uncounted(7)).toBe(false);
  });

  it("are to be asked for when something unknown was done or taken back", () => {
    const state = open(item("a"));
    state.apply(7, change(item("old", { version: 2, created_at: "2026-11-20T09:00:00Z" })));
    expect(state.uncounted(7)).toBe(true);
    state.setCompleted(7, 3);
    expect(state.uncounted(7)).toBe(false);
    expect(state.counts(7)).toEqual({ active: 2, completed: 3, all: 5 });
  });

  it("are the server's as long as a list is not here", () => {
    const state = createTodoState({ me: ALICE });
    state.putList(list(7, { open: 4, done: 9 }));
    expect(state.counts(7)).toEqual({ active: 4, completed: 9, all: 13 });
  });

  it("take what waits into account", () => {
    const state = open(item("a"));
    state.setOperations([operation("a", { done: true })]);
    expect(state.counts(7)).toEqual({ active: 0, completed: 1, all: 1 });
    state.apply(7, change(item("a", { version: 2, done_at: "2026-11-28T10:00:00Z" })));
    state.setOperations([]);
    expect(state.counts(7)).toEqual({ active: 0, completed: 1, all: 1 });
  });
});

describe("what waits in the outbox", () => {
  it("is seen at once: a new item, and fields over what the server has", () => {
    const state = open(item("a"));
    state.setOperations([
      operation("new", { text: "New", position: "a5", assignee_id: 2 }, { kind: "add", also: { assignee: BOB } }),
      operation("a", { text: "A", done: true }),
      operation("a", { due: { date: "2026-12-01" } }),
    ]);
    expect(texts(state, { state: "all" })).toEqual(["A", "New"]);
    expect(state.get("a")).toMatchObject({ html: null, done_by: ALICE, due: { date: "2026-12-01", time: null }, waiting: true });
    expect(state.get("new")).toMatchObject({ author: ALICE, assignee: BOB, list_id: 7, version: 0, waiting: true });
  });

  it("wins over what others change meanwhile, field by field", () => {
    const state = open(item("a"));
    state.setOperations([operation("a", { text: "mine" })]);
    state.apply(7, change(item("a", { version: 2, text: "theirs", notes: "their note", priority: 2 })));
    expect(state.get("a")).toMatchObject({ text: "mine", notes: "their note", priority: 2 });
    state.setOperations([]);
    expect(state.get("a")).toMatchObject({ text: "theirs", waiting: false });
  });

  it("says who was first to have it done", () => {
    const state = open(item("a", { done_at: "2026-11-28T08:00:00Z", done_by: BOB }));
    state.setOperations([operation("a", { done: true })]);
    expect(state.get("a")).toMatchObject({ done_at: "2026-11-28T08:00:00Z", done_by: BOB });
    state.setOperations([operation("a", { done: false })]);
    expect(state.get("a")).toMatchObject({ done_at: null, done_by: null });
  });

  it("is taken back when it was refused, with the reason and what was typed", () => {
    const state = open(item("a"));
    const error = { code: "too_long", message: "This is too long." };
    state.setOperations([operation("a", { text: "too long" }, { state: "failed", error })]);
    expect(state.get("a")).toMatchObject({
      text: "a", waiting: false, problem: { message: "This is too long.", fields: { text: "too long" }, isNew: false },
    });
  });

  it("stays to be seen when it is a new item that was refused", () => {
    const state = open();
    const error = { code: "invalid", message: "There is no such day." };
    state.setOperations([operation("new", { text: "New" }, { kind: "add", state: "failed", error })]);
    expect(texts(state)).toEqual(["New"]);
    expect(state.get("new").problem).toMatchObject({ message: "There is no such day.", isNew: true });
  });

  it("moves an item to another list, and back when it was refused", () => {
    const state = open(item("a"));
    state.load(8, page(), { whole: true });
    expect(state.rows(8)).toEqual([]);
    state.setOperations([operation("a", { list_id: 8 })]);
    expect(texts(state)).toEqual([]);
    expect(state.rows(8).map((row) => row.key)).toEqual(["a"]);
    state.setOperations([operation("a", { list_id: 8 }, { state: "failed" })]);
    expect(texts(state)).toEqual(["a"]);
    expect(state.rows(8)).toEqual([]);
  });

  it("finds its list later, when it was written into a room whose lists were not known", () => {
    const state = createTodoState({ me: ALICE });
    state.setOperations([operation("new", { text: "New" }, { kind: "add", list_id: null, room_id: 3 })]);
    state.replaceLists(3, [list(7, { is_default: true })]);
    expect(texts(state)).toEqual(["New"]);
  });

  it("ticks a roll call for oneself alone", () => {
    const state = open(item("a", { roll_call: true, ticks: [{ user: BOB, at: "2026-11-28T08:00:00Z" }] }));
    state.setOperations([operation("a", { ticked: true })]);
    expect(state.get("a").ticks.map(({ user }) => user)).toEqual([BOB, ALICE]);
    state.setOperations([operation("a", { ticked: false })]);
    expect(state.get("a").ticks.map(({ user }) => user)).toEqual([BOB]);
  });
});

describe("lists", () => {
  it("stand in order, the default one first; older words are not taken", () => {
    const state = createTodoState({ me: ALICE });
    state.replaceLists(3, [list(8, { position: "a1", name: "Later" }), list(7, { is_default: true, position: "a5" }), list(9, { name: "Now" })]);
    expect(state.listsOf(3).map(({ id }) => id)).toEqual([7, 9, 8]);
    state.putList(list(9, { version: 3, archived_at: "2026-11-28T10:00:00Z" }));
    state.putList(list(9, { version: 2 }));
    expect(state.listsOf(3).map(({ id }) => id)).toEqual([7, 8]);
    expect(state.listsOf(3, { archived: true }).map(({ id }) => id)).toEqual([9]);
    expect(state.listsOf(null)).toEqual([]);
  });

  it("that the server no longer names are forgotten with what was in them", () => {
    const state = open(item("a"));
    state.replaceLists(3, [list(7), list(8)]);
    state.replaceLists(3, [list(8)]);
    expect(state.list(7)).toBeUndefined();
    expect(state.get("a")).toBeNull();
  });
});
