/**
 * The field to-dos are added by: what is typed is read as it is typed, and shown before it counts.
 */
import "./quick-add.css";
import { formatClock } from "../core/formats.js";
import { _, formatList, ngettext } from "../core/i18n.js";
import { reason } from "../ui/form.js";
import { isComposing } from "../ui/grow.js";
import { describeDue, describePriority, describeRepeat } from "./words.js";

/**
 * @typedef {import("./quick-add/understand.js").Item} Item
 * @typedef {import("./quick-add/understand.js").Part} Part
 * @typedef {import("./quick-add/understand.js").Person} Person
 * @typedef {import("./quick-add/completion.js").Typing} Typing
 * @typedef {import("./quick-add/literals.js").Range} Range
 * @typedef {Awaited<ReturnType<typeof read>>} Reading
 * @typedef {{key: string, kind: Part["kind"], words: string, icon: string, remove: string, range: Range}} Chip
 * @typedef {{key: string, value: string, words: string, hint: string, person: Person|null, isWhole: boolean}} Option
 */

export const MOST_CHARACTERS = 2000;
/** A label has its sign in its name. @type {Record<Part["kind"], string>} */
const ICONS = { date: "calendar", time: "clock", repeat: "repeat", assignee: "user", label: "", priority: "flag" };
/** Whoever cannot see the chips is told of them when they pause. */
const PAUSE_MS = 800;
/** What the list of names needs below the field. */
const ROOM_FOR_LIST = 260;
const PATIENCE_MS = 2000;

let count = 0;

/**
 * @param {object} options
 * @param {Person|null} options.me
 * @param {() => Person[]|Promise<Person[]>} [options.people] who a to-do can be assigned to here; asked at each arrival
 * @param {() => string[]|Promise<string[]>} [options.labels] those that exist here
 * @param {(item: Item, raw: string) => unknown} options.onSubmit what is typed stays when it answers false, or throws
 * @param {{text: string}} [options.draft] what was typed and not added, over changes of view and language
 * @param {(look: () => void) => () => void} [options.follow] looks again whenever the place has become another one
 */
export function quickAddField({ me, people = () => [], labels = () => [], onSubmit, draft = { text: "" }, follow = once }) {
  /** @type {HTMLInputElement} */
  let field;
  let composing = false;
  /** @type {Reading|null} fetched when somebody comes to write */
  let reading = null;
  /** @type {Range[]} what was understood and is not meant */
  let literal = [];
  let before = "";
  /** @type {Promise<void>|null} */
  let arriving = null;
  let ready = false;
  let visits = 0;
  /** @type {Typing|null} */
  let begun = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let pause;
  let stopFollowing = () => {};
  const known = { people: /** @type {Person[]} */ ([]), labels: /** @type {string[]} */ ([]) };
  count += 1;

  return {
    quickId: `quick-add-${count}`,
    chips: /** @type {Chip[]} */ ([]),
    options: /** @type {Option[]} */ ([]),
    active: -1,
    above: false,
    blank: true,
    busy: false,
    problem: "",
    heard: "",

    init() {
      field = /** @type {any} */ (this).$refs.quick;
      stopFollowing = follow(() => {
        const { text } = draft;
        // Only the place is followed, and not whatever is looked at to read what was typed.
        if (text !== field.value) queueMicrotask(() => this.arrive());
      });
    },

    destroy() {
      stopFollowing();
      clearTimeout(pause);
    },

    /** Somebody comes to write here. */
    arrive() {
      // The place may be another one than at the last visit.
      if (field.value !== draft.text) {
        field.value = draft.text;
        this.problem = "";
      }
      arriving = this.prepare();
      return arriving;
    },

    async prepare() {
      visits += 1;
      const visit = visits;
      const asked = Promise.all([listOf(people), listOf(labels)]);
      reading ??= await read().catch(() => null);
      this.reread();
      const [who, which] = await asked;
      // Those of a place that has been left are nobody's here.
      if (visit !== visits) return;
      Object.assign(known, { people: who, labels: which });
      ready = reading !== null;
      this.reread();
    },

    typed() {
      if (composing) return;
      this.problem = "";
      draft.text = field.value;
      this.reread();
    },

    reread() {
      if (composing) return;
      const { value } = field;
      literal = reading ? reading.follow(literal, before, value) : [];
      before = value;
      this.blank = value.trim() === "";
      this.draw();
      this.complete();
    },

    draw() {
      const found = this.understood();
      this.chips = found ? found.parts.map((part) => chipOf(part, found.item, found.parts)) : [];
      clearTimeout(pause);
      const said = this.chips.length > 0 ? _("Understood: %(parts)s", { parts: formatList(this.chips.map(({ words }) => words)) }) : "";
      if (said !== this.heard) pause = setTimeout(() => (this.heard = said), PAUSE_MS);
    },

    /** @returns {import("./quick-add/understand.js").Understood|null} */
    understood() {
      if (!reading || this.blank) return null;
      return reading.understand(field.value, { now: new Date(), zone: zoneHere(), locale: navigator.language, me, literal, ...known });
    },

    /** @param {Chip} chip */
    remove(chip) {
      literal.push(chip.range);
      this.draw();
      field.focus();
    },

    // Names and labels

    complete() {
      begun = reading ? reading.typing(field.value.slice(0, field.selectionStart ?? 0)) : null;
      this.options = begun && reading ? optionsFor(reading, begun, known) : [];
      // A label may be new, and a name may be complete: Enter adds then, and does not choose.
      const chooses = begun?.kind === "person" && begun.query !== "" && this.options.every(({ isWhole }) => !isWhole);
      this.active = chooses && this.options.length > 0 ? 0 : -1;
      this.above = globalThis.innerHeight - field.getBoundingClientRect().bottom < ROOM_FOR_LIST;
    },

    /** @param {number} index */
    optionId(index) {
      return `${this.quickId}-${index}`;
    },

    get activeId() {
      return this.active < 0 ? null : this.optionId(this.active);
    },

    /** @param {Option} option */
    pick(option) {
      if (!begun) return;
      const { start, query } = begun;
      const rest = field.value.slice(start + 1 + query.length);
      const written = `${field.value.slice(0, start + 1)}${option.value}${/^\s/.test(rest) ? "" : " "}`;
      field.value = written + rest;
      field.focus();
      const at = written.length + (/^\s/.test(rest) ? 1 : 0);
      field.setSelectionRange(at, at);
      this.typed();
    },

    /** @param {boolean} active */
    compose(active) {
      composing = active;
      if (!active) this.typed();
    },

    /** @param {KeyboardEvent} event */
    key(event) {
      if (composing || isComposing(event)) return;
      if (this.options.length > 0 && this.inList(event)) {
        event.preventDefault();
        event.stopPropagation();
      } else if (event.key === "Enter" && !event.altKey) {
        event.preventDefault();
        void this.send();
      }
    },

    /**
     * @param {KeyboardEvent} event
     * @returns {boolean} whether the key was for the list
     */
    inList(event) {
      const { length } = this.options;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) this.active = this.active < 0 && step < 0 ? length - 1 : (this.active + step + length) % length;
      else if ((event.key === "Enter" || event.key === "Tab") && this.active >= 0) this.pick(this.options[this.active]);
      else if (event.key === "Escape") this.close();
      else return false;
      return true;
    },

    close() {
      this.options = [];
      this.active = -1;
    },

    async send() {
      if (this.busy || field.value.trim() === "") return;
      this.busy = true;
      try {
        // Who comes and writes quickly is understood as well, unless the network has nothing to say.
        if (!arriving) void this.arrive();
        if (!ready) await Promise.race([arriving, patience()]);
        const raw = field.value;
        const item = this.understood()?.item ?? plain(raw);
        this.problem = objection(item.text);
        if (this.problem || (await onSubmit(item, raw)) === false) return;
        // What was typed meanwhile is the next one.
        if (field.value === raw) this.clear();
      } catch (error) {
        this.problem = reason(error);
      } finally {
        this.busy = false;
      }
    },

    clear() {
      field.value = "";
      literal = [];
      this.typed();
      field.focus();
    },
  };
}

