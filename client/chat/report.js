/**
 * Pointing the moderators at a message.
 */
import { api } from "../core/api.js";
import { _ } from "../core/i18n.js";
import { createForm } from "../ui/form.js";
import { toast } from "../ui/toast.js";

/** @param {any} parts what main.js gives */
export function register({ Alpine, dialogs }) {
  Alpine.data("reportMessage", () => reportMessage({ dialogs }));
}

/**
 * The dialog is opened with the message as its data.
 *
 * @param {object} options
 * @param {ReturnType<typeof import("../ui/dialog.js").createDialogs>} options.dialogs
 */
function reportMessage({ dialogs }) {
  const form = createForm({
    name: "report-message",
    values: { reason: "" },
    async submit(values) {
      const { id, room_id: roomId } = dialogs.data;
      await api.post(`/rooms/${roomId}/messages/${id}/reports`, values);
      dialogs.close();
      toast(_("Thank you. The moderators will look at it."));
    },
  });
  return {
    ...form,
    get quote() {
      return dialogs.name === "report-message" ? dialogs.data.text : "";
    },
    reset() {
      Object.assign(this, { values: { reason: "" }, problems: {}, summary: "" });
    },
    close() {
      dialogs.close();
    },
  };
}
