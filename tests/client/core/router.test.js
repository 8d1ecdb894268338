// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { clearViews, createRouter, prefetch, setUpViews, swap } from "../../../client/core/router.js";
import { useCatalog } from "../../../client/core/i18n.js";

const ROUTES = [
  { pattern: "/", view: "home" },
  { pattern: "/rooms", view: "browse" },
  { pattern: "/rooms/:id", view: "room", shell: "workspace" },
  { pattern: "/rooms/:id/messages/:message", view: "room" },
  { pattern: "/settings", view: "settings" },
];

let outlet;
let heard;
let views;
let router;

/** The server's views; one that is a function decides by itself when to answer. */
function serve(more = {}) {
  views = { home: "<h1>Home</h1>", browse: "<h1>Rooms</h1>", room: "<h1>Room</h1>", settings: "<h1>Settings</h1>", "not-found": "<h1>Nothing here</h1>", ...more };
  const fetch = vi.fn(async (url) => {
    const view = views[new URL(url, location.href).pathname.split("/").pop()];
    if (view instanceof Error) throw view;
    const html = typeof view === "function" ? await view() : view;
    return html instanceof Response ? html : new Response(html);
  });
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

const startAt = async (path, options = {}) => {
  history.replaceState(null, "", path);
  router = createRouter({ routes: ROUTES, outlet, onChange: (match) => heard.push(match), ...options });
  await router.start();
};
const shown = () => outlet.textContent;
const later = () => {
  let resolve;
  const promise = new Promise((ready) => (resolve = ready));
  return { view: () => promise, resolve };
};
const settle = () => new Promise((resolve) => setTimeout(resolve));

/**
 * A click on a link.
 *
 * @returns {boolean} whether the browser is to follow it
 */
function click(attributes, event = {}) {
  const link = Object.assign(document.createElement("a"), attributes);
  document.body.append(link);
  let followed = false;
  const stay = (clicked) => {
    followed = !clicked.defaultPrevented;
    clicked.preventDefault();
  };
  addEventListener("click", stay, { once: true });
  link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, button: 0, ...event }));
  link.remove();
  return followed;
}

beforeEach(() => {
  document.body.innerHTML = '<main id="outlet"></main>';
  outlet = document.getElementById("outlet");
  heard = [];
  clearViews();
  useCatalog({ locale: "en", plural: "nplurals=2; plural=(n != 1);", messages: {} });
  setUpViews({ version: "abc", mount: vi.fn(), unmount: vi.fn() });
  serve();
});

afterEach(() => {
  router?.stop();
  router = null;
});

describe("an address", () => {
  it("shows its view, with its parameters", async () => {
    await startAt("/rooms/3/messages/812?from=mail#here");
    expect(shown()).toBe("Room");
    expect(router.current).toMatchObject({ view: "room", path: "/rooms/3/messages/812", params: { id: "3", message: "812" }, hash: "#here" });
    expect(router.current.query.get("from")).toBe("mail");
    expect(fetch.mock.calls[0][0]).toBe("/views/room?locale=en&v=abc");
  });

  it("carries what its entry in the table holds, and may end in a slash", async () => {
    await startAt("/rooms/3/");
    expect(router.current).toMatchObject({ shell: "workspace", params: { id: "3" } });
  });

  it("that no route knows shows that there is nothing", async () => {
    await startAt("/somewhere/else");
    expect(router.current).toMatchObject({ view: "not-found", params: {} });
    expect(shown()).toBe("Nothing here");
    await router.go("/rooms/%E0%A4%A");
    expect(router.current.view).toBe("not-found");
  });

  it("may lead elsewhere", async () => {
    await startAt("/settings", { guard: (match) => (match.view === "settings" ? "/rooms?next=%2Fsettings" : null) });
    expect(location.pathname + location.search).toBe("/rooms?next=%2Fsettings");
    expect(heard.map(({ view }) => view)).toEqual(["browse"]);
  });
});

