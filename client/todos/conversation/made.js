/**
 * What messages have become: a small chip below each, which shows the to-do as it is now.
 */
import { api } from "../../core/api.js";
import { _ } from "../../core/i18n.js";
import { persevere } from "../../core/persevere.js";
import { icon } from "../../ui/icons.js";
import { opensOn } from "./parts.js";

/**
 * @typedef {import("../overlay.js").Shown} Shown
 * @typedef {{element: HTMLAnchorElement, watched: ReturnType<import("../live.js").Todos["item"]>, stop: () => void}} Chip
 */

/** So many messages are asked about at a time. */
const BATCH = 300;
const GATHER_MS = 50;

/**
 * @param {object} options
 * @param {() => any} options.world
 * @param {(change: () => void) => void} options.keep makes changes without moving what the reader sees
 * @param {(uid: string) => void} options.open
 */
export function createMade({ world, keep, open }) {
  let roomId = 0;
  /** What is written from now on has become nothing yet: of that the list's stream will tell. */
  let horizon = 0;
  /** @type {Map<number, HTMLElement>} where chips go, by message */
  const places = new Map();
  /** @type {Map<number, Set<string>>} by message */
  const uids = new Map();
  /** @type {Map<string, Chip>} by message and item */
  const chips = new Map();
  /** @type {Set<number>} messages that were asked about */
  const asked = new Set();
  /** @type {Set<number>} to be asked about */
  const fresh = new Set();
  /** @type {(() => void)[]} */
  let stops = [];
  let isFollowed = false;
  let turn = 0;

  /** @param {number} id the room on the screen; 0 when there is none */
  function enter(id) {
    if (id === roomId) return;
    turn += 1;
    roomId = id;
    isFollowed = false;
    for (const key of [...chips.keys()]) drop(key);
    for (const stop of stops) stop();
    stops = [];
    for (const each of [places, uids, asked, fresh]) each.clear();
    if (!id) return;
    horizon = world().rooms.entry(id)?.last_seq ?? Infinity;
    const { todos } = world();
    stops.push(todos.onItems(take));
    // Of what has not been sent yet nobody else tells.
    take([...todos.waiting()].map(todos.get).filter((/** @type {Shown|null} */ item) => item !== null));
  }

  /**
   * A message is on the screen, or another text of it.
   *
   * @param {HTMLElement} main
   * @param {import("../../chat/extras.js").Message} message
   */
  function attend(main, { id, seq, room_id: room }) {
    if (room !== roomId) return;
    places.set(id, main);
    for (const uid of uids.get(id) ?? []) place(id, uid);
    if (asked.has(id) || seq > horizon) return;
    asked.add(id);
    if (fresh.size === 0) setTimeout(ask, GATHER_MS);
    fresh.add(id);
  }

  /** @param {HTMLElement} element of a message that is not on the screen any more */
  function release(element) {
    const id = Number(element.dataset.id);
    places.delete(id);
    for (const uid of uids.get(id) ?? []) drop(`${id} ${uid}`);
  }

  async function ask() {
    const [room, mine] = [roomId, turn];
    const ids = [...fresh];
    fresh.clear();
    const { todos, connection } = world();
    for (let start = 0; start < ids.length && mine === turn; start += BATCH) {
      const params = { messages: ids.slice(start, start + BATCH).join(",") };
      const wanted = () => mine === turn;
      const answer = await persevere(() => api.get(`/rooms/${room}/items`, { params }), { onUp: connection.onUp, wanted }).catch(() => null);
      if (!answer || mine !== turn) return;
      if (!isFollowed) stops.push(todos.follow(answer.list_id, answer.version));
      isFollowed = true;
      for (const item of answer.items) todos.take(item);
    }
  }

  /** @param {Shown[]} items */
  function take(items) {
    for (const { uid, source } of items) if (source) note(source.room_id, source.message_id, uid);
  }

  /**
   * @param {number} room
   * @param {number} messageId
   * @param {string} uid made of that message
   */
  function note(room, messageId, uid) {
    if (room !== roomId) return;
    const known = uids.get(messageId) ?? new Set();
    known.add(uid);
    uids.set(messageId, known);
    place(messageId, uid);
  }

  /**
   * @param {number} messageId
   * @param {string} uid
   */
  function place(messageId, uid) {
    const main = places.get(messageId);
    const key = `${messageId} ${uid}`;
    if (!main || chips.has(key)) return;
    const element = document.createElement("a");
    element.className = "made-chip";
    element.href = `/todos/${uid}`;
    element.addEventListener("click", (event) => {
      if (!opensOn(event)) return;
      event.preventDefault();
      open(uid);
    });
    const watched = world().todos.item(uid);
    const draw = () => keep(() => fill(main, element, watched.value));
    const stop = watched.subscribe(draw);
    chips.set(key, { element, watched, stop });
    draw();
  }

  /** @param {string} key */
  function drop(key) {
    const chip = chips.get(key);
    if (!chip) return;
    chips.delete(key);
    chip.stop();
    chip.watched.close();
    remove(chip.element);
  }

  return { enter, attend, release, note };
}

/**
 * @param {HTMLElement} main
 * @param {HTMLAnchorElement} element
 * @param {Shown|null|undefined} item
 */
function fill(main, element, item) {
  if (!item || item.deleted_at) {
    remove(element);
    return;
  }
  element.classList.toggle("done", item.done_at !== null);
  const words = describe(item);
  element.replaceChildren(icon(item.waiting_for && !item.done_at ? "clock" : "circle-check", "small"), words);
  element.setAttribute("aria-label", _("%(state)s: %(text)s", { state: words, text: item.text }));
  element.title = item.text;
  if (element.isConnected) return;
  let row = main.querySelector(".made");
  if (!row) {
    row = document.createElement("div");
    row.className = "made";
    main.append(row);
  }
  row.append(element);
}

/**
 * What a chip says.
 *
 * @param {Pick<Shown, "done_at"|"done_by"|"assignee"|"waiting_for">} item
 */
export function describe({ done_at: doneAt, done_by: doer, assignee, waiting_for: awaited }) {
  if (awaited) return doneAt ? _("%(name)s has answered", { name: awaited.name }) : _("Waiting for %(name)s", { name: awaited.name });
  if (doneAt) return doer ? _("Done by %(name)s", { name: doer.name }) : _("Done");
  return assignee ? _("To-do · %(name)s", { name: assignee.name }) : _("To-do");
}

/** @param {Element} element */
function remove(element) {
  const row = element.parentElement;
  element.remove();
  if (row && row.childElementCount === 0) row.remove();
}
