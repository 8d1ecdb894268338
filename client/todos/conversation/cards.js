/**
 * Cards: messages that are nothing but a link to a to-do, drawn as what it is now.
 */
import { api } from "../../core/api.js";
import { _ } from "../../core/i18n.js";
import { icon } from "../../ui/icons.js";
import { listName } from "../lists.js";
import { describeDue, describeRepeat, isOverdue } from "../words.js";
import { opensOn, sentence } from "./parts.js";
import { drawRollCall } from "./roll-call.js";

/**
 * @typedef {import("../overlay.js").Shown} Shown
 * @typedef {import("../state.js").List} List
 *
 * @typedef {object} Drawn
 * @property {HTMLElement} place
 * @property {string} uid
 * @property {string} words
 * @property {ReturnType<import("../live.js").Todos["item"]>} watched
 * @property {() => void} stop
 */

/**
 * @param {object} options
 * @param {() => any} options.world
 * @param {{id: number}} options.me
 * @param {(change: () => void) => void} options.keep makes changes without moving what the reader sees
 * @param {(uid: string) => void} options.open
 */
export function createCards({ world, me, keep, open }) {
  /** @type {Map<HTMLElement, Drawn>} */
  const cards = new Map();
  /** @type {Set<Drawn>} to be drawn at the end of this turn, all at once */
  const dirty = new Set();
  /** @type {Map<number, List|null>} lists that are not those of the room on the screen; null: asked for */
  const lists = new Map();
  /** @type {unknown} */
  let watching = null;

  /**
   * @param {HTMLElement} place
   * @param {import("../links.js").Card} card
   * @param {{name: string}} author of the message
   */
  function draw(place, { kind, uid, words }, author) {
    if (kind === "line") {
      keep(() => place.replaceChildren(doneLine(uid, words, author.name)));
      return;
    }
    watchConnection();
    const watched = world().todos.item(uid);
    const drawn = { place, uid, words, watched, stop: () => {} };
    const stop = watched.subscribe(() => mark(drawn));
    drawn.stop = () => {
      stop();
      watched.close();
    };
    cards.set(place, drawn);
    keep(() => fill(drawn));
  }

  /** @param {HTMLElement} place */
  function release(place) {
    cards.get(place)?.stop();
    cards.delete(place);
  }

  /** What is not known yet looks different without a connection. */
  function watchConnection() {
    const { connection } = world();
    if (watching === connection) return;
    watching = connection;
    connection.status.subscribe(() => {
      for (const drawn of cards.values()) if (drawn.watched.value === undefined) mark(drawn);
    });
  }

  /** @param {Drawn} drawn */
  function mark(drawn) {
    if (dirty.size === 0) queueMicrotask(flush);
    dirty.add(drawn);
  }

  function flush() {
    const all = [...dirty].filter(({ place }) => cards.has(place));
    dirty.clear();
    if (all.length > 0) keep(() => all.forEach(fill));
  }

  /** @param {Drawn} drawn */
  function fill(drawn) {
    const { place, uid, words, watched } = drawn;
    const item = watched.value;
    const card = shapeOf(place);
    card.dataset.state = item ? stateOf(item) : item === null ? "gone" : "loading";
    fillTick(card, drawn, item);
    fillText(card, item, words);
    fillLine(card, uid, item);
    fillProblem(card, uid, item);
    drawRollCall(card, item, item ? listOf(item)?.room_id : null);
  }

  /** @param {HTMLElement} place */
  function shapeOf(place) {
    const there = /** @type {HTMLElement|null} */ (place.querySelector(".todo-card"));
    if (there?.querySelector(".card-main")) return there;
    const card = document.createElement("div");
    card.className = "todo-card";
    const main = document.createElement("div");
    main.className = "card-main";
    const text = document.createElement("span");
    text.className = "card-text";
    text.dir = "auto";
    const line = document.createElement("small");
    line.className = "card-line";
    main.append(text, line);
    card.append(main);
    card.addEventListener("click", (event) => press(event, place));
    place.replaceChildren(card);
    return card;
  }

  /**
   * A press anywhere on the card opens it, but not one on what does something itself.
   *
   * @param {MouseEvent} event
   * @param {HTMLElement} place
   */
  function press(event, place) {
    const drawn = cards.get(place);
    const target = /** @type {Element} */ (event.target);
    const link = target.closest("a");
    if (!drawn?.watched.value || String(getSelection()) !== "" || target.closest("input, button, summary, details")) return;
    if (link && !link.classList.contains("card-open")) return;
    if (link && !opensOn(event)) return;
    event.preventDefault();
    open(drawn.uid);
  }

  /**
   * @param {HTMLElement} card
   * @param {Drawn} drawn
   * @param {Shown|null|undefined} item
   */
  function fillTick(card, drawn, item) {
    let sign = card.firstElementChild;
    if (!item || item.deleted_at) {
      const name = item === undefined ? "loader-circle" : item ? "trash" : "lock";
      if (sign?.getAttribute("data-sign") === name) return;
      const picture = icon(name, item === undefined ? "spin" : "");
      picture.dataset.sign = name;
      picture.classList.add("card-sign");
      if (sign !== card.querySelector(".card-main")) sign?.remove();
      card.prepend(picture);
      return;
    }
    if (!(sign instanceof HTMLInputElement)) {
      if (sign !== card.querySelector(".card-main")) sign?.remove();
      sign = tickFor(drawn);
      card.prepend(sign);
    }
    const tick = /** @type {HTMLInputElement} */ (sign);
    tick.checked = isTicked(item);
    tick.setAttribute("aria-disabled", `${!isWritable(item)}`);
  }

  /** @param {Drawn} drawn */
  function tickFor({ uid, watched }) {
    const tick = document.createElement("input");
    tick.type = "checkbox";
    tick.className = "card-tick";
    tick.addEventListener("click", (event) => {
      if (!watched.value || !isWritable(watched.value)) event.preventDefault();
    });
    tick.addEventListener("change", () => {
      const item = watched.value;
      if (!item) return;
      world().todos.change(uid, item.roll_call ? { ticked: tick.checked } : { done: tick.checked });
    });
    return tick;
  }

  /** @param {Shown} item */
  function isTicked(item) {
    // Of a roll call everybody sees their own tick.
    return item.roll_call ? item.ticks.some(({ user }) => user.id === me.id) : item.done_at !== null;
  }

  /** @param {Shown} item */
  function isWritable(item) {
    const roomId = listOf(item)?.room_id;
    const entry = roomId ? world().rooms.entry(roomId) : undefined;
    return !entry || (entry.joined && !entry.archived_at);
  }

  /**
   * @param {HTMLElement} card
   * @param {Shown|null|undefined} item
   * @param {string} words
   */
  function fillText(card, item, words) {
    const text = /** @type {HTMLElement} */ (card.querySelector(".card-text"));
    // It was rendered and cleaned by the server; until it has been, the words stand as they were typed.
    const next = item ? (item.html ?? "") || item.text : words || _("To-do");
    if (text.dataset.shows !== next) {
      text.dataset.shows = next;
      if (item?.html) text.innerHTML = item.html;
      else text.textContent = next;
    }
    card.querySelector(".card-tick")?.setAttribute("aria-label", text.textContent?.trim() || next);
  }

  /**
   * @param {HTMLElement} card
   * @param {string} uid
   * @param {Shown|null|undefined} item
   */
  function fillLine(card, uid, item) {
    const line = /** @type {HTMLElement} */ (card.querySelector(".card-line"));
    const parts = item ? lineOf(uid, item) : [item === null ? _("This to-do is gone, or not for you to see.") : notYet()];
    const next = parts.flatMap((part, index) => (index > 0 ? [" · ", part] : [part]));
    const before = document.activeElement;
    const focused = before instanceof HTMLElement && line.contains(before) ? before.className : "";
    line.replaceChildren(...next);
    // What is drawn anew must not take the keyboard away.
    if (focused) /** @type {HTMLElement|null} */ (line.querySelector(`.${focused.split(" ")[0]}`))?.focus({ preventScroll: true });
  }

  function notYet() {
    const { value } = world().connection.status;
    return value === "online" || value === "catching-up" ? _("To-do") : _("To-do · seen when you are connected again");
  }

  /**
   * @param {string} uid
   * @param {Shown} item
   * @returns {(string|Node)[]}
   */
  function lineOf(uid, item) {
    const { due, assignee, repeat, source, done_by: doer, waiting_for: awaited } = item;
    if (item.deleted_at) return [_("In the trash"), button(_("Restore"), () => world().todos.change(uid, { deleted: false }))];
    const list = listOf(item);
    const done = item.done_at !== null;
    const parts = [
      opener(uid, item),
      done ? (doer && !item.roll_call ? _("done by %(name)s", { name: doer.name }) : _("done")) : assignee?.name,
      awaited && !done ? _("waiting for %(name)s", { name: awaited.name }) : null,
      due && !done ? dueIn(due) : null,
      repeat && !done ? describeRepeat(repeat.rule, repeat.after_done) : null,
      list ? listName(list) : null,
      source ? origin(source) : null,
      item.waiting ? _("waiting to be sent") : null,
    ];
    return parts.flatMap((part) => part || []);
  }

  /**
   * The list an item is in; one that is not known yet is asked for.
   *
   * @param {Shown} item
   * @returns {List|null}
   */
  function listOf({ list_id: id }) {
    const known = world().todos.list(id) ?? lists.get(id);
    if (known !== undefined || !id) return known ?? null;
    lists.set(id, null);
    api.get(`/lists/${id}`).then(
      ({ list }) => {
        lists.set(id, list);
        for (const drawn of cards.values()) if (drawn.watched.value?.list_id === id) mark(drawn);
      },
      () => lists.delete(id),
    );
    return null;
  }

  /**
   * @param {HTMLElement} card
   * @param {string} uid
   * @param {Shown|null|undefined} item
   */
  function fillProblem(card, uid, item) {
    const there = card.querySelector(".card-problem");
    if (!item?.problem) {
      there?.remove();
      return;
    }
    const said = document.createElement("p");
    said.className = "card-problem";
    const { todos } = world();
    const retry = button(_("Retry"), () => todos.retry(uid));
    const discard = button(item.problem.isNew ? _("Delete") : _("Discard"), () => todos.discard(uid));
    said.append(icon("circle-alert", "small"), `${item.problem.message} `, retry, " ", discard);
    if (there) there.replaceWith(said);
    else card.querySelector(".card-main")?.append(said);
  }

  return { draw, release };
}

