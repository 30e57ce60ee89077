// A form with data-draft="key" keeps what is typed on this device until it is saved.
// One draft per person and key. Passwords, files and hidden fields are never kept.
// Shown in the form's [data-draft-state], or the panel's. Cleared by a 2xx answer, by the event `draft-saved`, or,
// for a form sent without HTMX, when the next page no longer holds it.
(function () {
  const { words } = window.gaoxin;
  const person = document.body.dataset.user;
  const SENT = "gaoxin:sent";
  if (!person) return;

  const keyOf = (form) => `gaoxin:draft:${person}:${form.dataset.draft}`;
  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.willValidate !== undefined
    && !["hidden", "password", "file", "submit", "button", "reset"].includes(field.type) && !field.matches("[data-no-draft]"));
  const clock = (at) => new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

  function read(form) {
    try { return JSON.parse(localStorage.getItem(keyOf(form))); } catch { return null; }
  }
  function write(form) {
    const values = {};
    for (const field of fieldsOf(form)) {
      const value = field.type === "checkbox" || field.type === "radio" ? [field.value, field.checked] : field.value;
      (values[field.name] = values[field.name] || []).push(value);
    }
    const at = Date.now();
    try { localStorage.setItem(keyOf(form), JSON.stringify({ at, values })); } catch { return; }
    say(form, words.draftSaved, at);
  }
  function clear(key) {
    try { localStorage.removeItem(key); } catch { /* a browser that keeps nothing has nothing to clear */ }
  }
  function say(form, sentence, at) {
    const place = form.querySelector("[data-draft-state]") || (form.closest("dialog") || document).querySelector("[data-draft-state]");
    if (place) place.textContent = at ? sentence.replace("{time}", clock(at)) : "";
  }
  function restore(form) {
    if (form.dataset.draftReady) return;
    form.dataset.draftReady = "1";
    if ("draftFresh" in form.dataset) { write(form); return; }  // it holds what is newer than the draft
    const draft = read(form);
    if (!draft || form.querySelector("[aria-invalid=true]")) return;
    const seen = {};
    for (const field of fieldsOf(form)) {
      const kept = (draft.values[field.name] || [])[seen[field.name] = (seen[field.name] ?? -1) + 1];
      if (kept === undefined) continue;
      if (Array.isArray(kept)) field.checked = kept[1];
      else field.value = kept;
    }
    say(form, words.draftRestored, draft.at);
    form.dispatchEvent(new CustomEvent("draft-restored", { bubbles: true }));
  }
  function restoreIn(scope) {
    for (const form of scope.querySelectorAll("form[data-draft]")) restore(form);
  }

  const timers = new WeakMap();
  const saved = new WeakSet();  // a field that leaves with its saved form still fires a last "change"
  function typed(event) {
    const form = event.target.form;
    if (!form || form.dataset.draft === undefined) return;
    if (event.type === "input") saved.delete(form);
    else if (saved.has(form)) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => write(form), 400));
  }
  function forget(form) {
    clearTimeout(timers.get(form));
    saved.add(form);
    clear(keyOf(form));
    say(form, "", 0);
  }
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);

  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const form = event.detail.requestConfig.elt.closest("form[data-draft]");
    const isDone = event.detail.xhr.status >= 200 && event.detail.xhr.status < 300;
    if (form && isDone && event.detail.requestConfig.verb === "post") forget(form);
  });
  document.addEventListener("draft-saved", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form) forget(form);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.draft === undefined || event.target.matches("[hx-post]")) return;
    write(event.target);
    sessionStorage.setItem(SENT, keyOf(event.target));
  });

  const sent = sessionStorage.getItem(SENT);
  if (sent) {
    sessionStorage.removeItem(SENT);
    const isBack = [...document.querySelectorAll("form[data-draft]")].some((form) => keyOf(form) === sent);
    if (!isBack) clear(sent);
  }
  restoreIn(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt.matches("form[data-draft]")) restore(event.detail.elt);
    restoreIn(event.detail.elt);
  });
})();
