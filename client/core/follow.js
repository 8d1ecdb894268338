/**
 * The streams this client follows over one connection: joined again after every connect, their versions compared with
 * the server's each time.
 */
import { reportMistake } from "./observable.js";

/** @typedef {import("./sync.js").Stream} Stream */
/** @typedef {import("./sync.js").Change} Change */

/**
 * @typedef {object} Presence
 * @property {string} stream
 * @property {number} count people online
 * @property {number[]|null} people their ids; null when there are too many to list
 */

/**
 * @typedef {object} FollowerOptions
 * @property {(event: string, data: object) => Promise<any>} request ask the server; rejects when it does not answer
 * @property {() => boolean} connected
 * @property {(presence: Presence) => void} onPresence
 * @property {(stream: string) => void} onRefused this person may not follow the stream (any more)
 */

/** The most streams the server takes in one request. */
const BATCH = 500;

/** @param {FollowerOptions} options */
export function createFollower({ request, connected, onPresence, onRefused }) {
  /** @type {Map<string, Stream>} */
  const streams = new Map();
  /** @type {Set<string>} to be joined at the end of this turn */
  const fresh = new Set();

  /**
   * Follow a stream from now on, over all reconnects.
   *
   * @param {Stream} stream
   */
  function follow(stream) {
    const before = streams.get(stream.name);
    if (before === stream) return;
    before?.close();
    streams.set(stream.name, stream);
    if (!connected()) return;
    if (fresh.size === 0) queueMicrotask(joinFresh);
    fresh.add(stream.name);
  }

  /** @param {string} name */
  function unfollow(name) {
    if (!drop(name) || !connected()) return;
    // Nobody depends on the answer: the server forgets who leaves without asking, too.
    request("leave", { streams: [name] }).catch(() => {});
  }

  /** @param {Change} change */
  function receive(change) {
    streams.get(change.stream)?.receive(change);
  }

  /**
   * The server may have had no way to send what happened meanwhile, but knows how far it went.
   *
   * @param {{stream: string, version: number}} reached
   */
  function expect({ stream, version }) {
    void streams.get(stream)?.expect(version);
  }

  /**
   * Join everything, again if need be, and start catching up where the server is ahead.
   *
   * @returns {Promise<{caughtUp: Promise<unknown>}>} once everything is joined; `caughtUp` is settled when every stream
   *   is up to date, which may take as long as the server has trouble
   * @throws {import("./errors.js").ApiError|import("./errors.js").NetworkError} when the server does not answer
   */
  async function joinAll() {
    fresh.clear();
    return { caughtUp: Promise.all(await join([...streams.keys()])) };
  }

  /**
   * Take a stream away because the server did.
   *
   * @param {string} name
   */
  function removed(name) {
    if (drop(name)) onRefused(name);
  }

  function joinFresh() {
    const names = [...fresh].filter((name) => streams.has(name));
    fresh.clear();
    // When this fails the connection is about to be found broken, and everything is joined anew.
    if (names.length > 0) join(names).catch(() => {});
  }

  /**
   * @param {string[]} names
   * @returns {Promise<Promise<void>[]>}
   */
  async function join(names) {
    const caughtUp = [];
    for (let start = 0; start < names.length; start += BATCH) {
      const batch = names.slice(start, start + BATCH);
      caughtUp.push(...compare(await request("join", { streams: batch })));
    }
    return caughtUp;
  }

  /**
   * @param {{versions?: Record<string, number>, online?: Record<string, {count: number, people: number[]|null}>,
   *   refused?: string[]}} answer
   * @returns {Promise<void>[]}
   */
  function compare({ versions = {}, online = {}, refused = [] }) {
    for (const name of refused) removed(name);
    for (const [stream, presence] of Object.entries(online)) tellPresence({ stream, ...presence });
    return Object.entries(versions).map(([name, version]) => streams.get(name)?.expect(version) ?? Promise.resolve());
  }

  /** @param {Presence} presence */
  function tellPresence(presence) {
    try {
      onPresence(presence);
    } catch (error) {
      reportMistake(error);
    }
  }

  /** @param {string} name */
  function drop(name) {
    const stream = streams.get(name);
    stream?.close();
    return streams.delete(name);
  }

  /** Forget everything, without telling the server. */
  function clear() {
    for (const stream of streams.values()) stream.close();
    streams.clear();
    fresh.clear();
  }

  return { follow, unfollow, receive, expect, joinAll, removed, clear, presence: tellPresence };
}
