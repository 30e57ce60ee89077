// A pasted text: the box takes the caret when it opens, a value that was offered goes into its box,
// and the text is forgotten with the draft once the lead is logged.
(function () {
  document.addEventListener("toggle", (event) => {
    const place = event.target;
    if (place.matches && place.matches("[data-paste]") && place.open) place.querySelector("textarea").focus();
  }, true);
  document.addEventListener("draft-restored", (event) => {
    const place = event.target.closest("[data-paste]");
    if (place && event.target.elements.text.value) place.open = true;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const form = event.target.closest("[data-paste] form");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-read]"));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    const input = button && document.querySelector(button.dataset.fill);
    if (!input) return;
    input.value = button.dataset.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  });
  document.addEventListener("lead-logged", () => {
    const form = document.querySelector("[data-paste] form");
    if (form) form.dispatchEvent(new CustomEvent("draft-saved", { bubbles: true }));
  });
})();
