/**
 * One stream as this client has it: a version, and the one road on which changes come in.
 *
 * Broadcasts may be lost, doubled or out of order, and the laptop may sleep. Whatever happens, changes are applied in
 * order and a hole ends in one question to the server, "what changed since my version?", whose answer is complete.
 */
import { createBackoff } from "./backoff.js";
import { ApiError } from "./errors.js";
import { reportMistake } from "./observable.js";

/**
 * @typedef {object} Change
 * @property {string} stream such as "room:3"
 * @property {number} version
 * @property {string} type
 * @property {any} data the row's whole current state
 */

/** @typedef {{version: number, changes: Change[], reset?: false} | {version: number, reset: true}} Answer */

/**
 * @typedef {object} StreamOptions
 * @property {string} name such as "room:3"
 * @property {number} version the version of the state this client starts with
 * @property {(change: Change) => void} apply
 * @property {(since: number) => Promise<Answer>} fetchChanges
 * @property {() => Promise<number|void>} reset load the state anew; may answer the version it has
 * @property {() => void} [onLost] the server says that there is nothing (more) to follow for this person
 * @property {typeof createBackoff} [backoff]
 */

/** A change that overtook another usually meets it within this time. */
const HOLD_MS = 250;

/** More than this is not kept while a question is under way; it is asked for again. */
const HELD_MOST = 1000;

export class Stream {
  /** @type {StreamOptions} */
  #options;
  /** @type {Map<number, Change>} changes that cannot be applied yet, by version */
  #held = new Map();
  /** @type {Promise<void>|null} */
  #catchingUp = null;
  /** Something asked while a question was under way, whose answer may already have been older than that. */
  #again = false;
  /** The highest version the server is known to have. */
  #known;
  #closed = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #holdTimer;
  /** @type {(() => void)|null} ends the pause between two attempts */
  #endPause = null;
  #backoff;

  /** @param {StreamOptions} options */
  constructor(options) {
    this.#options = options;
    this.name = options.name;
    this.version = options.version;
    this.#known = options.version;
    this.#backoff = (options.backoff ?? createBackoff)();
  }

  /** Whether a catch-up is under way. */
  get busy() {
    return this.#catchingUp !== null;
  }

  /**
   * Take a broadcast: the next version is applied, an older one ignored, a later one waits for those before it.
   *
   * @param {Change} change
   */
  receive(change) {
    if (this.#closed || change.version <= this.version) return;
    this.#known = Math.max(this.#known, change.version);
    if (this.#held.size < HELD_MOST) this.#held.set(change.version, change);
    else this.#again = true;
    if (this.#catchingUp) return;
    this.#drain();
    if (this.#behind) this.#holdTimer ??= setTimeout(() => this.catchUp(), HOLD_MS);
    else this.#stopHolding();
  }

  /**
   * The server has said which version it is at: fetch what is missing, if anything is.
   *
   * @param {number} version
   * @returns {Promise<void>} settled when this client has it
   */
  expect(version) {
    this.#known = Math.max(this.#known, version);
    // A lower version than ours: the server went back to a backup, or a broadcast overtook its answer. Asking tells.
    return version === this.version ? (this.#catchingUp ?? Promise.resolve()) : this.catchUp();
  }

  /**
   * Ask the server for everything since our version, and go on asking until it has answered. Calls that come
   * meanwhile share the work, and get an answer that is newer than the call.
   *
   * @returns {Promise<void>} settled when this client is up to date, or no longer follows the stream; it never rejects
   */
  catchUp() {
    if (this.#closed) return Promise.resolve();
    this.#again = true;
    this.#endPause?.();
    this.#catchingUp ??= this.#catchUpNow();
    return this.#catchingUp;
  }

  /**
   * Something older was laid beside what is known: hear of everything since then again, which changes nothing twice.
   *
   * @param {number} version
   */
  goBack(version) {
    if (version >= this.version) return;
    this.version = version;
    void this.catchUp();
  }

  /** Stop following: nothing is applied or asked any more. */
  close() {
    this.#closed = true;
    this.#held.clear();
    this.#stopHolding();
    this.#endPause?.();
  }

  /** Whether the server is known to have more than this client. */
  get #behind() {
    return this.#known > this.version;
  }

  async #catchUpNow() {
    this.#stopHolding();
    try {
      while (!this.#closed && (this.#again || this.#behind)) {
        this.#again = false;
        try {
          const before = this.version;
          await this.#askOnce();
          // An answer that does not bring us to what was announced: ask again, but not in a tight loop.
          if (this.#behind && this.version === before) await this.#pause(this.#backoff.next());
          else this.#backoff.reset();
        } catch (error) {
          if (!(await this.#mayAskAgain(error))) return;
        }
      }
    } finally {
      this.#catchingUp = null;
    }
  }

  async #askOnce() {
    const since = this.version;
    const answer = await this.#options.fetchChanges(since);
    // Gone back meanwhile: what is missing now is in the next answer.
    if (this.#closed || this.version < since) return;
    if (answer.reset || answer.version < this.version) {
      const loaded = await this.#options.reset();
      if (this.#closed) return;
      // What was remembered is older than what was announced: then there is more to ask.
      this.version = loaded ?? answer.version;
    } else {
      for (const change of answer.changes) this.#apply(change);
      this.version = answer.version;
    }
    this.#drain();
    this.#known = Math.max(this.version, answer.version, ...this.#held.keys());
  }

  /**
   * @param {unknown} error
   * @returns {Promise<boolean>} false when asking again is useless until somebody calls catchUp()
   */
  async #mayAskAgain(error) {
    if (this.#closed) return false;
    if (error instanceof ApiError && (error.status === 404 || error.status === 403)) {
      this.close();
      this.#options.onLost?.();
      return false;
    }
    if (error instanceof ApiError && error.status === 401) return false;
    const retryAfter = error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
    await this.#pause(Math.max(this.#backoff.next(), retryAfter * 1000));
    this.#again = true;
    return true;
  }

  /**
   * @param {number} ms
   * @returns {Promise<void>}
   */
  #pause(ms) {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#endPause = null;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#endPause = end;
    });
  }

  #stopHolding() {
    clearTimeout(this.#holdTimer);
    this.#holdTimer = undefined;
  }

  /** Apply what is held as far as it follows without a hole, and drop what is contained already. */
  #drain() {
    for (const version of this.#held.keys()) if (version <= this.version) this.#held.delete(version);
    for (;;) {
      const next = this.#held.get(this.version + 1);
      if (!next) return;
      this.#held.delete(next.version);
      this.#apply(next);
      this.version = next.version;
    }
  }

  /** @param {Change} change */
  #apply(change) {
    try {
      this.#options.apply(change);
    } catch (error) {
      // A mistake in drawing one change must not stop all that follow it.
      reportMistake(error);
    }
  }
}
