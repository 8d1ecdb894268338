// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";

import { nextPath } from "../../../client/accounts/next-path.js";
import { createGuard } from "../../../client/accounts/guard.js";

const next = (value) => nextPath(new URLSearchParams(value === null ? {} : { next: value }));

describe("where signing in leads", () => {
  it("is the page that was asked for", () => {
    expect(next("/rooms/3/messages/812?x=1")).toBe("/rooms/3/messages/812?x=1");
  });

  it("is home when nothing was asked for", () => {
    expect(next(null)).toBe("/");
  });

  it.each(["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "rooms/3", ""])(
    "is never another site: %s",
    (value) => {
      expect(next(value)).toBe("/");
    },
  );
});

describe("which address is for whom", () => {
  const visit = (view, path, query = "") => ({ view, path, query: new URLSearchParams(query) });
  const nobody = { needsSetUp: false, user: null };
  const alice = { needsSetUp: false, user: { id: 1 } };

  it("is the set-up alone, before there is a workspace", () => {
    const guard = createGuard({ needsSetUp: true, user: null });
    expect(guard(visit("room", "/rooms/3"))).toBe("/setup");
    expect(guard(visit("setup", "/setup"))).toBeNull();
  });

  it("is the sign-in page for who is not signed in, which remembers where they wanted to go", () => {
    const guard = createGuard(nobody);
    expect(guard(visit("room", "/rooms/3"))).toBe("/sign-in?next=%2Frooms%2F3");
    expect(guard(visit("home", "/"))).toBe("/sign-in");
    expect(guard(visit("setup", "/setup"))).toBe("/sign-in");
    expect(guard(visit("sign-up", "/sign-up"))).toBeNull();
  });

  it("is everything but the doors for who is", () => {
    const guard = createGuard(alice);
    expect(guard(visit("room", "/rooms/3"))).toBeNull();
    expect(guard(visit("sign-in", "/sign-in", "next=/rooms/3"))).toBe("/rooms/3");
    expect(guard(visit("sign-in", "/sign-in", "next=//evil.example"))).toBe("/");
  });
});
