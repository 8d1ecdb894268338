import { beforeEach, describe, expect, it } from "vitest";

import { createTurns } from "../../../client/core/turns.js";

let turns;
let working;
let ends;
const settle = () => new Promise((resolve) => setTimeout(resolve));

function ask(name, isUrgent = () => false) {
  const work = () =>
    new Promise((resolve, reject) => {
      working.push(name);
      ends[name] = { resolve, reject };
    });
  return turns.take(work, isUrgent);
}

beforeEach(() => {
  turns = createTurns(2);
  working = [];
  ends = {};
});

describe("turns", () => {
  it("let so many work at a time, in the order asked", async () => {
    for (const name of ["a", "b", "c", "d"]) void ask(name);
    expect(working).toEqual(["a", "b"]);
    ends.b.resolve();
    await settle();
    expect(working).toEqual(["a", "b", "c"]);
    ends.a.resolve();
    ends.c.resolve();
    await settle();
    expect(working).toEqual(["a", "b", "c", "d"]);
  });

  it("do not make wait what is urgent, and are no more for the others afterwards", async () => {
    for (const name of ["a", "b", "c"]) void ask(name);
    void ask("now", () => true);
    expect(working).toEqual(["a", "b", "now"]);
    ends.a.resolve();
    await settle();
    expect(working).toEqual(["a", "b", "now"]);
    ends.now.resolve();
    await settle();
    expect(working).toEqual(["a", "b", "now", "c"]);
  });

  it("go first to what has become urgent while it waited", async () => {
    let open = "";
    for (const name of ["a", "b", "c", "d"]) void ask(name, () => open === name);
    open = "d";
    ends.a.resolve();
    await settle();
    expect(working).toEqual(["a", "b", "d"]);
  });

  it("pass on answers and failures, and go on after either", async () => {
    const [a, b] = [ask("a"), ask("b")];
    const failed = a.catch((error) => error.message);
    void ask("c");
    ends.a.reject(new Error("no"));
    ends.b.resolve("yes");
    expect([await failed, await b]).toEqual(["no", "yes"]);
    await settle();
    expect(working).toEqual(["a", "b", "c"]);
  });
});
