// @vitest-environment happy-dom
import { expect, it, vi } from "vitest";

import { preferences } from "../../../client/notifications/preferences.js";
import { createSettings } from "../../../client/notifications/settings.js";

/** What the server keeps, and its answers, each let go by hand. */
function server({ refuses = false } = {}) {
  let kept = { mail: "soon", quiet_from: "", quiet_to: "", keywords: ["tea"], sound: "chime", desktop: true };
  /** @type {(() => void)[]} */
  const held = [];
  /** @type {any[]} */
  const asked = [];
  vi.stubGlobal("fetch", async (/** @type {string} */ _url, /** @type {RequestInit} */ { method = "GET", body } = {}) => {
    if (method !== "GET") {
      const changes = JSON.parse(/** @type {string} */ (body));
      asked.push(changes);
      if (!refuses) kept = { ...kept, ...changes };
    }
    const refused = refuses && method !== "GET" ? { error: { code: "invalid", message: "No.", fields: {} } } : null;
    const answer = new Response(JSON.stringify(refused ?? kept), { status: refused ? 422 : 200, headers: { "Content-Type": "application/json" } });
    if (method !== "GET") await new Promise((resolve) => held.push(() => resolve(undefined)));
    return answer;
  });
  return { asked, get kept() { return kept; }, release: () => vi.waitFor(() => /** @type {() => void} */ (held.shift())()) };
}

async function opened() {
  const rooms = /** @type {any} */ ({ onChange: () => () => {}, onLoaded: () => () => {} });
  const settings = createSettings({ connection: /** @type {any} */ (null), rooms });
  const view = preferences({ getLive: async () => /** @type {any} */ ({ settings }) });
  await view.load();
  return view;
}

it("an answer to what was chosen first takes nothing back that was chosen since", async () => {
  const { asked, release } = server();
  const view = await opened();
  view.sound = "knock";
  view.chooseSound();
  view.mail = "daily";
  view.chooseMail();
  await release();
  await vi.waitFor(() => expect(asked).toEqual([{ sound: "knock" }, { mail: "daily" }]));
  view.desktop = false;
  view.chooseDesktop();
  expect([view.sound, view.mail, view.desktop]).toEqual(["knock", "daily", false]);
  await release();
  await release();
  await vi.waitFor(() => expect(asked).toEqual([{ sound: "knock" }, { mail: "daily" }, { desktop: false }]));
  expect([view.sound, view.mail, view.desktop]).toEqual(["knock", "daily", false]);
});

it("what is typed while words are being saved stays", async () => {
  const { release } = server();
  const view = await opened();
  view.keywords = "tea, cake";
  const saving = view.keepWords();
  view.keywords = "tea, cake, jam";
  await release();
  await saving;
  expect(view.keywords).toBe("tea, cake, jam");
  expect(view.hasNewWords).toBe(true);
});

it("what is refused is as it was, and says why", async () => {
  const { release } = server({ refuses: true });
  const view = await opened();
  view.mail = "daily";
  view.chooseMail();
  await release();
  await vi.waitFor(() => expect([view.mail, view.problem]).toEqual(["soon", "No."]));
});

it("quiet hours show the usual night at once", async () => {
  const { release } = server();
  const view = await opened();
  view.isQuiet = true;
  view.toggleQuiet();
  expect([view.from, view.to]).toEqual(["22:00", "07:00"]);
  await release();
});
