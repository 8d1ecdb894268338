import js from "@eslint/js";
import globals from "globals";

const features = ["accounts", "rooms", "chat", "todos", "notifications"];

/**
 * Keeps the files of a folder from importing any of the others, however deep the file lies.
 * @param {string} folder
 * @param {string[]} others
 */
function mayNotImport(folder, others) {
  return {
    files: [`client/${folder}/**/*.js`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: others.map((other) => ({
            group: [`../${other}/*`, `../../${other}/*`],
            message: `client/${folder} lies below or beside client/${other}.`,
          })),
        },
      ],
    },
  };
}

export default [
  { ignores: ["client/dist/", "node_modules/", ".venv/", "data/", "tests/artifacts/"] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-console": "error",
      "no-shadow": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_", caughtErrors: "none" }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  { files: ["client/**/*.js"], languageOptions: { globals: globals.browser } },
  { files: ["*.config.js", "bench/**/*.mjs", "tests/*.mjs"], languageOptions: { globals: globals.node } },
  { files: ["tests/client/**/*.js"], languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  // State is tested without a browser, so it cannot reach for one.
  {
    files: ["client/*/state.js"],
    rules: {
      "no-restricted-globals": ["error", "document", "window", "localStorage", "sessionStorage", "navigator", "location"],
    },
  },
  mayNotImport("core", ["ui", ...features]),
  mayNotImport("ui", features),
  mayNotImport("chat", ["todos"]),
  mayNotImport("todos", ["chat"]),
  mayNotImport("rooms", ["chat", "todos"]),
];
