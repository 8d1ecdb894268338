/**
 * The dialogs for taking to-dos elsewhere: a file into a list, and the address by which a calendar reads them.
 */
import { api } from "../../core/api.js";
import { ApiError } from "../../core/errors.js";
import { _, formatDay, ngettext } from "../../core/i18n.js";
import { copyText } from "../../ui/clipboard.js";
import { reason } from "../../ui/form.js";
import { toast } from "../../ui/toast.js";
import { listName } from "../lists.js";

/** @typedef {ReturnType<typeof import("../../ui/dialog.js").createDialogs>} Dialogs */

/** A large file takes its time. */
const TIMEOUT_MS = 60_000;

/** @param {{dialogs: Dialogs, todos: import("../live.js").Todos}} parts */
export function importDialog({ dialogs, todos }) {
  return {
    file: /** @type {File|null} */ (null),
    leaveOut: false,
    user: "",
    asksUser: false,
    problem: "",
    busy: false,

    reset() {
      Object.assign(this, { file: null, leaveOut: false, user: "", asksUser: false, problem: "", busy: false });
      const { file } = /** @type {any} */ (this).$refs;
      file.value = "";
    },

    get title() {
      const { list } = dialogs.data ?? {};
      return list ? _("Import into %(list)s", { list: listName(list) }) : _("Import");
    },

    /** @param {Event} event */
    choose(event) {
      this.file = /** @type {HTMLInputElement} */ (event.target).files?.[0] ?? null;
      Object.assign(this, { problem: "", asksUser: false });
    },

    async submit() {
      const { list } = dialogs.data ?? {};
      if (this.busy || !list) return;
      if (!this.file) {
        this.problem = _("Choose a file first.");
        return;
      }
      this.busy = true;
      this.problem = "";
      try {
        const params = { people: this.leaveOut ? "leave_out" : null, user: this.user || null };
        const { added } = await api.post(`/lists/${list.id}/import`, this.file, { params, timeoutMs: TIMEOUT_MS });
        toast(ngettext("%(num)s to-do imported", "%(num)s to-dos imported", added));
        if (list.room_id === null) void todos.readOwn().catch(() => {});
        dialogs.close();
      } catch (error) {
        const said = error instanceof ApiError ? error.fields.user : "";
        this.asksUser = this.asksUser || Boolean(said);
        this.problem = said || reason(error);
      } finally {
        this.busy = false;
      }
    },

    close() {
      dialogs.close();
    },
  };
}

/** @param {{dialogs: Dialogs}} parts */
export function calendarFeed({ dialogs }) {
  return {
    loaded: false,
    since: /** @type {string|null} */ (null),
    /** Told once: when it is made. */
    address: "",
    problem: "",
    busy: false,

    reset() {
      Object.assign(this, { loaded: false, since: null, address: "", problem: "" });
      return this.attempt(() => api.get("/calendar-feed"));
    },

    get about() {
      return this.since ? _("Made: %(day)s. Its address was shown once, when it was made.", { day: formatDay(this.since) }) : "";
    },

    make() {
      return this.attempt(() => api.post("/calendar-feed", {}));
    },

    revoke() {
      return this.attempt(() => api.delete("/calendar-feed"));
    },

    async copy() {
      toast((await copyText(this.address)) ? _("Copied.") : _("The address could not be copied. Select it and copy it yourself."));
    },

    /** @param {() => Promise<{created_at: string|null, address: string|null}>} action */
    async attempt(action) {
      if (this.busy) return;
      this.busy = true;
      this.problem = "";
      try {
        const { created_at: since, address } = await action();
        Object.assign(this, { loaded: true, since, address: address ?? "" });
      } catch (error) {
        this.problem = reason(error);
      } finally {
        this.busy = false;
      }
    },

    close() {
      dialogs.close();
    },
  };
}
