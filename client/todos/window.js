/**
 * Draws a long list of rows: only those near what is seen are in the page, each at its place.
 *
 * Rows may be of any height: they are measured when they are drawn, and until then taken to be as high as the others.
 * What the reader looks at stays where it is when a row above it turns out to be higher. Screen readers learn the true
 * number of rows and the place of each.
 */

/**
 * @template {{key: string}} Row
 * @typedef {object} WindowOptions
 * @property {HTMLElement} scroller what scrolls
 * @property {HTMLElement} list within it, with nothing in it
 * @property {(row: Row) => HTMLElement} make an empty element
 * @property {(element: HTMLElement, row: Row) => boolean} fill answers whether anything was changed
 * @property {(key: string) => boolean} [holds] whether a row has to stay in the page, as it has the focus
 */

/** So far beyond what is seen rows are drawn. */
const BEYOND_PX = 500;
const GUESS_PX = 44;

/**
 * @template {{key: string}} Row
 * @param {WindowOptions<Row>} options
 */
export function createWindow({ scroller, list, make, fill, holds = () => false }) {
  /** @type {Row[]} */
  let rows = [];
  /** @type {Map<string, number>} */
  let indexes = new Map();
  /** @type {Map<string, HTMLElement>} */
  const elements = new Map();
  /** @type {Map<string, number>} */
  const heights = new Map();
  /** Where each row begins; one more for the end. */
  let tops = [0];
  let width = 0;
  let queued = false;

  const sizes = new ResizeObserver(() => {
    if (list.clientWidth === 0) return;
    if (list.clientWidth !== width) heights.clear();
    width = list.clientWidth;
    show({ measureAll: true });
  });
  sizes.observe(list);
  sizes.observe(scroller);
  scroller.addEventListener("scroll", look, { passive: true });

  /** @param {Row[]} next */
  function draw(next) {
    rows = next;
    indexes = new Map(rows.map(({ key }, index) => [key, index]));
    for (const key of heights.keys()) if (!indexes.has(key)) heights.delete(key);
    show({});
  }

  function look() {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      show({});
    });
  }

  /** @param {{measureAll?: boolean, also?: string}} how also: a row that has to be in the page */
  function show({ measureAll = false, also }) {
    const anchor = anchorOf();
    layOut();
    // Drawing tells how high rows are, which may bring others into view.
    for (let round = 0; round < 3; round += 1) {
      const fresh = place(also);
      if (!measure(measureAll && round === 0 ? [...elements.keys()] : fresh)) break;
      layOut();
      keep(anchor);
    }
    for (const [key, element] of elements) position(element, /** @type {number} */ (indexes.get(key)));
  }

  /** @param {string} [also] @returns {string[]} keys of rows that are new in the page, or changed */
  function place(also) {
    const { from, to } = seen();
    /** @type {string[]} */
    const fresh = [];
    const wanted = rows.filter(({ key }, index) => (index >= from && index < to) || key === also || (elements.has(key) && holds(key)));
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, element] of elements) {
      if (keys.has(key)) continue;
      element.remove();
      elements.delete(key);
    }
    let after = list.firstElementChild;
    for (const row of wanted) {
      let element = elements.get(row.key);
      const isNew = !element;
      element ??= make(row);
      if (fill(element, row) || isNew) fresh.push(row.key);
      elements.set(row.key, element);
      element.setAttribute("aria-setsize", `${rows.length}`);
      element.setAttribute("aria-posinset", `${/** @type {number} */ (indexes.get(row.key)) + 1}`);
      if (element === after) after = after.nextElementSibling;
      else list.insertBefore(element, after);
    }
    return fresh;
  }

  /** @param {string[]} keys @returns {boolean} whether any is of another height than it was taken to be */
  function measure(keys) {
    if (list.clientWidth === 0) return false;
    let differs = false;
    for (const key of keys) {
      const height = elements.get(key)?.offsetHeight ?? 0;
      if (height === 0 || heights.get(key) === height) continue;
      heights.set(key, height);
      differs = true;
    }
    return differs;
  }

  function layOut() {
    const guess = average();
    tops = new Array(rows.length + 1);
    tops[0] = 0;
    rows.forEach(({ key }, index) => (tops[index + 1] = tops[index] + (heights.get(key) ?? guess)));
    list.style.blockSize = `${tops[rows.length]}px`;
  }

  function average() {
    let [sum, count] = [0, 0];
    for (const height of heights.values()) {
      sum += height;
      count += 1;
    }
    return count > 0 ? sum / count : GUESS_PX;
  }

  /** @param {HTMLElement} element @param {number} index */
  function position(element, index) {
    const top = `${tops[index]}px`;
    if (element.style.insetBlockStart !== top) element.style.insetBlockStart = top;
  }

  /** Where the list begins, seen from the top of the scroller's content. */
  function start() {
    return list.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
  }

  /**
   * Where a height on the screen is among the rows.
   *
   * @param {number} clientY
   * @returns {number} the index of the row whose upper half, or of the row behind the one whose lower half is there
   */
  function gapAt(clientY) {
    const px = clientY - list.getBoundingClientRect().top;
    const index = at(px);
    if (index >= rows.length) return rows.length;
    return px > (tops[index] + tops[index + 1]) / 2 ? index + 1 : index;
  }

  function seen() {
    const top = scroller.scrollTop - start();
    const from = at(top - BEYOND_PX);
    const to = at(top + scroller.clientHeight + BEYOND_PX) + 1;
    return { from: Math.max(from, 0), to: Math.min(to, rows.length) };
  }

  /** The row at a height. @param {number} px */
  function at(px) {
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tops[middle + 1] <= px) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first row that is seen, and how far it is above the edge; null when the list's own beginning is seen. */
  function anchorOf() {
    const top = scroller.scrollTop - start();
    if (top <= 0 || elements.size === 0) return null;
    // Of those that are still there, since by now the rows are the next ones.
    const here = [...elements].filter(([key]) => indexes.has(key));
    const seenOnes = here.map(([key, element]) => ({ key, begin: parseFloat(element.style.insetBlockStart), height: element.offsetHeight }));
    const first = seenOnes.filter(({ begin, height }) => begin + height > top).sort((a, b) => a.begin - b.begin)[0];
    return first ? { key: first.key, above: top - first.begin } : null;
  }

  /** @param {{key: string, above: number}|null} anchor */
  function keep(anchor) {
    const index = anchor ? indexes.get(anchor.key) : undefined;
    if (!anchor || index === undefined) return;
    const wanted = tops[index] + anchor.above + start();
    if (Math.abs(wanted - scroller.scrollTop) > 1) scroller.scrollTop = wanted;
  }

  /**
   * Have a row in the page and in view.
   *
   * @param {string} key
   * @returns {HTMLElement|null}
   */
  function reveal(key) {
    const index = indexes.get(key);
    if (index === undefined) return null;
    if (!elements.has(key)) {
      scroller.scrollTop = tops[index] + start() - scroller.clientHeight / 2;
      show({ also: key });
    }
    const element = elements.get(key) ?? null;
    element?.scrollIntoView({ block: "nearest" });
    return element;
  }

  function destroy() {
    sizes.disconnect();
    scroller.removeEventListener("scroll", look);
  }

  return {
    draw,
    reveal,
    destroy,
    /** Draw what is drawn again, as when the words of another language have come. */
    redraw: () => show({ measureAll: true }),
    /** @param {string} key */
    get: (key) => elements.get(key) ?? null,
    /** @param {Element} element */
    keyOf: (element) => [...elements].find(([, each]) => each.contains(element))?.[0] ?? null,
    gapAt,
    /** Where a row begins. @param {number} index */
    topOf: (index) => tops[index] ?? 0,
    get rows() {
      return rows;
    },
    /** @param {string} key */
    indexOf: (key) => indexes.get(key) ?? -1,
  };
}

/**
 * @template {{key: string}} Row
 * @typedef {ReturnType<typeof createWindow<Row>>} Window
 */
