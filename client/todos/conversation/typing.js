/**
 * Commands in the composer: what is understood of them while they are typed, and what they become.
 */
import "../quick-add.css";
import { _, formatList } from "../../core/i18n.js";
import { isComposing } from "../../ui/grow.js";
import { icon } from "../../ui/icons.js";
import { commandIn } from "../links.js";
import { membersOf } from "../members.js";
import { chipOf, fieldsOf, objection, read, zoneHere } from "../quick-add-field.js";
import { commandsLike } from "./words.js";

/**
 * @typedef {import("../quick-add/literals.js").Range} Range
 * @typedef {import("../links.js").Command} Command
 * @typedef {{text: string, slot: HTMLElement, area: HTMLTextAreaElement, roomId: number}} Typing
 */

/** Whoever cannot see the chips is told of them when they pause. */
const PAUSE_MS = 800;

/**
 * @param {object} options
 * @param {{id: number, username: string, name: string}} options.me
 * @param {(roomId: number, fields: object, also?: object) => void} options.post
 */
export function createTyping({ me, post }) {
  /** @type {Awaited<ReturnType<typeof read>>|null} */
  let reading = null;
  /** @type {Typing|null} */
  let now = null;
  /** @type {Range[]} what was understood and is not meant */
  let literal = [];
  let before = "";
  /** @type {{roomId: number, people: any[]}} */
  let known = { roomId: 0, people: [] };
  /** @type {string[]} the commands that are offered */
  let offered = [];
  let heard = "";
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let pause;

  /** @param {Typing} typing */
  function typed(typing) {
    now = typing;
    const command = commandIn(typing.text);
    offered = command ? [] : commandsLike(typing.text, Object.keys(names()));
    if (!command) {
      literal = [];
      before = "";
    }
    draw();
    if (command) void prepare(typing.roomId);
  }

  /** @param {number} roomId */
  async function prepare(roomId) {
    const isNew = !reading || known.roomId !== roomId;
    if (!isNew) return;
    // Without them a date is still understood, and without the parser the words still count.
    const [found, people] = await Promise.all([reading ?? read().catch(() => null), membersOf(roomId).catch(() => [])]);
    reading = found;
    known = { roomId, people };
    draw();
  }

  /**
   * @param {string} text
   * @param {Command} command
   */
  function understood(text, command) {
    const { line } = split(text, command);
    if (!reading || line.trim() === "") return null;
    literal = reading.follow(literal, before, line);
    before = line;
    return meaning(reading, line, literal);
  }

  /**
   * @param {NonNullable<typeof reading>} reader
   * @param {string} line
   * @param {Range[]} ranges to be taken as they stand
   */
  function meaning(reader, line, ranges) {
    const who = { me, people: known.people, labels: [] };
    return reader.understand(line, { now: new Date(), zone: zoneHere(), locale: navigator.language, literal: ranges, ...who });
  }

  function draw() {
    if (!now) return;
    const { slot, text, area } = now;
    const command = commandIn(text);
    slot.hidden = !command && offered.length === 0;
    if (slot.hidden) {
      slot.replaceChildren();
      heard = "";
      return;
    }
    if (!command) {
      slot.replaceChildren(hints(area));
      return;
    }
    const found = understood(text, command);
    // A roll call is everybody's.
    const meant = found ? found.parts.filter(({ kind }) => command.name === "todo" || kind !== "assignee") : [];
    const chips = found ? meant.map((part) => chipOf(part, found.item, found.parts)) : [];
    const head = document.createElement("p");
    head.className = "command-name";
    head.append(icon(command.name === "todo" ? "circle-check" : "users", "small"), names()[command.name].does);
    slot.replaceChildren(head, ...(chips.length > 0 ? [chipList(chips, area)] : []), status());
    tell(slot, chips);
  }

  /**
   * @param {{key: string, kind: string, words: string, icon: string, remove: string, range: Range}[]} chips
   * @param {HTMLTextAreaElement} area
   */
  function chipList(chips, area) {
    const list = document.createElement("ul");
    list.className = "understood";
    list.setAttribute("aria-label", _("Understood"));
    for (const chip of chips) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.kind = chip.kind;
      button.title = chip.remove;
      button.setAttribute("aria-label", chip.remove);
      const words = document.createElement("span");
      words.className = "clip";
      words.textContent = chip.words;
      button.append(...(chip.icon ? [icon(chip.icon, "small")] : []), words, icon("x", "small"));
      button.addEventListener("click", () => {
        literal.push(chip.range);
        draw();
        area.focus();
      });
      const entry = document.createElement("li");
      entry.append(button);
      list.append(entry);
    }
    return list;
  }

  /** @param {HTMLTextAreaElement} area */
  function hints(area) {
    const list = document.createElement("ul");
    list.className = "command-hints";
    list.setAttribute("aria-label", _("Commands"));
    for (const name of offered) {
      const button = document.createElement("button");
      button.type = "button";
      const code = document.createElement("b");
      code.textContent = `/${name}`;
      button.append(code, " ", names()[name].does);
      button.addEventListener("click", () => complete(name, area));
      const entry = document.createElement("li");
      entry.append(button);
      list.append(entry);
    }
    return list;
  }

  /**
   * @param {string} name
   * @param {HTMLTextAreaElement} area
   */
  function complete(name, area) {
    area.value = `/${name} `;
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function status() {
    const said = document.createElement("p");
    said.className = "unseen";
    said.setAttribute("role", "status");
    said.textContent = heard;
    return said;
  }

  /**
   * @param {HTMLElement} slot
   * @param {{words: string}[]} chips
   */
  function tell(slot, chips) {
    clearTimeout(pause);
    const said = chips.length > 0 ? _("Understood: %(parts)s", { parts: formatList(chips.map(({ words }) => words)) }) : "";
    if (said === heard) return;
    pause = setTimeout(() => {
      heard = said;
      const place = slot.querySelector('[role="status"]');
      if (place) place.textContent = said;
    }, PAUSE_MS);
  }

  /**
   * Tab completes a command that is begun, where it is the only one left.
   *
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key was for that
   */
  function key(event) {
    if (isComposing(event) || event.key !== "Tab" || event.shiftKey || offered.length !== 1 || !now) return false;
    event.preventDefault();
    complete(offered[0], now.area);
    return true;
  }

  /**
   * @param {Command} command
   * @param {string} text
   * @param {number} roomId
   * @returns {Promise<string>} why it cannot be, "" when it is on its way
   */
  async function send(command, text, roomId) {
    // The composer is empty at once, and free for the next.
    const [kept, was] = [literal, before];
    literal = [];
    before = "";
    await prepare(roomId);
    const { line, notes } = split(text, command);
    const reader = line.trim() === "" ? null : reading;
    const item = reader ? meaning(reader, line, reader.follow(kept, was, line)).item : { text: line.trim(), due: null, repeat: null, assignee: null, labels: [], priority: 0 };
    const problem = objection(item.text);
    if (problem) return problem;
    const { fields, also } = fieldsOf(command.name === "rollcall" ? { ...item, assignee: null } : item);
    post(roomId, { ...fields, ...(notes && { notes }), ...(command.name === "rollcall" && { roll_call: true }) }, also);
    return "";
  }

  return { typed, key, send };
}

/** @returns {Record<string, {does: string}>} */
function names() {
  return { todo: { does: _("Add a to-do to this room") }, rollcall: { does: _("Ask everybody here to tick something") } };
}

/**
 * The first line says what is to be done, and how; those below are its notes.
 *
 * @param {string} text
 * @param {Command} command
 */
export function split(text, { start }) {
  const [line, ...rest] = text.slice(start).replace(/^\n+/, "").split("\n");
  return { line, notes: rest.join("\n").trim() };
}
