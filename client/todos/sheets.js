/**
 * The dialogs about to-dos, fetched with the first of them.
 */
import "./sheets.css";
import "./colors.css";
import { keySheet } from "./key-sheet.js";
import { listArchive, listForm, trash } from "./list-dialogs.js";
import { todoSheet } from "./sheet.js";

/** @param {any} parts what main.js gives */
export function register({ Alpine, session, dialogs, go, world }) {
  Alpine.directive("rendered", rendered);
  Alpine.data("todoSheet", () => {
    const { todos, rooms, drafts } = world();
    return todoSheet({ Alpine, session, dialogs, todos, rooms, drafts, go });
  });
  Alpine.data("todoListForm", () => listForm({ dialogs, todos: world().todos }));
  Alpine.data("todoArchive", () => listArchive({ dialogs, todos: world().todos }));
  Alpine.data("todoTrash", () => trash({ dialogs, todos: world().todos }));
  Alpine.data("todoKeys", () => keySheet({ dialogs }));
}

/**
 * The x-rendered directive: places what the server has rendered and cleaned.
 *
 * @type {import("alpinejs").DirectiveCallback}
 */
const rendered = (element, { expression }, { evaluateLater, effect }) => {
  const evaluate = evaluateLater(expression);
  effect(() =>
    evaluate((html) => {
      element.innerHTML = typeof html === "string" ? html : "";
    }),
  );
};
