/**
 * Everything about one to-do, in a dialog: what is changed counts at once.
 */
import { api } from "../core/api.js";
import { formatWeekday } from "../core/formats.js";
import { _, formatDay, formatExact, formatTime, ngettext } from "../core/i18n.js";
import { reason } from "../ui/form.js";
import { grow, isComposing } from "../ui/grow.js";
import { toast } from "../ui/toast.js";
import { itemComments } from "./comments.js";
import { wallClock } from "./days.js";
import { describeEvent } from "./events.js";
import { listName } from "./lists.js";
import { membersOf } from "./members.js";
import { DAYS, customOf, presets, ruleOf } from "./repeats.js";
import { takeBack } from "./undoing.js";
import { describeRepeat } from "./words.js";

/**
 * @typedef {import("./overlay.js").Shown} Shown
 * @typedef {import("./overlay.js").Person} Person
 * @typedef {import("./overlay.js").Fields} Fields
 */

const REMINDERS = [0, 10, 30, 60, 24 * 60, 7 * 24 * 60];
const MOST_LABEL = 40;

/**
 * @param {object} options
 * @param {import("alpinejs").Alpine} options.Alpine
 * @param {import("../accounts/session.js").Session} options.session
 * @param {ReturnType<typeof import("../ui/dialog.js").createDialogs>} options.dialogs
 * @param {import("./live.js").Todos} options.todos
 * @param {import("../rooms/live.js").LiveRooms} options.rooms
 * @param {import("../core/drafts.js").Drafts} options.drafts
 * @param {(path: string) => void} options.go
 */
