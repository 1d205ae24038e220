// The search page: asks Pagefind's index and shows papers. Nothing of the index is loaded before
// the first keystroke, or before a search that the address names. Whatever comes from a paper is
// put into the page as text; the one mark-up that is kept is Pagefind's <mark>.

const base = new URL("../", import.meta.url);
const STEP = 15;
const PAUSE = 150; // milliseconds after the last keystroke

const form = document.querySelector("#search-form");
const field = document.querySelector("#search-input");
const status = document.querySelector("#search-status");
const list = document.querySelector("#search-results");
const more = document.querySelector("#search-more");
const empty = document.querySelector("#search-empty");

let engine; // Pagefind's module, once asked for
let found = []; // all results of the shown search; each loads its own data
let turn = 0; // counts searches, so that a slow answer never replaces a newer one
let timer;

function load() {
  engine ??= import(new URL("pagefind/pagefind.js", base).href).then(async (pagefind) => {
    await pagefind.options({ baseUrl: base.pathname, excerptLength: 32 });
    return pagefind;
  });
  // A failed download is tried again at the next keystroke.
  engine.catch(() => (engine = undefined));
  return engine;
}

async function search(query) {
  const mine = (turn += 1);
  const text = query.trim();
  if (!text) return show("", []);
  try {
    const pagefind = await load();
    const answer = await pagefind.search(text);
    if (mine === turn) await show(text, answer.results);
  } catch {
    if (mine === turn) fail();
  }
}

async function show(query, results) {
  found = results;
  if (!results.length) {
    list.replaceChildren();
    more.hidden = true;
  } else {
    await extend(0);
  }
  empty.hidden = !query || results.length > 0;
  status.textContent = query ? `${count(results.length)} for “${query}”` : "";
}

/** Show the next results, from `start` on, in one step so that nothing jumps. */
async function extend(start) {
  const mine = turn;
  const papers = await Promise.all(found.slice(start, start + STEP).map((one) => one.data()));
  if (mine !== turn) return;
  const cards = papers.map(card);
  if (start) list.append(...cards);
  else list.replaceChildren(...cards);
  more.hidden = start + STEP >= found.length;
  if (start) cards[0].querySelector("a").focus();
}

function fail() {
  found = [];
  list.replaceChildren();
  more.hidden = true;
  empty.hidden = false;
  status.textContent = "The search could not be loaded.";
}

function count(number) {
  return number === 1 ? "1 paper" : `${number || "No"} papers`;
}

/** One paper, as lists show it elsewhere. */
function card({ url, meta, excerpt, filters }) {
  const link = make("a", {}, meta.title);
  link.href = url;
  const facts = [meta.date, meta.by, meta.comments].filter(Boolean).join(" · ");
  const topics = (filters?.topic ?? []).map((topic) => make("li", {}, topic));
  return make(
    "li",
    { className: "paper-card" },
    make("h2", {}, link),
    ...(facts ? [make("p", { className: "paper-meta" }, facts)] : []),
    make("p", { className: "paper-sentence" }, ...marked(excerpt, meta.title)),
    ...(topics.length ? [make("ul", { className: "chips" }, ...topics)] : []),
  );
}

function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/**
 * An excerpt's text with its <mark>s; any other element counts only as its text. Pagefind's text
 * of a paper begins with the title, which stands above already: what the excerpt has of it goes.
 */
function marked(html, title) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  let skip = overlap(title, body.textContent);
  const pieces = [];
  for (const node of body.childNodes) {
    const text = node.textContent.slice(skip);
    skip = Math.max(0, skip - node.textContent.length);
    if (text) pieces.push(node.nodeName === "MARK" ? make("mark", {}, text) : text);
  }
  if (typeof pieces[0] === "string") pieces[0] = pieces[0].replace(/^[.\s]+/, "");
  return pieces;
}

/** How many characters at a text's start are the title, or the title's last words. */
function overlap(title, text) {
  const words = title.split(" ");
  const ends = words.map((_, first) => words.slice(first).join(" "));
  return ends.find((end) => text.startsWith(`${end}.`) || text === end)?.length ?? 0;
}

const asked = () => new URLSearchParams(location.search).get("q") ?? "";

function address(query) {
  const url = new URL(location.href);
  if (query.trim()) url.searchParams.set("q", query.trim());
  else url.searchParams.delete("q");
  return url;
}

// Typing rewrites the entry of the history it began in; sending the form starts a new one, so that
// the back button leads from search to search and not from letter to letter.
field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    history.replaceState(null, "", address(field.value));
    search(field.value);
  }, PAUSE);
  load();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  const url = address(field.value);
  if (url.href !== location.href) history.pushState(null, "", url);
  search(field.value);
});

addEventListener("popstate", () => {
  field.value = asked();
  search(field.value);
});

more.addEventListener("click", () => extend(list.children.length));

field.value = asked();
if (field.value) search(field.value);
else if (matchMedia("(hover: hover)").matches) field.focus(); // on a phone it would open the keyboard
