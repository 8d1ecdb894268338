// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { keyFor } from "../../../client/todos/moving.js";
import { createServer, pass, settle } from "./server.js";

const RUNS = Number(process.env.RUNS ?? 25);
const STEPS = 200;
const LISTS = [7, 8];

/** The same numbers for the same seed, so that a run that fails can be run again. */
function randomOf(seed) {
  let state = seed * 2654435761 + 1;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { next, below: (n) => Math.floor(next() * n), pick: (all) => all[Math.floor(next() * all.length)] };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("indexedDB", undefined);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("three clients that do what they like at the same time", () => {
  it.each(Array.from({ length: RUNS }, (_, index) => index + 1))("end equal (seed %i)", async (seed) => {
    const random = randomOf(seed);
    const server = createServer({ lists: LISTS });
    vi.stubGlobal("fetch", server.fetch);
    const held = [];
    // Broadcasts come at once, later and out of order, twice, or never.
    const wire = (deliver) => {
      const fate = random.below(10);
      if (fate < 5) deliver();
      else if (fate < 8) held.push(deliver);
      else if (fate === 8) held.push(deliver, deliver);
    };
    const clients = [1, 2, 3].map((id) => server.client(id, { wire }));
    for (const client of clients) {
      client.manager.succeed();
      await settle(client);
      await client.todos.openRoom(3);
      for (const id of LISTS) client.todos.openList(id);
      await settle(client);
    }
    for (let step = 0; step < STEPS; step += 1) await act(random, random.pick(clients), held);
    // In the end everybody is connected, and all that was asked is answered.
    for (const client of clients) client.drop();
    for (let round = 0; round < 3; round += 1) {
      await pass(130_000);
      for (const client of clients) client.manager.succeed();
      await settle(...clients);
    }
    for (const client of clients) {
      expect(client.todos.unsent).toBe(0);
      for (const id of LISTS) expect(shown(client, id)).toEqual(truth(server, id));
    }
    expect(server.items.size).toBeGreaterThan(10);
    for (const client of clients) client.close();
  });
});

/** One thing that can happen, to one of them. */
async function act(random, client, held) {
  const { todos } = client;
  const listId = random.pick(LISTS);
  const rows = todos.rows(listId, { state: "all" });
  // Mostly one of a few, so that they get in each other's way.
  const row = rows[random.below(random.below(3) ? Math.min(rows.length, 4) : rows.length)];
  const roll = random.below(100);
  if (roll < 8 || !row) todos.add({ listId }, { text: `to-do ${random.below(1000)}` });
  else if (roll < 12) todos.add({ listId }, { text: "below", parent: row.depth ? row.item.parent : row.key });
  else if (roll < 20) todos.change(row.key, { done: random.below(2) === 0 });
  else if (roll < 28) todos.change(row.key, { text: `text ${random.below(1000)}` });
  else if (roll < 32) todos.change(row.key, { priority: random.below(4), labels: random.below(2) ? ["a"] : [] });
  else if (roll < 42) {
    const others = todos.branches(listId).map(({ item }) => item).filter(({ uid }) => uid !== row.key);
    todos.change(row.key, { position: keyFor(others, random.below(others.length + 1)) });
  } else if (roll < 45) todos.change(row.key, { deleted: random.below(3) > 0 });
  else if (roll < 47 && !row.depth && row.subtasks.total === 0) todos.change(row.key, { list_id: random.pick(LISTS) });
  else if (roll < 52 && !row.depth && row.subtasks.total === 0) {
    const above = random.pick(rows.filter(({ depth, key }) => !depth && key !== row.key));
    if (above) todos.change(row.key, { parent: above.key, position: "a0" });
  } else if (roll < 54) todos.change(row.key, { parent: null });
  else if (roll < 82) {
    const late = random.below(2) === 0 ? (deliver) => held.push(deliver) : undefined;
    client.answer({ lose: random.below(5) === 0, later: late });
  }
  else if (roll < 90 && held.length > 0) held.splice(random.below(held.length), 1)[0]();
  else if (roll < 93) client.drop();
  else if (roll < 97) client.manager.succeed();
  else await pass(random.below(20_000));
  await pass(random.below(50));
}

function shown(client, listId) {
  return client.todos.rows(listId, { state: "all" }).map(({ item, depth }) => brief(item, depth));
}

/** What a client that has just come sees. */
function truth(server, listId) {
  const late = server.client(9);
  const { todos } = late;
  for (const item of server.items.values()) todos.take(structuredClone(item));
  const found = todos.rows(listId, { state: "all" }).map(({ item, depth }) => brief(item, depth));
  late.close();
  return found;
}

function brief({ uid, text, position, done_at: doneAt, priority, labels, version, waiting, problem }, depth) {
  return { uid, text, position, done: doneAt !== null, priority, labels, version, waiting, problem, depth };
}
