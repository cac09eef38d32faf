// Keeps a draft safe as one types: on the server after a moment, in the browser at once. Two tabs or two people are shown their
// differences, and nothing is overwritten in silence.
"use strict";
(() => {
  const grid = globalThis.xinxiao?.grid;
  const leave = document.querySelectorAll('form[action$="/sign-out"]');
  const PREFIX = "xinxiao.draft.";
  for (const form of leave)
    form.addEventListener("submit", () => {
      if (grid) grid.gone = true;
    });
  if (!grid) return;

  const { data, say, tell } = grid;
  const own = `${PREFIX}${data.account}.${data.report}`;
  const state = document.getElementById("saved");
  let base = data.base;
  let after = data.after; // the number of the last submission: with it revisions begin anew
  let kept = text(grid.content()); // what the server has
  const sent = new Set(); // what was sent since an answer came last: one of it may be there, its answer lost on the way
  let sending = false;
  let timer = 0;
  let stopped = false; // until differences are settled
  let wait = 700;

  function text(content) {
    const sorted = (map) => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
    return JSON.stringify({ cells: sorted(content.cells), marks: sorted(content.marks), explanations: sorted(content.explanations) });
  }

  function remember() {
    const now = text(grid.content());
    try {
      if (now === kept) localStorage.removeItem(own);
      else localStorage.setItem(own, JSON.stringify({ base, after, content: JSON.parse(now), at: new Date().toISOString() }));
    } catch {
      // a browser without a store keeps nothing: the server still does
    }
    return now;
  }

  function changed() {
    const now = remember();
    if (stopped) return; // what stopped it stands there until it is settled
    if (now === kept) return shown("saved");
    shown("saving");
    clearTimeout(timer);
    timer = setTimeout(send, 700);
  }

  function shown(name, places = {}) {
    state.dataset.state = name;
    state.textContent = say(`draft_${name}`, places);
  }

  async function send() {
    if (sending || stopped) return;
    const now = remember();
    if (now === kept) return shown("saved");
    sending = true;
    sent.add(now);
    try {
      const answer = await fetch(data.urls.draft, {
        method: "POST",
        credentials: "same-origin",
        headers: { "content-type": "application/json", accept: "application/json", "x-csrf-token": data.csrf },
        body: JSON.stringify({ base, after, ...JSON.parse(now) }),
      });
      await taken(answer, now);
    } catch {
      shown("offline");
      wait = Math.min(wait * 2, 30000);
      timer = setTimeout(send, wait);
    } finally {
      sending = false;
    }
    if (text(grid.content()) !== kept && !stopped && state.dataset.state !== "offline") timer = setTimeout(send, 700);
  }

  async function taken(answer, now) {
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) {
      base = said.revision;
      kept = now;
      sent.clear();
      wait = 700;
      remember();
      document.getElementById("base").value = base;
      return shown("saved");
    }
    if (answer.status === 409 && said.content) {
      const theirs = text({ explanations: {}, ...said.content });
      if (said.after === after && sent.has(theirs)) {
        base = said.revision;
        document.getElementById("base").value = base;
        kept = theirs;
        sent.clear();
        remember();
        return kept === now && shown("saved"); // else what was typed since is sent by and by
      }
      const why = said.after === after ? say("merge_other") : said.error.message;
      return differ(said.content, said.revision, said.after, why);
    }
    stopped = answer.status !== 429 && answer.status < 500;
    if (answer.status === 401 || answer.status === 403) return shown("signed_out");
    if (!stopped) throw new Error(String(answer.status));
    tell(said.error?.message ?? "", true);
    return shown("refused");
  }

  // -- differences ----------------------------------------------------------------------------------------------------------
  function word(content, id) {
    const mark = content.marks[id];
    return mark ? data.marks[mark] : (content.cells[id] ?? say("open"));
  }

  function differ(theirs, revision, number, why) {
    stopped = true;
    const mine = grid.content();
    const names = [...grid.items.keys()].filter((id) => word(mine, id) !== word(theirs, id));
    if (!names.length && JSON.stringify(mine.explanations) === JSON.stringify(theirs.explanations ?? {})) return settle(mine, theirs, [revision, number], []);
    const box = document.getElementById("merge");
    document.getElementById("merge-why").textContent = why;
    const body = box.querySelector("tbody");
    body.replaceChildren(...names.map((id) => line(id, word(mine, id), word(theirs, id))));
    document.getElementById("merge-mine").onclick = () => every("mine");
    document.getElementById("merge-theirs").onclick = () => every("theirs");
    document.getElementById("merge-done").onclick = () => {
      const taken_ = names.filter((id) => body.querySelector(`input[name="merge-${id}"][value="theirs"]`).checked);
      box.close();
      settle(mine, theirs, [revision, number], taken_);
    };
    function every(side) {
      for (const field of body.querySelectorAll(`input[value="${side}"]`)) field.checked = true;
    }
    shown("conflict");
    if (!box.open) box.showModal();
  }

  function line(id, mine, theirs) {
    const tr = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = grid.items.get(id).name;
    tr.append(head);
    for (const [side, value] of [["mine", mine], ["theirs", theirs]]) {
      const td = document.createElement("td");
      const label = document.createElement("label");
      const field = document.createElement("input");
      Object.assign(field, { type: "radio", name: `merge-${id}`, value: side, checked: side === "mine" });
      label.append(field, ` ${value}`);
      td.append(label);
      tr.append(td);
    }
    return tr;
  }

  function settle(mine, theirs, from, taken_) {
    const made = structuredClone(mine);
    for (const id of taken_) {
      delete made.cells[id];
      delete made.marks[id];
      if (theirs.marks[id]) made.marks[id] = theirs.marks[id];
      else if (theirs.cells[id]) made.cells[id] = theirs.cells[id];
    }
    made.explanations = { ...(theirs.explanations ?? {}), ...mine.explanations };
    [base, after] = from;
    document.getElementById("base").value = base;
    document.getElementById("after").value = after;
    kept = text({ explanations: {}, ...theirs });
    stopped = false;
    grid.restore(made);
    tell(say("merged", { count: taken_.length }));
    changed();
  }

  // -- what an earlier visit left -------------------------------------------------------------------------------------------
  function recall() {
    let left = null;
    try {
      left = JSON.parse(localStorage.getItem(own) ?? "null");
    } catch {
      return;
    }
    if (!left?.content) return;
    if (text(left.content) === kept) return remember();
    const served = grid.content();
    grid.restore(left.content);
    if (left.base === base && (left.after ?? after) === after) {
      tell(say("recalled", { at: new Date(left.at).toLocaleString(document.documentElement.lang) }));
      return changed();
    }
    differ(served, base, after, say("merge_left"));
  }

  grid.heard.push(changed);
  window.addEventListener("beforeunload", (event) => {
    grid.close();
    if (!grid.gone && state.dataset.state !== "signed_out" && text(grid.content()) !== kept) event.preventDefault();
  });
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
  document.getElementById("report").addEventListener("submit", async (event) => {
    event.preventDefault();
    grid.close();
    clearTimeout(timer);
    while (sending) await new Promise((go) => setTimeout(go, 50));
    await send();
    if (text(grid.content()) !== kept) return tell(state.textContent, true);
    if (event.submitter?.value === "submit") location.assign(data.urls.submit);
    else tell(say("draft_saved"));
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.repeat || document.querySelector("dialog[open]")) return;
    const name = { s: "stay", enter: "submit" }[event.key.toLowerCase()];
    if (!name) return;
    event.preventDefault();
    const form = document.getElementById("report");
    form.requestSubmit(form.querySelector(`button[name="then"][value="${name}"]`));
  });
  state.dataset.state = "saved"; // what the server says of it stands there
  recall();
})();
