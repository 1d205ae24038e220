// The form is the search: its fields are named as the address names them, and its boxes stand in
// the page from the start, but for those of `GROWING` facets, which come with their first counts.

import { count } from "../reading/elements.js";
import { FACETS, filters, read } from "./address.js";

const GROWING = ["organisation", "category"]; // facets whose values the page does not list
const MOST_ROWS = 40; // of such a facet

const form = document.querySelector("#search-form");
const blank = document.querySelector("#search-value").content;
const button = document.querySelector("#search-filters");
const panel = document.querySelector("#search-facets");
const done = document.querySelector("#search-done");
const status = document.querySelector("#search-status");

const boxes = () => [...form.querySelectorAll("input[type=checkbox]")];
const nameOf = (box) => box.closest(".facet-value").querySelector(".facet-name").textContent;

/** The search that the form holds. */
export const asked = () => read(new URLSearchParams(new FormData(form)));

/** Put a search into the form. */
export function fill(search) {
  form.elements.q.value = search.text;
  form.elements.sort.value = search.sort;
  for (const facet of FACETS) {
    for (const value of [...search.any[facet], ...search.none[facet]]) row(facet, value);
  }
  for (const box of boxes()) {
    const facet = box.name.replace(/^not-/, "");
    box.checked = search[box.name === facet ? "any" : "none"][facet].includes(box.value);
  }
}

/** A value is wanted or excluded, or neither: a box that is ticked clears the other. */
export function clearOther(box) {
  if (!box.checked) return;
  for (const other of box.closest(".facet-value").querySelectorAll("input")) {
    if (other !== box) other.checked = false;
  }
}

/** Facets whose values show, of those that load only then. */
export function opened() {
  const open = [...panel.querySelectorAll("details[open] fieldset")];
  return new Set(open.flatMap(({ dataset }) => dataset.facets.split(" ")));
}

/** Say beside each value how many papers it would give; without counts the numbers go. */
export function showCounts(counts) {
  for (const facet of GROWING) {
    for (const [value, papers] of Object.entries(counts[facet] ?? {}).sort(byPapers).slice(0, MOST_ROWS)) {
      if (papers) row(facet, value);
    }
  }
  for (const facet of FACETS) {
    for (const element of rows(facet)) {
      const papers = counts[facet] && (counts[facet][element.dataset.value] ?? 0);
      element.querySelector(".count").textContent = papers?.toLocaleString("en") ?? "";
      element.classList.toggle("is-none", papers === 0);
    }
  }
  for (const facet of GROWING) {
    const list = rows(facet)[0]?.parentElement;
    if (list && counts[facet]) keepBest(list, counts[facet]);
  }
}

const byPapers = ([name, papers], [otherName, others]) => others - papers || (name < otherName ? -1 : 1);

const rows = (facet) => [...panel.querySelectorAll(`[data-facet="${facet}"] > .facet-value`)];

/** The rows of a facet without a list of its own: the most papers first, no more than fit. */
function keepBest(list, counts) {
  const chosen = (element) => element.querySelector(":checked") !== null;
  const papers = (element) => counts[element.dataset.value] ?? 0;
  const best = [...list.children].sort((one, other) =>
    byPapers([one.dataset.value, papers(one)], [other.dataset.value, papers(other)]),
  );
  const kept = best.filter((element, at) => chosen(element) || (papers(element) && at < MOST_ROWS));
  const focused = document.activeElement;
  list.replaceChildren(...kept);
  if (list.contains(focused)) focused.focus({ preventScroll: true });
}

/** The row of a value; one that the page does not list is made, as an address may name it. */
function row(facet, value) {
  const there = rows(facet).find(({ dataset }) => dataset.value === value);
  if (there) return there;
  const element = blank.cloneNode(true).firstElementChild;
  const [wanted, excluded] = element.querySelectorAll("input");
  Object.assign(wanted, { name: facet, value });
  Object.assign(excluded, { name: `not-${facet}`, value });
  excluded.setAttribute("aria-label", `Without ${value}`);
  element.dataset.value = value;
  element.querySelector(".facet-name").textContent = value;
  panel.querySelector(`[data-facet="${facet}"]`).append(element);
  return element;
}

/** What a filter is called: the text beside its box. */
export function label([side, facet, value]) {
  const name = nameOf(row(facet, value).querySelector("input"));
  return side === "none" ? `not ${name}` : name;
}

/** The name of a topic, for its link. */
export function topicName(slug) {
  const element = rows("topic").find(({ dataset }) => dataset.value === slug);
  return element ? element.querySelector(".facet-name").textContent : null;
}

/** Say how many filters are in use, and how many papers they leave, where those do not show. */
export function tellUse(search, papers) {
  const used = filters(search).length;
  button.textContent = used ? `Filters (${used})` : "Filters";
  done.textContent = papers ? `Show ${count(papers)}` : "Close filters";
}

/** On a narrow screen the facets are behind a button, and cover the papers until they are done. */
function toggle() {
  const isOpen = panel.classList.toggle("is-open");
  button.setAttribute("aria-expanded", String(isOpen));
}

button.addEventListener("click", toggle);
done.addEventListener("click", () => {
  toggle();
  status.scrollIntoView();
  status.focus({ preventScroll: true });
});
