// Single keys: `/` search, `j` and `k` through a list, `o` open, `s` save, `?` help. They are
// commands only where nothing is typed and no other key is held; a reader whose speech input or
// screen reader they disturb switches them off in the help (WCAG 2.1.4).

import { button, make, notice } from "./elements.js";
import { isSaved, paperHere, paperOf, setSaved, titleLink } from "./marks.js";
import { change, get } from "./store.js";

const COMMANDS = [
  ["/", "search", search],
  ["j", "next paper of a list", () => step(1)],
  ["k", "previous paper", () => step(-1)],
  ["o", "open the paper", open],
  ["s", "save it, or take it from the saved ones", save],
  ["?", "show this help", showHelp],
];

const cards = () =>
  [...document.querySelectorAll(".paper-card")].filter(
    (card) => titleLink(card) && card.checkVisibility() && !card.matches(".is-hidden"),
  );
const current = () => document.activeElement?.closest(".paper-card");

/** Whether keys go there as text, or choose something in it. */
const takesKeys = (element) =>
  element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName);

function search() {
  const field = document.querySelector("[data-search-field]");
  if (!field) return false;
  field.focus();
  field.select();
  return true;
}

/** Go to the next or previous card; from anywhere else, to the first that is in sight. */
function step(way) {
  const all = cards();
  const at = all.indexOf(current());
  const inSight = all.findIndex((card) => card.getBoundingClientRect().bottom > 0);
  const card = at < 0 ? all[Math.max(inSight, 0)] : all[at + way];
  if (!card) return false;
  titleLink(card).focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
  return true;
}

function open() {
  const card = current();
  if (!card) return false;
  titleLink(card).click();
  return true;
}

function save() {
  const card = current();
  const paper = card ? paperOf(card) : paperHere();
  if (!paper) return false;
  const on = !isSaved(paper.id);
  setSaved(paper, on);
  notice(on ? `Saved: ${paper.title}` : `No longer saved: ${paper.title}`);
  return true;
}

let dialog;

/** The help, made when it is first asked for; closing it gives the focus back. */
function showHelp() {
  dialog ??= makeDialog();
  dialog.querySelector("input").checked = get("keys");
  dialog.showModal();
  return true;
}

function makeDialog() {
  const rows = COMMANDS.flatMap(([key, what]) => [
    make("dt", {}, make("kbd", {}, key)),
    make("dd", {}, what),
  ]);
  const box = make("input", { type: "checkbox" });
  box.addEventListener("change", () => change("keys", () => box.checked));
  const element = make("dialog", { className: "keys md-typeset", "aria-labelledby": "keys-title" },
    make("h2", { id: "keys-title" }, "Keyboard shortcuts"),
    make("dl", {}, ...rows),
    make("p", {}, make("label", {}, box, " Use these single keys")),
    button("Close", () => element.close(), { className: "button" }),
  );
  document.body.append(element);
  return element;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.isComposing || takesKeys(event.target) || dialog?.open || !get("keys")) return;
  const command = COMMANDS.find(([key]) => key === event.key);
  if (command?.[2]()) event.preventDefault();
});

for (const element of document.querySelectorAll("[data-keys-help]")) {
  element.addEventListener("click", showHelp);
}
