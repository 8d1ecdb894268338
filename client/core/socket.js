/**
 * The one live connection of this page: namespaces /chat and /me over one Socket.IO link, the streams followed on
 * them, and a status for the reader.
 */
import { Manager } from "socket.io-client";

import { tellUnauthorized } from "./api.js";
import { createBackoff } from "./backoff.js";
import { ApiError, NetworkError } from "./errors.js";
import { createFollower } from "./follow.js";
import { _ } from "./i18n.js";
import { createLink } from "./link.js";
import { createSignal, createValue } from "./observable.js";
import { watchWaking } from "./wake.js";

/** @typedef {"connecting"|"online"|"offline"|"reconnecting"|"catching-up"} Status */
/** @typedef {import("./sync.js").Stream} Stream */

/**
 * @typedef {object} ConnectionOptions
 * @property {number} userId who this page believes to be; the server refuses the connection when it knows better
 * @property {() => Manager} [createManager]
 */

const ANSWER_MS = 10_000;
/** Enough for any answer of a link that works; a sleeping laptop must not wait longer to find out. */
const CHECK_MS = 5000;
/**
 * The first join over a new connection may take longer: a server that everybody comes back to at once answers late, and
 * whoever gave up and came again would only add to it.
 */
const FIRST_JOIN_MS = 30_000;
/** Longer than this nobody is told of catching up: one stream that the server has trouble with must not stay for all. */
const CATCHING_UP_MS = 10_000;
/** How often versions are compared although nothing seems wrong: a broadcast may be lost and no other follow it. */
const COMPARE_EVERY_MS = 120_000;

/**
 * Open the connection and keep it open.
 *
 * @param {ConnectionOptions} options
 */
