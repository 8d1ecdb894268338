/**
 * The changes to to-dos that wait to be sent: shown at once, sent in order, and sent again until there is an answer.
 */
import { ApiError } from "../core/errors.js";
import { createOutbox } from "../core/outbox.js";
import { createOutboxStorage } from "../core/outbox_store.js";
import { uuid } from "../core/uuid.js";
import { tellTooLate } from "./too-late.js";

/**
 * @typedef {import("./state.js").Item} Item
 * @typedef {import("./overlay.js").Fields} Fields
 * @typedef {import("./overlay.js").Operation} Operation
 * @typedef {import("./overlay.js").What} What
 * @typedef {{assignee?: import("./overlay.js").Person|null}} Also
 */

/** Fields that name other things, and so must not overtake what made those. */
const REFERENCES = ["parent", "list_id"];
/** Of what is deleted nobody misses these. */
const OF_NO_USE = new Set(["position", "parent", "deleted"]);

/**
 * @param {object} options
 * @param {import("../core/socket.js").Connection} options.connection
 * @param {ReturnType<typeof import("./state.js").createTodoState>} options.state in which what waits lies over what is known
 * @param {number} options.userId
 * @param {(roomId: number|null) => number|null} options.firstListOf where what is added to a room goes; null while not known
 * @param {(uid: string) => Promise<Item[]>} options.find ask the server for an item
 * @param {(item: Item) => void} options.onSent with what the server has answered
 */