describe("going", () => {
  it("can be undone by Back and done again by Forward", async () => {
    await startAt("/");
    await router.go("/rooms/3");
    expect(shown()).toBe("Room");
    history.replaceState(null, "", "/");
    dispatchEvent(new PopStateEvent("popstate"));
    await settle();
    expect(shown()).toBe("Home");
  });

  it("leaves no second entry for the same address, nor when it replaces", async () => {
    await startAt("/");
    const push = vi.spyOn(history, "pushState");
    await router.go("/");
    await router.go("/rooms", { replace: true });
    expect(push).not.toHaveBeenCalled();
    await router.go("/rooms/3");
    expect(push).toHaveBeenCalledOnce();
  });

  it("tells of the new address before its view is fetched", async () => {
    const slow = later();
    serve({ settings: slow.view });
    await startAt("/");
    const gone = router.go("/settings");
    expect(heard.at(-1).view).toBe("settings");
    expect(shown()).toBe("Home");
    slow.resolve("<h1>Settings</h1>");
    await gone;
    expect(shown()).toBe("Settings");
  });

  it("keeps the view that is drawn when only its parameters change", async () => {
    await startAt("/rooms/3");
    const drawn = outlet.firstChild;
    await router.go("/rooms/4");
    await router.go("/rooms/4/messages/7");
    expect(outlet.firstChild).toBe(drawn);
    expect(heard.map(({ params }) => params.id)).toEqual(["3", "4", "4"]);
  });

  it("ends where the later of two goes, however slow the earlier one is", async () => {
    const slow = later();
    serve({ browse: slow.view });
    await startAt("/");
    const first = router.go("/rooms");
    await router.go("/settings");
    expect(shown()).toBe("Settings");
    slow.resolve("<h1>Rooms</h1>");
    await first;
    expect(shown()).toBe("Settings");
    expect(router.current.view).toBe("settings");
  });

  it("comes back to a view whose drawing was overtaken", async () => {
    const slow = later();
    serve({ browse: slow.view });
    await startAt("/");
    void router.go("/rooms");
    await router.go("/");
    expect(shown()).toBe("Home");
    slow.resolve("<h1>Rooms</h1>");
    await settle();
    await router.go("/rooms");
    expect(shown()).toBe("Rooms");
  });

  it("draws into the place that belongs to the view", async () => {
    const shell = document.body.appendChild(document.createElement("div"));
    await startAt("/", { outlet: async (match) => (match.shell ? shell : outlet) });
    await router.go("/rooms/3");
    expect([shown(), shell.textContent]).toEqual(["Home", "Room"]);
  });
});

describe("links", () => {
  beforeEach(() => startAt("/"));

  it("of this page are followed without loading it again", async () => {
    expect(click({ href: "/rooms/3" })).toBe(false);
    await settle();
    expect(shown()).toBe("Room");
    expect(location.pathname).toBe("/rooms/3");
  });

  it.each([
    ["another site", { href: "https://example.org/rooms/3" }, {}],
    ["a file", { href: "/rooms/3", download: "notes" }, {}],
    ["a new window", { href: "/rooms/3", target: "_blank" }, {}],
    ["what is marked as elsewhere", { href: "/rooms/3", rel: "external" }, {}],
    ["an address that is not of the page", { href: "/api/docs" }, {}],
    ["a place in the same page", { href: "#skip" }, {}],
    ["a new tab", { href: "/rooms/3" }, { ctrlKey: true }],
    ["a new tab on a Mac", { href: "/rooms/3" }, { metaKey: true }],
    ["the middle button", { href: "/rooms/3" }, { button: 1 }],
  ])("to %s are left to the browser", async (_name, attributes, event) => {
    expect(click(attributes, event)).toBe(true);
    await settle();
    expect(heard).toHaveLength(1);
  });
});

describe("focus", () => {
  it("moves to the heading of the new view, or to what asks for it", async () => {
    serve({ settings: '<h1>Settings</h1><input data-focus id="name">' });
    await startAt("/");
    expect(document.activeElement).toBe(document.body);
    await router.go("/rooms");
    expect(document.activeElement).toBe(outlet.querySelector("h1"));
    expect(outlet.querySelector("h1").tabIndex).toBe(-1);
    await router.go("/settings");
    expect(document.activeElement.id).toBe("name");
  });

  it("stays where the view has put it, and where it was when the view is drawn again", async () => {
    setUpViews({ version: "abc", mount: (root) => root.querySelector?.("input")?.focus(), unmount: () => {} });
    serve({ settings: "<section><h1>Settings</h1><input></section>" });
    await startAt("/");
    await router.go("/settings");
    expect(document.activeElement.tagName).toBe("INPUT");
    document.activeElement.blur();
    setUpViews({ version: "abc", mount: () => {}, unmount: () => {} });
    await router.reload();
    expect(document.activeElement).toBe(document.body);
  });
});

