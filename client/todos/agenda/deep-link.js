/**
 * The address of a to-do: leads to where it stands, and opens it there.
 */
import { api } from "../../core/api.js";
import { ApiError } from "../../core/errors.js";
import { reason } from "../../ui/form.js";

const UID = /\/todos\/([^/]+)\/?$/;

/**
 * @param {object} options
 * @param {import("../../core/socket.js").Connection} options.connection
 * @param {(path: string, options?: {replace?: boolean}) => void} options.go
 * @param {(name: string, data?: any) => void} options.openDialog
 */
export function deepLink({ connection, go, openDialog }) {
  let ended = false;
  let stop = () => {};
  return {
    phase: /** @type {"loading"|"missing"|"failed"} */ ("loading"),
    reason: "",

    init() {
      stop = connection.onUp(() => this.phase === "failed" && this.again());
      void this.find();
    },

    destroy() {
      ended = true;
      stop();
    },

    async find() {
      const [, uid] = UID.exec(location.pathname) ?? [];
      try {
        const { list, room } = await api.get(`/items/${uid}`);
        if (ended) return;
        go(room ? `/rooms/${room.id}/todos` : `/lists/${list.id}`, { replace: true });
        openDialog("todo", { uid, part: "" });
      } catch (error) {
        this.phase = error instanceof ApiError && error.status === 404 ? "missing" : "failed";
        this.reason = reason(error);
      }
    },

    again() {
      this.phase = "loading";
      void this.find();
    },
  };
}
