// The form of one act on a phone: kept in the browser, encrypted, while it is filled in; sent without leaving the page, so that nothing is
// lost with the connection; one picture after the other. Without it the form is a form.
"use strict";
(() => {
  const done = document.getElementById("done");
  if (done?.dataset.draft) forget(done.dataset.draft);
  const form = document.querySelector("form[data-draft]");
  if (!form) return;

  const words = JSON.parse(document.getElementById("act-words").textContent);
  const say = (name, places = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => places[key]);
  const saved = document.getElementById("saved");
  const button = form.querySelector("button:not([type=button])");
  const keeps = form.dataset.keeps.split(" ");
  const MOST = 60_000_000;
  let key = null;
  let sent = false;
  let stale = false;
  let timer = 0;

  function forget(name) {
    try {
      localStorage.removeItem(name);
    } catch {
      // a browser without a store has nothing to forget
    }
  }

  function tell(name, text = say(name), ...more) {
    saved.hidden = false;
    saved.dataset.state = name;
    saved.replaceChildren(text, ...more);
  }

  // -- kept in the browser, under a key that came with the page and stays nowhere ------------------------------------------
  const kept = (name) => keeps.some((own) => name === own || name.startsWith(`${own}.`));
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const text = (array) => btoa(Array.from(array, (b) => String.fromCharCode(b)).join(""));

  async function unlock() {
    const hex = form.dataset.key;
    if (!hex || !globalThis.crypto?.subtle) return null;
    const raw = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
    return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  function typed() {
    const found = [];
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && kept(name)) found.push([name, value]);
    return found;
  }

  async function keep() {
    if (!key || sent) return;
    const own = { at: new Date().toISOString(), fields: typed() };
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(own)));
    if (sent) return;
    try {
      localStorage.setItem(form.dataset.draft, `${text(iv)}.${text(new Uint8Array(sealed))}`);
      tell("saved");
    } catch {
      // a full or closed store keeps nothing, and the page says nothing was kept
    }
  }

  async function recall() {
    let left = "";
    try {
      left = localStorage.getItem(form.dataset.draft) ?? "";
    } catch {
      return;
    }
    if (!left || form.querySelector("#refused") || document.getElementById("refused")) return;
    try {
      const [iv, sealed] = left.split(".").map(bytes);
      const own = JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed)));
      restore(own.fields);
      const drop = document.createElement("button");
      Object.assign(drop, { type: "button", className: "plain", textContent: say("drop") });
      drop.addEventListener("click", () => {
        forget(form.dataset.draft);
        form.reset();
        saved.hidden = true;
      });
      const at = new Date(own.at).toLocaleString(document.documentElement.lang);
      tell("recalled", `${say("recalled", { at })} `, drop);
    } catch {
      forget(form.dataset.draft); // another key, or not ours
    }
  }

  function restore(fields) {
    for (const input of form.elements) if (kept(input.name) && input.type === "checkbox") input.checked = false;
    for (const [name, value] of fields) {
      if (!kept(name)) continue;
      const own = form.elements.namedItem(name);
      if (!own) continue;
      if (own instanceof RadioNodeList) own.value = value;
      else if (own.type === "checkbox") own.checked = true;
      else if (own.type !== "file" && own.type !== "hidden") own.value = value;
    }
  }

  // -- pictures, one after the other ---------------------------------------------------------------------------------------
  const box = form.querySelector(".evidence");
  const list = document.createElement("ul");
  function pictures() {
    if (!box) return;
    list.className = "chosen";
    list.setAttribute("aria-live", "polite");
    box.append(list);
    box.addEventListener("change", (event) => {
      const input = event.target;
      if (input.type !== "file") return;
      if (input.classList.contains("camera") && input.files.length) another(input);
      shown();
    });
  }

  function another(input) {
    const next = input.cloneNode();
    next.value = "";
    const label = form.querySelector(`label[for="${input.id}"]`);
    label.textContent = say("picture");
    input.before(next);
    input.removeAttribute("id");
    input.classList.remove("camera");
    input.hidden = true;
  }

  const chosen = () => [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files].map((file) => ({ input, file })));

  function shown() {
    const every = chosen();
    const lines = every.map(({ input, file }) => {
      const line = document.createElement("li");
      const out = document.createElement("button");
      Object.assign(out, { type: "button", textContent: say("remove") });
      out.setAttribute("aria-label", `${say("remove")} ${file.name}`);
      out.addEventListener("click", () => {
        if (input.hidden) input.remove();
        else {
          const rest = new DataTransfer();
          for (const one of input.files) if (one !== file) rest.items.add(one);
          input.files = rest.files;
        }
        shown();
        box.querySelector("input[type=file]:not([hidden])").focus();
      });
      line.append(`${file.name} `, out);
      return line;
    });
    if (every.length) lines.push(Object.assign(document.createElement("li"), { textContent: say("reading", { count: every.length, size: size(every) }), className: "small" }));
    list.replaceChildren(...lines);
  }

  const total = (every) => every.reduce((sum, { file }) => sum + file.size, 0);
  const size = (every) => (total(every) / 1e6).toFixed(1);

  // -- sent without leaving ------------------------------------------------------------------------------------------------
  async function send() {
    const every = chosen();
    if (total(every) > MOST) return alarm(say("large", { size: size(every) }));
    button.disabled = true;
    tell("sending");
    try {
      if (stale) await renew();
      const body = form.enctype === "multipart/form-data" ? filled() : new URLSearchParams(filled());
      await answered(await fetch(form.action, { method: "POST", body, credentials: "same-origin", headers: { accept: "text/html" } }));
    } catch {
      alarm(say("offline"));
    } finally {
      button.disabled = false;
    }
  }

  function filled() {
    const data = new FormData(form);
    data.delete("files"); // with empty inputs among them
    for (const { file } of chosen()) data.append("files", file);
    return data;
  }

  async function answered(answer) {
    if (answer.ok && answer.redirected) {
      sent = true;
      clearTimeout(timer);
      forget(form.dataset.draft);
      return location.assign(answer.url);
    }
    if (answer.status === 401) return signedOut();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const why = page.getElementById("refused");
    const seen = page.querySelector('input[name="seen"]');
    if (why && seen) {
      form.elements.namedItem("seen").value = seen.value;
      why.lastElementChild.remove(); // files are still chosen here
      return alarm(...why.children);
    }
    if (why) {
      const lines = [...why.children];
      button.hidden = true;
      return alarm(...lines);
    }
    if (answer.status === 403) return signedOut();
    const message = page.querySelector("main h1, main p")?.textContent;
    alarm(answer.status < 500 && message ? message : say("trouble"));
  }

  function signedOut() {
    stale = true;
    const way = Object.assign(document.createElement("a"), { href: location.pathname, target: "_blank", rel: "noopener", textContent: say("sign_in") });
    alarm(`${say("signed_out")} `, way);
  }

  async function renew() {
    const answer = await fetch(location.href, { credentials: "same-origin", headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector('form[data-draft] input[name="token"]');
    if (!token) return;
    form.elements.namedItem("token").value = token.value;
    stale = false;
  }

  function alarm(...lines) {
    saved.hidden = true;
    document.getElementById("refused")?.remove();
    const box = Object.assign(document.createElement("div"), { className: "alert", id: "refused", tabIndex: -1 });
    box.setAttribute("role", "alert");
    box.append(...lines);
    form.before(box);
    box.focus();
    box.scrollIntoView({ block: "center" });
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 300);
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!button.disabled) send();
  });
  for (const leave of document.querySelectorAll('form[action$="/sign-out"]')) leave.addEventListener("submit", () => (sent = true));
  pictures();
  unlock().then((own) => {
    key = own;
    if (key) recall();
  });
})();
