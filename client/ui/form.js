/**
 * What every form does: one submission at a time, each problem beside its field, nothing typed lost.
 */
import { ApiError, NetworkError } from "../core/errors.js";
import { _ } from "../core/i18n.js";

/** What is typed outlives the markup: a change of language draws every view anew. @type {Map<string, any>} */
const typed = new Map();

/**
 * The Alpine data of a form whose inputs are bound to `values` and whose problems show from `problems`.
 *
 * @template {Record<string, any>} Values
 * @param {object} options
 * @param {string} options.name under which what is typed is kept until it is submitted
 * @param {Values} options.values at first
 * @param {(values: Values) => Promise<void>} options.submit may throw ApiError or NetworkError
 */
export function createForm({ name, values, submit }) {
  return {
    values: keep(name, values),
    problems: /** @type {Record<string, string>} */ ({}),
    summary: "",
    busy: false,
    shown: false,

    async submit() {
      if (this.busy) return;
      this.busy = true;
      this.problems = {};
      this.summary = "";
      try {
        await submit(this.values);
        forget(name);
      } catch (error) {
        this.explain(error);
      } finally {
        this.busy = false;
      }
    },

    /** @param {unknown} error */
    explain(error) {
      const fields = error instanceof ApiError ? error.fields : {};
      const known = Object.keys(fields).filter((field) => field in this.values);
      this.problems = Object.fromEntries(known.map((field) => [field, fields[field]]));
      this.summary = known.length > 0 ? _("Something is not right yet; see below.") : reason(error);
      focusFirst(known);
    },
  };
}

/**
 * A sentence for the reader about what went wrong.
 *
 * @param {unknown} error
 */
export function reason(error) {
  if (error instanceof ApiError || error instanceof NetworkError) return error.message;
  throw error;
}

/**
 * Put the cursor into an input that is about to be drawn.
 *
 * @param {string} selector
 */
export function focusSoon(selector) {
  requestAnimationFrame(() => {
    const input = document.querySelector(selector);
    if (input instanceof HTMLElement) input.focus();
  });
}

/**
 * What is typed in a form and not yet submitted; another form may begin with it.
 *
 * @param {string} name
 * @returns {Record<string, any>|undefined}
 */
export function typedIn(name) {
  return typed.get(name);
}

/**
 * Forget what is typed in a form.
 *
 * @param {string} name
 */
export function forget(name) {
  typed.delete(name);
}

/**
 * @template Values
 * @param {string} name
 * @param {Values} values
 * @returns {Values}
 */
function keep(name, values) {
  if (!typed.has(name)) typed.set(name, { ...values });
  return typed.get(name);
}

/** @param {string[]} fields */
function focusFirst(fields) {
  // The attribute is set when Alpine has drawn the problems.
  requestAnimationFrame(() => {
    const inputs = [...document.querySelectorAll('[aria-invalid="true"]')];
    const first = inputs.find((input) => input instanceof HTMLElement && input.offsetParent !== null);
    if (fields.length > 0 && first instanceof HTMLElement) first.focus();
  });
}
