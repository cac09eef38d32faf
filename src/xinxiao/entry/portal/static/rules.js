// Evaluates the rules of forms: the same words, integers and verdicts as xinxiao.rules, whose text says what they mean.
// A rule is plain data (xinxiao.rules.javascript), values are canonical texts by the names that the rule gives, null for none.
"use strict";
(() => {
  const LIMIT = 10n ** 38n;
  const UNDEFINED = Symbol("undefined");
  const OVERFLOW = Symbol("overflow");
  const CANONICAL = /^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$/;
  const LONGEST = 1000;

  const size = (n) => (n < 0n ? -n : n);
  const held = (...integers) => {
    for (const n of integers) if (size(n) >= LIMIT) throw OVERFLOW;
  };
  const gcd = (a, b) => {
    [a, b] = [size(a), size(b)];
    while (b) [a, b] = [b, a % b];
    return a;
  };

  // Numbers are { n, d } in lowest terms, d above zero.
  const ratio = (text) => {
    if (!CANONICAL.test(text)) throw new TypeError(`no canonical number: ${text.slice(0, 40)}`);
    if (text.length > LONGEST) throw OVERFLOW;
    const [whole, places = ""] = text.split(".");
    const n = BigInt(whole + places);
    const d = 10n ** BigInt(places.length);
    const g = gcd(n, d);
    held(n / g, d / g);
    return { n: n / g, d: d / g };
  };
  const aligned = (a, b) => {
    const g = gcd(a.d, b.d);
    const [x, y] = [a.n * (b.d / g), b.n * (a.d / g)];
    held(x, y);
    return [x, y, g];
  };
  const negated = (a) => ({ n: -a.n, d: a.d });
  const added = (a, b) => {
    const [x, y, g] = aligned(a, b);
    held(x + y);
    const h = gcd(x + y, g);
    const d = (a.d / g) * (b.d / h);
    held(d);
    return { n: (x + y) / h, d };
  };
  const summed = (terms) => {
    const under = terms.reduce((l, term) => (l / gcd(l, term.d)) * term.d, 1n);
    held(under);
    const over = terms.map((term) => term.n * (under / term.d));
    held(...over, over.reduce((total, n) => total + size(n), 0n));
    const total = over.reduce((sum, n) => sum + n, 0n);
    const g = gcd(total, under);
    return { n: total / g, d: under / g };
  };
  const multiplied = (a, b) => {
    const [g, h] = [gcd(a.n, b.d), gcd(b.n, a.d)];
    const [n, d] = [(a.n / g) * (b.n / h), (a.d / h) * (b.d / g)];
    held(n, d);
    return { n, d };
  };
  const divided = (a, b) => multiplied(a, b.n > 0n ? { n: b.d, d: b.n } : { n: -b.d, d: -b.n });
  const rounded = (a, places) => {
    const power = 10n ** places;
    const scaled = size(a.n) * power;
    held(scaled);
    const rest = scaled % a.d;
    const whole = scaled / a.d + (rest >= a.d - rest ? 1n : 0n);
    held(whole);
    const g = gcd(whole, power);
    return { n: (a.n < 0n ? -whole : whole) / g, d: power / g };
  };

  const kind = (value) => (typeof value === "object" ? "number" : typeof value);
  const known = (value) => value !== null && value !== UNDEFINED;
  const wanted = (value, name) => {
    if (known(value) && kind(value) !== name) throw new TypeError(`no ${name}`);
    return value;
  };
  const equal = (a, b) => (kind(a) === "number" ? a.n === b.n && a.d === b.d : a === b);
  const compared = (order, a, b) => {
    if (!known(a) || !known(b)) return null;
    if (kind(a) !== kind(b) || kind(a) === "boolean") throw new TypeError("unlike things compared");
    if (order === "=") return equal(a, b);
    if (order === "<>") return !equal(a, b);
    wanted(a, "number");
    const [x, y] = aligned(a, b);
    if (order === "<") return x < y;
    if (order === "<=") return x <= y;
    return order === ">" ? x > y : x >= y;
  };
  const either = (a, b) => (a === true || b === true ? true : a === null || b === null ? null : false);
  const both = (a, b) => (a === false || b === false ? false : a === null || b === null ? null : true);
  const not = (a) => (a === null ? null : !a);

  class Record {
    constructor(kinds, values) {
      this.kinds = kinds;
      this.values = values;
      this.undefined = false;
    }

    truth(node) {
      const found = this.result(node);
      if (found === UNDEFINED) throw new TypeError("no condition");
      return wanted(found, "boolean");
    }

    number(node) {
      return wanted(this.result(node), "number");
    }

    item(node) {
      const id = node.form ? `${node.form}#${node.item}` : node.item;
      const name = node.shift ? `timeshift(${id}, -${node.shift})` : id;
      if (!Object.hasOwn(this.kinds, name)) throw new TypeError(`no item ${name}`);
      const value = Object.hasOwn(this.values, name) ? this.values[name] : null;
      if (value === null || value === undefined) return null;
      if (typeof value !== "string") throw new TypeError(`no text: ${name}`);
      return this.kinds[name] === "number" ? ratio(value) : value;
    }

    arithmetic(sign, a, b) {
      if (a === UNDEFINED || b === UNDEFINED) return UNDEFINED;
      if (a === null || b === null) return null;
      if (sign === "+") return added(a, b);
      if (sign === "-") return added(a, negated(b));
      if (sign === "*") return multiplied(a, b);
      if (b.n !== 0n) return divided(a, b);
      this.undefined = true;
      return UNDEFINED;
    }

    among(node) {
      const operand = this.result(node.operand);
      if (!known(operand)) return null;
      const values = node.values.map((value) => this.result(value));
      if (values.some((value) => kind(value) !== kind(operand))) throw new TypeError("another kind in the list");
      return values.some((value) => equal(value, operand)) !== node.negated;
    }

    call(node) {
      const [first, second, third] = node.arguments.map((part) => this.result(part));
      switch (node.function) {
        case "isnull":
          return first === UNDEFINED ? null : first === null;
        case "nvl":
          return first === null ? second : first;
        case "length":
          return first === null ? null : { n: BigInt([...wanted(first, "string")].length), d: 1n };
        case "between":
          return both(compared(">=", first, second), compared("<=", first, third));
        case "abs":
          return known(wanted(first, "number")) ? { n: size(first.n), d: first.d } : first;
        case "round":
          return known(wanted(first, "number")) ? rounded(first, second.n) : first;
        default:
          throw new TypeError(`no function ${node.function}`);
      }
    }

    sum(node) {
      const terms = node.arguments.map((part) => this.number(part));
      if (terms.includes(UNDEFINED)) return UNDEFINED;
      return terms.includes(null) ? null : summed(terms);
    }

    // Everything below a node is evaluated, also what no branch takes.
    result(node) {
      switch (node.type) {
        case "Number":
          return ratio(node.text);
        case "Text":
        case "Truth":
          return node.value;
        case "Reference":
          return this.item(node);
        case "Negative": {
          const operand = this.number(node.operand);
          return known(operand) ? negated(operand) : operand;
        }
        case "Not":
          return not(this.truth(node.operand));
        case "Arithmetic":
          return this.arithmetic(node.sign, this.number(node.left), this.number(node.right));
        case "Comparison":
          return compared(node.order, this.result(node.left), this.result(node.right));
        case "Logic": {
          const [a, b] = [this.truth(node.left), this.truth(node.right)];
          if (node.connective === "and") return both(a, b);
          if (node.connective === "or") return either(a, b);
          return a === null || b === null ? null : a !== b;
        }
        case "In":
          return this.among(node);
        case "If": {
          const condition = this.truth(node.condition);
          const [then, otherwise] = [this.result(node.then), this.result(node.otherwise)];
          return condition === null ? null : condition ? then : otherwise;
        }
        case "Call":
          return node.function === "sum" ? this.sum(node) : this.call(node);
        default:
          throw new TypeError(`no such part of a rule: ${node.type}`);
      }
    }
  }

  /** holds | fails | unknown | undefined | overflow. Throws TypeError for a value of another kind than its item. */
  const verdict = (rule, values) => {
    const record = new Record(rule.kinds, values);
    let result;
    try {
      const when = rule.when === null ? true : record.truth(rule.when);
      result = either(not(when), record.truth(rule.then));
    } catch (fault) {
      if (fault === OVERFLOW) return "overflow";
      throw fault;
    }
    if (result !== null) return result ? "holds" : "fails";
    return record.undefined ? "undefined" : "unknown";
  };

  globalThis.xinxiaoRules = Object.freeze({ verdict });
})();
