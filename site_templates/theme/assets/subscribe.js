// The page of feeds: each button copies the address before it. Without a script there is none, and
// one click selects the address.

import { notice } from "./reading/elements.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => copy(button.previousElementSibling, button.dataset.copy));
}

async function copy(address, name) {
  try {
    await navigator.clipboard.writeText(address.textContent);
    notice(`Copied the address of: ${name}.`);
  } catch {
    getSelection().selectAllChildren(address);
    notice("The browser did not let this page copy: the address is selected.");
  }
}
