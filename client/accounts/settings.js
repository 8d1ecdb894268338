/**
 * One's own page: name, language and look, signed-in devices.
 */
import { api } from "../core/api.js";
import { _, formatDay, formatExact, formatTime } from "../core/i18n.js";
import { isAppleHandheld } from "../core/platform.js";
import { confirmFirst } from "../ui/dialog.js";
import { reason } from "../ui/form.js";
import { toast } from "../ui/toast.js";
import { deviceName, isPhone } from "./devices.js";

/**
 * @typedef {object} Device
 * @property {number} id
 * @property {string} user_agent
 * @property {string} address
 * @property {string} place where that is, roughly; empty when nobody knows
 * @property {string} last_seen_at
 * @property {boolean} current
 */

/**
 * @param {object} options
 * @param {import("./session.js").Session} options.session
 * @param {() => Promise<void>} options.signOut
 */
export function settings({ session, signOut }) {
  return {
    name: session.name,
    problem: "",
    busy: false,
    /** An iPhone or iPad, where nothing offers to install a page. */
    byHand: isAppleHandheld() && !matchMedia("(display-mode: standalone)").matches,
    devices: /** @type {ReturnType<typeof describe>[]} */ ([]),
    loading: true,
    failure: "",

    init() {
      void this.load();
    },

    get changed() {
      return this.name.trim() !== session.name;
    },

    async rename() {
      this.busy = true;
      this.problem = "";
      try {
        session.user = await api.patch("/me", { name: this.name });
        toast(_("Saved."));
      } catch (error) {
        this.problem = reason(error);
      } finally {
        this.busy = false;
      }
    },

    async load() {
      this.loading = true;
      this.failure = "";
      try {
        const { sessions } = await api.get("/me/sessions");
        this.devices = sessions.map(describe);
      } catch (error) {
        this.failure = reason(error);
      } finally {
        this.loading = false;
      }
    },

    /** @param {Device} device */
    async end(device) {
      try {
        await api.delete(`/me/sessions/${device.id}`);
        this.devices = this.devices.filter(({ id }) => id !== device.id);
      } catch (error) {
        this.failure = reason(error);
      }
    },

    async endOthers() {
      const question = {
        title: _("Sign out everywhere else?"),
        text: _("Everybody who uses your account on another device has to sign in again."),
        action: _("Sign out everywhere else"),
      };
      if (!(await confirmFirst(question))) return;
      try {
        await api.delete("/me/sessions");
        this.devices = this.devices.filter(({ current }) => current);
      } catch (error) {
        this.failure = reason(error);
      }
    },

    signOut,
  };
}

/** @param {Device} device */
function describe(device) {
  const name = deviceName(device.user_agent) || _("A program");
  const { place } = device;
  const address = place ? _("%(place)s (%(address)s)", { place, address: device.address }) : device.address;
  const when = _("%(day)s, %(time)s", { day: formatDay(device.last_seen_at), time: formatTime(device.last_seen_at) });
  return {
    ...device,
    name,
    sign: isPhone(device.user_agent) ? "smartphone" : "laptop",
    // Of the device in one's hand the server notes only now and then that it is there.
    about: device.current ? _("Active now · %(address)s", { address }) : _("Last seen: %(when)s · %(address)s", { when, address }),
    exact: device.current ? "" : formatExact(device.last_seen_at),
    endLabel: _("Sign out of %(device)s", { device: name }),
  };
}
