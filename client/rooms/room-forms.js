/**
 * Making a room, and changing its name and topic.
 */
import { api } from "../core/api.js";
import { createForm } from "../ui/form.js";

/**
 * @typedef {object} RoomForms
 * @property {ReturnType<typeof import("../ui/dialog.js").createDialogs>} dialogs
 * @property {{put(entry: import("./describe.js").RoomEntry): void}} rooms
 * @property {(path: string) => void} go
 */

/** @param {RoomForms} parts */
export function newRoom({ dialogs, rooms, go }) {
  const form = createForm({
    name: "new-room",
    values: { name: "", topic: "", kind: "open" },
    async submit(values) {
      const entry = await api.post("/rooms", values);
      rooms.put(entry);
      dialogs.close();
      go(`/rooms/${entry.id}`);
    },
  });
  return {
    ...form,
    reset() {
      if (!this.busy) Object.assign(this, { values: { name: "", topic: "", kind: "open" }, problems: {}, summary: "" });
    },
    close() {
      dialogs.close();
    },
  };
}

/**
 * The dialog is opened with the room as its data.
 *
 * @param {RoomForms} parts
 */
export function editRoom({ dialogs, rooms }) {
  const form = createForm({
    name: "edit-room",
    values: { name: "", topic: "" },
    async submit(values) {
      rooms.put(await api.patch(`/rooms/${dialogs.data.id}`, values));
      dialogs.close();
    },
  });
  return {
    ...form,
    reset() {
      const { name, topic } = dialogs.data;
      Object.assign(this, { values: { name, topic }, problems: {}, summary: "" });
    },
    close() {
      dialogs.close();
    },
  };
}
