// Why a paper was found: the typed words marked wherever it has them, and of its abstract the part
// that has most of them.

import { make } from "../reading/elements.js";
import { fold } from "./query.js";

const LENGTH = 32; // words of an excerpt
const BEFORE = 5; // words that stand before the typed ones, where their sentence begins too far away

/** Between two words that nothing else parts: `Deep|Seek`, and each sign of Chinese or Japanese. */
const SEAM = /(?<=\p{Ll})(?=\p{Lu})|(?<=[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}])|(?=[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}])/u;

/** A text with the typed words in `<mark>`s, as what an element may hold. */
export function marked(text, query) {
  const parts = split(text);
  return render(parts, find(parts, query));
}

/** Whether a text has any of the typed words. */
export const hasAny = (text, query) => find(split(text), query).length > 0;

/** The part of a text that has most of the typed words, marked; its beginning if it has none. */
export function excerpt(text, query) {
  const parts = split(text);
  const hits = find(parts, query);
  const first = best(parts, hits);
  const begin = first ? beginning(parts, first) : 0;
  const end = ending(parts, begin);
  return [...(begin ? ["… "] : []), ...render(parts, hits, begin, end), ...(end < parts.length ? [" …"] : [])];
}

/**
 * A text as its words and what stands between them: `{text, word, at}`, the word folded and empty
 * between words, `at` how many words came before.
 */
function split(text) {
  let at = 0;
  return [...text.matchAll(/[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+/gu)]
    .flatMap(([piece]) => piece.split(SEAM))
    .map((piece) => {
      const word = fold(piece).trim();
      return { text: piece, word, at: word ? at++ : at };
    });
}

/** Where the typed words stand: `{wanted, from, to}`, in the text's order; `to` is the last part. */
function find(parts, { phrase, words }) {
  const all = phrase ? [fold(phrase).replace(/\s/g, "")] : words;
  return parts.flatMap(({ word }, from) =>
    all
      .filter((wanted) => word && wanted)
      .map((wanted) => ({ wanted, from, to: reach(parts, from, wanted, Boolean(phrase)) }))
      .filter(({ to }) => to >= from),
  );
}

/**
 * The part with which something typed ends that begins at another, or -1: a word goes on over
 * hyphens (`text-to-image`) and may be longer than what was typed; a phrase goes on over spaces.
 */
function reach(parts, from, wanted, isPhrase) {
  let said = "";
  for (let to = from; to < parts.length; to += 1) {
    const { word, text } = parts[to];
    if (!word && !isPhrase && /\s/.test(text)) return -1;
    said += word;
    if (said === wanted || (!isPhrase && said.startsWith(wanted))) return to;
    if (!wanted.startsWith(said)) return -1;
  }
  return -1;
}

/** The first of the hits that stand with the most different others in the length of an excerpt. */
function best(parts, hits) {
  const within = (first) =>
    hits.filter(({ from, to }) => from >= first.from && parts[to].at - parts[first.from].at < LENGTH - 2 * BEFORE);
  const different = hits.map((first) => new Set(within(first).map(({ wanted }) => wanted)).size);
  return hits[different.indexOf(Math.max(...different))];
}

/** Where an excerpt begins: with the sentence, if that is near, or some words before. */
function beginning(parts, { from }) {
  const before = (part) => parts[from].at - parts[part].at;
  const starts = range(0, from).filter(
    (part) => parts[part].word && before(part) <= 2 * BEFORE && /\s$/.test(parts[part - 1]?.text ?? " "),
  );
  const sentence = starts.findLast((part) => /[.!?]\s+$/.test(parts[part - 1]?.text ?? ". "));
  return sentence ?? starts.find((part) => before(part) <= BEFORE) ?? from;
}

/** The part after the last one of an excerpt, which ends with a written word if one ends there. */
function ending(parts, begin) {
  const most = parts.findLastIndex(({ word, at }) => word && at < parts[begin].at + LENGTH);
  if (!parts.slice(most + 1).some(({ word }) => word)) return parts.length;
  const ends = range(most - BEFORE, most).filter((part) => /\s/.test(parts[part + 1]?.text));
  return (ends.at(-1) ?? most) + 1;
}

function render(parts, hits, begin = 0, end = parts.length) {
  const isMarked = new Set(hits.flatMap(({ from, to }) => range(from, to)));
  const pieces = [];
  let last; // whether the last piece is marked
  for (let part = begin; part < end; part += 1) {
    const marks = isMarked.has(part);
    if (pieces.length && marks === last) pieces.push(pieces.pop() + parts[part].text);
    else pieces.push(parts[part].text);
    last = marks;
  }
  const first = isMarked.has(begin);
  return pieces.map((text, at) => ((at % 2 === 0) === first ? make("mark", {}, text) : text));
}

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
