// Light or dark: the system's choice until somebody chooses here. Not deferred, so that no page flashes in the wrong one.
(() => {
  const root = document.documentElement;
  const chosen = localStorage.getItem("theme");
  if (chosen) root.dataset.theme = chosen;

  function toggle() {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  }

  document.addEventListener("click", (event) => event.target.closest("[data-theme-toggle]") && toggle());
  document.addEventListener("theme-toggle", toggle);
})();
