// The frame: a bar for work longer than a second, buttons that say they wait, toasts, and failures shown in place.
(function () {
  const words = JSON.parse(document.getElementById("words").textContent);
  const bar = document.getElementById("progress");
  let running = 0;
  let timer = 0;

  function begin() {
    running += 1;
    if (running === 1) timer = setTimeout(() => { bar.hidden = false; }, 1000);
  }
  function end() {
    running = Math.max(0, running - 1);
    if (running) return;
    clearTimeout(timer);
    bar.hidden = true;
  }

  // A button that waits keeps its width and says so.
  function wait(button) {
    if (!button || button.dataset.ready !== undefined || button.matches("[data-no-busy]")) return;
    button.dataset.ready = button.innerHTML;
    button.style.minWidth = `${button.getBoundingClientRect().width}px`;
    button.classList.add("is-busy");
    button.setAttribute("aria-disabled", "true");
    if (!button.matches(".btn-icon")) button.textContent = button.dataset.busyText || words.saving;
  }
  function release() {
    for (const button of document.querySelectorAll(".is-busy")) {
      button.innerHTML = button.dataset.ready;
      delete button.dataset.ready;
      button.style.minWidth = "";
      button.classList.remove("is-busy");
      button.removeAttribute("aria-disabled");
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.submitter && event.submitter.classList.contains("is-busy")) { event.preventDefault(); return; }
    if (event.submitter && event.submitter.matches("[data-download]")) return;  // a file comes, the page stays
    if (event.defaultPrevented || form.getAttribute("method") === "dialog" || form.matches("[hx-post], [hx-get]")) return;
    begin();
    // The name and value of the button are read after this event, so it changes only then.
    setTimeout(() => wait(event.submitter), 0);
  });
  // A page taken back from the browser's memory still waits for what it was left for. A fresh page tells of its
  // showing too, as a task of its own: by then a quick key may have begun work, which goes on.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    running = 0;
    end();
    release();
  });

  // -- HTMX ---------------------------------------------------------------------------------
  document.addEventListener("htmx:beforeRequest", (event) => {
    begin();
    for (const place of document.querySelectorAll("#problem, [data-problem]")) place.replaceChildren();
    const trigger = event.detail.requestConfig.triggeringEvent;
    if (trigger && trigger.submitter) wait(trigger.submitter);
  });
  document.addEventListener("htmx:afterRequest", () => { end(); release(); });

  // A failure stays where it happened: in the open panel, else at the top of the sheet.
  function problemPlace() {
    const open = document.querySelector("dialog[open] [data-problem]");
    return open || document.getElementById("problem");
  }
  function tell(html, text) {
    const place = problemPlace();
    if (!place) return;
    if (html) { place.innerHTML = html; return; }
    const note = document.createElement("div");
    note.className = "note note-red";
    note.textContent = text;
    place.replaceChildren(note);
    place.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.getResponseHeader("X-Problem")) {
      event.detail.shouldSwap = false;
      tell(event.detail.xhr.responseText);
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.getResponseHeader("X-Problem")) return;
    const text = { 404: words.gone, 413: words.tooBig, 429: words.limited }[event.detail.xhr.status];
    tell("", text || words.failed);
  });
  document.addEventListener("htmx:sendError", () => tell("", words.offline));
  document.addEventListener("htmx:timeout", () => tell("", words.offline));

  // -- toasts ---------------------------------------------------------------------------------
  const toasts = document.getElementById("toasts");
  function arm(toast) {
    if (toast.dataset.armed) return;
    toast.dataset.armed = "1";
    const leave = () => { if (toast.matches(":hover, :focus-within")) setTimeout(leave, 2000); else toast.remove(); };
    setTimeout(leave, 6000);
  }
  toasts.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toast-close]");
    if (button) button.closest("[data-toast]").remove();
  });
  new MutationObserver(() => toasts.querySelectorAll("[data-toast]").forEach(arm)).observe(toasts, { childList: true });
  toasts.querySelectorAll("[data-toast]").forEach(arm);

  window.gaoxin = { words, tell };
})();
