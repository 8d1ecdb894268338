/**
 * Where the view of the messages stays: at the newest while the reader is there, else exactly where they read,
 * whatever is added or taken away above and below.
 */

/** So near to the end counts as being there; half a line of a careless wheel does not mean "leave me here". */
const NEAR_PX = 48;

/**
 * @param {object} options
 * @param {HTMLElement} options.log what scrolls
 * @param {HTMLElement} options.rows what is in it
 * @param {() => void} options.onScroll
 */
export function createScroll({ log, rows, onScroll }) {
  let pinned = true;

  const observer = new ResizeObserver(() => {
    if (pinned) toEnd();
  });
  observer.observe(log);
  observer.observe(rows);
  log.addEventListener("scroll", scrolled, { passive: true });

  function scrolled() {
    pinned = distance() < NEAR_PX;
    onScroll();
  }

  function distance() {
    return log.scrollHeight - log.scrollTop - log.clientHeight;
  }

  function toEnd() {
    pinned = true;
    log.scrollTop = log.scrollHeight;
  }

  /**
   * Change the rows without moving what the reader sees.
   *
   * @param {() => void} change
   */
  function keep(change) {
    if (pinned) {
      change();
      toEnd();
      return;
    }
    const anchors = visible();
    change();
    restore(anchors);
  }

  /**
   * The messages in view with their places: should the first be taken away, the next one holds the view. The line of a
   * day cannot hold it: it goes up with the first message of its day.
   */
  function visible() {
    const top = log.getBoundingClientRect().top;
    const bottom = top + log.clientHeight;
    const anchors = [];
    for (const element of rows.querySelectorAll(":scope > article")) {
      const box = element.getBoundingClientRect();
      if (box.top > bottom) break;
      if (box.bottom > top) anchors.push({ element, at: box.top });
    }
    return anchors;
  }

  /** @param {{element: Element, at: number}[]} anchors */
  function restore(anchors) {
    const anchor = anchors.find(({ element }) => element.isConnected);
    if (anchor) log.scrollTop += anchor.element.getBoundingClientRect().top - anchor.at;
  }

  /**
   * @param {HTMLElement} element is brought to the middle
   */
  function show(element) {
    pinned = false;
    element.scrollIntoView({ block: "center" });
    pinned = distance() < NEAR_PX;
  }

  /**
   * @param {HTMLElement} element
   * @param {number} top is brought there, counted from the top of what scrolls
   */
  function put(element, top) {
    pinned = false;
    log.scrollTop += element.getBoundingClientRect().top - log.getBoundingClientRect().top - top;
  }

  return {
    keep,
    toEnd,
    show,
    put,
    /** Whether the reader is at the end. */
    get pinned() {
      return pinned;
    },
    get fromStart() {
      return log.scrollTop;
    },
    get fromEnd() {
      return distance();
    },
    destroy() {
      observer.disconnect();
      log.removeEventListener("scroll", scrolled);
    },
  };
}

/** @typedef {ReturnType<typeof createScroll>} Scroll */
