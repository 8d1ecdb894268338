/**
 * From the items of a list to the rows that are drawn: in order, subtasks under their parents, and only what the reader
 * wants to see. Pure.
 */

/**
 * @typedef {import("./overlay.js").Shown} Shown
 *
 * @typedef {object} Row
 * @property {string} key the item's uid
 * @property {Shown} item
 * @property {0|1} depth 1: a subtask
 * @property {{done: number, total: number}} subtasks
 *
 * @typedef {object} Filter
 * @property {"active"|"completed"|"all"} [state] "active" when nothing is said
 * @property {string} [label]
 * @property {number} [person] id of the assignee
 * @property {string} [q] words looked for
 * @property {Set<string>} [keep] uids of what was done a moment ago and stands among what is to be done for now
 *
 * @typedef {object} Branch an item with its subtasks
 * @property {Shown} item
 * @property {Shown[]} children in order
 */

/**
 * @param {Shown[]} items of one list, none of them deleted
 * @returns {Branch[]} in order; a subtask whose parent is not among them stands for itself
 */
export function branches(items) {
  const sorted = [...items].sort(byPosition);
  const here = new Set(sorted.map(({ uid }) => uid));
  /** @type {Map<string, Branch>} */
  const found = new Map();
  for (const item of sorted) if (!item.parent || !here.has(item.parent)) found.set(item.uid, { item, children: [] });
  for (const item of sorted) if (item.parent) found.get(item.parent)?.children.push(item);
  return [...found.values()];
}

/**
 * @param {Branch[]} all
 * @param {Filter} filter
 * @returns {Row[]}
 */
export function rowsOf(all, filter) {
  const { state = "active", keep } = filter;
  const isDone = (/** @type {Shown} */ { done_at: doneAt, uid }) => doneAt !== null && !keep?.has(uid);
  const wanted = all.filter(({ item }) => state === "all" || isDone(item) === (state === "completed"));
  const fits = matching(filter);
  const rows = wanted.flatMap((branch) => rowsOfBranch(branch, fits, state === "completed"));
  return state === "completed" ? rows.sort(byDone) : rows;
}

/**
 * @param {Branch} branch
 * @param {((item: Shown) => boolean)|null} fits
 * @param {boolean} flat without the subtasks
 * @returns {Row[]}
 */
function rowsOfBranch({ item, children }, fits, flat) {
  const subtasks = { done: children.filter(({ done_at: doneAt }) => doneAt !== null).length, total: children.length };
  const own = !fits || fits(item);
  // Of a parent that is looked for all is shown; of another what is looked for, and the parent to know where it belongs.
  const below = flat ? [] : children.filter((child) => !fits || own || fits(child));
  if (!own && below.length === 0) return [];
  return [
    { key: item.uid, item, depth: 0, subtasks },
    ...below.map((child) => ({ key: child.uid, item: child, depth: /** @type {const} */ (1), subtasks: NONE })),
  ];
}

const NONE = { done: 0, total: 0 };

/**
 * @param {Filter} filter
 * @returns {((item: Shown) => boolean)|null} null when everything fits
 */
function matching({ label, person, q }) {
  const words = (q ?? "").toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (!label && !person && words.length === 0) return null;
  return (item) => {
    if (label && !item.labels.includes(label)) return false;
    if (person && item.assignee?.id !== person) return false;
    const text = `${item.text} ${item.notes} ${item.labels.join(" ")}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  };
}

/**
 * By key, byte by byte as the databases do; whoever made the same key at the same time is told apart by uid. (Here, so
 * that the page can show lists without what makes keys.)
 *
 * @param {{position: string, uid: string}} a
 * @param {{position: string, uid: string}} b
 */
export function byPosition(a, b) {
  if (a.position !== b.position) return a.position < b.position ? -1 : 1;
  return a.uid < b.uid ? -1 : Number(a.uid > b.uid);
}

/**
 * @param {Row} a
 * @param {Row} b
 */
function byDone({ item: a }, { item: b }) {
  const [one, other] = [a.done_at ?? "", b.done_at ?? ""];
  if (one !== other) return one < other ? 1 : -1;
  return byPosition(a, b);
}
