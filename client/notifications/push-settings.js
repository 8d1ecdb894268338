/**
 * The section of the settings about being told with Parley closed: this device, the others, and whether it arrives.
 */
import { deviceName, isPhone } from "../accounts/devices.js";
import { api } from "../core/api.js";
import { ApiError, NetworkError } from "../core/errors.js";
import { _, formatDay, formatExact, formatTime, onLocale } from "../core/i18n.js";
import { reason } from "../ui/form.js";
import { onPermission } from "./desktop.js";
import { browserOf, helps } from "./help.js";

/**
 * @typedef {object} Device
 * @property {number} id
 * @property {string} user_agent
 * @property {string} created_at
 * @property {string|null} last_ok_at when something was taken for it
 * @property {number} failures in a row, since
 * @property {boolean} current
 */

/** Push services are quick, or let one wait for a device that saves power. */
const ARRIVAL_MS = 30_000;

/** @param {{getLive: () => Promise<import("./live.js").LiveNotices>}} options */
export function pushSettings({ getLive }) {
  /** @type {import("./device.js").PushDevice|null} */
  let device = null;
  /** @type {(() => void)[]} */
  const stops = [];
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let waiting;
  return {
    state: /** @type {import("./device.js").PushState|""} */ (""),
    on: false,
    busy: false,
    problem: "",
    devices: /** @type {ReturnType<typeof describe>[]} */ ([]),
    /** How the test goes: "", "sending", "sent" (to others), "arrived", "missing", "renewed", "failed". */
    test: "",
    testProblem: "",

    async init() {
      const hear = (/** @type {MessageEvent} */ { data }) => data?.type === "notices:arrived" && this.arrived();
      globalThis.navigator?.serviceWorker?.addEventListener("message", hear);
      stops.push(
        () => globalThis.navigator?.serviceWorker?.removeEventListener("message", hear),
        onPermission(() => void this.look()),
        onLocale(() => void this.list()),
      );
      try {
        ({ device } = await getLive());
      } catch {
        // The section around this one says so, and can be tried again.
        return;
      }
      stops.push(device.onChange(() => void this.look()));
      await this.look();
    },

    destroy() {
      clearTimeout(waiting);
      for (const stop of stops) stop();
    },

    async look() {
      if (!device) return;
      this.state = await device.look();
      // While it is being changed, the switch stands as it was pressed.
      if (!this.busy) this.on = this.state === "on";
      await this.list();
    },

    async list() {
      const found = await api.get("/push/subscriptions").catch(() => null);
      if (found) this.devices = found.subscriptions.map(describe);
    },

    get may() {
      return this.state === "off" || this.state === "on";
    },
    get isBlocked() {
      return this.state === "blocked";
    },
    get isInsecure() {
      return this.state === "insecure";
    },
    get isMissing() {
      return this.state === "none";
    },
    get needsHome() {
      return this.state === "home";
    },
    get hasDevices() {
      return this.devices.length > 0;
    },
    get hasMore() {
      return this.hasDevices || this.test !== "";
    },
    /** The browser in use first. */
    get helps() {
      const mine = browserOf(navigator.userAgent, navigator.maxTouchPoints);
      return helps().sort((one, other) => Number(other.id === mine) - Number(one.id === mine));
    },

    async toggle() {
      const wanted = this.on;
      Object.assign(this, { busy: true, problem: "" });
      try {
        await (wanted ? device?.turnOn() : device?.turnOff());
      } catch (error) {
        this.problem = why(error);
      } finally {
        this.busy = false;
        await this.look();
      }
    },

    /** @param {{id: number, current: boolean}} one */
    async remove({ id, current }) {
      this.problem = "";
      try {
        if (current) await device?.turnOff();
        else await api.delete(`/push/subscriptions/${id}`);
      } catch (error) {
        if (!(error instanceof ApiError && error.code === "not_found")) this.problem = why(error);
      }
      await this.look();
      document.getElementById("notices-push")?.focus();
    },

    async tryOut() {
      clearTimeout(waiting);
      Object.assign(this, { test: "sending", testProblem: "" });
      try {
        await api.post("/push/test");
        // It may have been quicker than the answer.
        if (this.test === "sending" && this.on) waiting = setTimeout(() => void this.missing(), ARRIVAL_MS);
        else if (!this.on) this.test = "sent";
      } catch (error) {
        Object.assign(this, { test: "failed", testProblem: why(error) });
      }
    },

    arrived() {
      clearTimeout(waiting);
      this.test = "arrived";
    },

    async missing() {
      await this.look();
      if (this.on && !this.devices.some(({ current }) => current)) {
        // Its push service has told the server that it is no more.
        const renewed = await device?.refresh().then(() => true, () => false);
        this.test = renewed ? "renewed" : "missing";
      } else this.test = "missing";
    },

    get isTesting() {
      return this.test === "sending";
    },
    get hasFailed() {
      return this.test === "missing" || this.test === "failed";
    },
    get testWords() {
      if (this.test === "sending") return _("On its way …");
      if (this.test === "sent") return _("Sent. Look at your other devices.");
      if (this.test === "arrived") return _("It has arrived. If you saw nothing, the system is set not to disturb you.");
      if (this.test === "renewed") return _("It has not arrived: this device was not known any more. Now it is; please try again.");
      if (this.test === "missing") return _("It has not arrived. Turn it off and on again; if that does not help, look below.");
      return this.testProblem;
    },
  };
}

/** @param {Device} device */
function describe(device) {
  const name = deviceName(device.user_agent) || _("A browser");
  const at = device.last_ok_at ?? device.created_at;
  const when = _("%(day)s, %(time)s", { day: formatDay(at), time: formatTime(at) });
  return {
    id: device.id,
    name,
    current: device.current,
    about: device.failures > 0 ? _("Could not be reached; last: %(when)s", { when }) : device.last_ok_at ? _("Last reached: %(when)s", { when }) : _("Turned on: %(when)s", { when }),
    exact: formatExact(at),
    sign: isPhone(device.user_agent) ? "smartphone" : "laptop",
    removeLabel: _("Remove: %(name)s", { name }),
  };
}

/** @param {unknown} error of the API, or of the browser, whose own words are for nobody */
function why(error) {
  if (error instanceof ApiError) return Object.values(error.fields)[0] ?? reason(error);
  if (error instanceof NetworkError) return reason(error);
  return _("Your browser’s push service does not answer, or the browser has it switched off. Try again later, or look in the browser’s settings.");
}
