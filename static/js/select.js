// Ticked rows of a list and the bar of acts on them. Boxes are [data-tick]; the box of the head is [data-tick-all];
// the bar is [data-selection], with [data-selection-words], [data-whole] for all rows of the filter, [data-selection-clear].
// Without script the bar is a form below the list, and works as one.
(function () {
  let last = null;

  const bar = () => document.querySelector("[data-selection]");
  const boxes = () => [...document.querySelectorAll("[data-tick]")];
  const whole = () => document.querySelector("[data-whole]");

  function show() {
    const all = boxes(), ticked = all.filter((box) => box.checked);
    for (const box of all) {
      if (box.checked) box.closest("tr").setAttribute("aria-selected", "true");
      else box.closest("tr").removeAttribute("aria-selected");
    }
    const head = document.querySelector("[data-tick-all]");
    if (head) {
      head.checked = all.length > 0 && ticked.length === all.length;
      head.indeterminate = ticked.length > 0 && !head.checked;
    }
    if (!bar()) return;
    if (whole() && ticked.length < all.length) whole().checked = false;
    const count = whole() && whole().checked ? whole().dataset.whole : ticked.length;
    bar().classList.toggle("is-on", ticked.length > 0);
    const words = bar().querySelector("[data-selection-words]");
    words.textContent = ticked.length ? words.dataset.selectionWords.replace("{count}", count) : "";
  }

  // A click with shift takes everything between it and the last box with it.
  function tick(box, isRange) {
    const all = boxes();
    const from = isRange && last ? all.indexOf(last) : -1;
    if (from >= 0) {
      const [low, high] = [from, all.indexOf(box)].sort((one, other) => one - other);
      for (const each of all.slice(low, high + 1)) each.checked = box.checked;
    }
    last = box;
    show();
  }
  function tickHere() {
    const row = document.activeElement && document.activeElement.closest("tr");
    const box = row && row.querySelector("[data-tick]");
    if (!box) return false;
    box.checked = !box.checked;
    tick(box, false);
    return true;
  }
  function goToBar() {
    if (!bar() || !bar().matches(".is-on")) return false;
    bar().querySelector("button").focus();
    return true;
  }
  function clear() {
    const back = bar() && bar().contains(document.activeElement) && last;
    for (const box of boxes()) box.checked = false;
    if (whole()) whole().checked = false;
    show();
    if (back) (last.closest("tr").querySelector("a.main") || last).focus();
  }

  document.addEventListener("click", (event) => {
    if (event.target.matches("[data-tick]")) tick(event.target, event.shiftKey);
    if (event.target.closest("[data-selection-clear]")) clear();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-all]")) {
      for (const box of boxes()) box.checked = event.target.checked;
      show();
    }
    if (event.target.matches("[data-whole]")) {
      if (event.target.checked) for (const box of boxes()) box.checked = true;
      show();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (bar() && bar().matches(".is-on") && !event.target.matches("input:not([type=checkbox]), textarea, select")) clear();
  });
  document.addEventListener("htmx:afterSettle", show);
  window.addEventListener("pageshow", show);  // a page taken back from memory keeps its ticks

  Object.assign(window.gaoxin, { tickHere, goToSelection: goToBar });
})();
