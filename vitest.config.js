import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/client/**/*.test.js"],
    // Tests that need a document ask for one: // @vitest-environment happy-dom
    environment: "node",
    restoreMocks: true,
    unstubGlobals: true,
  },
});