/** @param {Shown} item */
function stateOf({ done_at: doneAt, deleted_at: deletedAt }) {
  if (deletedAt) return "deleted";
  return doneAt ? "done" : "open";
}

/**
 * @param {string} uid
 * @param {Shown} item
 */
function opener(uid, { text, roll_call: isRollCall }) {
  const link = document.createElement("a");
  link.className = "card-open";
  link.href = `/todos/${uid}`;
  link.textContent = isRollCall ? _("Roll call") : _("To-do");
  link.setAttribute("aria-label", isRollCall ? _("Roll call: %(text)s", { text }) : _("To-do: %(text)s", { text }));
  return link;
}

/** @param {NonNullable<Shown["due"]>} due */
function dueIn(due) {
  const now = new Date();
  const words = document.createElement("span");
  words.textContent = describeDue(due, now, "");
  if (isOverdue(due, now, "")) {
    words.className = "late";
    const unseen = document.createElement("span");
    unseen.className = "unseen";
    unseen.textContent = ` (${_("overdue")})`;
    words.append(unseen);
  }
  return words;
}

/** @param {{room_id: number, message_id: number}} source */
function origin({ room_id: roomId, message_id: messageId }) {
  const link = document.createElement("a");
  link.className = "card-origin";
  link.href = `/rooms/${roomId}/messages/${messageId}`;
  link.textContent = _("from chat");
  return link;
}

/**
 * @param {string} label
 * @param {() => void} act
 */
function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "link";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

/**
 * The line that tells that something is done.
 *
 * @param {string} uid
 * @param {string} words
 * @param {string} name of whoever has done it
 */
function doneLine(uid, words, name) {
  const line = document.createElement("p");
  line.className = "todo-line";
  const who = document.createElement("b");
  who.textContent = name;
  const link = document.createElement("a");
  link.href = `/todos/${uid}`;
  link.textContent = words;
  const said = document.createElement("span");
  said.dir = "auto";
  said.append(...sentence(_("%(name)s has done %(todo)s", { name: "\u0001", todo: "\u0002" }), { "\u0001": who, "\u0002": link }));
  line.append(icon("circle-check", "small"), said);
  return line;
}