/**
 * What `POST /items` takes, and what is needed to show it before the server answers.
 *
 * @param {Item} item
 */
export function fieldsOf({ text, due, repeat, assignee, labels, priority }) {
  const fields = {
    text,
    ...(due && { due }),
    ...(repeat && { repeat }),
    ...(assignee && { assignee_id: assignee.id }),
    ...(labels.length > 0 && { labels }),
    ...(priority > 0 && { priority }),
  };
  return { fields, also: assignee ? { assignee } : {} };
}

/** @returns {Promise<typeof import("./quick-add/later.js")>} */
export function read() {
  return import("./quick-add/later.js");
}

/** @param {() => void} look */
function once(look) {
  look();
  return () => {};
}

/** @returns {Promise<void>} */
function patience() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
}

/**
 * Without it, the rest is understood all the same.
 *
 * @template T
 * @param {() => T[]|Promise<T[]>} ask
 * @returns {Promise<T[]>}
 */
async function listOf(ask) {
  try {
    return await ask();
  } catch {
    return [];
  }
}

/** @returns {string} where the reader is now */
export function zoneHere() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * @param {Part} part
 * @param {Item} item
 * @param {Part[]} parts
 * @returns {Chip}
 */
export function chipOf(part, item, parts) {
  const words = inWords(part, item, parts);
  const { kind, start, end } = part;
  return { key: `${kind} ${start}`, kind, words, icon: ICONS[kind], remove: _("Remove %(what)s", { what: words }), range: { start, end } };
}

/**
 * @param {Part} part
 * @param {Item} item
 * @param {Part[]} parts
 * @returns {string}
 */
function inWords({ kind, value }, { due }, parts) {
  const zone = zoneHere();
  if (kind === "date") return describeDue({ ...value, zone: value.time ? zone : null }, new Date(), zone);
  // A time alone has a day too, which is to be seen.
  if (kind === "time" && due && parts.every((part) => part.kind !== "date")) return describeDue(due, new Date(), zone);
  if (kind === "time") return formatClock(value);
  if (kind === "repeat") return describeRepeat(value.rule, value.after_done);
  if (kind === "assignee") return value.name;
  return kind === "label" ? `#${value}` : describePriority(value);
}

/**
 * @param {Reading} reading
 * @param {Typing} begun
 * @param {{people: Person[], labels: string[]}} known
 * @returns {Option[]}
 */
function optionsFor({ peopleLike, labelsLike }, { kind, query }, { people, labels }) {
  if (kind === "label") {
    return labelsLike(query, labels).map((label) => ({ key: label, value: label, words: label, hint: "", person: null, isWhole: false }));
  }
  return peopleLike(query, people).map((person) => {
    const { username, name } = person;
    const isWhole = [username, name].some((one) => one.toLowerCase() === query.toLowerCase());
    return { key: username, value: username, words: name, hint: `@${username}`, person, isWhole };
  });
}

/** @param {string} text @returns {string} why it cannot be added, "" when it can */
export function objection(text) {
  if (text === "") return _("Say what is to be done.");
  const over = [...text].length - MOST_CHARACTERS;
  return over > 0 ? ngettext("This is %(num)s character too long.", "This is %(num)s characters too long.", over) : "";
}

/** @param {string} raw @returns {Item} */
function plain(raw) {
  return { text: raw.trim(), due: null, repeat: null, assignee: null, labels: [], priority: 0 };
}
