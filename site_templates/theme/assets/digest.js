// On every page: the switch of colours. Pages work without it.

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const toggle = document.querySelector("[data-theme-toggle]");

const system = () => (dark.matches ? "dark" : "light");
const shown = () => root.dataset.theme || system();

/** Keep a choice only where it differs from the system's: otherwise go on following that. */
function choose(theme) {
  root.dataset.theme = theme === system() ? "" : theme;
  try {
    localStorage.setItem("digest.theme", root.dataset.theme);
  } catch {
    // Storage is full or refused: the choice lasts for this page.
  }
  describe();
}

function describe() {
  toggle.setAttribute("aria-pressed", String(shown() === "dark"));
}

toggle.addEventListener("click", () => choose(shown() === "dark" ? "light" : "dark"));
dark.addEventListener("change", describe);
describe();
