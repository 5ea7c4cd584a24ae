// Runs before the first paint so that a dark screen never flashes white.
// A file of its own because the content security policy allows no inline script.
(function () {
  let choice = null;
  try {
    choice = localStorage.getItem("hub.theme");
  } catch {
    // Storage is blocked: the system's own choice applies.
  }
  const prefersDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const isDark = choice === "dark" || (choice !== "light" && prefersDark);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
})();
