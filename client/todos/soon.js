/**
 * To-dos that are not there yet: the same as `live.js`, which is fetched once the page has come to rest, so that what
 * people come for first does not wait for it. Until then there are no lists, and what is asked for or changed waits.
 */
import { whenIdle } from "../core/idle.js";
import { createSignal } from "../core/observable.js";
import { persevere } from "../core/persevere.js";
import { uuid } from "../core/uuid.js";

/** @typedef {import("./live.js").Todos} Todos */

const NO_COUNTS = { active: 0, completed: 0, all: 0 };

/**
 * @param {Parameters<typeof import("./live.js").createTodos>[0]} options
 * @returns {Todos}
 */
export function createTodosSoon(options) {
  const changed = createSignal();
  /** @type {Todos|null} */
  let real = null;
  let closed = false;
  /** @type {Promise<Todos>} */
  const ready = new Promise((/** @type {(value?: undefined) => void} */ resolve) => whenIdle(resolve)).then(fetchIt);

  async function fetchIt() {
    const { onUp } = options.connection;
    const found = await persevere(() => import("./live.js"), { onUp, wanted: () => !closed });
    if (!found || closed) return new Promise(() => {});
    real = found.createTodos(options);
    real.subscribe(changed.notify);
    changed.notify();
    return real;
  }

  /**
   * @template {keyof Todos} Name
   * @param {Name} name
   * @param {any} nothing what it answers until then
   * @returns {any}
   */
  const reading = (name, nothing) => (/** @type {any[]} */ ...args) => (real ? /** @type {any} */ (real)[name](...args) : nothing);
  /** @param {keyof Todos} name @returns {any} */
  const doing = (name) => (/** @type {any[]} */ ...args) => {
    if (real) return /** @type {any} */ (real)[name](...args);
    return ready.then((/** @type {any} */ todos) => todos[name](...args));
  };

  /** @param {"onLost"|"onComment"|"onItems"} name @returns {any} */
  const listening = (name) => (/** @type {any} */ listener) => whenHere((todos) => todos[name](listener));

  /**
   * Begin something as soon as it can begin.
   *
   * @param {(todos: Todos) => () => void} begin answers the way to end it
   * @returns {() => void} end it, or never begin
   */
  function whenHere(begin) {
    let end = () => {};
    let ended = false;
    void ready.then((todos) => {
      if (!ended) end = begin(todos);
    });
    return () => {
      ended = true;
      end();
    };
  }

  /** @param {number} listId */
  function openList(listId) {
    if (real) return real.openList(listId);
    let ended = false;
    let close = () => {};
    const opened = ready.then((todos) => {
      if (ended) return undefined;
      const list = todos.openList(listId);
      close = list.close;
      return list.ready;
    });
    return {
      ready: opened,
      close() {
        ended = true;
        close();
      },
    };
  }

  /**
   * @param {string} uid
   * @returns {ReturnType<Todos["item"]>}
   */
  function item(uid) {
    if (real) return real.item(uid);
    /** @type {Set<() => void>} */
    const listeners = new Set();
    /** @type {ReturnType<Todos["item"]>|null} */
    let watched = null;
    let ended = false;
    void ready.then((todos) => {
      if (ended) return;
      watched = todos.item(uid);
      const tell = () => listeners.forEach((listener) => listener());
      watched.subscribe(tell);
      if (watched.value !== undefined) tell();
    });
    return {
      get value() {
        return watched?.value;
      },
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close() {
        ended = true;
        watched?.close();
      },
    };
  }

  return {
    openRoom: doing("openRoom"),
    openOwn: doing("openOwn"),
    readOwn: doing("readOwn"),
    listsOf: reading("listsOf", []),
    list: reading("list", undefined),
    archivedLists: doing("archivedLists"),
    addList: doing("addList"),
    changeList: doing("changeList"),
    openList,
    pages: reading("pages", []),
    follow(listId, version) {
      if (real) return real.follow(listId, version);
      return whenHere((todos) => todos.follow(listId, version));
    },
    rows: reading("rows", []),
    branches: reading("branches", []),
    counts: reading("counts", NO_COUNTS),
    labels: reading("labels", []),
    loaded: reading("loaded", false),
    completed: doing("completed"),
    hasMore: reading("hasMore", true),
    get: reading("get", null),
    stored: reading("stored", undefined),
    operations: reading("operations", []),
    waiting: reading("waiting", []),
    item,
    add(where, fields, also, uid = uuid()) {
      if (real) return real.add(where, fields, also, uid);
      void ready.then((todos) => todos.add(where, fields, also, uid));
      return uid;
    },
    change: doing("change"),
    retry: doing("retry"),
    discard: doing("discard"),
    take: doing("take"),
    flush: doing("flush"),
    close() {
      closed = true;
      real?.close();
    },
    subscribe: changed.subscribe,
    onLost: listening("onLost"),
    onComment: listening("onComment"),
    onItems: listening("onItems"),
    get unsent() {
      return real?.unsent ?? 0;
    },
  };
}
