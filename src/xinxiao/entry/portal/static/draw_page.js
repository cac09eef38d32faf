// The page that verifies draws: reads the chosen files or the pasted text, and says what draw.js finds. It asks no server anything.
"use strict";
(() => {
  const own = document.getElementById("draw-verify");
  if (!own) return;
  const [files, pasted, code, told, progress] = ["files", "pasted", "code", "told", "progress"].map((name) =>
    document.getElementById(`draw-${name}`),
  );
  const text = (name, places = {}) =>
    Object.entries(places).reduce(
      (words, [place, value]) => words.split(`{${place}}`).join(value),
      document.getElementById("draw-words").content.querySelector(`[data-name="${name}"]`).textContent,
    );
  let turn = 0;

  function line(words, kind, parent = told) {
    const made = document.createElement("p");
    made.textContent = words;
    if (kind) made.className = kind;
    parent.append(made);
    return made;
  }

  function list(faults) {
    const made = document.createElement("ul");
    for (const { code, where } of faults) {
      const item = document.createElement("li");
      const name = document.createElement("code");
      name.textContent = code;
      const words = text(code);
      item.append(name, ` ${where ? text("about", { words, where }) : words}`);
      made.append(item);
    }
    told.append(made);
  }

  function summary(record) {
    const number = record.terms.number;
    if (record.format !== "xinxiao-draw-1") {
      const drawn = text(record.drawn ? "drawn" : "not_drawn");
      return text("own", { number, subject: record.subject, ticket: record.ticket, line: record.line || "-", drawn });
    }
    const [count, drawn] = [record.terms.roster.count, record.selected.length];
    return text("record", { number, count, drawn, seed: record.seed });
  }

  function ticketOf(record, subject) {
    const part = record.roster.find((one) => one.codes.split("\n").includes(subject));
    if (!part) {
      const out = record.exclusions.filter((one) => one.subject === subject).map((one) => one.reason);
      return out.length ? text("excluded", { subject, reason: out.join(", ") }) : text("not_on", { subject });
    }
    const line = record.lines.find((one) => one.stratum === part.stratum)?.line || "-";
    const ticket = xinxiaoDraw.ticket(record.seed, subject);
    const drawn = text(record.selected.some((one) => one.subject === subject) ? "drawn" : "not_drawn");
    return text("own", { number: record.terms.number, subject, ticket, line, drawn });
  }

  async function contents() {
    const found = [];
    for (const file of files.files) {
      let content = "";
      try {
        content = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
      } catch {
        content = ""; // bytes that are no text are no draw
      }
      found.push([file.name, content]);
    }
    if (pasted.value.trim()) found.push([text("pasted"), pasted.value]);
    return found;
  }

  own.addEventListener("submit", async (event) => {
    event.preventDefault();
    const mine = ++turn;
    told.replaceChildren();
    const pause = async () => {
      progress.hidden = false;
      await new Promise((resume) => setTimeout(resume));
      if (mine !== turn) throw new Error("another was begun");
    };
    try {
      const given = await contents();
      if (given.length === 0) line(text("nothing"), "note");
      const records = [];
      for (const [name, content] of given) {
        const { record, faults } = await xinxiaoDraw.check(content, pause);
        if (record) records.push(record);
        if (faults.length) line(text("wrong_file", { file: name, count: faults.length }), "draw-wrong");
        else line(text("sound", { file: name, what: summary(record) }), "draw-right");
        if (faults.length) list(faults);
        if (record?.terms.synthetic) line(text("synthetic"), "banner warn");
        const subject = code.value.trim().toUpperCase();
        if (subject && record?.format === "xinxiao-draw-1") line(ticketOf(record, subject));
      }
      const numbers = records.length > 1 ? xinxiaoDraw.series(records) : [];
      if (numbers.length) line(text("wrong_file", { file: text("series"), count: numbers.length }), "draw-wrong"), list(numbers);
    } catch (fault) {
      if (mine === turn) line(String(fault), "draw-wrong");
    } finally {
      if (mine === turn) progress.hidden = true;
    }
  });
})();
