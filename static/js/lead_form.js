// The quick lead: ask about the company as its name is typed (not while an input method is composing),
// take over a company that was offered, and tell people what a folded value says now.
(function () {
  let asking = 0;
  function typed(input) {
    const place = input.closest("[data-typed]");
    if (!place || !input.matches(place.dataset.typed)) return;
    clearTimeout(asking);
    place.dispatchEvent(new CustomEvent("typed"));
  }
  document.addEventListener("input", (event) => {
    if (event.isComposing || !event.target.closest) return;
    typed(event.target);
  });
  document.addEventListener("compositionend", (event) => typed(event.target));
  document.addEventListener("draft-restored", (event) => {
    const place = event.target.querySelector("[data-typed]");
    const input = place && place.querySelector(place.dataset.typed);
    if (input && input.value) asking = setTimeout(() => typed(input), 0);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    if (!button) return;
    const place = button.closest("[data-typed]");
    const input = place && place.querySelector(place.dataset.typed);
    if (!input) return;
    input.value = button.dataset.take;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    const form = input.form;
    const next = [...form.elements].find((field) => field.name === "intention");
    if (next) next.focus();
  });
})();
