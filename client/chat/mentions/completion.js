/**
 * The list of people above the composer, while a name is being written in it.
 */
import { _ } from "../../core/i18n.js";
import { drawAvatar } from "../../ui/avatar.js";
import { rank, typingIn } from "./names.js";

/**
 * @typedef {import("./names.js").Person} Person
 * @typedef {{people: Person[], total: number, more: boolean}} Found
 * @typedef {{text: string, area: HTMLTextAreaElement, roomId: number}} Now
 * @typedef {{value: string, name: string, hint: string, person: Person|null}} Option
 */

const MOST = 6;
const RECENT = 60;
const PAUSE_MS = 150;
const LIST = "mention-list";

/**
 * @param {object} options
 * @param {{user: any, visits: boolean}} options.session
 * @param {() => {rooms: import("../../rooms/live.js").LiveRooms, chat: import("../live.js").Chat}} options.world
 * @param {(roomId: number) => Promise<Found>} options.members
 * @param {(roomId: number, query: string) => Promise<Found>} options.search
 */
export function createCompletion({ session, world, members, search }) {
  /** @type {Now|null} */
  let now = null;
  /** @type {HTMLElement|null} */
  let list = null;
  /** @type {Option[]} */
  let offered = [];
  let active = 0;
  let turn = 0;
  /** Closed with Escape: it stays so for this name. */
  let closedAt = -1;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;

  /** @param {Now} typing */
  function typed(typing) {
    now = typing;
    turn += 1;
    clearTimeout(timer);
    const begun = begin();
    if (!begun) closedAt = -1;
    if (!begun || begun.start === closedAt) hide();
    else void offer(begun.query, turn);
  }

  function begin() {
    // A command names people its own way.
    if (!now || /^[/／]/.test(now.text)) return null;
    return typingIn(now.area.value.slice(0, now.area.selectionStart));
  }

  /**
   * @param {string} query
   * @param {number} mine
   */
  async function offer(query, mine) {
    if (!now) return;
    const { roomId } = now;
    const first = await members(roomId).catch(() => ({ people: [], total: 0, more: false }));
    if (mine !== turn) return;
    show(query, first.people, roomId);
    if (!first.more || query === "") return;
    // More than one page of members: whoever is meant may be on another.
    timer = setTimeout(async () => {
      const found = await search(roomId, query).catch(() => null);
      if (mine === turn && found) show(query, [...first.people, ...found.people], roomId);
    }, PAUSE_MS);
  }

  /**
   * @param {string} query
   * @param {Person[]} people
   * @param {number} roomId
   */
  function show(query, people, roomId) {
    const { rooms, chat } = world();
    const authors = chat.timelineOf(roomId).messages.slice(-RECENT).reverse().map(({ author }) => author);
    const entry = rooms.entry(roomId);
    const all = new Map([...authors, ...(entry?.people ?? []), ...people].map((person) => [person.id, person]));
    all.delete(session.user?.id);
    const here = new Set([...all.keys()].filter((id) => rooms.isOnline(roomId, id)));
    const ranked = rank([...all.values()], { query, recent: [...new Set(authors.map(({ id }) => id))], here, most: MOST });
    offered = ranked.map((person) => ({ value: person.username, name: person.name, hint: `@${person.username}`, person }));
    if (entry?.kind !== "direct" && !session.visits) offered.push(...everybody(query));
    // A name that is complete is not in the way of sending.
    const isWhole = offered.some(({ value }) => value.toLowerCase() === query.toLowerCase());
    active = isWhole ? -1 : 0;
    if (offered.length === 0) hide();
    else draw();
  }

  function draw() {
    if (!now) return;
    const { area } = now;
    if (!list?.isConnected) {
      list = document.createElement("ul");
      list.id = LIST;
      list.className = "mention-list";
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", _("People"));
      // The keyboard stays in the field.
      list.addEventListener("mousedown", press);
      area.form?.append(list);
      area.addEventListener("blur", hide, { once: true });
      area.setAttribute("aria-autocomplete", "list");
      area.setAttribute("aria-controls", LIST);
    }
    list.replaceChildren(...offered.map(row));
    point();
  }

  /**
   * @param {Option} option
   * @param {number} index
   */
  function row({ name, hint, person }, index) {
    const element = document.createElement("li");
    element.id = `${LIST}-${index}`;
    element.setAttribute("role", "option");
    const face = document.createElement("span");
    face.className = "avatar small";
    face.setAttribute("aria-hidden", "true");
    if (person) drawAvatar(face, person);
    else face.textContent = "@";
    const words = document.createElement("b");
    words.textContent = name;
    const small = document.createElement("small");
    small.textContent = hint;
    element.append(face, words, small);
    return element;
  }

  function point() {
    for (const [index, element] of [...(list?.children ?? [])].entries()) element.setAttribute("aria-selected", `${index === active}`);
    if (active < 0) now?.area.removeAttribute("aria-activedescendant");
    else now?.area.setAttribute("aria-activedescendant", `${LIST}-${active}`);
  }

  function hide() {
    offered = [];
    if (!list) return;
    list.remove();
    list = null;
    for (const name of ["aria-autocomplete", "aria-controls", "aria-activedescendant"]) now?.area.removeAttribute(name);
  }

  /** @param {MouseEvent} event */
  function press(event) {
    event.preventDefault();
    const index = [...(list?.children ?? [])].findIndex((element) => element.contains(/** @type {Node} */ (event.target)));
    if (index >= 0) pick(index);
  }

  /** @param {number} index */
  function pick(index) {
    const begun = begin();
    if (!now || !begun) return;
    const { area } = now;
    const after = /^\s/.test(area.value.slice(area.selectionStart)) ? "" : " ";
    area.setRangeText(`@${offered[index].value}${after}`, begun.start, area.selectionStart, "end");
    turn += 1;
    hide();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key was for the list
   */
  function key(event) {
    if (!list?.isConnected || event.altKey || event.ctrlKey || event.metaKey) return false;
    const { length } = offered;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      active = active < 0 && step < 0 ? length - 1 : (active + step + length) % length;
      point();
    } else if ((event.key === "Enter" && !event.shiftKey && active >= 0) || (event.key === "Tab" && !event.shiftKey)) {
      pick(Math.max(active, 0));
    } else if (event.key === "Escape") {
      closedAt = begin()?.start ?? -1;
      hide();
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  return { typed, key };
}

/**
 * @param {string} query
 * @returns {Option[]}
 */
function everybody(query) {
  const all = [
    { value: "room", name: "room", hint: _("everybody in this room"), person: null },
    { value: "here", name: "here", hint: _("everybody who is online"), person: null },
  ];
  return all.filter(({ value }) => value.startsWith(query.toLowerCase()));
}
