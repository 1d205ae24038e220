// Asks Pagefind's index, which lies in the site as many small files: a search loads those of its
// words, and of the facets that it counts. Nothing is loaded before the first call.

import { FACETS, filters, isEmpty, without } from "./address.js";
import { drop, has, parse, replace, spellings } from "./query.js";

const folder = new URL("../../pagefind/", import.meta.url);
const site = new URL("../", folder);

/** Facets that every answer counts; the others are counted once they are opened. */
const COUNTED = ["topic", "year"];

const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];
const SHORTEST = 3; // letters of a word whose continuations are loaded too, or that is proposed
const MEANT = 0.6; // of a word's letters that are proposed in its place: `cur` for `curiculum` helps nobody

let engine; // Pagefind's module, once asked for
let edition; // what the site said of its index when that was loaded
const orders = {}; // for each way to sort, the places of papers

export function load() {
  engine ??= import(new URL("pagefind.js", folder).href).then(async (pagefind) => {
    edition = await fetchEdition();
    // Words as typed count far more than those that only begin so: `agent` before `agentic`.
    const ranking = { termSimilarity: 8 };
    await pagefind.options({ baseUrl: site.pathname, ranking });
    await pagefind.init();
    return pagefind;
  });
  // A failed download is tried again at the next call.
  engine.catch(() => (engine = undefined));
  return engine;
}

/**
 * The papers of a search in their order, each loading its own text when asked, and how many papers
 * each value of the counted facets would give. A facet's own choice does not narrow its counts,
 * since its values add up. `unknown` are words that no paper has.
 */
export async function ask(search, opened = new Set()) {
  const answer = await askOnce(search, opened);
  if (!answer.unknown.length) return answer;
  // To Pagefind a word is also unknown when its part of the index did not arrive. So the site is
  // asked whether it is there, and still has this index, before no paper is said to have a word.
  await renew();
  return askOnce(search, opened);
}

/**
 * Let go of the index if the site has another one by now: its parts have other names then. Says
 * whether it did; fails where the site cannot be reached.
 */
export async function renew() {
  const now = await fetchEdition();
  if (edition === undefined || now === edition) return false;
  edition = now;
  await engine?.then((pagefind) => pagefind.destroy());
  engine = undefined;
  for (const sort of Object.keys(orders)) delete orders[sort];
  return true;
}

async function askOnce(search, opened = new Set()) {
  const pagefind = await load();
  const used = new Set(filters(search).map(([, facet]) => facet));
  const facets = FACETS.filter((facet) => [COUNTED, [...used], [...opened]].flat().includes(facet));
  const query = await read(pagefind, search.text);
  const [found, ...apart] = await Promise.all([
    find(pagefind, query, conditions(search, facets)),
    ...facets.filter((facet) => search.any[facet].length).map(async (facet) => {
      const { counts } = await find(pagefind, query, conditions(search, facets, facet));
      return { [facet]: counts[facet] };
    }),
  ]);
  const unknown = await strangersOf(pagefind, query.words, found.results);
  if (unknown.length) return { results: [], counts: {}, unknown };
  const results = await inOrder(found.results, search);
  return { results, counts: Object.assign(found.counts, ...apart), unknown };
}

/** Searches near one that found nothing, which do find papers: `{lost, said, loose, search, papers}`. */
export async function waysOn(search) {
  const pagefind = await load();
  const { words, phrases, without: excluded } = parse(search.text);
  const loose = { loose: true, search: { ...search, text: search.text.replaceAll('"', "") } };
  const fewer = [
    ...(phrases.length ? [loose] : []),
    ...filters(search).map((filter) => ({ lost: filter, search: without(search, filter) })),
    ...[...words, ...excluded].map((word) => ({
      lost: word,
      search: { ...search, text: drop(search.text, word) },
    })),
  ];
  const ways = await Promise.all(
    [...(await meant(pagefind, search, words)), ...fewer]
      .filter((way) => !isEmpty(way.search))
      .map(async (way) => ({ ...way, papers: (await askOnce(way.search)).results.length })),
  );
  const found = ways.filter(({ papers }) => papers);
  // What still looks for all that was meant comes first.
  const isLess = ({ said, loose }) => !(said || loose);
  return found.sort((one, other) => isLess(one) - isLess(other) || other.papers - one.papers);
}

/** A search with other words in the place of those that no paper has: near ones, or shorter ones. */
async function meant(pagefind, search, words) {
  const known = await Promise.all(words.map((word) => isKnown(pagefind, word)));
  const wrong = words.filter((_, at) => !known[at]);
  if (!wrong.length) return [];
  const { nearest } = await import("./spelling.js"); // most searches do without
  const near = await Promise.all(wrong.map(nearest));
  if (near.every(({ length }) => length)) {
    const most = Math.max(...near.map(({ length }) => length));
    return range(most).map((at) => instead(search, wrong, near.map((others) => others[at] ?? others[0])));
  }
  const shorter = await Promise.all(wrong.map((word) => longestKnown(pagefind, word)));
  return shorter.every(Boolean) ? [instead(search, wrong, shorter, "…")] : [];
}

const range = (length) => Array.from({ length }, (_, at) => at);

/** A search with some of its words replaced; `end` stands after each, where that is no whole word. */
function instead(search, wrong, others, end = "") {
  const text = wrong.reduce((said, word, at) => replace(said, word, others[at]), search.text);
  return { said: others.map((other) => other + end).join(" "), search: { ...search, text } };
}

