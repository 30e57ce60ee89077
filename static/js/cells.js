// Cells of a list that are changed where they stand. E, Enter or a click edits; Enter saves and goes down, Tab saves and
// goes on, Esc restores. The server sends the small form, and after saving the cells of that row as they are now; what
// it refuses stays in the cell with the reason. Without script, and where rows are folded, the link opens a page.
(function () {
  const { words } = window.gaoxin;
  const folded = window.matchMedia("(max-width: 1023px)");
  const status = document.createElement("p");  // there before it speaks, or nobody hears it
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  let open = null;       // {cell, before, was}: the cell being edited, what it showed, what its boxes held
  let asked = null;      // the cell whose form is on its way
  let early = "";        // typed meanwhile
  let sending = null;    // the answer that is awaited

  const formIn = (cell) => cell.querySelector("form");
  const boxes = (form) => [...form.querySelectorAll("input:not([type=hidden]), select")];
  const held = (form) => boxes(form).map((box) => box.value).join("\n");
  const columnOf = (row, name) => row && row.querySelector(`td[data-col="${CSS.escape(name)}"]:has(> a.cell)`);

  async function ask(url, body) {
    try {
      const answer = await fetch(url, { method: body ? "POST" : "GET", body, headers: { "HX-Request": "true" } });
      if (answer.redirected) return { status: 0, text: "", said: words.signedOut };
      return { status: answer.status, text: await answer.text(), said: words.failed };
    } catch {
      return { status: 0, text: "", said: words.offline };
    }
  }

  // -- open and restore --------------------------------------------------------------------------
  async function edit(cell) {
    if (asked || !cell || (open && open.cell === cell)) return;
    if (open && !await save("stay")) return;
    const link = cell.querySelector("a.cell");
    if (!link) return;
    asked = cell;
    const { status: code, text, said } = await ask(link.href);
    asked = null;
    if (code !== 200) { refuse(cell, text, said); early = ""; return; }
    open = { cell, before: [...cell.childNodes], was: "" };
    cell.querySelectorAll(".saved, .refused").forEach((old) => old.remove());
    show(text);
    mark(cell);
    open.was = held(formIn(cell));
    const first = boxes(formIn(cell))[0];
    first.focus();
    if (first.select) first.select();
    if (early && first.type === "text") first.value = early;
    early = "";
  }
  function show(html) {
    open.cell.innerHTML = html;
    open.cell.classList.add("is-open");
    fit(open.cell, formIn(open.cell));
  }
  // What floats from a cell stays on the screen.
  function fit(cell, floating) {
    cell.classList.remove("is-leftwards");
    const edge = cell.closest("table").getBoundingClientRect().right;
    cell.classList.toggle("is-leftwards", floating.getBoundingClientRect().right > edge);
    floating.scrollIntoView({ block: "nearest" });
  }
  function restore(hasFocus) {
    const { cell, before } = open;
    open = null;
    cell.replaceChildren(...before);
    cell.classList.remove("is-open", "is-leftwards");
    if (hasFocus) focus(cell);
  }
  function focus(cell) {
    const link = cell && cell.querySelector("a.cell");
    if (!link) return;
    mark(cell);
    link.focus();
    cell.scrollIntoView({ block: "nearest" });
  }
  function mark(cell) {
    const row = cell.parentElement;
    for (const other of row.parentElement.children) other.classList.toggle("here", other === row);
  }

  // -- save ------------------------------------------------------------------------------------------
  // `then`: down and on, back go to another cell; stay keeps the focus on this one; leave has left already.
  async function save(then) {
    if (sending) return sending;
    if (held(formIn(open.cell)) === open.was) {
      const { cell } = open;
      restore(then !== "leave");
      go(cell, then);
      return true;
    }
    sending = send(formIn(open.cell), then);
    try { return await sending; } finally { sending = null; }
  }
  async function send(form, then) {
    const { cell } = open;
    const { status: code, text, said } = await ask(form.action, new FormData(form));
    if (code === 200) { put(cell, text, then); return true; }
    if (code === 409) { question(cell, text, then); return false; }
    if (code === 422) {
      const typed = boxes(form).map((box) => box.value);
      show(text);
      boxes(formIn(cell)).forEach((box, number) => { if (box.value !== typed[number]) box.value = typed[number]; });
      const wrong = cell.querySelector("[aria-invalid=true]") || boxes(formIn(cell))[0];
      if (then !== "leave" || document.activeElement === document.body) wrong.focus();
    } else {
      refuse(formIn(cell).querySelector("[data-refused]"), text, said);
    }
    return false;
  }
  function refuse(place, html, sentence) {
    const note = document.createElement("div");
    note.className = "refused";
    if (html && html.includes('class="note')) note.innerHTML = html;
    else { note.className = "refused note note-red"; note.setAttribute("role", "alert"); note.textContent = sentence; }
    place.querySelectorAll(".refused").forEach((old) => old.remove());
    place.append(note);
    if (!place.matches("td")) return;
    place.classList.add("is-refused");
    fit(place, note);
  }
  // The row takes over the cells that the server sent; its name, its tick and what else it shows stay.
  function put(cell, html, then) {
    const row = cell.parentElement;
    const name = cell.dataset.col;
    const fresh = document.createElement("template");
    fresh.innerHTML = `<table><tbody>${html}</tbody></table>`;
    open = null;
    for (const other of fresh.content.querySelectorAll("td[data-col]")) {
      const old = row.querySelector(`td[data-col="${CSS.escape(other.dataset.col)}"]`);
      if (old && !old.querySelector("a.main")) old.replaceWith(other);
    }
    const now = row.querySelector(`td[data-col="${CSS.escape(name)}"]`);
    const saved = now.querySelector(".saved");
    if (saved) {
      status.textContent = "";
      setTimeout(() => { status.textContent = saved.textContent; }, 50);
      setTimeout(() => saved.remove(), 6000);
    } else {  // given away to where it cannot be seen
      row.querySelectorAll("a.cell").forEach((link) => link.replaceWith(...link.childNodes));
    }
    go(now, then);
  }
  function go(cell, then) {
    const row = cell.parentElement;
    if (then === "down") focus(columnOf(row.nextElementSibling, cell.dataset.col) || cell);
    else if (then === "on" || then === "back") edit(beside(cell, then === "on" ? 1 : -1));
    else if (then === "stay") focus(cell);
  }
  function beside(cell, step) {
    const all = [...cell.closest("[data-rows]").querySelectorAll("td")].filter((one) => one === cell || one.querySelector(":scope > a.cell"));
    return all[all.indexOf(cell) + step];
  }

  // -- somebody else saved first -------------------------------------------------------------------
  function question(cell, html, then) {
    const dialog = document.createElement("dialog");
    dialog.className = "help clash-dialog";
    dialog.setAttribute("aria-label", words.conflict);
    dialog.innerHTML = html;
    document.body.append(dialog);
    dialog.addEventListener("click", (event) => {
      if (!event.target.closest("[data-close]")) return;
      event.preventDefault();
      dialog.close();
    });
    dialog.addEventListener("submit", async (event) => {
      event.preventDefault();
      const { status: code, text, said } = await ask(event.target.action, new FormData(event.target));
      if (code === 409) { dialog.innerHTML = text; return; }
      dialog.close();
      if (code === 200) put(cell, text, then);
      else if (code === 422) show(text);
      else refuse(formIn(cell).querySelector("[data-refused]"), text, said);
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (open && open.cell === cell) boxes(formIn(cell))[0].focus();  // what was typed is still there
    });
    dialog.showModal();
  }

  // -- keys and clicks -----------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.cell");
    if (link && !folded.matches && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      edit(link.closest("td"));
    } else if (open && event.target.closest("[data-restore]") && open.cell.contains(event.target)) {
      event.preventDefault();
      restore(true);
    }
  });
  document.addEventListener("submit", (event) => {
    if (!open || event.target !== formIn(open.cell)) return;
    event.preventDefault();
    save("stay");
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (asked && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) {
      early += event.key;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (!open || !open.cell.contains(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
    const all = boxes(formIn(open.cell));
    const isLast = event.target === (event.shiftKey ? all[0] : all[all.length - 1]);
    const then = { Enter: "down", Tab: event.shiftKey ? "back" : "on" }[event.key];
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); restore(true); }
    else if (event.target.matches("button, a") || !then || (event.key === "Tab" && !isLast)) return;
    else { event.preventDefault(); save(then); }
  }, true);
  // Whoever goes elsewhere has finished: what was typed is saved, or was the same.
  document.addEventListener("focusout", (event) => {
    const was = open;
    if (!was || sending || !was.cell.contains(event.target)) return;
    setTimeout(() => {
      if (open !== was || sending || !document.hasFocus() || document.querySelector("dialog[open]")) return;
      if (!was.cell.contains(document.activeElement)) save("leave");
    }, 0);
  });
  // A list that is replaced takes its open cell with it.
  document.addEventListener("htmx:afterSwap", () => { if (open && !open.cell.isConnected) open = null; });

  // The cell at hand: the one in focus, else the next step of the current row.
  function editHere() {
    const at = document.activeElement;
    const cell = at && at.closest("td[data-col]");
    const row = at && at.closest("[data-rows] tr");
    const wanted = cell && cell.querySelector("a.cell") ? cell : columnOf(row, "step") || (row && row.querySelector("td:has(> a.cell)"));
    if (!wanted || folded.matches) return false;
    edit(wanted);
    return true;
  }
  function moveCell(step) {
    const at = document.activeElement;
    const row = at && at.closest("[data-rows] tr");
    if (!row) return false;
    const links = [...row.querySelectorAll("a.main, a.cell")];
    const next = links[links.indexOf(at) + step];
    if (next) next.focus();
    return Boolean(next);
  }
  Object.assign(window.gaoxin, { editHere, moveCell });
})();
