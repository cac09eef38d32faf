// Makes tables sortable by their heads, sends a form by Ctrl+Enter, and forgets drafts with who signs out. Pages are complete without it.
"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  if (!body || body.rows.length < 3) continue;
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort !== undefined ? Number(cell.dataset.sort) : cell.textContent.trim();
  };
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "descending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "ascending" : "descending");
      const sign = down ? 1 : -1;
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [value(a, column), value(b, column)];
        if (typeof x === "number" && typeof y === "number") return sign * (x - y);
        if (typeof x === "number") return -1;
        if (typeof y === "number") return 1;
        return sign * x.localeCompare(y, document.documentElement.lang, { numeric: true });
      });
      body.append(...rows);
    });
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
  const form = event.target.closest?.('form[method="post"]:not(#report)');
  const button = form?.querySelector("button");
  if (button && event.target.tagName !== "BUTTON") form.requestSubmit(button);
});
for (const form of document.querySelectorAll('form[action$="/sign-out"]'))
  form.addEventListener("submit", () => {
    try {
      for (const name of Object.keys(localStorage)) if (name.startsWith("xinxiao.draft.")) localStorage.removeItem(name);
    } catch {
      // a browser without a store has nothing to forget
    }
  });
