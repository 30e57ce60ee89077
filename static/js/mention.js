// @ in a text: people to mention, from the address in data-mentions. Arrows choose, Enter or Tab takes, Esc closes.
// A text box may not be called a combobox (ARIA in HTML), so it stays a text box that points to its list.
(function () {
  const BEFORE = /(?:^|[^A-Za-z0-9._%+-])[@＠]([^\s@＠]{0,20})$/;
  let asked = 0;
  let timer = 0;

  const parts = (box) => ({ list: box.form.querySelector("[data-mention-list]"), state: box.form.querySelector("[data-mention-state]") });
  const options = (box) => [...parts(box).list.querySelectorAll("[role=option]")];
  const chosen = (box) => options(box).find((option) => option.getAttribute("aria-selected") === "true");
  const isOpen = (box) => !parts(box).list.hidden;

  function query(box) {
    if (box.selectionStart !== box.selectionEnd) return null;
    const found = BEFORE.exec(box.value.slice(0, box.selectionStart));
    return found ? found[1] : null;
  }
  function close(box) {
    asked += 1;
    clearTimeout(timer);
    const { list, state } = parts(box);
    list.hidden = true;
    list.replaceChildren();
    state.textContent = "";
    for (const name of ["aria-controls", "aria-activedescendant", "aria-autocomplete", "aria-haspopup"]) box.removeAttribute(name);
  }
  function choose(box, option) {
    for (const other of options(box)) other.setAttribute("aria-selected", other === option);
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
  function take(box, option) {
    const at = box.selectionStart;
    const start = at - query(box).length;
    box.setRangeText(`${option.dataset.name} `, start, at, "end");
    close(box);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  async function ask(box) {
    const letters = query(box);
    if (letters === null) { close(box); return; }
    const number = (asked += 1);
    let answer;
    try {
      answer = await fetch(`${box.dataset.mentions}?q=${encodeURIComponent(letters)}`, { headers: { "HX-Request": "true" } });
    } catch { return; }
    if (number !== asked) return;
    const html = answer.ok && !answer.redirected ? await answer.text() : "";
    if (number !== asked) return;
    const { list, state } = parts(box);
    list.innerHTML = html;
    const found = options(box);
    const words = list.firstElementChild ? list.firstElementChild.dataset : {};
    if (!found.length) { close(box); if (letters) state.textContent = words.none || ""; return; }
    list.hidden = false;
    state.textContent = words.count;
    box.setAttribute("aria-controls", "mention-options");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-haspopup", "listbox");
    choose(box, found[0]);
  }
  function typed(event) {
    const box = event.target;
    if (event.isComposing || !box.matches || !box.matches("[data-mentions]")) return;
    clearTimeout(timer);
    if (query(box) === null) close(box);
    else timer = setTimeout(() => ask(box), 120);
  }
  document.addEventListener("input", typed);
  document.addEventListener("compositionend", typed);

  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!box.matches || !box.matches("[data-mentions]") || !isOpen(box)) return;
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = options(box);
    const at = all.indexOf(chosen(box));
    if (event.key === "ArrowDown") choose(box, all[(at + 1) % all.length]);
    else if (event.key === "ArrowUp") choose(box, all[(at - 1 + all.length) % all.length]);
    else if (event.key === "Escape") close(box);
    else if ((event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && query(box) !== null) take(box, all[at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  // The pointer chooses without taking the focus from the text.
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[data-mention-list] [role=option]");
    if (!option) return;
    event.preventDefault();
    take(option.closest("form").querySelector("[data-mentions]"), option);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches("[data-mentions]")) close(event.target);
  });
})();
