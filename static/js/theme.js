// Runs before the style sheets paint: "auto" follows the system, and pages know that there is a script.
(function () {
  const root = document.documentElement;
  root.classList.add("js");
  if (root.dataset.themeChoice !== "auto") return;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => { root.dataset.theme = dark.matches ? "dark" : "light"; };
  follow();
  dark.addEventListener("change", follow);
})();