/** What was typed, without the exclusion of words that no paper has. */
async function read(pagefind, text) {
  const query = parse(text);
  await loadWords(pagefind, [...query.words, ...query.without]);
  const known = await Promise.all(query.without.map((word) => isKnown(pagefind, word)));
  return { ...query, without: query.without.filter((_, at) => known[at]) };
}

/**
 * Pagefind loads the part of the index where a word itself would stand; words that go on from it
 * may stand in the next parts. Those of one or two letters would load half the index.
 */
async function loadWords(pagefind, words) {
  const long = words.filter((word) => word.length >= SHORTEST);
  const longer = long.flatMap((word) => LETTERS.map((letter) => word + letter));
  if (words.length) await pagefind.preload([...words, ...longer].join(" "));
}

/**
 * The papers under these conditions. Pagefind excludes no words: papers that also have one are
 * asked for, and taken away; from the counts too, where those that have two come back once. It
 * takes a phrase alone: papers with its words that do not have it so are taken away, and then
 * nobody counts what is left.
 */
async function find(pagefind, { phrases, barred, words, without: excluded }, conditions) {
  const answers = await Promise.all(subsets(excluded).map(async (also) => {
    const text = [...words, ...also].join(" ") || null;
    const answer = await pagefind.search(text, { filters: conditions });
    return { ...answer, also: also.length };
  }));
  const gone = new Set(answers.slice(1).flatMap(({ results }) => results.map(({ id }) => id)));
  const left = answers[0].results.filter(({ id }) => !gone.has(id));
  const sets = (those) => Promise.all(those.map((phrase) => having(pagefind, phrase, conditions)));
  const [exact, unwanted] = await Promise.all([sets(phrases), sets(barred)]);
  const results = left.filter(
    ({ id }) => exact.every((ids) => ids.has(id)) && !unwanted.some((ids) => ids.has(id)),
  );
  return { results, counts: results.length < left.length ? {} : sum(answers) };
}

/** The papers that have a phrase, however its words are joined. */
async function having(pagefind, phrase, conditions) {
  const answers = await Promise.all(
    spellings(phrase).map((said) => pagefind.search(`"${said}"`, { filters: conditions })),
  );
  return new Set(answers.flatMap(({ results }) => results.map(({ id }) => id)));
}

function subsets(words) {
  return words.reduce((found, word) => [...found, ...found.map((some) => [...some, word])], [[]]);
}

function sum(answers) {
  const total = {};
  for (const { filters: counts, also } of answers) {
    for (const [facet, values] of Object.entries(counts)) {
      total[facet] ??= {};
      for (const [value, papers] of Object.entries(values)) {
        total[facet][value] = (total[facet][value] ?? 0) + (also % 2 ? -papers : papers);
      }
    }
  }
  return total;
}

/** Pagefind's filters: it loads and counts the facets that they name, even where any value will do. */
function conditions(search, facets, free) {
  return Object.fromEntries(facets.map((facet) => [
    facet,
    { any: facet === free ? [] : search.any[facet], none: search.none[facet] },
  ]));
}

/**
 * A word that it does not know Pagefind takes for the longest word that begins it: `kettlexyz` for
 * `k`. None of the papers found so has it; so the first one tells.
 */
async function strangers(words, result) {
  const { content, meta } = await result.data();
  const text = [content, ...Object.values(meta)].join(" ");
  return words.filter((word) => !has(text, word));
}

/** Words that no paper has; where nothing was found, each is asked for alone. */
async function strangersOf(pagefind, words, results) {
  if (results.length) return strangers(words, results[0]);
  const known = await Promise.all(words.map((word) => isKnown(pagefind, word)));
  return words.filter((_, at) => !known[at]);
}

async function isKnown(pagefind, word) {
  const { results } = await pagefind.search(word);
  return results.length > 0 && !(await strangers([word], results[0])).length;
}

/** The longest beginning of a word that some paper has, or nothing; most of the word must be in it. */
async function longestKnown(pagefind, word) {
  const least = Math.max(SHORTEST, Math.ceil(word.length * MEANT));
  for (let length = word.length; length >= least; length -= 1) {
    if (await isKnown(pagefind, word.slice(0, length))) return word.slice(0, length);
  }
  return "";
}

/** Without words nothing is relevant: then the newest come first. */
async function inOrder(results, search) {
  const { phrase, words } = parse(search.text);
  const sort = search.sort === "relevance" && !phrase && !words.length ? "date" : search.sort;
  if (sort === "relevance" || !results.length) return results;
  orders[sort] ??= fetchOrder(sort).catch((error) => {
    delete orders[sort];
    throw error;
  });
  const places = await orders[sort];
  const place = ({ id }) => places.get(id) ?? places.size; // the order has no papers without a value
  return results.toSorted((one, other) => place(one) - place(other));
}

async function fetchOrder(sort) {
  const answer = await fetchFile(`order-${sort}.json`);
  return new Map((await answer.json()).map((id, at) => [id, at]));
}

/** What tells one index from another: some hundred bytes. */
async function fetchEdition() {
  return (await fetchFile("pagefind-entry.json", { cache: "no-cache" })).text();
}

async function fetchFile(name, options) {
  const answer = await fetch(new URL(name, folder), options);
  if (!answer.ok) throw new Error(`${answer.status} fetching ${answer.url}`);
  return answer;
}
