/**
 * What this person has changed and the server has not yet said so, laid over what the server said.
 *
 * Pure: an operation sets fields to values, so that laying it over twice, or over a state that already has it, changes
 * nothing.
 */

/**
 * @typedef {{id: number, username: string, name: string}} Person
 *
 * @typedef {object} Due
 * @property {string} date such as "2026-11-28"
 * @property {string|null} time such as "17:00"
 * @property {string|null} zone IANA name, only with a time
 * @property {string|null} [at] the instant, as the server worked it out
 *
 * @typedef {object} Item as the server tells it
 * @property {number} id
 * @property {string} uid
 * @property {number} list_id
 * @property {string|null} parent uid
 * @property {string} position order key
 * @property {string} text
 * @property {string|null} html null while only this browser knows the text
 * @property {string} notes
 * @property {string|null} notes_html
 * @property {string|null} done_at
 * @property {Person|null} done_by
 * @property {Person|null} assignee
 * @property {Person} author
 * @property {string} created_at
 * @property {string|null} edited_at
 * @property {Due|null} due
 * @property {number|null} remind minutes before it is due
 * @property {{rule: string, after_done: boolean}|null} repeat
 * @property {string[]} labels
 * @property {number} priority
 * @property {boolean} roll_call
 * @property {{user: Person, at: string}[]} ticks
 * @property {{room_id: number, message_id: number}|null} source
 * @property {Person|null} waiting_for
 * @property {number} comments
 * @property {string|null} deleted_at
 * @property {number} version of its list's stream
 *
 * @typedef {Record<string, any>} Fields what `PATCH /items/<uid>` takes, each set to a value
 *
 * @typedef {object} What an operation
 * @property {"add"|"change"} kind
 * @property {string} uid of the item
 * @property {number|null} list_id the list it is in as far as this browser knows; null: the room's first one
 * @property {number|null} room_id
 * @property {string} lane
 * @property {Fields} fields
 * @property {{assignee?: Person|null}} also what is needed to show it and not to send it
 *
 * @typedef {import("../core/outbox.js").Stored & What} Operation
 *
 * @typedef {object} Problem why an operation was refused
 * @property {string} message the server's sentence
 * @property {Fields} fields what was wanted; nothing typed is lost
 * @property {boolean} isNew the item itself was refused
 *
 * @typedef {Item & {waiting: boolean, problem: Problem|null}} Shown an item as it is shown
 */

/** Where what has no order key yet stands. */
export const UNPLACED = "~";

/**
 * @param {Item|undefined} item what the server has
 * @param {Operation[]} operations on this item, in order
 * @param {Person} me
 * @param {number} listId where it is created when it does not say so
 * @returns {Shown|null} null when there is no such item
 */
export function overlay(item, operations, me, listId) {
  const creation = operations.find(({ kind }) => kind === "add");
  const base = item ?? (creation ? begin(creation, me, listId) : null);
  if (!base) return null;
  const shown = { ...base, waiting: false, problem: /** @type {Problem|null} */ (null) };
  for (const operation of operations) {
    if (operation.state === "failed") {
      shown.problem = { message: operation.error?.message ?? "", fields: operation.fields, isNew: operation.kind === "add" };
      // What was refused is taken back; a new item stays to be seen, so that its words can be saved.
      if (operation.kind === "change") continue;
    }
    if (operation.kind === "add" && item) continue;
    shown.waiting ||= operation.state === "pending";
    for (const [name, value] of Object.entries(operation.fields)) lay(shown, name, value, operation, me);
  }
  return shown;
}

/**
 * @param {Operation} operation
 * @param {Person} me
 * @param {number} listId
 * @returns {Item}
 */
function begin({ uid, list_id, created_at }, me, listId) {
  // No key begins so: it comes last, in the order written, until the server has given it a place.
  return {
    id: 0,
    uid,
    list_id: list_id ?? listId,
    parent: null,
    position: `${UNPLACED}${created_at}`,
    text: "",
    html: null,
    notes: "",
    notes_html: "",
    done_at: null,
    done_by: null,
    assignee: null,
    author: me,
    created_at,
    edited_at: null,
    due: null,
    remind: null,
    repeat: null,
    labels: [],
    priority: 0,
    roll_call: false,
    ticks: [],
    source: null,
    waiting_for: null,
    comments: 0,
    deleted_at: null,
    version: 0,
  };
}

/**
 * @param {Shown} shown
 * @param {string} name
 * @param {any} value
 * @param {Operation} operation
 * @param {Person} me
 */
function lay(shown, name, value, operation, me) {
  switch (name) {
    case "text":
      if (value !== shown.text) Object.assign(shown, { text: value, html: null });
      break;
    case "notes":
      if (value !== shown.notes) Object.assign(shown, { notes: value, notes_html: null });
      break;
    case "done":
      // Whoever was first is said to have done it, here and on the server.
      if (value && !shown.done_at) Object.assign(shown, { done_at: operation.created_at, done_by: me });
      if (!value) Object.assign(shown, { done_at: null, done_by: null });
      break;
    case "deleted":
      shown.deleted_at = value ? (shown.deleted_at ?? operation.created_at) : null;
      break;
    case "assignee_id":
      if (value !== (shown.assignee?.id ?? null)) shown.assignee = operation.also.assignee ?? null;
      break;
    case "ticked":
      shown.ticks = tick(shown.ticks, value, operation.created_at, me);
      break;
    case "due":
      shown.due = value && { time: null, zone: null, at: null, ...value };
      break;
    default:
      if (name in shown) Object.assign(shown, { [name]: value });
  }
}

/**
 * @param {Item["ticks"]} ticks
 * @param {boolean} ticked
 * @param {string} at
 * @param {Person} me
 */
function tick(ticks, ticked, at, me) {
  const others = ticks.filter(({ user }) => user.id !== me.id);
  if (!ticked) return others;
  return others.length < ticks.length ? ticks : [...ticks, { user: me, at }];
}
