// The page of a lead: one of its forms (follow-up, comment, files) at a time, and files that are dropped or sent.
(function () {
  function show(place, mode, hasFocus) {
    place.dataset.modes = mode;
    for (const tab of place.querySelectorAll("[role=tab]")) {
      const isOn = tab.id === `mode-${mode}`;
      tab.setAttribute("aria-selected", isOn);
      tab.tabIndex = isOn ? 0 : -1;
      if (isOn && hasFocus) tab.focus();
    }
    for (const pane of place.querySelectorAll("[data-pane]")) pane.hidden = pane.dataset.pane !== mode;
  }
  function start(scope) {
    const place = scope.querySelector("[data-modes]");
    if (!place || !place.querySelector("[role=tab]")) return;
    for (const pane of place.querySelectorAll("[data-pane]")) {
      pane.setAttribute("role", "tabpanel");
      pane.setAttribute("aria-labelledby", `mode-${pane.dataset.pane}`);
    }
    show(place, place.dataset.modes);
  }
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.detail.elt.parentElement || document));

  const modeOf = (tab) => tab.id.slice("mode-".length);
  document.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-modes] [role=tab]");
    if (tab) show(tab.closest("[data-modes]"), modeOf(tab));
    // A link to a form that is not shown opens it first.
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    const pane = field && field.closest("[data-pane]");
    if (!pane || !pane.hidden) return;
    event.preventDefault();
    show(pane.closest("[data-modes]"), pane.dataset.pane);
    field.focus();
  });
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest && event.target.closest("[data-modes] [role=tab]");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!tab || !step) return;
    event.preventDefault();
    const tabs = [...tab.parentElement.children];
    show(tab.closest("[data-modes]"), modeOf(tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length]), true);
  });

  // -- files --------------------------------------------------------------------------------
  const MB = 1024 * 1024;
  function tooBig(form) {
    const errors = form.querySelector(".composer-errors");
    errors.replaceChildren();
    const files = [...form.querySelector("[type=file]").files].filter((file) => file.size > form.dataset.maxBytes);
    for (const file of files) {
      const line = form.querySelector("template").content.cloneNode(true);
      const words = line.querySelector("span");
      words.textContent = words.textContent.replace("{name}", `${file.name}（${(file.size / MB).toFixed(1)} MB）`);
      errors.append(line);
    }
    return files.length > 0;
  }
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-upload]");
    if (form) tooBig(form);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-upload]") && tooBig(event.target)) { event.preventDefault(); event.stopPropagation(); }
  }, true);
  document.addEventListener("htmx:xhr:progress", (event) => {
    const form = event.target.closest("form[data-upload]");
    if (!form || !event.detail.lengthComputable) return;
    const bar = form.querySelector("progress");
    bar.hidden = false;
    bar.value = (100 * event.detail.loaded) / event.detail.total;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const bar = event.target.closest && event.target.closest("form[data-upload]") && event.target.querySelector("progress");
    if (bar) bar.hidden = true;
  });

  // Files may be dropped anywhere on the forms; other drops are the browser's.
  const over = (event) => event.target.closest && event.dataTransfer && [...event.dataTransfer.types].includes("Files")
    && event.target.closest("[data-modes]");
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const place = over(event);
      const form = place && place.querySelector("form[data-upload]");
      if (!form) return;
      event.preventDefault();
      place.classList.toggle("is-over", kind === "dragover");
      if (kind !== "drop" || !event.dataTransfer.files.length) return;
      show(place, "upload");
      form.querySelector("[type=file]").files = event.dataTransfer.files;
      form.requestSubmit();
    });
  }
})();
