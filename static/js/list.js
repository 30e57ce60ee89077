// Rows of a list: one is current, J and K move it, and focus survives a swap.
// A list is marked data-rows; each row (tr or li) opens by its first link.
(function () {
  function rows() {
    const lists = [...document.querySelectorAll("[data-rows]")].filter((list) => list.offsetParent !== null);
    return lists.flatMap((list) => [...list.querySelectorAll("tbody > tr, :scope > li, [data-row]")])
      .filter((row) => row.querySelector("a[href]"));
  }
  function link(row) {
    return row.querySelector("a.main, a.what, a[href]");
  }
  function current() {
    return document.activeElement && document.activeElement.closest("[data-rows] tr, [data-rows] > li, [data-row]");
  }

  function moveRow(step) {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(current());
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
    for (const row of all) row.classList.toggle("here", row === all[next]);
    const column = document.activeElement.closest("td[data-col]");
    const cell = column && all[next].querySelector(`td[data-col="${column.dataset.col}"] > a.cell`);
    (cell || link(all[next])).focus();
    all[next].scrollIntoView({ block: "nearest" });
    return true;
  }

  // The focused thing is replaced by the same thing with new content: by id, else by name, else its list.
  let kept = null;
  document.addEventListener("htmx:beforeSwap", () => {
    const was = document.activeElement;
    kept = was && was !== document.body ? { id: was.id, name: was.getAttribute("name"), href: was.getAttribute("href") } : null;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.detail.elt;
    const wrong = place.querySelector("[aria-invalid=true]");
    if (wrong) { wrong.focus(); return; }
    const done = place.querySelector("[data-take-focus]");
    if (done) { done.focus({ preventScroll: true }); return; }
    if (!kept || (document.activeElement && document.activeElement !== document.body)) return;
    const find = (selector) => place.querySelector(selector) || document.querySelector(selector);
    const again = (kept.id && document.getElementById(kept.id))
      || (kept.name && find(`[name="${CSS.escape(kept.name)}"]`))
      || (kept.href && find(`a[href="${CSS.escape(kept.href)}"]`));
    if (again) again.focus();
    else if (place.matches("[tabindex]")) place.focus();
  });

  window.gaoxin = Object.assign(window.gaoxin || {}, { moveRow, rowIsHere: () => Boolean(current()) });
})();