export function connect({ userId, createManager = defaultManager }) {
  const manager = createManager();
  const auth = { user_id: userId };
  const chat = manager.socket("/chat", { auth });
  const me = manager.socket("/me", { auth });
  const status = createValue(/** @type {Status} */ ("connecting"));
  const cameUp = createSignal();
  /** @type {Set<(presence: import("./follow.js").Presence) => void>} */
  const presenceListeners = new Set();
  /** @type {Set<(stream: string) => void>} */
  const removedListeners = new Set();
  /** @type {Stream|null} */
  let own = null;
  let wasOnline = false;
  let current = false;
  /** Whether the server has answered a join over this connection. */
  let joined = false;
  const pausesOfJoining = createBackoff({ minMs: 2000 });
  let turns = 0;
  /** @type {ReturnType<typeof follower.joinAll>|null} */
  let joining = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let compareTimer;

  const follower = createFollower({
    request: (event, data) => request(event, data, joined ? CHECK_MS : FIRST_JOIN_MS),
    connected: () => chat.connected,
    onPresence: (presence) => presenceListeners.forEach((listener) => listener(presence)),
    onRefused: (stream) => removedListeners.forEach((listener) => listener(stream)),
  });
  const link = createLink({
    manager,
    sockets: [chat, me],
    onUp: () => {
      current = joined = false;
      joining = null;
      showStatus();
      cameUp.notify();
      void compare();
    },
    onDown: showStatus,
    onUnauthorized: () => {
      showStatus();
      tellUnauthorized();
    },
  });
  const stopWatching = watchWaking({ wake, offline: link.renew });
  const comparing = setInterval(() => link.up && compare(), COMPARE_EVERY_MS * (0.75 + Math.random() / 2));

  chat.on("change", follower.receive);
  chat.on("presence", follower.presence);
  chat.on("removed", ({ stream }) => follower.removed(stream));
  chat.on("version", follower.expect);
  me.on("change", (change) => change.stream === own?.name && own?.receive(change));
  me.on("version", ({ stream, version }) => stream === own?.name && own?.expect(version));
  link.start();

  /**
   * Ask the server on /chat.
   *
   * @param {string} event
   * @param {object} data
   * @param {number} [timeoutMs]
   * @returns {Promise<any>} its acknowledgement
   * @throws {ApiError|NetworkError} refused; or no answer, and then nobody knows whether it was carried out
   */
  async function request(event, data, timeoutMs = ANSWER_MS) {
    if (!chat.connected) throw new NetworkError(_("You are not connected."));
    const answer = await acknowledged(chat, event, data, timeoutMs).catch((error) => {
      // A live link answers: silence is a reason to look at it.
      if (error.timedOut && event !== "join") void compare();
      throw error;
    });
    if (answer?.error) throw refusal(answer.error);
    return answer ?? {};
  }

  /**
   * Join everything (again), fetch what is missing, and find out by the way whether the link still lives.
   *
   * @returns {Promise<void>} never rejects
   */
  async function compare() {
    turns += 1;
    const turn = turns;
    try {
      const ownCaughtUp = own?.catchUp();
      const { caughtUp } = await joinOnce();
      await within(CATCHING_UP_MS, Promise.all([ownCaughtUp, caughtUp]));
      // A later comparison, perhaps over another connection, knows better.
      if (turn !== turns || !link.up) return;
      current = wasOnline = true;
      showStatus();
    } catch (error) {
      if (turn !== turns || !link.up) return;
      if (!(error instanceof ApiError)) link.renew(joined ? 0 : pausesOfJoining.next());
      else if (error.code !== "unauthorized") compareSoon((error.retryAfter ?? 5) * 1000);
    }
  }

  /** Whoever asks while it is under way shares it: one answer is enough to know that the link lives. */
  function joinOnce() {
    joining ??= joinNow().finally(() => {
      joining = null;
    });
    return joining;
  }

  async function joinNow() {
    const answer = await follower.joinAll();
    joined = true;
    pausesOfJoining.reset();
    return answer;
  }

  /** @param {number} ms */
  function compareSoon(ms) {
    clearTimeout(compareTimer);
    compareTimer = setTimeout(() => link.up && compare(), ms);
  }

  function wake() {
    if (link.up) void compare();
    else link.retryNow();
  }

  function showStatus() {
    status.set(presentStatus());
  }

  /** @returns {Status} */
  function presentStatus() {
    if (link.up && current) return "online";
    if (link.up) return wasOnline ? "catching-up" : "connecting";
    if (navigator.onLine === false) return "offline";
    return wasOnline || link.failures > 0 ? "reconnecting" : "connecting";
  }

  /** Close for good, as when signing out. */
  function close() {
    clearInterval(comparing);
    clearTimeout(compareTimer);
    stopWatching();
    link.stop();
    follower.clear();
    own?.close();
  }

  return {
    chat,
    me,
    status,
    request,
    close,
    /** Follow a room's stream from now on, over all reconnects. */
    follow: follower.follow,
    unfollow: follower.unfollow,
    /**
     * Follow the person's own stream, which needs no joining.
     *
     * @param {Stream} stream
     */
    followMe(stream) {
      own?.close();
      own = stream;
      if (link.up) void stream.catchUp();
    },
    /** Try to connect now; after the session was renewed, too. */
    retryNow: link.start,
    /** When the next attempt is due, in epoch milliseconds; 0 while none waits. */
    get retryAt() {
      return link.retryAt;
    },
    /** Called whenever the connection has come up: what waits can be sent. */
    onUp: cameUp.subscribe,
    /** @param {(presence: import("./follow.js").Presence) => void} listener */
    onPresence(listener) {
      presenceListeners.add(listener);
      return () => presenceListeners.delete(listener);
    },
    /** @param {(stream: string) => void} listener called with a stream this person may no longer follow */
    onRemoved(listener) {
      removedListeners.add(listener);
      return () => removedListeners.delete(listener);
    },
  };
}

/** @typedef {ReturnType<typeof connect>} Connection */

function defaultManager() {
  return new Manager({ path: "/socket.io", autoConnect: false, reconnection: false, tryAllTransports: true });
}

/**
 * @param {number} ms
 * @param {Promise<unknown>} work that never rejects
 * @returns {Promise<void>} settled when it is done, or has taken so long
 */
function within(ms, work) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * @param {import("socket.io-client").Socket} socket
 * @param {string} event
 * @param {object} data
 * @param {number} timeoutMs
 * @returns {Promise<any>}
 */
async function acknowledged(socket, event, data, timeoutMs) {
  try {
    return await socket.timeout(timeoutMs).emitWithAck(event, data);
  } catch (cause) {
    throw new NetworkError(_("The server did not answer."), { timedOut: socket.connected, cause });
  }
}

/** @param {{code: string, message: string, fields?: Record<string, string>, retry_after?: number}} error */
function refusal(error) {
  if (error.code === "unauthorized") tellUnauthorized();
  return new ApiError({ ...error, retryAfter: error.retry_after });
}