describe("a view", () => {
  it("is brought to life, and let go when another takes its place", async () => {
    const [mount, unmount] = [vi.fn(), vi.fn()];
    setUpViews({ version: "abc", mount, unmount });
    await startAt("/");
    const home = outlet.firstElementChild;
    expect(mount).toHaveBeenCalledWith(home);
    await router.go("/settings");
    expect(unmount).toHaveBeenCalledWith(home);
    expect(home.isConnected).toBe(false);
  });

  it("is fetched once per language", async () => {
    await startAt("/");
    await router.go("/settings");
    await router.go("/");
    expect(fetch).toHaveBeenCalledTimes(2);
    useCatalog({ locale: "zh_Hans", plural: "nplurals=1; plural=0;", messages: {} });
    await router.reload();
    expect(fetch).toHaveBeenCalledTimes(3);
    expect(fetch.mock.calls[2][0]).toContain("locale=zh_Hans");
  });

  it("can be fetched before it is wanted", async () => {
    await startAt("/");
    prefetch("settings");
    await settle();
    await router.go("/settings");
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it("that is slow shows a bar, and one that is quick does not", async () => {
    const slow = later();
    serve({ settings: slow.view });
    await startAt("/");
    const bar = () => document.querySelector('[role="progressbar"]');
    expect(bar()).toBeNull();
    const gone = router.go("/settings");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(bar()).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(bar().getAttribute("aria-label")).toBe("Loading");
    slow.resolve("");
    await gone;
    expect(bar()).toBeNull();
  });
});

describe("a view that cannot be had", () => {
  const alert = () => outlet.querySelector('[role="alert"]');

  it.each([["no network", new TypeError("Failed to fetch")], ["a broken server", () => new Response("", { status: 502 })]])(
    "because of %s says so, and is fetched again by Retry",
    async (_name, view) => {
      serve({ settings: view });
      await startAt("/");
      await router.go("/settings");
      expect(alert().querySelector("h1").textContent).toBe("This page could not be loaded");
      const button = alert().querySelector("button");
      expect(document.activeElement).toBe(button);
      views.settings = "<h1>Settings</h1>";
      button.click();
      await settle();
      expect(shown()).toBe("Settings");
      expect(document.activeElement).toBe(outlet.querySelector("h1"));
    },
  );

  it("comes by itself when the network is back, unless the reader has gone on", async () => {
    serve({ settings: new TypeError("Failed to fetch") });
    await startAt("/");
    await router.go("/settings");
    await router.go("/");
    views.settings = "<h1>Settings</h1>";
    dispatchEvent(new Event("online"));
    await settle();
    expect(shown()).toBe("Home");
    views.browse = new TypeError("Failed to fetch");
    await router.go("/rooms");
    views.browse = "<h1>Rooms</h1>";
    dispatchEvent(new Event("online"));
    await settle();
    expect(shown()).toBe("Rooms");
  });

  it("is tried again by the next visit", async () => {
    serve({ settings: new TypeError("Failed to fetch") });
    await startAt("/settings");
    expect(alert()).not.toBeNull();
    views.settings = "<h1>Settings</h1>";
    await router.go("/settings");
    expect(shown()).toBe("Settings");
  });
});

describe("swapping", () => {
  it("says how it went", async () => {
    const slow = later();
    serve({ browse: slow.view, settings: new TypeError("Failed to fetch") });
    const first = swap(outlet, "browse");
    expect(await swap(outlet, "home")).toBe("shown");
    slow.resolve("");
    expect(await first).toBe("overtaken");
    expect(await swap(outlet, "settings")).toBe("failed");
    views.settings = "<h1>Settings</h1>";
    outlet.querySelector("button").click();
    await settle();
    expect(shown()).toBe("Settings");
  });
});
