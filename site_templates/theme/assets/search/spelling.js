// Words that a reader may have meant, of those that titles and names have. The list loads only
// after a search with a word that no paper has.

import { toWord } from "./query.js";

const LIST = new URL("../../data/reading/words.json", import.meta.url);
const SHORTEST = 4; // letters of a word that has another in its place: shorter ones are near to all
const LONG = 8; // letters of a word in which two slips are thought likely, and not one alone
const MOST = 3;

let list;

/** The nearest words, the more frequent first among equals; none if the list cannot be loaded. */
export async function nearest(word) {
  list ??= fetchList();
  const known = await list.catch(() => (list = undefined));
  const most = word.length < LONG ? 1 : 2;
  if (!known || word.length < SHORTEST) return [];
  return known
    .filter((other) => Math.abs(other.length - word.length) <= most)
    .map((other) => ({ other, slips: slips(word, other) }))
    .filter((one) => one.slips && one.slips <= most)
    .sort((one, other) => one.slips - other.slips)
    .slice(0, MOST)
    .map(({ other }) => other);
}

async function fetchList() {
  const answer = await fetch(LIST);
  if (!answer.ok) throw new Error(`${answer.status} fetching ${answer.url}`);
  return [...new Set((await answer.json()).map(toWord))];
}

/**
 * How many slips lead from one word to another: a letter left out, put in, or mistaken, or two
 * changed over (optimal string alignment).
 */
function slips(one, other) {
  let [older, old] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const mistaken = old[at - 1] + (one[row - 1] !== other[at - 1]);
      const isSwap = one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1];
      now[at] = Math.min(old[at] + 1, now[at - 1] + 1, mistaken, isSwap ? older[at - 2] + 1 : Infinity);
    }
    [older, old] = [old, now];
  }
  return old[other.length];
}
