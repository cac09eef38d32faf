// What people type and paste, read exactly: cells of a spreadsheet, numbers as they write them, sums and changes without floats.
"use strict";
(() => {
  const DIGITS = 38;
  const WRITTEN = /^([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?$/;
  const CANONICAL = /^(?:0|-?(?:[1-9][0-9]*|0(?=\.))(?:\.[0-9]*[1-9])?)$/;
  const BLANK = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
  const ENDS = new RegExp(`^${BLANK}|${BLANK}$`, "g");

  const stripped = (text) => text.replace(ENDS, "");

  // The canonical form of a number as people write it; null for what is none. The same as number_of() of the server.
  function numberOf(written) {
    const match = WRITTEN.exec(stripped(written.normalize("NFKC")).replaceAll("−", "-"));
    if (!match) return null;
    const whole = match[2].replaceAll(",", "").replace(/^0+/, "") || "0";
    const part = (match[3] ?? "").replace(/0+$/, "");
    if (whole.length + part.length > DIGITS) return null;
    const value = part ? `${whole}.${part}` : whole;
    return match[1] === "-" && value !== "0" ? `-${value}` : value;
  }

  const isNumber = (text) => CANONICAL.test(text) && text.replace(/[^0-9]/g, "").length <= DIGITS;
  const placesOf = (text) => (text.split(".")[1] ?? "").length;
  const scaled = (text, places) =>
    BigInt(text.replace(".", "")) * 10n ** BigInt(places - placesOf(text));

  function spelt(number, places) {
    const digits = (number < 0n ? -number : number).toString().padStart(places + 1, "0");
    const whole = digits.slice(0, digits.length - places);
    const part = digits.slice(digits.length - places).replace(/0+$/, "");
    return `${number < 0n ? "-" : ""}${whole}${part ? `.${part}` : ""}`;
  }

  // The exact sum of canonical numbers; null where it has more digits than a number may have.
  function sum(texts) {
    const places = Math.max(0, ...texts.map(placesOf));
    const total = spelt(texts.reduce((all, text) => all + scaled(text, places), 0n), places);
    return isNumber(total) ? total : null;
  }

  // By how many per cent a number differs from an earlier one, to one place, half away from zero; null where nothing can be said.
  function change(now, before) {
    const places = Math.max(placesOf(now), placesOf(before));
    const [a, b] = [scaled(now, places), scaled(before, places)];
    if (b === 0n) return null;
    const [top, under] = [(a - b) * 1000n, b < 0n ? -b : b];
    const size = ((top < 0n ? -top : top) * 2n + under) / (under * 2n);
    return `${top < 0n && size ? "−" : top > 0n && size ? "+" : ""}${size / 10n}.${size % 10n}%`;
  }

  // Thousands apart, for people.
  function grouped(text) {
    const [whole, part] = text.split(".");
    return whole.replace(/\B(?=([0-9]{3})+$)/g, ",") + (part ? `.${part}` : "");
  }

  // Rows of cells from the text a spreadsheet puts on the clipboard. A cell in quotes is one of several lines, or has tabs or
  // doubled quotes; a quote that does not enclose a whole cell in this way stands for itself.
  function cells(text) {
    const rows = [[]];
    let at = 0;
    const end = () => at >= text.length || text[at] === "\t" || text[at] === "\n" || text[at] === "\r";
    const quoted = () => {
      const from = at;
      let inside = "";
      for (at += 1; at < text.length; at += 1) {
        if (text[at] !== '"') inside += text[at];
        else if (text[at + 1] === '"') {
          inside += '"';
          at += 1;
        } else {
          at += 1;
          if (end() && (/[\t\r\n]/.test(inside) || inside.includes('"'))) return inside.replace(/\r\n?/g, "\n");
          break;
        }
      }
      at = from;
      return null;
    };
    while (at <= text.length) {
      let cell = text[at] === '"' ? quoted() : null;
      if (cell === null) {
        const from = at;
        while (!end()) at += 1;
        cell = text.slice(from, at);
      }
      rows.at(-1).push(cell);
      if (at >= text.length) break;
      if (text[at] === "\t") at += 1;
      else {
        at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
        if (at >= text.length) break; // a line end after the last row begins no other
        rows.push([]);
      }
    }
    return rows;
  }

  // The same text from rows of cells.
  const written = (rows) =>
    rows
      .map((row) =>
        row.map((c) => (/[\t\r\n]/.test(c) || c.startsWith('"') ? `"${c.replaceAll('"', '""')}"` : c)).join("\t"),
      )
      .join("\r\n");

  // A number without what spreadsheets write of themselves: commas between thousands, and noughts that end a fraction.
  const usual = (text) => text.replaceAll(",", "").replace(/(\.[0-9]*?)0+$/, "$1").replace(/\.$/, "");

  // What is entered for an item: {value, mark, fault, changed}. ``marks``: words of marks, in small letters, to M or L.
  function entered(item, text, marks) {
    const plain = stripped(text.normalize("NFC"));
    if (!plain) return { value: "", mark: "" };
    const mark = marks[plain.normalize("NFKC").toLowerCase()];
    if (mark) return { value: "", mark };
    if (item.type === "number") {
      const value = numberOf(plain);
      if (value === null) return { value: plain, mark: "", fault: "number" };
      return { value, mark: "", changed: value !== usual(plain) };
    }
    if (item.type === "code") {
      const found = item.codes.find(([code, name]) => [code, name, `${code} ${name}`].includes(plain));
      return found ? { value: found[0], mark: "" } : { value: plain, mark: "", fault: "code" };
    }
    return { value: text.normalize("NFC").replace(/\r\n?/g, "\n"), mark: "" };
  }

  // What is wrong with one cell by itself, or nothing: the name of a text.
  function wrong(item, value, mark) {
    if (mark) return "";
    if (!value) return item.needed && !item.sums.length ? "needed" : "";
    if (item.type === "number") {
      if (!isNumber(value)) return "number";
      if (placesOf(value) > item.places) return "places";
      const least = item.least;
      if (least !== null) {
        const places = Math.max(placesOf(value), placesOf(least));
        if (scaled(value, places) < scaled(least, places)) return "least";
      }
      return "";
    }
    if (item.type === "code") return item.codes.some(([code]) => code === value) ? "" : "code";
    return [...value].length > item.most ? "most" : "";
  }

  // The total of an item from the values and marks of its parts: {value, mark, partial}; parts that cannot exist add nothing,
  // one that is blank, unknown or no number leaves the total open.
  function total(item, valueOf, markOf) {
    const parts = item.sums.filter((part) => markOf(part) !== "M");
    if (item.sums.length && !parts.length) return { value: "", mark: "M", partial: "" };
    const known = parts.map(valueOf).filter(isNumber);
    const value = sum(known);
    if (known.length === parts.length) return { value: value ?? "", mark: "", partial: "" };
    return { value: "", mark: "", partial: known.length ? (value ?? "") : "" };
  }

  globalThis.xinxiao = {
    ...globalThis.xinxiao,
    entered: { cells, written, numberOf, isNumber, sum, change, grouped, entered, wrong, total },
  };
})();
