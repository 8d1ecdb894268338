/**
 * A stand-in for Socket.IO's Manager with two namespaces, driven by the test: as much of its behaviour as link.js and
 * socket.js rely on, read off socket.io-client 4.8.
 */

class Emitter {
  #listeners = new Map();

  on(event, listener) {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  fire(event, ...data) {
    for (const listener of this.#listeners.get(event) ?? []) listener(...data);
  }
}

class FakeSocket extends Emitter {
  connected = false;
  active = false;
  /** What was asked, each with the ways to answer it. */
  asked = [];

  constructor(manager, options) {
    super();
    this.manager = manager;
    this.auth = options.auth;
  }

  connect() {
    this.active = true;
    this.manager.open();
  }

  disconnect() {
    const was = this.connected;
    this.connected = this.active = false;
    if (was) this.fire("disconnect", "io client disconnect");
  }

  timeout(ms) {
    const emitWithAck = (event, data) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("operation has timed out")), ms);
        const settled = (settle) => (value) => {
          clearTimeout(timer);
          settle(value);
        };
        this.asked.push({ event, data, answer: settled(resolve), fail: settled(reject) });
      });
    return { emitWithAck };
  }

  /** The server lets this namespace in. */
  accept() {
    this.connected = true;
    this.fire("connect");
  }

  /** The server refuses this namespace. */
  refuse(message) {
    this.active = false;
    this.fire("connect_error", new Error(message));
    this.manager.closeUnlessActive();
  }

  /** The server throws this namespace out. */
  expel() {
    this.active = this.connected = false;
    this.fire("disconnect", "io server disconnect");
  }

  lost(reason) {
    this.connected = false;
    this.fire("disconnect", reason);
    for (const { fail } of this.asked) fail(new Error("socket has been disconnected"));
  }
}

export class FakeManager {
  _readyState = "closed";
  opts = {};
  /** The transports of each attempt. */
  attempts = [];
  sockets = {};

  socket(name, options = {}) {
    this.sockets[name] ??= new FakeSocket(this, options);
    return this.sockets[name];
  }

  get #all() {
    return Object.values(this.sockets);
  }

  open() {
    if (this._readyState !== "closed") return;
    this._readyState = "opening";
    this.attempts.push(this.opts.transports);
  }

  _close() {
    this._readyState = "closed";
    for (const socket of this.#all) if (socket.active) socket.lost("forced close");
  }

  closeUnlessActive() {
    if (!this.#all.some((socket) => socket.active)) this._close();
  }

  /** The attempt succeeds, and both namespaces with it. */
  succeed() {
    this._readyState = "open";
    for (const socket of this.#all) if (socket.active && !socket.connected) socket.accept();
  }

  /** The attempt fails: the server cannot be reached. */
  fail() {
    this._readyState = "closed";
    for (const socket of this.#all) if (socket.active) socket.fire("connect_error", new Error("xhr poll error"));
  }

  /** The connection breaks. */
  drop() {
    this._readyState = "closed";
    for (const socket of this.#all) if (socket.active) socket.lost("transport close");
  }
}