export function createSending({ connection, state, userId, firstListOf, find, onSent }) {
  const outbox = createOutbox(
    /** @type {import("../core/outbox.js").OutboxOptions<What>} */ ({
      userId,
      name: "todos",
      storage: createOutboxStorage({ name: "parley-todos" }),
      laneOf: ({ lane }) => lane,
      waits: buildsOn,
      onSent,
      send,
    }),
  );
  outbox.subscribe(lay);

  /**
   * Write a new item; it is shown and sent at once.
   *
   * @param {{listId?: number|null, roomId?: number|null}} where roomId: into the room's first list
   * @param {Fields} fields
   * @param {Also} [also]
   * @param {string} [uid]
   * @returns {string} its uid
   */
  function add({ listId = null, roomId = null }, fields, also = {}, uid = uuid()) {
    const into = listId ?? firstListOf(roomId);
    const lane = laneOf(fields.parent) ?? (into === null ? `room ${roomId}` : `list ${into}`);
    outbox.add(plain({ kind: /** @type {const} */ ("add"), uid, list_id: into, room_id: into === null ? roomId : null, lane, fields, also }), uid);
    lay();
    return uid;
  }

  /**
   * Set fields of an item to values; it is shown and sent at once. A field that is still waiting is set only once.
   *
   * @param {string} uid
   * @param {Fields} fields
   * @param {Also} [also]
   */
  function change(uid, fields, also = {}) {
    const waiting = state.operations(uid);
    const refused = waiting.find(({ kind, state: is }) => kind === "add" && is === "failed");
    if (refused) mergeInto(refused, fields, also, refused.client_id);
    else if (!mergeIntoWaiting(uid, fields, also)) append(uid, fields, also);
    lay();
  }

  /**
   * What sets the same fields is out of date. What was refused is corrected and tried again as a whole.
   *
   * @param {string} uid
   * @param {Fields} fields
   * @param {Also} also
   * @returns {boolean} whether they go along with a change that waits
   */
  function mergeIntoWaiting(uid, fields, also) {
    const changes = state.operations(uid).filter(({ kind }) => kind === "change");
    const last = changes.findLast((each) => each.state === "pending" || overlaps(each.fields, fields));
    const merges = last && !refers(fields) && !refers(last.fields);
    for (const each of changes) {
      if (each === last && merges) mergeInto(each, fields, also);
      else if (overlaps(each.fields, fields)) withdraw(each, fields);
    }
    return Boolean(merges);
  }

  /**
   * @param {Operation} operation
   * @param {Fields} fields
   * @param {Also} also
   * @param {string} [clientId]
   */
  function mergeInto(operation, fields, also, clientId) {
    const what = { fields: { ...operation.fields, ...fields }, also: { ...operation.also, ...also } };
    outbox.replace(operation.client_id, plain(what), clientId);
  }

  /**
   * @param {Operation} operation
   * @param {Fields} fields set by a later one
   */
  function withdraw(operation, fields) {
    const rest = Object.entries(operation.fields).filter(([name]) => !(name in fields));
    if (rest.length === 0) outbox.remove(operation.client_id);
    else outbox.replace(operation.client_id, { fields: Object.fromEntries(rest) });
  }

  /**
   * @param {string} uid
   * @param {Fields} fields
   * @param {Also} also
   */
  function append(uid, fields, also) {
    const listId = state.get(uid)?.list_id ?? null;
    const lane = laneOf(uid) ?? laneOf(fields.parent) ?? `list ${listId}`;
    outbox.add(plain({ kind: /** @type {const} */ ("change"), uid, list_id: listId, room_id: null, lane, fields, also }));
  }

  /**
   * What is said of an item that itself waits goes out after it.
   *
   * @param {string|null|undefined} uid
   */
  function laneOf(uid) {
    return uid ? state.operations(uid).at(-1)?.lane : undefined;
  }

  /** @param {string} uid */
  function retry(uid) {
    for (const { client_id: id, state: is } of state.operations(uid)) if (is === "failed") outbox.retry(id);
    lay();
  }

  /**
   * Give up what was refused; with a new item all that was done to it.
   *
   * @param {string} uid
   */
  function discard(uid) {
    const waiting = state.operations(uid);
    const isNew = waiting.some(({ kind, state: is }) => kind === "add" && is === "failed");
    for (const { client_id: id, state: is } of waiting) if (isNew || is === "failed") outbox.remove(id);
    lay();
  }

  /**
   * @param {Operation} operation
   * @returns {Promise<Item>}
   */
  async function send(operation) {
    const { kind, uid, list_id: listId, room_id: roomId, fields } = operation;
    const where = listId === null ? { room_id: roomId } : { list_id: listId };
    const asked = kind === "add" ? { uid, ...where, ...fields } : { uid, changes: fields };
    try {
      return (await connection.request(kind === "add" ? "add_item" : "change_item", asked)).item;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const refusal = inOneSentence(error);
      // What is missing may be the list that it was to go to; that the row can say.
      const isGone = kind === "change" && error.code === "not_found" && (await find(uid)).length === 0;
      if (isGone) giveUp(operation, refusal.message);
      throw refusal;
    }
  }

  /**
   * @param {Operation} operation on an item that is gone
   * @param {string} reason
   */
  function giveUp({ client_id: clientId, uid, fields, also }, reason) {
    outbox.remove(clientId);
    if (Object.keys(fields).every((name) => OF_NO_USE.has(name))) return;
    const words = fields.text ?? fields.notes ?? state.stored(uid)?.text ?? "";
    tellTooLate(reason, words, () => change(uid, { ...fields, deleted: false }, also));
  }

  /** @param {Item[]} items that have come from the server: sent from here, even when the answer got lost */
  function arrived(items) {
    for (const item of items) if (outbox.has(item.uid)) outbox.acknowledge({ ...item, client_id: item.uid });
  }

  function lay() {
    state.setOperations(outbox.all());
  }

  return {
    add,
    change,
    retry,
    discard,
    arrived,
    lay,
    flush: outbox.flush,
    close: outbox.close,
    get size() {
      return outbox.size;
    },
  };
}

/**
 * Whether a change has to stay behind the creation of its item, or of the item it belongs under.
 *
 * @param {Operation} operation
 * @param {Operation[]} earlier
 */
function buildsOn({ uid, fields }, earlier) {
  return earlier.some(({ kind, uid: other }) => kind === "add" && (other === uid || other === fields.parent));
}

/**
 * There is no form whose inputs could each say what is wrong with them.
 *
 * @param {ApiError} error
 */
function inOneSentence({ status, code, message, fields, retryAfter }) {
  return new ApiError({ status, code, message: Object.values(fields).join(" ") || message, retryAfter });
}

/**
 * Without whatever components wrap their data in, which can be neither stored nor told to other tabs.
 *
 * @template T
 * @param {T} what
 * @returns {T}
 */
function plain(what) {
  return JSON.parse(JSON.stringify(what));
}

/** @param {Fields} fields */
function refers(fields) {
  return REFERENCES.some((name) => name in fields);
}

/**
 * @param {Fields} a
 * @param {Fields} b
 */
function overlaps(a, b) {
  return Object.keys(a).some((name) => name in b);
}
