import { describe, expect, it } from "vitest";

import { isOutdated, outdatedShells, shellPath } from "../../../../client/core/worker/keeps.js";

const paths = (...versions) => versions.map((version) => shellPath("en", version));

describe("versions", () => {
  it("the newest and the one before it are kept", () => {
    expect(outdatedShells(paths("a"), "a")).toEqual([]);
    expect(outdatedShells(paths("a", "b"), "b")).toEqual([]);
    expect(outdatedShells(paths("a", "b", "c"), "c")).toEqual(paths("a"));
    expect(outdatedShells(paths("a", "b", "c", "d"), "d")).toEqual(paths("a", "b"));
  });

  it("go in all of their languages, and a language more is no version", () => {
    const both = [shellPath("en", "a"), shellPath("en", "b"), shellPath("zh_Hans", "b"), shellPath("zh_Hans", "c")];
    expect(outdatedShells(both, "c")).toEqual([shellPath("en", "a")]);
    expect(outdatedShells(both.slice(1), "c")).toEqual([]);
  });
});

describe("files", () => {
  const listed = new Set(["/static/assets/main-1.js", "/catalogs/zh_Hans.json?v=1"]);

  it("of no version that is kept go", () => {
    expect(isOutdated("/static/assets/main-1.js", listed)).toBe(false);
    expect(isOutdated("/static/assets/main-0.js", listed)).toBe(true);
    expect(isOutdated("/static/assets/main-0.css", listed)).toBe(true);
    expect(isOutdated("/catalogs/zh_Hans.json?v=1", listed)).toBe(false);
    expect(isOutdated("/catalogs/zh_Hans.json?v=0", listed)).toBe(true);
  });

  it("that are in no list stay: fonts and pictures", () => {
    expect(isOutdated("/static/assets/inter-1.woff2", listed)).toBe(false);
    expect(isOutdated("/logo/3", listed)).toBe(false);
  });
});
