// Copy and download buttons for the citations of a paper's page; without them the text is there to
// be selected. Loaded when a reader opens the citations.

import { button, make, notice } from "./reading/elements.js";

/** A citation as its file holds it: RIS ends lines with CR LF, which no HTML keeps. */
export function textOf({ textContent }, type) {
  const isRis = type === "application/x-research-info-systems";
  return isRis ? textContent.replace(/\n/g, "\r\n") : textContent;
}

async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    notice("Copied.");
  } catch {
    getSelection().selectAllChildren(element);
    notice("The browser did not let this page copy: the text is selected.");
  }
}

function download(code, { file, type }) {
  const href = URL.createObjectURL(new Blob([textOf(code, type)], { type }));
  make("a", { href, download: file }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000); // some browsers read it later
}

const line = document.querySelector(".cite > p");
line.after(
  make("div", { className: "marks" },
    button("Copy", () => copy(line), { className: "mark", "aria-label": "Copy: plain text" }),
  ),
);
for (const form of document.querySelectorAll(".cite [data-file]")) {
  const code = form.querySelector("code");
  const name = form.querySelector("summary").textContent;
  form.append(
    make("div", { className: "marks" },
      button("Copy", () => copy(code), { className: "mark", "aria-label": `Copy: ${name}` }),
      button("Download", () => download(code, form.dataset), {
        className: "mark",
        "aria-label": `Download: ${name}`,
      }),
    ),
  );
}
