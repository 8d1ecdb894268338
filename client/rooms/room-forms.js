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
    values: { name: "", topic: "", slow_mode_seconds: "0", guests: "none" },
    async submit(values) {
      const { id, open } = dialogs.data;
      const { guests, ...others } = values;
      const slow = { slow_mode_seconds: Number(values.slow_mode_seconds) };
      rooms.put(await api.patch(`/rooms/${id}`, { ...others, ...slow, ...(open ? { guests } : {}) }));
      dialogs.close();
    },
  });
  return {
    ...form,
    /** Only open rooms let guests in. */
    get open() {
      return dialogs.name === "edit-room" && dialogs.data.open;
    },
    reset() {
      const { name, topic, slowSeconds, guests } = dialogs.data;
      const values = { name, topic, slow_mode_seconds: String(slowSeconds), guests };
      Object.assign(this, { values, problems: {}, summary: "" });
    },
    close() {
      dialogs.close();
    },
  };
}
