// Verifies draws and proofs where they are read: nothing is sent anywhere. Written apart from the other two programs that do the
// same; docs/explanation/draws.md says what is held against what, and tests hold the three against each other.
"use strict";
(() => {
  const EIGHT = [2, 3, 5, 7, 11, 13, 17, 19];
  const ROUNDS = new Int32Array(64);
  const START = new Int32Array(8);
  for (let n = 2, i = 0; i < 64; n++) {
    if ([...Array(n).keys()].slice(2).some((d) => n % d === 0)) continue;
    ROUNDS[i++] = fraction(n, 3n); // FIPS 180-4, 4.2.2
  }
  EIGHT.forEach((prime, i) => (START[i] = fraction(prime, 2n))); // and 5.3.3

  function fraction(prime, degree) {
    const whole = BigInt(prime) << (32n * degree);
    let low = 0n;
    for (let bit = 40n; bit >= 0n; bit--) if ((low + (1n << bit)) ** degree <= whole) low += 1n << bit;
    return Number(low & 0xffffffffn) | 0;
  }

  // ---- SHA-256 of FIPS 180-4, and HMAC of RFC 2104 with its key prepared

  const W = new Int32Array(64);

  function compress(state, bytes, at) {
    for (let i = 0; i < 16; i++, at += 4)
      W[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    for (let i = 16; i < 64; i++) {
      const x = W[i - 15];
      const y = W[i - 2];
      W[i] =
        (W[i - 16] + W[i - 7] +
          (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) +
          (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10))) | 0;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3]; // taken apart by a pattern they cost twice as much
    let e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i++) {
      const s = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t = (h + s + ((e & f) ^ (~e & g)) + ROUNDS[i] + W[i]) | 0;
      const u = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const v = (u + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + v) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d;
    state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }

  const block = new Uint8Array(128);

  function finish(state, bytes, before) {
    // the rest of a message after `before` bytes (whole blocks) that the state has taken in
    const whole = bytes.length & ~63;
    for (let at = 0; at < whole; at += 64) compress(state, bytes, at);
    const rest = bytes.length - whole;
    const end = rest < 56 ? 64 : 128;
    for (let i = 0; i < rest; i++) block[i] = bytes[whole + i];
    block[rest] = 0x80;
    block.fill(0, rest + 1);
    let bits = (before + bytes.length) * 8;
    for (let at = end - 1; bits > 0; at--, bits = Math.floor(bits / 256)) block[at] = bits % 256;
    compress(state, block, 0);
    if (end === 128) compress(state, block, 64);
    return state;
  }

  function sha256(bytes) {
    return finish(START.slice(), bytes, 0);
  }

  const utf8 = new TextEncoder();
  const hashed = (text) => hex(sha256(utf8.encode(text)));
  const hex = (state) => Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");

  function put(state, bytes, at) {
    for (let i = 0; i < 8; i++, at += 4) {
      bytes[at] = state[i] >>> 24;
      bytes[at + 1] = state[i] >>> 16;
      bytes[at + 2] = state[i] >>> 8;
      bytes[at + 3] = state[i];
    }
  }

  function keyed(seed) {
    const key = new Uint8Array(64);
    for (let i = 0; i < 32; i++) key[i] = parseInt(seed.slice(2 * i, 2 * i + 2), 16);
    const inner = START.slice();
    const outer = START.slice();
    compress(inner, key.map((byte) => byte ^ 0x36), 0);
    compress(outer, key.map((byte) => byte ^ 0x5c), 0);
    const state = new Int32Array(8);
    const made = new Uint8Array(32);
    return (bytes) => {
      state.set(inner);
      put(finish(state, bytes, 64), made, 0);
      state.set(outer);
      return finish(state, made, 64); // the same array each time
    };
  }

  // ---- what a file may hold

  const KEYS = new Set(
    `at issue source takes,at issue source value witnesses,body entries people qualification,entry list version
before bodies cap code exclusions inspectors kind number of plan roster since sources strata synthetic task until,commitment number
areas body conflicts person qualifications recusals,body passed people subject,name since until,codes stratum,count sha256,person why
approver commitment number reason,count merkle sha256,denominator numerator,event published sha256,inspector subject,line stratum
commitment exclusions format inspectors lines pairs roster seed selected terms values,person ticket,reason subject,sequence sha256
commitment drawn format line path place seed stratum subject terms ticket values,stratum subject ticket
least population ratio rounding sha256 size stratum`.split(/[,\n]/),
  );
  const DAY = "-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
  const CODE = "[1-9ANY][0-9A-HJ-NP-RTUWXY][0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}";
  const FORMS = {};
  for (const [keys, form] of [
    // of a string after "=", else of what is written
    ["bodies cap entries exclusions inspectors lines pairs passed qualifications roster selected sources strata terms values", "noun"],
    ["before event of ratio", "null"],
    ["count inspector least numerator place population size", "[0-9]{1,9}"],
    ["synthetic drawn", "true|false"],
    ["denominator sequence people", "[1-9][0-9]{0,8}"],
    ["subject", `=${CODE}|[0-9]{1,9}`],
    ["recusals", `=${CODE}`],
    ["areas", "=[0-9]{1,6}"],
    ["codes", "=[0-9A-Z\\n]*"],
    ["number", "=[A-Z][A-Z0-9-]{0,30}-(19|20)[0-9]{2}-[0-9]{4}"],
    ["since until", `=(19|20)[0-9]{2}${DAY}`],
    ["at published", `=(19|20)[0-9]{2}${DAY}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}Z`],
    ["sha256 merkle seed ticket commitment path", "=[0-9a-f]{64}"],
    ["line", "=([0-9a-f]{64})?"],
    ["kind", "=(first|repeat|void)"],
    ["rounding", "=(up|down|half_up)"],
    ["why", "=(unqualified|expired|conflict|recusal|full)"],
    ["format", "=xinxiao-draw(-proof)?-1"],
  ])
    for (const key of keys.split(" ")) FORMS[key] = new RegExp(`^(?:${form})$`, "u");
  const LINE = /^=[^\x00-\x1f\x7f|\ud800-\udfff]{1,500}$/u;

  const isNoun = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

  function fits(value, key) {
    if (Array.isArray(value)) return value.every((one) => fits(one, key));
    if (isNoun(value)) {
      const keys = Object.keys(value);
      return KEYS.has(keys.join(" ")) && keys.every((own) => fits(value[own], own));
    }
    const form = Object.hasOwn(FORMS, key) ? FORMS[key] : LINE;
    return form.test(typeof value === "string" ? `=${value}` : String(value));
  }

  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (!isNoun(value)) return JSON.stringify(value);
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }

  function read(text) {
    const value = JSON.parse(text);
    if (!isNoun(value) || !fits(value, "") || canonical(value) !== text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ""))
      throw new Error("form");
    return value;
  }

  // ---- the tree over the roster

  function leaf(line) {
    const bytes = utf8.encode(`\0${line}`);
    return sha256(bytes);
  }

  function node(children) {
    const bytes = new Uint8Array(1 + 32 * children.length);
    bytes[0] = 1;
    children.forEach((child, i) => put(child, bytes, 1 + 32 * i));
    return sha256(bytes);
  }

  function above(nodes) {
    const found = [];
    for (let i = 0; i < nodes.length; i += 16) found.push(node(nodes.slice(i, i + 16)));
    return found;
  }

  const words = (text) => Int32Array.from({ length: 8 }, (_, i) => parseInt(text.slice(8 * i, 8 * i + 8), 16) | 0);

  function led(line, place, count, path) {
    let own = leaf(line);
    for (const others of path) {
      const at = place % 16;
      if (!(place < count && count > 1 && others.length === Math.min(16, count - place + at) - 1)) return "";
      const family = others.map(words);
      family.splice(at, 0, own);
      own = node(family);
      place = Math.floor(place / 16);
      count = Math.ceil(count / 16);
    }
    return place === 0 && count === 1 ? hex(own) : "";
  }

  // ---- tickets

  async function lowest(mac, names, most, pause) {
    // the lowest tickets, in order: of all below an estimate or, should that have been too low, of all
    for (const wide of [2 * most + 99, Infinity]) {
      const cut = (wide / Math.max(1, names.length)) * 0x100000000;
      const found = [];
      for (let i = 0; i < names.length; i++) {
        const state = mac(utf8.encode(names[i]));
        if (state[0] >>> 0 < cut) found.push([hex(state), names[i]]);
        if (i % 20000 === 19999) await pause();
      }
      if (found.length >= Math.min(most, names.length)) return inOrder(found).slice(0, most);
    }
    return [];
  }

  const less = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const inOrder = (found) => found.sort((a, b) => less(a[0], b[0]));

  function whyNot(terms, body, person, subject) {
    const held = person.qualifications.filter((one) => one.name === body.qualification);
    if (held.length === 0) return "unqualified";
    if (!held.some((one) => one.since <= terms.since && terms.until <= one.until)) return "expired";
    const interests = new Set(person.conflicts);
    if (interests.has(subject) || body.entries.some((entry) => interests.has(entry.entry))) return "conflict";
    return person.recusals.includes(subject) ? "recusal" : "";
  }

  const goes = (person, subject) =>
    person.areas.length === 0 || person.areas.some((area) => subject.slice(2, 8).startsWith(area));

  function nearest(people, body, subject, mac) {
    // those who go there, by their tickets; told apart by 32 bits of them, and by all where those are alike
    const message = utf8.encode(`${subject}|`.padEnd(2100));
    const begun = subject.length + 1;
    const state = (person) => {
      message.set(person.bytes, begun);
      return mac(message.subarray(0, begun + person.bytes.length));
    };
    const ticketOf = (person) => hex(state(person));
    const near = [];
    for (const person of people.values())
      if (person.body === body.body && goes(person, subject)) near.push([state(person)[0] >>> 0, person]);
    near.sort((a, b) => a[0] - b[0] || less(ticketOf(a[1]), ticketOf(b[1])));
    return [near.map((one) => one[1]), ticketOf];
  }

  async function paired(record, subjects, people, mac, pause) {
    const { terms } = record;
    const load = new Map();
    const found = [];
    for (const [place, subject] of subjects.entries())
      for (const body of terms.bodies) {
        const pair = { body: body.body, passed: [], people: [], subject };
        const [near, ticketOf] = nearest(people, body, subject, mac);
        for (const person of near) {
          const full = terms.cap.inspector > 0 && (load.get(person.person) ?? 0) >= terms.cap.inspector;
          const why = whyNot(terms, body, person, subject) || (full ? "full" : "");
          if (why) pair.passed.push({ person: person.person, why });
          else pair.people.push({ person: person.person, ticket: ticketOf(person) });
          if (pair.people.length === body.people) break;
        }
        for (const { person } of pair.people) load.set(person, (load.get(person) ?? 0) + 1);
        found.push(pair);
        if (place % 20 === 19) await pause();
      }
    return found;
  }

  // ---- what is held against what

  const same = (a, b) => canonical(a) === canonical(b);

  function head(record, add) {
    const { terms, commitment, values } = record;
    const empty = terms.kind === "void";
    const refers = terms.of !== null && terms.of.number < terms.number;
    const kinds =
      (terms.kind === "first" ? terms.of === null : refers) &&
      (terms.strata.length === 0) === empty &&
      (terms.sources.length === 0) === empty;
    if (!kinds) add("KIND");
    const before = terms.before?.number ?? "";
    const series = terms.number.slice(0, -4);
    const own = Number(terms.number.slice(-4));
    const follows =
      own === 1
        ? before === "" || (before.slice(0, -9) === series.slice(0, -5) && before < terms.number)
        : before === series + String(own - 1).padStart(4, "0");
    if (!follows) add("NUMBER_SKIPPED", terms.number);
    if (hashed(canonical(terms)) !== commitment.sha256) add("COMMITMENT");
    const named = (list) => list.map((one) => [one.source, one.issue]);
    if (!same(named(values), named(terms.sources))) add("SOURCES");
    terms.sources.slice(0, values.length).forEach((source, i) => {
      if (!(commitment.published < source.at && source.at <= values[i].at)) add("EARLY", source.source);
    });
    const parts = [terms.number, commitment.sha256, ...values.map((one) => one.value)];
    if (hashed(parts.join("|")) !== record.seed) add("SEED");
  }

  function ownTicket(proof, add) {
    const { roster } = proof.terms;
    if (led(`${proof.subject}|${proof.stratum}`, proof.place, roster.count, proof.path) !== roster.merkle)
      add("PROOF", proof.subject);
    if (hex(keyed(proof.seed)(utf8.encode(proof.subject))) !== proof.ticket) add("TICKET", proof.subject);
    if (proof.drawn !== proof.ticket <= proof.line) add("LINE", proof.subject);
  }

  function sizeOf({ population, ratio, rounding, least }) {
    let size = 0n;
    if (ratio !== null) {
      const twice = 2n * BigInt(population) * BigInt(ratio.numerator);
      const divisor = BigInt(ratio.denominator);
      size = (twice + { up: 2n * divisor - 2n, down: 0n, half_up: divisor }[rounding]) / (2n * divisor);
    }
    const wanted = size > BigInt(least) ? size : BigInt(least);
    return wanted < BigInt(population) ? Number(wanted) : population;
  }

  async function drawAgain(record, mac, parts, add, pause) {
    const want = new Map();
    const lines = [];
    const whole = new RegExp(`^(?:${CODE})$`);
    for (const stratum of record.terms.strata) {
      const name = stratum.stratum;
      const text = parts.get(name) ?? "";
      const codes = text ? text.split("\n") : [];
      const sound = codes.every((code, i) => whole.test(code) && (i === 0 || codes[i - 1] < code));
      if (!sound || codes.length !== stratum.population || hashed(text) !== stratum.sha256) add("ROSTER", name);
      if (stratum.size !== sizeOf(stratum)) add("SIZE", name);
      const low = await lowest(mac, codes, stratum.size, pause);
      for (const [ticket, code] of low) want.set(code, { stratum: name, subject: code, ticket });
      lines.push({ line: low.length ? low[low.length - 1][0] : "", stratum: name });
    }
    return { want, lines };
  }

  async function rosterAgain(record, parts, add, pause) {
    const { terms } = record;
    const names = terms.strata.map((one) => one.stratum);
    const every = [];
    for (const name of names) {
      const text = parts.get(name) ?? "";
      if (text) for (const code of text.split("\n")) every.push(`${code}|${name}`);
    }
    if (names.length > 1) every.sort(less);
    const codes = every.map((line) => line.slice(0, line.indexOf("|")));
    let nodes = every.length === 1 ? [leaf(every[0])] : every.length === 0 ? [sha256(new Uint8Array(0))] : [];
    for (let i = 0; every.length > 1 && i < every.length; i += 16) {
      nodes.push(node(every.slice(i, i + 16).map(leaf))); // leaves of millions would fill the memory
      if (i % 32000 === 0) await pause();
    }
    while (nodes.length > 1) nodes = above(nodes);
    const seal = { count: new Set(codes).size, merkle: hex(nodes[0]), sha256: hashed(codes.join("\n")) };
    if (!same(record.roster.map((part) => part.stratum), names) || !same(seal, terms.roster)) add("ROSTER");
    return codes;
  }

  function listsAgain(record, codes, add) {
    for (const [key, code] of [["exclusions", "EXCLUSIONS"], ["inspectors", "INSPECTORS"]]) {
      const seal = { count: record[key].length, sha256: hashed(canonical(record[key])) };
      if (!same(seal, record.terms[key])) add(code);
    }
    const there = new Set([...record.selected.map((one) => one.subject)]);
    const excluded = new Set(record.exclusions.map((one) => one.subject));
    for (const code of codes) if (excluded.has(code)) there.add(code);
    for (const subject of excluded) if (there.has(subject)) add("EXCLUDED", subject);
  }

  function selectedAgain(record, want, lines, add) {
    const have = new Set(record.selected.map((one) => one.subject));
    let alike = true;
    for (const subject of want.keys()) if (!have.has(subject)) (alike = false), add("LEFT_OUT", subject);
    for (const subject of have) if (!want.has(subject)) (alike = false), add("NOT_DRAWN", subject);
    if (alike && !same(record.selected, [...want.values()])) add("TICKET");
    if (!same(record.lines, lines)) add("LINE");
  }

  function pairsAgain(record, people, right, add) {
    const bodies = new Map(record.terms.bodies.map((one) => [one.body, one]));
    for (const pair of record.pairs) {
      const ids = pair.people.map((one) => one.person);
      if (new Set(ids).size < ids.length) add("SAME_PERSON", pair.subject);
      const body = bodies.get(pair.body);
      for (const id of ids)
        if (!body || !people.has(id) || whyNot(record.terms, body, people.get(id), pair.subject))
          add("UNFIT", `${pair.subject} ${id}`);
    }
    const keyedBy = (pairs) => new Map(pairs.map((one) => [`${one.subject}|${one.body}`, one]));
    const [wanted, said] = [keyedBy(right), keyedBy(record.pairs)];
    let alike = true;
    for (const key of new Set([...wanted.keys(), ...said.keys()])) {
      const [own, other] = [wanted.get(key), said.get(key)];
      if (!own || !other || !same(own, other)) (alike = false), add("PAIR", (own ?? other).subject);
    }
    if (alike && !same(record.pairs, right)) add("PAIR");
  }

  async function whole(record, add, pause) {
    const mac = keyed(record.seed);
    const parts = new Map(record.roster.map((part) => [part.stratum, part.codes]));
    const { want, lines } = await drawAgain(record, mac, parts, add, pause);
    const codes = await rosterAgain(record, parts, add, pause);
    listsAgain(record, codes, add);
    selectedAgain(record, want, lines, add);
    const people = new Map([...record.inspectors].reverse().map((one) => [one.person, { ...one, bytes: utf8.encode(one.person) }]));
    const right = await paired(record, [...want.keys()], people, mac, pause);
    pairsAgain(record, people, right, add);
  }

  // ---- one file, and several

  async function check(text, pause = async () => {}) {
    const faults = new Map();
    const add = (code, where = "") => faults.set(`${code}\n${where}`, { code: `DRAW_${code}`, where });
    let record = null;
    try {
      record = read(text);
      head(record, add);
      if (record.format === "xinxiao-draw-1") await whole(record, add, pause);
      else ownTicket(record, add);
    } catch (fault) {
      if (!(fault instanceof SyntaxError || fault instanceof TypeError || fault instanceof RangeError || fault.message === "form"))
        throw fault;
      return { record: null, faults: [{ code: "DRAW_FORM", where: "" }] };
    }
    return { record, faults: [...faults.values()] };
  }

  function series(records) {
    const held = new Map();
    const told = new Map();
    const say = (map, number, commitment) => map.set(number, (map.get(number) ?? new Set()).add(commitment));
    for (const { terms, commitment } of records) {
      say(held, terms.number, commitment.sha256);
      say(told, terms.number, commitment.sha256);
      if (terms.before) say(told, terms.before.number, terms.before.commitment);
    }
    const first = [...held.keys()].sort(less)[0] ?? "";
    const faults = [];
    for (const [number, commitments] of told) {
      if (commitments.size > 1) faults.push({ code: "DRAW_NUMBER_TWICE", where: number });
      if (number > first && !held.has(number)) faults.push({ code: "DRAW_NUMBER_SKIPPED", where: number });
    }
    return faults;
  }

  const ticket = (seed, subject) => hex(keyed(seed)(utf8.encode(subject)));

  globalThis.xinxiaoDraw = { check, series, ticket, hashed };
})();
