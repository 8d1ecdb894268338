/**
 * How lists are called.
 */
import { _ } from "../core/i18n.js";

export const COLORS = ["red", "orange", "amber", "green", "teal", "blue", "violet", "pink"];

/** @param {{name: string, room_id: number|null}} list */
export function listName({ name, room_id: roomId }) {
  if (name) return name;
  return roomId === null ? _("Inbox") : _("To-dos");
}

/** @param {string} color */
export function colorName(color) {
  /** @type {Record<string, string>} */
  const names = {
    red: _("Red"),
    orange: _("Orange"),
    amber: _("Amber"),
    green: _("Green"),
    teal: _("Teal"),
    blue: _("Blue"),
    violet: _("Violet"),
    pink: _("Pink"),
  };
  return names[color] ?? _("No colour");
}
