// The page of saved papers: the list that this browser keeps, its exports, and a list that came
// with a link. Whatever comes from a link or from storage is shown as text.

import * as addresses from "./addresses.js";
import { button, count, dateOf, make, notice, noticeUnkept } from "./elements.js";
import { fromLink, toBibtex, toLink, toMarkdown } from "./export.js";
import { readAll } from "./facts.js";
import { setSaved } from "./marks.js";
import { change, get, onChange } from "./store.js";

const find = (id) => document.querySelector(`#${id}`);
const list = find("saved-list");
const order = find("saved-sort");
const status = find("saved-status");
const offer = find("saved-offer");
const output = find("saved-output");
const text = find("saved-text");

const ORDERS = {
  saved: (papers) => papers.reverse(),
  date: (papers) => papers.reverse().sort((a, b) => (b.date ?? "").localeCompare(a.date ?? "")),
  title: (papers) => papers.sort((a, b) => nameOf(a).localeCompare(nameOf(b), "en")),
};

/** A title, or the words of the id while the title is not known. */
const nameOf = ({ id, title }) => title || id.replaceAll("-", " ");
const inOrder = () => ORDERS[order.value]?.(get("saved")) ?? get("saved");

function show() {
  const papers = inOrder();
  const at = [...list.children].findIndex((card) => card.contains(document.activeElement));
  list.replaceChildren(...papers.map(row));
  if (at >= 0) list.children[Math.min(at, papers.length - 1)]?.querySelector("a").focus();
  find("saved-empty").hidden = papers.length > 0;
  find("saved-sort-row").hidden = papers.length < 2;
  find("saved-export").hidden = !papers.length;
}

function row(paper) {
  const link = make("a", { href: addresses.paper(paper.id) }, nameOf(paper));
  const remove = button("Remove", () => take(paper), {
    className: "mark",
    "aria-label": `Remove: ${nameOf(paper)}`,
  });
  return make("li", { className: "paper-card", "data-paper": paper.id },
    make("h2", { className: "paper-title" }, link),
    make("p", { className: "paper-meta" }, dateOf(paper.date)),
    make("div", { className: "marks" }, remove),
  );
}

/** Take a paper from the list, with a way back; the focus goes to the paper that follows. */
function take(paper) {
  const before = get("saved");
  const at = [...list.children].findIndex((card) => card.dataset.paper === paper.id);
  setSaved(paper, false);
  const undo = button("Undo", () => {
    if (!change("saved", (papers) => restore(papers, paper, before))) noticeUnkept();
    status.textContent = "";
    list.querySelector(`[data-paper="${paper.id}"] a`)?.focus();
  }, { className: "mark" });
  status.replaceChildren(`Removed: ${nameOf(paper)} `, undo);
  const next = list.children[Math.min(at, list.children.length - 1)];
  (next?.querySelector(".mark") ?? undo).focus();
}

/** The list with a paper back in its place among those that were before it. */
function restore(papers, paper, before) {
  const order = before.map(({ id }) => id);
  const earlier = new Set(order.slice(0, order.indexOf(paper.id)));
  const at = papers.filter(({ id }) => earlier.has(id)).length;
  return papers.toSpliced(at, 0, paper);
}

// A list that came with a link

function showOffer() {
  const ids = fromLink(location.hash);
  const known = new Set(get("saved").map(({ id }) => id));
  const fresh = ids.filter((id) => !known.has(id));
  const had = ids.length - fresh.length;
  offer.hidden = !ids.length;
  if (!ids.length) return;
  find("saved-accept").hidden = !fresh.length;
  find("saved-decline").textContent = fresh.length ? "Not now" : "Close";
  find("saved-offer-text").textContent = [
    `It has ${count(ids.length)}.`,
    had ? `You have saved ${had === ids.length ? "all of them" : `${had} of them`} already.` : "",
    fresh.length ? `Add ${fresh.length === 1 ? "one" : fresh.length} to your list?` : "",
  ].filter(Boolean).join(" ");
  find("saved-offer-title").focus();
}

