// A link with data-panel opens its page in the panel at the right; without script it is an ordinary link.
// The server ends it with the event `panel-close` (HX-Trigger), or by sending the browser elsewhere.
(function () {
  const panel = document.getElementById("panel");
  if (!panel) return;
  let opener = null;

  async function open(link) {
    opener = link;
    await window.htmx.ajax("GET", link.href, { target: panel, swap: "innerHTML", headers: { "X-Panel": "1" } });
    if (!panel.firstElementChild) { window.location.assign(link.href); return; }
    if (!panel.open) panel.showModal();
    const title = panel.querySelector("h1[id], h2[id]");
    if (title) { panel.setAttribute("aria-labelledby", title.id); panel.removeAttribute("aria-label"); }
    const first = panel.querySelector("[autofocus], .panel-body input:not([type=hidden]), .panel-body textarea, .panel-body select");
    if (first) first.focus();
  }
  function close() {
    if (panel.open) panel.close();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (link && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      open(link);
      return;
    }
    if (event.target.closest("[data-panel-close]") && panel.contains(event.target)) {
      event.preventDefault();
      close();
    }
    if (event.target === panel) close();  // the scrim
  });
  panel.addEventListener("close", () => {
    panel.replaceChildren();
    if (opener && opener.isConnected) opener.focus();
  });
  document.addEventListener("panel-close", close);

  // Ctrl Enter saves, Ctrl Shift Enter saves and opens the next: the form names its buttons.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.keyCode === 229) return;
    const form = event.target.form || event.target.closest("form");
    if (!form) return;
    const wanted = event.shiftKey ? "[data-save-next]" : "[data-save]";
    const button = [...form.elements].find((element) => element.matches(wanted));
    if (!button) return;
    event.preventDefault();
    if (!button.disabled) form.requestSubmit(button);
  });
})();
