// The grid a report is filled in: keys, ranges, paste, undo, totals, findings. The form works without it, as a page of fields.
"use strict";
(() => {
  const form = document.getElementById("report");
  const block = document.getElementById("report-data");
  if (!form || !block) return;
  const began = performance.now();
  const data = JSON.parse(block.textContent);
  const { cells: parse, written, entered, wrong, total, change, grouped, isNumber } = globalThis.xinxiao.entered;
  const say = (name, places = {}) =>
    data.texts[name].replace(/\{(\w+)\}/g, (_, key) => (key in places ? places[key] : `{${key}}`));
  const byId = (id) => document.getElementById(id);
  for (const item of [...data.items, ...Object.values(data.named)]) item.definition = data.definitions[item.definition];
  for (const item of data.items) item.codes = data.codelists[item.codelist] ?? [];

  // -- the cells ------------------------------------------------------------------------------------------------------------
  const items = new Map(data.items.map((item) => [item.id, item]));
  const cells = new Map(); // item id -> {item, field, value, mark, row, column}
  const rows = []; // rows of cells, tables one below the other
  const tables = []; // first row and row after the last of each table
  const dependents = new Map(); // item id -> totals it is part of

  for (const table of form.querySelectorAll("table.grid")) {
    const first = rows.length;
    for (const tr of table.tBodies[0].rows) {
      const row = [];
      for (const field of tr.querySelectorAll("[data-item]")) {
        const item = items.get(field.dataset.item);
        const cell = { item, field, row: rows.length, column: row.length, ...entered(item, field.value, data.words) };
        cell.mark ||= "";
        cells.set(item.id, cell);
        row.push(cell);
      }
      if (row.length) rows.push(row);
    }
    for (let r = first; r < rows.length; r += 1) tables[r] = [first, rows.length];
  }
  for (const item of items.values())
    for (const part of item.sums) dependents.set(part, [...(dependents.get(part) ?? []), item.id]);
  const of = (field) => cells.get(field.dataset.item);
  const valueOf = (id) => cells.get(id)?.value ?? "";
  const markOf = (id) => cells.get(id)?.mark ?? "";
  const isTotal = (cell) => cell.item.sums.length > 0;
  const shown = (cell) => (cell.mark ? data.marks[cell.mark] : cell.value);
  // As a cell looks while nobody types in it: thousands apart, as the earlier values beside it.
  const face = (cell) => (!cell.mark && cell.item.type === "number" && isNumber(cell.value) ? grouped(cell.value) : shown(cell));
  const draw = (cell) => {
    const text = document.activeElement === cell.field && !isTotal(cell) ? shown(cell) : face(cell);
    if (cell.field.value !== text) cell.field.value = text;
  };

  // -- what changes, and is undone ------------------------------------------------------------------------------------------
  const done = [];
  const undone = [];
  let open = null; // what is typed into one cell since it got the focus
  const notes = []; // what was read otherwise than it was written, or could not be

  function put(cell, next) {
    cell.value = next.value;
    cell.mark = next.mark;
    if (document.activeElement !== cell.field || cell.field.value === "" || !open) draw(cell);
    after(cell);
  }

  let waiting = null; // totals to compute when all of many changes are made

  function after(cell) {
    cell.field.classList.toggle("marked", cell.mark !== "");
    compare(cell);
    touched.add(cell.item.id);
    for (const id of dependents.get(cell.item.id) ?? [])
      if (waiting) waiting.add(id);
      else compute(cells.get(id));
    if (!waiting) later();
  }

  // Make many changes; totals are computed once, those of totals after them.
  function together(act) {
    waiting = new Set();
    act();
    while (waiting.size) {
      const [id] = waiting; // one that changes has those it is part of computed, again if need be
      waiting.delete(id);
      compute(cells.get(id));
    }
    waiting = null;
    later();
  }

  function compute(cell) {
    if (!cell) return;
    const made = total(cell.item, valueOf, markOf);
    cell.field.placeholder = made.partial ? say("partial", { value: grouped(made.partial) }) : "";
    if (made.value === cell.value && made.mark === cell.mark) return;
    put(cell, made);
  }

  function compare(cell) {
    for (const place of cell.field.parentElement.querySelectorAll("[data-was]")) {
      const before = data[place.dataset.was][cell.item.id];
      const differs = before !== undefined && isNumber(cell.value) && isNumber(before) ? change(cell.value, before) : null;
      place.textContent = differs ? ` ${differs}` : "";
    }
  }

  // Change cells at once: [cell, {value, mark}] each; what is computed stays as it is.
  function changed(pairs, label) {
    const group = [];
    for (const [cell, next] of pairs) {
      if (isTotal(cell) || (cell.value === next.value && cell.mark === next.mark)) continue;
      group.push({ cell, before: { value: cell.value, mark: cell.mark }, after: { value: next.value, mark: next.mark } });
    }
    set(group, "after");
    if (group.length) {
      done.push(group);
      undone.length = 0;
    }
    if (label) tell(label);
    buttons();
    return group.length;
  }

  function set(group, side) {
    together(() => {
      for (const step of group) {
        put(step.cell, step[side]);
        draw(step.cell);
      }
    });
  }

  function close() {
    if (!open) return;
    const { cell, before } = open;
    open = null;
    const text = cell.field.value;
    const next = entered(cell.item, text, data.words);
    if (next.changed) note(cell, text, next.value);
    cell.value = next.value;
    cell.mark = next.mark;
    draw(cell);
    if (before.value !== next.value || before.mark !== next.mark) {
      done.push([{ cell, before, after: { value: next.value, mark: next.mark } }]);
      undone.length = 0;
      after(cell);
    }
    buttons();
  }

  function back(from, to, side, word) {
    close();
    const group = from.pop();
    if (!group) return tell(say("nothing"));
    to.push(group);
    set(group, side);
    go(group[0].cell);
    tell(say(word, { count: group.length }));
    buttons();
  }

  function buttons() {
    byId("undo").disabled = !done.length;
    byId("redo").disabled = !undone.length;
  }

  function note(cell, from, to) {
    notes.push({ cell, text: say("read", { name: cell.item.name, from: from.slice(0, 60), to }) });
    if (notes.length > 200) notes.shift();
  }

  // -- where one is ---------------------------------------------------------------------------------------------------------
  let anchor = null;
  let head = null;
  let edits = false;

  function range() {
    if (!head) return [];
    const [top, bottom] = [Math.min(anchor.row, head.row), Math.max(anchor.row, head.row)];
    const [left, right] = [Math.min(anchor.column, head.column), Math.max(anchor.column, head.column)];
    return rows.slice(top, bottom + 1).map((row) => row.slice(left, right + 1));
  }

  const marked = new Set();
  function show() {
    const now = new Set(anchor === head ? [] : range().flat());
    for (const cell of marked) if (!now.has(cell)) cell.field.parentElement.classList.remove("chosen");
    for (const cell of now) cell.field.parentElement.classList.add("chosen");
    marked.clear();
    for (const cell of now) marked.add(cell);
    if (now.size) tell(say("chosen", { rows: range().length, columns: range()[0].length }));
  }

  function go(cell, extends_ = false) {
    if (!cell) return;
    close();
    head = cell;
    if (!extends_) anchor = cell;
    edits = false;
    cell.field.focus();
    begin(cell);
    show();
  }

  // What is typed into a cell takes the place of what it holds, as in a spreadsheet.
  function begin(cell) {
    draw(cell);
    if (cell.field.select) cell.field.select();
  }

  function step(from, down, right, within) {
    const [first, end] = tables[from.row];
    let r = from.row + down;
    r = within ? Math.max(first, Math.min(end - 1, r)) : Math.max(0, Math.min(rows.length - 1, r));
    const row = rows[r];
    return row[Math.max(0, Math.min(row.length - 1, from.column + right))];
  }

  function next(cell, back_) {
    const flat = rows.flat().filter((c) => !isTotal(c));
    const at = flat.indexOf(cell);
    if (at >= 0) return flat[at + (back_ ? -1 : 1)];
    const all = rows.flat();
    const from = all.indexOf(cell);
    return back_ ? all.slice(0, from).reverse().find((c) => !isTotal(c)) : all.slice(from).find((c) => !isTotal(c));
  }

  function jump(cell, key) {
    const [first, end] = tables[cell.row];
    if (key === "ArrowUp") return step(cell, first - cell.row, 0, true);
    if (key === "ArrowDown") return step(cell, end - 1 - cell.row, 0, true);
    return rows[cell.row].at(key === "ArrowLeft" ? 0 : -1);
  }

  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };

  function moved(event, cell) {
    const { key, shiftKey, ctrlKey, metaKey } = event;
    const wide = ctrlKey || metaKey;
    if (key in MOVES) return wide && key.startsWith("Arrow") ? jump(head, key) : step(head, ...MOVES[key], shiftKey);
    if (key === "Home") return wide ? rows[0][0] : rows[cell.row][0];
    if (key === "End") return wide ? rows.at(-1).at(-1) : rows[cell.row].at(-1);
    return null;
  }

  // -- keys -----------------------------------------------------------------------------------------------------------------
  const letters = {
    z: (event) => (event.shiftKey ? back(undone, done, "after", "redone") : back(done, undone, "before", "undone")),
    y: () => back(undone, done, "after", "redone"),
    d: () => fill(0),
    r: () => fill(1),
    a: () => whole(),
  };

  function key(event) {
    const cell = event.target.dataset?.item ? of(event.target) : null;
    if (event.key === "F8") return stop(event, () => following());
    if (!cell || event.isComposing) return;
    const wide = event.ctrlKey || event.metaKey;
    const letter = event.key.toLowerCase();
    if (event.key === "F1") return stop(event, () => define(cell));
    if (event.key === "F2") return stop(event, () => edit(cell));
    if (event.key === "Escape") return stop(event, () => escape(cell));
    if (event.altKey && !wide && (letter === "m" || letter === "l")) return stop(event, () => mark(event.key.toUpperCase()));
    if (event.key === "Enter" && !event.altKey && !wide)
      return stop(event, () => go(step(cell, event.shiftKey ? -1 : 1, 0)));
    if (event.key === "Enter" && event.altKey && cell.item.type === "text") return stop(event, () => line(cell));
    if (event.key === "Tab" && !wide && !event.altKey) {
      const to = next(cell, event.shiftKey);
      return to ? stop(event, () => go(to)) : close();
    }
    if (wide && !event.altKey && letters[letter] && !(edits && letter === "a")) return stop(event, () => letters[letter](event));
    if (edits || event.altKey) return;
    const to = moved(event, cell);
    if (to) {
      const stays = event.shiftKey && tables[to.row] !== undefined && tables[to.row][0] !== tables[anchor.row][0];
      return stop(event, () => (stays ? undefined : go(to, event.shiftKey)));
    }
    if (event.key === "Delete" || (event.key === "Backspace" && marked.size)) stop(event, clear);
  }

  function stop(event, act) {
    event.preventDefault();
    act();
  }

  function edit(cell) {
    edits = true;
    const field = cell.field;
    if (field.setSelectionRange && field.tagName !== "SELECT") field.setSelectionRange(field.value.length, field.value.length);
    else if (field.showPicker) field.showPicker();
  }

  function escape(cell) {
    if (open) {
      const { before } = open;
      open = null;
      put(cell, before);
      draw(cell);
    }
    go(cell);
  }

  function line(cell) {
    const { field } = cell;
    field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function chosen() {
    return marked.size ? range() : head ? [[head]] : [];
  }

  function clear() {
    close();
    const pairs = chosen().flat().map((cell) => [cell, { value: "", mark: "" }]);
    changed(pairs, say("cleared", { count: pairs.filter(([cell]) => !isTotal(cell)).length }));
  }

  function mark(code) {
    close();
    const pairs = chosen().flat().map((cell) => [cell, cell.mark === code ? { value: "", mark: "" } : { value: "", mark: code }]);
    changed(pairs, say("marked", { mark: data.marks[code] }));
    go(head);
  }

  function fill(right) {
    close();
    if (!head) return;
    let block = chosen();
    if (!marked.size) {
      const from = right ? step(head, 0, -1, true) : step(head, -1, 0, true);
      if (from === head) return tell(say("nothing"));
      block = right ? [[from, head]] : [[from], [head]];
    }
    const pairs = [];
    let refused = 0;
    for (const row of block)
      row.forEach((cell, column) => {
        const source = right ? row[0] : block[0][column];
        if (cell === source) return;
        const made = entered(cell.item, shown(source), data.words);
        if (made.fault || isTotal(cell)) refused += 1;
        else pairs.push([cell, made]);
      });
    changed(pairs);
    tell(say("filled", { count: pairs.length }) + (refused ? ` ${say("skipped", { count: refused })}` : ""));
  }

  function whole() {
    const [first, end] = tables[head.row];
    anchor = rows[first][0];
    head = rows[end - 1].at(-1);
    show();
  }

  // -- the clipboard --------------------------------------------------------------------------------------------------------
  function copy(event) {
    if (!head || edits || !event.target.dataset?.item) return;
    event.clipboardData.setData("text/plain", written(chosen().map((row) => row.map(shown))));
    event.preventDefault();
    if (event.type === "cut") clear();
  }

  function paste(event) {
    if (!event.target.dataset?.item || !head) return;
    const text = event.clipboardData.getData("text/plain");
    let block = parse(text);
    if (edits && block.length === 1 && block[0].length === 1) return;
    event.preventDefault();
    close();
    while (block.length > 1 && block.at(-1).every((c) => c.trim() === "")) block.pop();
    const width = Math.max(...block.map((row) => row.length));
    const target = chosen();
    const start = target[0][0];
    if (block.length === 1 && width === 1 && target.flat().length > 1) block = target.map((row) => row.map(() => block[0][0]));
    const [, end] = tables[start.row];
    const room = [end - start.row, rows[start.row].length - start.column];
    const needed = [block.length, Math.max(...block.map((row) => row.length))];
    if (needed[0] > room[0] || needed[1] > room[1])
      return tell(say("large", { rows: needed[0], columns: needed[1], most_rows: room[0], most_columns: room[1] }), true);
    take(start, block);
  }

  function take(start, block) {
    const pairs = [];
    let faults = 0;
    let read = 0;
    const totals = [];
    block.forEach((row, r) =>
      row.forEach((text, c) => {
        const cell = rows[start.row + r][start.column + c];
        const next = entered(cell.item, text, data.words);
        if (isTotal(cell)) {
          if (next.value) totals.push([cell, next.value]);
          return;
        }
        if (next.fault) faults += 1;
        if (next.changed) {
          read += 1;
          note(cell, text, next.value);
        }
        pairs.push([cell, next]);
      }),
    );
    const count = changed(pairs);
    const differing = totals.filter(([cell, value]) => cell.value !== value);
    for (const [cell, value] of differing)
      notes.push({ cell, text: say("total", { name: cell.item.name, pasted: value, computed: cell.value || say("open") }) });
    go(start);
    const further = Object.entries({ read, faults, totals: differing.length }).filter(([, many]) => many);
    const told = [say("pasted", { count }), ...further.map(([name, many]) => say(`pasted_${name}`, { count: many }))];
    tell(told.join(say("semicolon")) + say("stop"), faults + differing.length > 0);
    later();
  }

  // -- what is told ---------------------------------------------------------------------------------------------------------
  function tell(text, alarms = false) {
    const place = byId(alarms ? "alarm" : "told");
    byId(alarms ? "told" : "alarm").textContent = "";
    place.textContent = text;
  }

  function define(cell) {
    const box = byId("definition");
    byId("definition-name").textContent = cell.item.name;
    byId("definition-text").textContent = cell.item.definition;
    byId("definition-unit").textContent = cell.item.about;
    box.returnTo = cell.field;
    box.showModal();
  }

  // -- findings -------------------------------------------------------------------------------------------------------------
  const faults = new Map(); // item id -> name of what is wrong with it
  const touched = new Set(cells.keys());
  const explanations = { ...data.explanations };
  let verdicts = [];
  let timer = 0;
  const heard = []; // who is told after each change

  function later() {
    clearTimeout(timer);
    timer = setTimeout(look, 120);
    for (const act of heard) act();
  }

  function look() {
    const from = performance.now();
    for (const id of touched) {
      const cell = cells.get(id);
      const fault = wrong(cell.item, cell.value, cell.mark);
      if (fault) faults.set(id, fault);
      else faults.delete(id);
      const invalid = fault !== "" && fault !== "needed";
      if (invalid) cell.field.setAttribute("aria-invalid", "true");
      else cell.field.removeAttribute("aria-invalid");
    }
    touched.clear();
    verdicts = judged();
    globalThis.xinxiao.rulesTook = performance.now() - from;
    list();
    progress();
  }

  function judged() {
    const judge = globalThis.xinxiaoRules?.verdict;
    if (!judge) return [];
    return data.rules.flatMap((rule) => {
      const held = Object.keys(rule.kinds).map((name) => [name, holds(name, rule.kinds[name])]);
      const verdict = judge(rule, Object.fromEntries(held));
      if (verdict === "holds" || verdict === "unknown") return [];
      const values = held.filter(([, text]) => text !== null).slice(0, 6);
      const called = (name) => items.get(name)?.name ?? data.called[name] ?? name;
      return {
        ...rule,
        severity: verdict === "overflow" ? "must" : verdict === "undefined" ? "note" : rule.severity,
        says: verdict === "fails" ? say("broken", { rule: rule.says.replace(/[。.]$/, "") }) : rule.says + say(`verdict_${verdict}`),
        items: held.map(([name]) => name).filter((name) => cells.has(name)),
        values: values.map(([name, text]) => `${called(name)} = ${isNumber(text) ? grouped(text) : text}`).join(say("semicolon")),
      };
    });
  }

  // What an item of a rule holds: here, or in what was reported before or on another form; null for nothing.
  function holds(name, kind) {
    const cell = cells.get(name);
    const text = cell ? (cell.mark ? null : cell.value || null) : (data.record[name] ?? null);
    return kind === "number" && text !== null && !isNumber(text) ? null : text;
  }

  function row(list_, cell, text, kind) {
    const li = document.createElement("li");
    li.className = kind;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", () => go(cell));
    li.append(button);
    list_.append(li);
    return li;
  }

  const MOST = 100;

  function list() {
    const place = byId("findings-list");
    if (place.contains(document.activeElement)) return summary(); // nobody is pulled away from what they explain
    const fresh = document.createDocumentFragment();
    const blank = [...faults].filter(([, fault]) => fault === "needed").map(([id]) => cells.get(id));
    const bad = [...faults].filter(([, fault]) => fault !== "needed").map(([id, fault]) => [cells.get(id), fault]);
    for (const [cell, fault] of bad.slice(0, MOST))
      row(fresh, cell, say(`wrong_${fault}`, { name: cell.item.name, value: cell.value.slice(0, 60), places: cell.item.places, least: cell.item.least, most: cell.item.most }), "must");
    if (bad.length > MOST) row(fresh, bad[MOST][0], say("more", { count: bad.length - MOST }), "must");
    for (const verdict of verdicts.slice(0, MOST)) rule(fresh, verdict);
    if (blank.length) row(fresh, blank[0], say("blank", { count: blank.length, name: blank[0].item.name }), "blank");
    for (const { cell, text } of notes.slice(-MOST)) row(fresh, cell, text, "note");
    place.replaceChildren(fresh);
    summary();
  }

  function rule(place, verdict) {
    const cell = verdict.items.map((id) => cells.get(id)).find(Boolean) ?? rows[0][0];
    const li = row(place, cell, say(`severity_${verdict.severity}`) + verdict.says, verdict.severity);
    for (const [kind, words] of [["values", verdict.values], ["", verdict.remedy]]) {
      const told = document.createElement("p");
      told.className = kind;
      told.textContent = words;
      if (words) li.append(told);
    }
    if (verdict.severity !== "explain") return;
    const label = document.createElement("label");
    label.textContent = say("explain");
    const text = document.createElement("textarea");
    text.name = `e.${verdict.id}`;
    text.rows = 2;
    text.maxLength = 2000;
    text.value = explanations[verdict.id] ?? "";
    text.addEventListener("input", () => {
      if (text.value.trim()) explanations[verdict.id] = text.value;
      else delete explanations[verdict.id];
      for (const act of heard) act();
    });
    label.append(text);
    li.append(label);
  }

  function summary() {
    const bad = [...faults.values()].filter((fault) => fault !== "needed").length;
    const of_ = (severity) => verdicts.filter((v) => v.severity === severity).length;
    const counts = { blank: faults.size - bad, must: bad + of_("must"), release: of_("release"), explain: of_("explain") };
    const text = say(Object.values(counts).some(Boolean) ? "summary" : "summary_sound", counts);
    const place = byId("findings-summary");
    if (place.textContent !== text) place.textContent = text;
  }

  function progress() {
    const asked = [...cells.values()].filter((cell) => !isTotal(cell));
    const filled = asked.filter((cell) => cell.value || cell.mark).length;
    byId("progress").max = asked.length || 1;
    byId("progress").value = filled;
    byId("progress-text").textContent = say("progress", { filled, all: asked.length });
  }

  function following() {
    const bad = [...faults].map(([id]) => cells.get(id)).concat(verdicts.flatMap((v) => v.items.map((id) => cells.get(id))));
    const order = [...new Set(bad.filter(Boolean))].sort((a, b) => a.row - b.row || a.column - b.column);
    if (!order.length) return tell(say("sound"));
    const at = head ?? rows[0][0];
    go(order.find((c) => c.row > at.row || (c.row === at.row && c.column > at.column)) ?? order[0]);
    tell(say(faults.has(head.item.id) ? `wrong_${faults.get(head.item.id)}` : "see", { name: head.item.name, value: head.value.slice(0, 60), places: head.item.places, least: head.item.least, most: head.item.most }));
  }

  // -- listening ------------------------------------------------------------------------------------------------------------
  document.addEventListener("keydown", (event) => document.querySelector("dialog[open]") || key(event));
  form.addEventListener("copy", copy);
  form.addEventListener("cut", copy);
  form.addEventListener("paste", paste);
  form.addEventListener("input", (event) => {
    if (!event.target.dataset?.item) return;
    const cell = of(event.target);
    open ??= { cell, before: { value: cell.value, mark: cell.mark } };
    const next = entered(cell.item, cell.field.value, data.words);
    cell.value = next.value;
    cell.mark = next.mark;
    after(cell);
  });
  form.addEventListener("change", (event) => event.target.dataset?.item && close());
  form.addEventListener("focusin", (event) => {
    if (!event.target.dataset?.item) return;
    const cell = of(event.target);
    if (cell === head) return;
    close();
    anchor = head = cell;
    edits = false;
    begin(cell);
    show();
  });
  form.addEventListener("focusout", (event) => {
    if (!event.target.dataset?.item) return;
    close();
    const cell = of(event.target);
    if (cell.field.value === shown(cell)) cell.field.value = face(cell);
  });
  form.addEventListener("mousedown", (event) => {
    const field = event.target.closest?.("[data-item]");
    if (!field) return;
    const cell = of(field);
    if (event.shiftKey && head) stop(event, () => tables[cell.row][0] === tables[anchor.row][0] && go(cell, true));
    else if (document.activeElement === field) edits = true;
    else if (field.tagName !== "SELECT") stop(event, () => go(cell));
  });
  form.addEventListener("click", (event) => {
    const named = event.target.closest?.("[data-define]");
    if (named) stop(event, () => define({ item: data.named[named.dataset.define], field: named }));
  });
  byId("definition").addEventListener("close", (event) => event.target.returnTo?.focus());
  byId("undo").addEventListener("click", () => back(done, undone, "before", "undone"));
  byId("redo").addEventListener("click", () => back(undone, done, "after", "redone"));
  byId("fill-down").addEventListener("click", () => fill(0));
  byId("fill-right").addEventListener("click", () => fill(1));
  byId("mark-m").addEventListener("click", () => head && mark("M"));
  byId("mark-l").addEventListener("click", () => head && mark("L"));
  byId("next-finding").addEventListener("click", following);
  for (const tool of form.querySelectorAll(".tools button")) tool.addEventListener("mousedown", (event) => event.preventDefault());

  function content() {
    const [values, marks_] = [{}, {}];
    for (const [id, cell] of cells) {
      if (cell.mark) marks_[id] = cell.mark;
      else if (cell.value) values[id] = cell.value;
    }
    return { cells: values, marks: marks_, explanations: { ...explanations } };
  }

  function restore(made) {
    const pairs = [...cells.values()].map((cell) => [
      cell,
      { value: made.cells[cell.item.id] ?? "", mark: made.marks[cell.item.id] ?? "" },
    ]);
    for (const id of Object.keys(explanations)) delete explanations[id];
    Object.assign(explanations, made.explanations);
    changed(pairs);
    look();
  }

  globalThis.xinxiao.grid = { data, say, tell, content, restore, close, items, shown: (id) => cells.get(id) && shown(cells.get(id)), heard };
  for (const cell of cells.values()) {
    if (isTotal(cell)) compute(cell);
    draw(cell);
  }
  form.classList.add("live");
  buttons();
  look();
  if (data.owed && !location.hash && !byId("returned")) {
    const blank = [...cells.values()].find((cell) => !isTotal(cell) && !cell.value && !cell.mark);
    if (blank) blank.field.focus({ preventScroll: true });
  }
  globalThis.xinxiao.gridTook = performance.now() - began;
})();
