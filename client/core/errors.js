/**
 * What a request can end in besides an answer.
 *
 * `ApiError`: the server answered, and refused. `NetworkError`: no answer came, so nobody knows whether the request
 * was carried out. The difference decides whether something may be sent again.
 */

/**
 * @typedef {object} Refusal
 * @property {number} [status] HTTP status, 0 for a refusal that came by socket
 * @property {string} code short machine name, such as "too_long"
 * @property {string} message translated sentence for the reader
 * @property {Record<string, string>} [fields] translated sentence per input
 * @property {number|null} [retryAfter] seconds to wait, when the server says so
 */

export class ApiError extends Error {
  /** @param {Refusal} refusal */
  constructor({ status = 0, code, message, fields = {}, retryAfter = null }) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }
}

export class NetworkError extends Error {
  /**
   * @param {string} message translated sentence for the reader
   * @param {{timedOut?: boolean, cause?: unknown}} [options]
   */
  constructor(message, { timedOut = false, cause } = {}) {
    super(message, { cause });
    this.name = "NetworkError";
    this.timedOut = timedOut;
  }
}
