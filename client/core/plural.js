/**
 * Plural rules as gettext writes them, `nplurals=2; plural=(n != 1);`, read without eval (the page's policy forbids
 * it). Intl.PluralRules is no substitute: its categories come in another order than a catalog's forms.
 */

/** @typedef {(n: number) => number} Expression */

/** Operators of C by rising precedence; all of them group from the left. */
const LEVELS = [["||"], ["&&"], ["==", "!="], ["<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "%"]];

/** @type {Record<string, (a: number, b: number) => number>} */
const OPERATORS = {
  "||": (a, b) => Number(a !== 0 || b !== 0),
  "&&": (a, b) => Number(a !== 0 && b !== 0),
  "==": (a, b) => Number(a === b),
  "!=": (a, b) => Number(a !== b),
  "<=": (a, b) => Number(a <= b),
  ">=": (a, b) => Number(a >= b),
  "<": (a, b) => Number(a < b),
  ">": (a, b) => Number(a > b),
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => (b === 0 ? 0 : Math.trunc(a / b)),
  "%": (a, b) => (b === 0 ? 0 : a % b),
};

/**
 * Read a catalog's Plural-Forms header.
 *
 * @param {string} header such as "nplurals=2; plural=(n != 1);"
 * @returns {(n: number) => number} which form belongs to n, from 0, always below nplurals
 * @throws {SyntaxError} when the header cannot be read
 */
export function parsePlural(header) {
  const found = /nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*([^;]+)/.exec(header);
  if (!found) throw new SyntaxError(`Not a plural rule: ${header}`);
  const count = Number(found[1]);
  const form = parseExpression(found[2]);
  return (n) => Math.min(Math.max(form(Math.abs(Math.trunc(n))), 0), count - 1);
}

/**
 * @param {string} source
 * @returns {Expression}
 */
function parseExpression(source) {
  const tokens = tokenize(source);
  let at = 0;

  /** @param {string} token */
  function take(token) {
    if (tokens[at] !== token) throw new SyntaxError(`Expected ${token} in plural rule: ${source}`);
    at += 1;
  }

  /** @returns {Expression} */
  function choice() {
    const test = binary(0);
    if (tokens[at] !== "?") return test;
    take("?");
    const yes = choice();
    take(":");
    const no = choice();
    return (n) => (test(n) !== 0 ? yes(n) : no(n));
  }

  /**
   * @param {number} level
   * @returns {Expression}
   */
  function binary(level) {
    if (level === LEVELS.length) return unary();
    let left = binary(level + 1);
    while (LEVELS[level].includes(tokens[at])) {
      const combine = OPERATORS[tokens[at]];
      at += 1;
      const [first, second] = [left, binary(level + 1)];
      left = (n) => combine(first(n), second(n));
    }
    return left;
  }

  /** @returns {Expression} */
  function unary() {
    const token = tokens[at];
    at += 1;
    if (token === "n") return (n) => n;
    if (/^\d+$/.test(token ?? "")) return () => Number(token);
    if (token === "!") {
      const operand = unary();
      return (n) => Number(operand(n) === 0);
    }
    if (token === "-") {
      const operand = unary();
      return (n) => -operand(n);
    }
    if (token === "(") {
      const inner = choice();
      take(")");
      return inner;
    }
    throw new SyntaxError(`Unexpected ${token ?? "end"} in plural rule: ${source}`);
  }

  const expression = choice();
  if (at < tokens.length) throw new SyntaxError(`Unexpected ${tokens[at]} in plural rule: ${source}`);
  return expression;
}

/**
 * @param {string} source
 * @returns {string[]}
 */
function tokenize(source) {
  const tokens = source.match(/\d+|n|\|\||&&|[=!<>]=|[<>!?:()+\-*/%]|\S/g) ?? [];
  const known = /^(\d+|n|\|\||&&|[=!<>]=|[<>!?:()+\-*/%])$/;
  const strange = tokens.find((token) => !known.test(token));
  if (strange) throw new SyntaxError(`Unexpected ${strange} in plural rule: ${source}`);
  return tokens;
}
