// Single keys. Off while typing, while an input method is composing, with a modifier, and when switched off by the person.
(function () {
  const help = document.getElementById("keys");
  const GO = { w: "/", l: "/leads/", p: "/projects/", c: "/chains/" };
  let going = 0;

  function isTyping(target) {
    return target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [role=combobox]");
  }
  function follow(selector) {
    const link = document.querySelector(selector);
    if (!link) return false;
    link.click();
    return true;
  }
  function showHelp() {
    if (help && !help.open) help.showModal();
  }

  const ACTS = {
    "/"() {
      const box = document.querySelector("[data-search]");
      if (!box || !box.offsetParent) return false;
      box.focus();
      box.select();
      return true;
    },
    n: () => follow("[data-new]"),
    f: () => follow("[data-filter]"),
    e: () => window.gaoxin.editHere() || follow("[data-edit]"),
    r() {
      const box = document.querySelector("#composer textarea");
      if (!box) return false;
      box.focus();
      return true;
    },
    "[": () => follow("[data-step=before]"),
    "]": () => follow("[data-step=after]"),
    "?"() { showHelp(); return true; },
    j: () => window.gaoxin.moveRow(1),
    ArrowDown: () => window.gaoxin.rowIsHere() && window.gaoxin.moveRow(1),
    k: () => window.gaoxin.moveRow(-1),
    ArrowUp: () => window.gaoxin.rowIsHere() && window.gaoxin.moveRow(-1),
    x: () => window.gaoxin.tickHere(),
    b: () => window.gaoxin.goToSelection(),
    ArrowRight: () => window.gaoxin.moveCell(1),
    ArrowLeft: () => window.gaoxin.moveCell(-1),
    g() { going = Date.now(); return true; },
  };

  // A page with keys of its own: they are tried first, and off whenever the others are.
  function addKey(key, act) {
    const before = ACTS[key];
    ACTS[key] = () => act() || Boolean(before && before());
  }
  window.gaoxin = Object.assign(window.gaoxin || {}, { addKey });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape" && !event.defaultPrevented && event.target.closest("#composer")) event.target.blur();
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (!("shortcuts" in document.body.dataset) || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;  // Esc closes it by itself
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (going && Date.now() - going < 1500 && GO[key]) {
      going = 0;
      event.preventDefault();
      window.location.assign(GO[key]);
      return;
    }
    going = 0;
    const act = ACTS[key];
    if (act && act()) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-help]")) showHelp();
  });
})();