/** Drop the list from the address, so that reloading does not offer it again. */
function closeOffer() {
  history.replaceState(null, "", addresses.saved);
  status.focus();
  offer.hidden = true;
}

async function accept() {
  const known = new Set(get("saved").map(({ id }) => id));
  const fresh = fromLink(location.hash).filter((id) => !known.has(id));
  closeOffer();
  status.textContent = `Looking up ${count(fresh.length)} …`;
  const found = await readAll(fresh);
  const missing = found.filter((facts) => facts === null).length;
  const unknown = (id) => ({ id, title: "", date: null });
  add(fresh.map((id, at) => (found[at] === undefined ? unknown(id) : found[at])).filter(Boolean));
  status.textContent = missing
    ? `${count(missing)} of the link ${missing === 1 ? "is" : "are"} not in this digest.`
    : "The list is restored.";
}

/** Add papers below those that are kept, each once. */
function add(papers) {
  const kept = change("saved", (list) => {
    const known = new Set(list.map(({ id }) => id));
    return [...list, ...papers.filter(({ id }) => !known.has(id))];
  });
  if (!kept) noticeUnkept();
}

/** Papers whose title could not be looked up are tried again. */
async function complete() {
  const bare = get("saved").filter(({ title }) => !title).map(({ id }) => id);
  if (!bare.length) return;
  const found = await readAll(bare);
  const facts = new Map(bare.map((id, at) => [id, found[at]]));
  if (![...facts.values()].some(Boolean)) return;
  const completed = (paper) => (paper.title ? paper : (facts.get(paper.id) ?? paper));
  change("saved", (papers) => papers.map(completed));
}

// Exports

const FORMS = {
  bibtex: { name: "BibTeX", file: "saved.bib", write: writeBibtex },
  markdown: { name: "Markdown", file: "saved.md", write: writeMarkdown },
  link: { name: "A link that restores the list elsewhere", write: () => toLink(get("saved")) },
};

/** The entries that the papers' own pages give; where one cannot be loaded, what the list keeps. */
async function writeBibtex(papers) {
  const pages = await readAll(papers.map(({ id }) => id));
  const entry = (paper, at) => (pages[at]?.bibtex ? `${pages[at].bibtex}\n` : toBibtex(paper));
  return papers.map(entry).join("\n");
}

function writeMarkdown(papers) {
  return papers.map(toMarkdown).join("");
}

let turn = 0; // counts exports, so that a slow one never replaces a newer one, nor shows an older list

async function exportAs(form) {
  const mine = (turn += 1);
  const { name, file, write } = FORMS[form];
  output.ariaBusy = "true";
  const written = await write(inOrder());
  if (mine !== turn) return;
  output.ariaBusy = "false";
  text.value = written;
  find("saved-text-label").textContent = name;
  text.rows = Math.min(20, text.value.split("\n").length + 1);
  const download = find("saved-download");
  download.hidden = !file;
  if (file) {
    URL.revokeObjectURL(download.href);
    download.href = URL.createObjectURL(new Blob([text.value], { type: "text/plain" }));
    download.download = file;
  }
  output.hidden = false;
  text.focus();
  text.select();
  text.scrollTop = 0;
}

async function copy() {
  try {
    await navigator.clipboard.writeText(text.value);
    notice("Copied.");
  } catch {
    text.focus();
    text.select();
    notice("The browser did not let this page copy: the text is selected.");
  }
}

for (const element of document.querySelectorAll("[data-export]")) {
  element.addEventListener("click", () => exportAs(element.dataset.export));
}
find("saved-copy").addEventListener("click", copy);
find("saved-accept").addEventListener("click", accept);
find("saved-decline").addEventListener("click", closeOffer);
order.addEventListener("change", show);
addEventListener("hashchange", showOffer);
onChange((subject) => {
  if (subject !== "saved") return;
  show();
  turn += 1;
  output.hidden = true; // it shows the list as it was
});

show();
find("saved-page").hidden = false;
showOffer();
complete();
