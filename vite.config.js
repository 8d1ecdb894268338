import { defineConfig } from "vite";

// The oldest browsers with light-dark(); told to the style compiler too, or it would rewrite the colours for older ones.
const browsers = ["chrome123", "edge123", "firefox121", "safari17.5"];

export default defineConfig({
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
    rolldownOptions: { input: "client/main.js" },
  },
});