export function todoSheet({ Alpine, session, dialogs, todos, rooms, drafts, go }) {
  /** @type {ReturnType<typeof todos.item>|null} */
  let watched = null;
  let stopHearing = () => {};
  return {
    uid: "",
    item: /** @type {Shown|null} */ (null),
    missing: false,
    text: "",
    notes: "",
    editingNotes: false,
    date: "",
    time: "",
    zone: "",
    members: /** @type {Person[]} */ ([]),
    roomId: /** @type {number|null} */ (null),
    place: "",
    label: "",
    custom: { interval: 1, unit: "WEEKLY", days: /** @type {string[]} */ ([]) },
    isCustom: false,
    part: "",
    subtasks: /** @type {Shown[]} */ ([]),
    talk: itemComments({ session, drafts }),
    events: /** @type {any[]|null} */ (null),

    destroy() {
      this.letGo();
    },

    /** The dialog opens. */
    reset() {
      this.letGo();
      const { uid, part = "" } = dialogs.data ?? {};
      Object.assign(this, {
        uid, item: null, missing: false, members: [], events: null, label: "", part: "",
        editingNotes: false, isCustom: false, roomId: null, place: "", subtasks: [],
      });
      watched = todos.item(uid);
      const stops = [
        watched.subscribe(() => this.look()),
        todos.subscribe(() => this.findParts()),
        todos.onComment((_listId, comment) => this.talk.hear(comment)),
      ];
      stopHearing = () => stops.forEach((stop) => stop());
      this.look();
      void this.talk.open(uid, this.item?.id !== 0);
      if (part) setTimeout(() => document.getElementById(`todo-${part}`)?.focus(), 50);
    },

    letGo() {
      stopHearing();
      watched?.close();
      watched = null;
      stopHearing = () => {};
    },

    closed() {
      if (this.item) {
        this.saveText();
        this.saveNotes();
      }
      this.letGo();
    },

    look() {
      const next = watched?.value;
      this.missing = next === null || Boolean(next?.deleted_at);
      if (!next) return;
      const before = this.item;
      this.item = next;
      const here = document.activeElement?.id ?? "";
      if (here !== "todo-words" || !before) this.text = next.text;
      if (!this.editingNotes) this.notes = next.notes;
      if (!here.startsWith("todo-due") && here !== "todo-time") {
        this.date = next.due?.date ?? "";
        this.time = next.due?.time ?? "";
        this.zone = next.due?.zone ?? zoneHere();
      }
      if (before?.list_id !== next.list_id) void this.findPlace(next.list_id);
      this.findParts();
      void Alpine.nextTick(() => this.fit());
    },

    fit() {
      const area = document.getElementById("todo-words");
      if (area instanceof HTMLTextAreaElement) grow(area);
    },

    /** @param {number} listId */
    async findPlace(listId) {
      let list = todos.list(listId);
      if (!list) list = (await api.get(`/lists/${listId}`).catch(() => null))?.list;
      if (!list || listId !== this.item?.list_id) return;
      this.roomId = list.room_id;
      const room = list.room_id === null ? null : rooms.entry(list.room_id);
      this.place = room?.name ? _("%(list)s in %(room)s", { list: listName(list), room: room.name }) : listName(list);
      const members = await membersOf(list.room_id).catch(() => []);
      this.members = list.room_id === null && session.user ? [session.user] : members;
    },

    findParts() {
      if (!this.item || this.item.parent) return;
      const branch = todos.branches(this.item.list_id).find(({ item }) => item.uid === this.uid);
      this.subtasks = branch?.children ?? [];
    },

    // What can be chosen

    get writable() {
      if (!this.item || this.missing) return false;
      const entry = this.roomId === null ? null : rooms.entry(this.roomId);
      return this.roomId === null || Boolean(entry?.joined && !entry.archived_at);
    },
    get done() {
      return this.item?.done_at !== null;
    },
    get problem() {
      return this.item?.problem?.message ?? "";
    },
    /** Whoever it is given to now may have left. */
    get assignees() {
      const { assignee } = this.item ?? {};
      return !assignee || this.members.some(({ id }) => id === assignee.id) ? this.members : [assignee, ...this.members];
    },
    get assigneeId() {
      return this.item?.assignee?.id ?? 0;
    },
    get zones() {
      const known = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
      return [...new Set([zoneHere(), this.zone, "UTC", ...known].filter(Boolean))];
    },
    get isElsewhere() {
      return this.zone !== "" && this.zone !== zoneHere();
    },
    get reminders() {
      const now = this.item?.remind ?? null;
      const all = now === null || REMINDERS.includes(now) ? REMINDERS : [...REMINDERS, now].sort((a, b) => a - b);
      return all.map((minutes) => ({ value: `${minutes}`, words: reminderWords(minutes) }));
    },
    get remindValue() {
      return this.item?.remind === null || this.item?.remind === undefined ? "" : `${this.item.remind}`;
    },
    get repeats() {
      const day = this.item?.due?.date ?? today();
      const { rule } = this.item?.repeat ?? {};
      const rules = rule && !presets(day).includes(rule) ? [rule, ...presets(day)] : presets(day);
      return rules.map((each) => ({ rule: each, words: describeRepeat(each, false) }));
    },
    get repeatValue() {
      if (this.isCustom) return "custom";
      return this.item?.repeat?.rule ?? "";
    },
    get afterDone() {
      return this.item?.repeat?.after_done ?? false;
    },
    get weekdays() {
      return DAYS.map((day, index) => ({ day, name: formatWeekday(index + 1) }));
    },
    get parts() {
      return this.subtasks.map((item) => ({ uid: item.uid, text: item.text, done: item.done_at !== null }));
    },
    get isPart() {
      return Boolean(this.item?.parent);
    },
    get authorText() {
      if (!this.item) return "";
      const at = formatDay(this.item.created_at);
      return _("Added by %(name)s, %(day)s", { name: this.item.author.name, day: at });
    },
    get doneText() {
      if (!this.item?.done_at) return "";
      const day = formatDay(this.item.done_at);
      return _("Done by %(name)s, %(day)s %(time)s", { name: this.item.done_by?.name ?? "", day, time: formatTime(this.item.done_at) });
    },
    /** The words as they are, until the server has rendered them. */
    get notesHtml() {
      return this.item?.notes_html ?? null;
    },
    get labels() {
      return this.item?.labels ?? [];
    },
    get knownLabels() {
      return this.item ? todos.labels(this.item.list_id).filter((name) => !this.labels.includes(name)) : [];
    },
    get sourceHref() {
      const source = this.item?.source;
      return source ? `/rooms/${source.room_id}/messages/${source.message_id}` : null;
    },
    get mayRollCall() {
      return this.roomId !== null && !this.isPart;
    },
    get ticked() {
      return this.item?.ticks.map(({ user }) => user) ?? [];
    },

    // What is changed

    /** @param {Fields} fields @param {import("./sending.js").Also} [also] */
    set(fields, also) {
      if (this.writable) todos.change(this.uid, fields, also);
    },

    /** @param {Event} event */
    setDone(event) {
      this.set({ done: /** @type {HTMLInputElement} */ (event.target).checked });
    },

    saveText() {
      const text = this.text.trim().replace(/\s+/g, " ");
      if (text && this.item && text !== this.item.text) this.set({ text });
      else if (this.item) this.text = this.item.text;
    },

    /** @param {KeyboardEvent} event */
    textKey(event) {
      if (event.key !== "Enter" || isComposing(event)) return;
      event.preventDefault();
      this.saveText();
    },

    editNotes() {
      this.editingNotes = true;
      void Alpine.nextTick(() => {
        const area = document.getElementById("todo-notes");
        if (!(area instanceof HTMLTextAreaElement)) return;
        grow(area);
        area.focus();
      });
    },

    saveNotes() {
      if (!this.editingNotes) return;
      this.editingNotes = false;
      if (this.item && this.notes !== this.item.notes) this.set({ notes: this.notes });
    },

    /** @param {Event} event */
    setAssignee(event) {
      const id = Number(/** @type {HTMLSelectElement} */ (event.target).value);
      const assignee = this.assignees.find((person) => person.id === id) ?? null;
      this.set({ assignee_id: assignee?.id ?? null }, { assignee });
    },

    setDue() {
      if (!this.date) {
        // What repeats needs a day to begin with.
        this.time = "";
        this.set({ due: null, ...(this.item?.remind !== null && { remind: null }), ...(this.item?.repeat && { repeat: null }) });
        return;
      }
      this.set({ due: { date: this.date, time: this.time || null, zone: this.time ? this.zone || zoneHere() : null } });
    },

    clearDue() {
      this.date = "";
      this.setDue();
    },

    /** @param {number} days */
    dueIn(days) {
      const at = new Date();
      at.setDate(at.getDate() + days);
      this.date = wallClock(at, "").day;
      this.setDue();
    },

    /** @param {Event} event */
    setRemind(event) {
      const { value } = /** @type {HTMLSelectElement} */ (event.target);
      this.set({ remind: value === "" ? null : Number(value) });
    },

    /** @param {Event} event */
    setRepeat(event) {
      const { value } = /** @type {HTMLSelectElement} */ (event.target);
      this.isCustom = value === "custom";
      if (this.isCustom) this.custom = customOf(this.item?.repeat?.rule ?? presets(this.item?.due?.date ?? today())[2]);
      else this.repeatBy(value);
    },

    setCustom() {
      this.repeatBy(ruleOf(this.custom));
    },

    /** @param {string} day */
    toggleDay(day) {
      const { days } = this.custom;
      this.custom.days = days.includes(day) ? days.filter((each) => each !== day) : [...days, day];
      this.setCustom();
    },

    /** @param {string} rule "" for none */
    repeatBy(rule) {
      const repeat = rule ? { rule, after_done: this.afterDone } : null;
      // It has to begin some day.
      const begins = repeat && !this.item?.due ? { due: { date: today(), time: null, zone: null } } : {};
      this.set({ ...begins, repeat });
    },

    /** @param {Event} event */
    setAfterDone(event) {
      const { repeat } = this.item ?? {};
      if (repeat) this.set({ repeat: { ...repeat, after_done: /** @type {HTMLInputElement} */ (event.target).checked } });
    },

    /** @param {Event} event */
    setPriority(event) {
      this.set({ priority: Number(/** @type {HTMLInputElement} */ (event.target).value) });
    },

    /** @param {Event} event */
    setRollCall(event) {
      this.set({ roll_call: /** @type {HTMLInputElement} */ (event.target).checked });
    },

    /** @param {KeyboardEvent} event */
    labelKey(event) {
      if (isComposing(event)) return;
      if (event.key === "Enter" || event.key === ",") {
        event.preventDefault();
        this.addLabel();
      } else if (event.key === "Backspace" && this.label === "" && this.labels.length > 0) {
        this.dropLabel(this.labels[this.labels.length - 1]);
      }
    },

    addLabel() {
      const name = this.label.replace(/^[#＃]+/, "").trim().slice(0, MOST_LABEL);
      this.label = "";
      if (name && !this.labels.includes(name)) this.set({ labels: [...this.labels, name].sort() });
    },

    /** @param {string} name */
    dropLabel(name) {
      this.set({ labels: this.labels.filter((each) => each !== name) });
    },

    /** @param {string} name */
    dropLabelText(name) {
      return _("Remove label %(name)s", { name });
    },

    /** @param {Event} event */
    addPart(event) {
      const input = /** @type {HTMLInputElement} */ (/** @type {HTMLElement} */ (event.target).querySelector("input"));
      const text = input.value.trim();
      if (!text || !this.item) return;
      input.value = "";
      todos.add({ listId: this.item.list_id }, { text, parent: this.uid });
    },

    /** @param {string} uid @param {Event} event */
    tickPart(uid, event) {
      todos.change(uid, { done: /** @type {HTMLInputElement} */ (event.target).checked });
    },

    /** @param {string} uid */
    openPart(uid) {
      dialogs.data = { uid };
      this.closed();
      this.reset();
    },

    /** @param {string} uid */
    removePart(uid) {
      const text = todos.get(uid)?.text ?? "";
      todos.change(uid, { deleted: true });
      takeBack(_("Deleted: %(text)s", { text }), () => todos.change(uid, { deleted: false }));
    },

    remove() {
      const { uid } = this;
      const text = this.item?.text ?? "";
      dialogs.close();
      todos.change(uid, { deleted: true });
      takeBack(_("Deleted: %(text)s", { text }), () => todos.change(uid, { deleted: false }));
    },

    retry() {
      todos.retry(this.uid);
    },

    discard() {
      todos.discard(this.uid);
    },

    async showHistory() {
      const { uid } = this;
      try {
        const answer = await api.get(`/items/${uid}/history`);
        if (uid === this.uid) this.events = answer.events;
      } catch (error) {
        toast(reason(error));
      }
    },

    get lines() {
      return (this.events ?? []).map((event) => ({ id: event.id, words: describeEvent(event), at: event.at, exact: formatExact(event.at), day: formatDay(event.at) }));
    },

    /** @param {string|null} href */
    follow(href) {
      if (!href) return;
      dialogs.close();
      go(href);
    },

    close() {
      dialogs.close();
    },
  };
}

/** @returns {string} IANA */
function zoneHere() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function today() {
  return wallClock(new Date(), "").day;
}

/** @param {number} minutes */
function reminderWords(minutes) {
  if (minutes === 0) return _("When it is due");
  if (minutes % (24 * 60) === 0) return ngettext("%(num)s day before", "%(num)s days before", minutes / (24 * 60));
  if (minutes % 60 === 0) return ngettext("%(num)s hour before", "%(num)s hours before", minutes / 60);
  return ngettext("%(num)s minute before", "%(num)s minutes before", minutes);
}
