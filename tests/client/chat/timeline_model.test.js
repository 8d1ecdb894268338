import { describe, expect, it } from "vitest";

import { WINDOW, createTimeline } from "../../../client/chat/state.js";

/** Random numbers that are the same for the same seed (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A room as the server has it: every change takes the next version, and pages leave out what is deleted. */
function createServer() {
  const rows = [];
  const changes = [];
  let version = 0;

  function change(row, more) {
    version += 1;
    Object.assign(row, more, { version });
    changes.push({ version, type: "message", data: { ...row } });
  }

  return {
    rows,
    changes,
    living: () => rows.filter(({ deleted_at }) => deleted_at === null),
    post() {
      const row = { id: rows.length + 1, room_id: 3, author: { id: 2 }, client_id: "", created_at: "", deleted_at: null };
      rows.push(row);
      change(row, { seq: version + 1, text: "first" });
    },
    edit: (row) => change(row, { text: `edited at ${version}` }),
    remove: (row) => change(row, { text: "", deleted_at: "2026-11-21T10:00:00Z" }),
    page({ before = Infinity, after = 0, around, limit = 50 }) {
      const living = rows.filter(({ deleted_at }) => deleted_at === null);
      let from, to;
      if (around) {
        const middle = living.findIndex(({ id }) => id === around);
        [from, to] = [Math.max(middle - limit / 2, 0), Math.min(middle + limit / 2, living.length)];
      } else if (after) {
        from = living.filter(({ seq }) => seq <= after).length;
        to = Math.min(from + limit, living.length);
      } else {
        to = living.filter(({ seq }) => seq < before).length;
        from = Math.max(to - limit, 0);
      }
      const messages = living.slice(from, to).map((row) => ({ ...row }));
      return { messages, version, has_older: from > 0, has_newer: to < living.length };
    },
  };
}

describe.each([1, 2, 3, 4, 5, 6, 7, 8])("whatever happens, in whatever order (seed %d)", (seed) => {
  it("the window is a piece of the room, without holes", () => {
    const next = random(seed);
    const upTo = (n) => Math.floor(next() * n);
    const server = createServer();
    const timeline = createTimeline({ roomId: 3, myId: 1 });
    const onTheirWay = [];
    let heard = 0;
    for (let count = 0; count < 700; count += 1) server.post();

    const steps = {
      post: () => server.post(),
      edit: () => server.edit(server.living()[upTo(server.living().length)]),
      remove: () => server.remove(server.living()[upTo(server.living().length)]),
      hear: () => {
        for (const change of server.changes.slice(heard, heard + 20)) timeline.apply(change);
        heard = Math.min(heard + 20, server.changes.length);
      },
      ask: () => {
        const around = server.living()[upTo(server.living().length)].id;
        const where = ["newest", "older", "newer", "older", "newer", "around"][upTo(6)];
        const asked = { newest: {}, around: { around } }[where] ?? timeline.cursor(where);
        if (asked) onTheirWay.push({ where, asked, page: server.page(asked) });
      },
      load: () => {
        const [{ where, asked, page } = {}] = onTheirWay.splice(upTo(onTheirWay.length), 1);
        // The stream is ahead of what a page may be behind of: the server is asked after everything heard.
        if (page) timeline.load(page, where, asked);
      },
      follow: () => {
        timeline.following = next() < 0.5;
      },
    };
    const names = ["post", "post", "edit", "remove", "hear", "ask", "ask", "load", "load", "follow"];
    // The stream starts from the version that the first page is read at.
    heard = server.changes.length;
    timeline.load(server.page({}), "newest");

    for (let count = 0; count < 2000; count += 1) {
      steps[names[upTo(names.length)]]();
      expect(timeline.messages.length).toBeLessThanOrEqual(WINDOW);
      if (count % 50 === 0) checkQuiet();
    }

    /** Once everything has been heard, the window equals that piece of the room. */
    function checkQuiet() {
      while (heard < server.changes.length) steps.hear();
      const living = server.living();
      const from = timeline.hasOlder ? living.findIndex(({ seq }) => seq >= timeline.cursor("older").before) : 0;
      const to = timeline.hasNewer ? living.filter(({ seq }) => seq <= timeline.cursor("newer").after).length : living.length;
      const expected = living.slice(from < 0 ? living.length : from, to);
      expect(timeline.messages.map(({ id, version, text }) => [id, version, text])).toEqual(expected.map(({ id, version, text }) => [id, version, text]));
    }
  });
});
