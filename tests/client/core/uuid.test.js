import { expect, it, vi } from "vitest";

import { uuid } from "../../../client/core/uuid.js";

const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it("makes random ids where the browser has its own way, and on plain http where it has not", () => {
  const { getRandomValues } = crypto;
  const made = new Set([uuid(), uuid()]);
  vi.stubGlobal("crypto", { getRandomValues: getRandomValues.bind(crypto) });
  for (let count = 0; count < 100; count += 1) made.add(uuid());
  expect(made.size).toBe(102);
  for (const id of made) expect(id).toMatch(VERSION_4);
});
