import { readFileSync } from "node:fs";

import { build, defineConfig } from "vite";

// The oldest browsers with light-dark(); told to the style compiler too, or it would rewrite the colours for older ones.
const browsers = ["chrome123", "edge123", "firefox121", "safari17.5"];

/** Of an icon's file only what is drawn counts: the rest is the same in each, and would be sent with each. */
const drawingsOnly = {
  name: "drawings-only",
  enforce: /** @type {const} */ ("pre"),
  /** @param {string} id */
  load(id) {
    const [file, query] = id.split("?");
    if (query !== "raw" || !file.includes("/lucide-static/icons/")) return null;
    const drawn = /<svg[^>]*>(.*)<\/svg>/s.exec(readFileSync(file, "utf-8"))?.[1].replace(/>\s+</g, "><").replaceAll(" />", "/>").trim();
    return `export default ${JSON.stringify(`<svg xmlns="http://www.w3.org/2000/svg">${drawn}</svg>`)}`;
  },
};

/** The service worker: one classic script, since not every browser takes modules there, under a name that never changes. */
const worker = {
  name: "worker",
  apply: /** @type {const} */ ("build"),
  /** @this {import("vite").Rollup.PluginContext} */
  async buildStart() {
    const made = await build({
      configFile: false,
      logLevel: "warn",
      publicDir: false,
      build: { write: false, target: browsers, rolldownOptions: { input: "client/worker.js", output: { format: "iife" } } },
    });
    const [script] = /** @type {import("vite").Rollup.RollupOutput} */ (made).output;
    for (const file of script.moduleIds) this.addWatchFile(file);
    this.emitFile({ type: "asset", fileName: "worker.js", source: script.code });
  },
};

/**
 * What every page needs first comes in two files, whoever else needs it too, and what every door needs beside its own code
 * in one: a file more is a request more before there is something to use.
 *
 * @type {import("vite").Rolldown.CodeSplittingGroup[]}
 */
const groups = [
  {
    name: (id, context) => {
      const isFirstIcon = id.includes("/lucide-static/icons/") && context.getModuleInfo(id)?.importers.some((from) => from.endsWith("/ui/icons.js"));
      return isFirstIcon || /[\\/]client[\\/](core[\\/][\w-]+|ui[\\/]icons)\.js/.test(id) ? "base" : null;
    },
    minShareCount: 2,
  },
  { name: "signing", test: /[\\/]accounts[\\/](providers|webauthn|passkey-door)\.js/ },
];

export default defineConfig({
  plugins: [drawingsOnly, worker],
  base: "/static/",
  publicDir: "client/public",
  build: {
    outDir: "client/dist",
    emptyOutDir: true,
    manifest: true,
    target: browsers,
    cssTarget: browsers,
    // The Content-Security-Policy allows no data: addresses for scripts, styles and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: "client/main.js", output: { codeSplitting: { includeDependenciesRecursively: false, groups } } },
  },
});
