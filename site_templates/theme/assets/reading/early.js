// Runs before the first paint, so it is small and no module: cards that the reader hid are folded,
// and the reader's own section of the front page has its room, before anything could jump. What
// is kept, and how, is told in store.js.

(() => {
  const site = new URL("../../", document.currentScript.src).pathname;

  function ids(subject) {
    try {
      const kept = JSON.parse(localStorage.getItem(`digest/1${site}${subject}`));
      return kept.filter((id) => /^[a-z0-9-]{1,120}$/.test(id));
    } catch {
      return [];
    }
  }

  const hidden = ids("hidden").map((id) => `[data-paper="${id}"]`);
  if (hidden.length) {
    const style = document.createElement("style");
    style.id = "reading-early"; // marks.js takes over and removes it
    const cards = `.paper-card:is(${hidden})`;
    style.textContent =
      `${cards} { height: var(--folded); padding: 0 !important } ${cards} > * { display: none }`;
    document.head.append(style);
  }
  if (ids("topics").length) document.documentElement.dataset.follows = "";
})();
