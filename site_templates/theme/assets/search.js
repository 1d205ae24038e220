// The search page. The form holds the search, the address repeats it, and the index answers it.
// Nothing of the index is loaded before the first keystroke, or before a search that the address
// names.

import { count, make } from "./reading/elements.js";
import { filters, isEmpty, read, without, write } from "./search/address.js";
import { ask, load, renew, waysOn } from "./search/engine.js";
import { asked, clearOther, fill, label, opened, showCounts, tellUse } from "./search/facets.js";
import { asTyped, parse } from "./search/query.js";

const STEP = 10; // papers at a time: each is a file of its own
const MOST_WAYS = 6;
const PAUSE = 200; // milliseconds after the last keystroke
const LONG_PAUSE = 800; // after one or two letters, which begin too many words
const PATIENCE = 400; // milliseconds before a search is said to be under way
const MORE = "Show more";
const LOST = "The next papers could not be loaded.";

const form = document.querySelector("#search-form");
const field = document.querySelector("#search-input");
const status = document.querySelector("#search-status");
const chosen = document.querySelector("#search-chosen");
const ways = document.querySelector("#search-ways");
const list = document.querySelector("#search-results");
const more = document.querySelector("#search-more");
const empty = document.querySelector("#search-empty");
const again = document.querySelector("#search-again");

const { title } = document;

let found = []; // all papers of the shown search; each loads its own text
let turn = 0; // counts searches, so that a slow answer never replaces a newer one
let isTyping = false; // since the history got its entry
let growing; // what follows "Show more", until it is there
let timer;

/** Search for what the form holds; `shown` papers were shown of it before. */
async function run(shown = STEP) {
  clearTimeout(timer);
  const mine = (turn += 1);
  const search = asked();
  document.title = search.text ? `${quoted(search.text)} · ${title}` : title;
  showChosen(search);
  if (isEmpty(search)) return show(search, { results: [], counts: {}, unknown: [] }, shown);
  const late = setTimeout(() => mine === turn && (status.textContent = "Searching…"), PATIENCE);
  try {
    const answer = await ask(search, opened());
    if (mine === turn) await show(search, answer, shown);
  } catch {
    if (await isAnother(mine)) return run(shown);
    if (mine === turn) fail();
  } finally {
    clearTimeout(late);
  }
  if (mine === turn && !ways.hidden) await showWays(search).catch(() => (ways.hidden = true));
}

/** Whether this search is still the one to answer, and the site has another index by now. */
const isAnother = async (mine) => (await renew().catch(() => false)) && mine === turn;

async function show(search, { results, counts, unknown }, shown) {
  const mine = turn;
  const cards = await cardsOf(results.slice(0, shown), search);
  if (mine !== turn) return;
  again.hidden = true;
  found = results;
  list.replaceChildren(...cards);
  more.hidden = cards.length >= found.length;
  more.textContent = MORE;
  showCounts(counts);
  tellUse(search, found.length);
  empty.hidden = ways.hidden = isEmpty(search) || results.length > 0;
  status.textContent = isEmpty(search) ? "" : tell(search, results.length, unknown);
}

/** Papers as cards; what makes them loads with the first. */
async function cardsOf(results, { text }) {
  if (!results.length) return [];
  const [{ card }, ...papers] = await Promise.all([
    import("./search/results.js"),
    ...results.map((one) => one.data()),
  ]);
  return papers.map((paper) => card(paper, parse(text)));
}

/** Show the papers that follow; while they load, another click asks for no more. */
async function grow() {
  const mine = turn;
  const start = list.children.length;
  const cards = await cardsOf(found.slice(start, start + STEP), asked()).catch(() => null);
  if (mine !== turn) return;
  more.textContent = cards ? MORE : "Try again";
  if (!cards) return void (status.textContent = LOST);
  list.append(...cards);
  more.hidden = list.children.length >= found.length;
  history.replaceState({ shown: list.children.length }, "");
  if (status.textContent === LOST) status.textContent = tell(asked(), found.length, []);
  cards[0].querySelector("a").focus();
}

function fail() {
  found = [];
  list.replaceChildren();
  more.hidden = ways.hidden = true;
  empty.hidden = again.hidden = false;
  status.textContent = "The search could not be loaded.";
}

function tell({ text }, papers, unknown) {
  if (unknown.length) return `No paper has ${unknown.map((word) => `“${asTyped(text, word)}”`).join(" or ")}.`;
  const what = papers ? count(papers) : "No papers";
  return text ? `${what} for ${quoted(text)}` : what;
}

/** A search as it was typed; a phrase has its quotation marks already. */
const quoted = (text) => (parse(text).phrase ? text : `“${text}”`);

/** The filters in use, each a link to the search without it. */
function showChosen(search) {
  const items = filters(search).map((filter) => {
    const link = lead(without(search, filter), label(filter), make("span", { ariaHidden: "true" }, " ×"));
    link.ariaLabel = `Remove ${label(filter)}`;
    return make("li", {}, link);
  });
  chosen.replaceChildren(...items);
  chosen.hidden = !items.length;
}

/** After a search without results: what would give some, and how many. */
async function showWays(search) {
  const mine = turn;
  ways.replaceChildren();
  const nearest = await waysOn(search);
  if (mine !== turn) return;
  const items = nearest.slice(0, MOST_WAYS).map((way) =>
    make("li", {}, lead(way.search, name(way)), ` (${count(way.papers)})`),
  );
  ways.replaceChildren(...items);
}

function name({ said, loose, lost }) {
  if (loose) return "without the quotation marks";
  if (said) return `“${said}” instead`;
  return typeof lost === "string" ? `without the word “${asTyped(asked().text, lost)}”` : `without the filter “${label(lost)}”`;
}

/** A link to a search, which is followed without leaving the page. */
function lead(search, ...children) {
  const link = make("a", {}, ...children);
  link.href = address(search);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    fill(search);
    visit();
    status.focus({ preventScroll: true });
  });
  return link;
}

function address(search) {
  const url = new URL(location.pathname, location.href);
  url.search = write(search).toString();
  return url.href;
}

/** Search, as a step of its own in the history. */
function visit() {
  isTyping = false;
  const url = address(asked());
  if (url !== location.href) history.pushState(null, "", url);
  run();
}

/** Typing makes one step, so that the back button leads from search to search, not by letters. */
function typed() {
  const url = address(asked());
  const goesOn = isTyping || isEmpty(read(new URLSearchParams(location.search)));
  if (url !== location.href) history[goesOn ? "replaceState" : "pushState"](null, "", url);
  isTyping = true;
  run();
}

/** Show the search that the address names. */
function arrive() {
  isTyping = false;
  fill(read(new URLSearchParams(location.search)));
  run(history.state?.shown);
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  const last = field.value.trim().split(/\s+/).at(-1);
  timer = setTimeout(typed, last.length < 3 ? LONG_PAUSE : PAUSE);
  load().catch(() => {}); // a search will say so
});

form.addEventListener("change", ({ target }) => {
  if (target === field) return;
  if (target.type === "checkbox") clearOther(target);
  visit();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  visit();
});

// Counts of a facet that opens load with it. `toggle` does not bubble.
form.addEventListener("toggle", ({ target }) => target.open && run(list.children.length || STEP), true);

addEventListener("popstate", arrive);

again.addEventListener("click", () => run());

more.addEventListener("click", () => (growing ??= grow().finally(() => (growing = undefined))));

arrive();
if (isEmpty(asked()) && matchMedia("(hover: hover)").matches) field.focus(); // a phone's keyboard stays away
