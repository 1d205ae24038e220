// What a reader typed, as words. Every word finds all words that begin with it.

const MOST_WITHOUT = 3; // each doubles the searches that count what is left
const MOST_JOINED = 4; // words of a phrase that may be joined in any way: each doubles the searches

/** Words that say nothing on their own; together they are half of every index. */
const FUNCTION_WORDS = new Set("a an and are as at by for from in is of on or that the to via with".split(" "));

/** A phrase that papers must not have. */
const BARRED = /(?<!\S)[-−–]"([^"]+)"/g;

/** An id of arXiv, with whatever stands around it: an address, a name, a version, a full stop. */
const ARXIV = /^(?:\S*[:/.([])?(\d\d(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d+)?(?:\.pdf)?[\p{P}]*$/iu;

/**
 * `"world model" agents -video` → words to find, phrases of them to find as they stand, and phrases
 * and words to leave papers out by. `phrase` is a text that is quoted as a whole. Beside an id of
 * arXiv no word counts, so that `arXiv:2401.00001v2 [cs.CL]` can be pasted.
 */
export function parse(text) {
  const phrase = /^"([^"]+)"$/.exec(text.trim())?.[1] ?? "";
  const phrases = [...text.matchAll(/(?<!\S)"([^"]+)"/g)].map(([, said]) => said).filter(fold);
  const barred = [...text.matchAll(BARRED)].map(([, said]) => said);
  const tokens = text.replace(BARRED, " ").replaceAll('"', " ").split(/\s+/);
  const ids = tokens.filter((token) => ARXIV.test(token)).map(toWord);
  if (ids.length) return { phrase: "", phrases: [], barred: [], words: [...new Set(ids)], without: [] };
  const without = tokens.filter((token) => /^[-−–]./u.test(token)).map(fold);
  const words = tokens.filter((token) => !/^[-−–]/u.test(token)).map(fold).filter(Boolean);
  const telling = words.filter((word) => !FUNCTION_WORDS.has(word));
  return {
    phrase,
    phrases,
    barred,
    words: [...new Set((telling.length ? telling : words).map(singular))],
    without: [...new Set(without.filter(Boolean).map(singular))].slice(0, MOST_WITHOUT),
  };
}

/** A phrase in all ways to write it: `text to image`, `text-to image`, `text-to-image`, … */
export function spellings(phrase) {
  const [first, ...others] = phrase.trim().split(/[\s-]+/);
  if (others.length >= MOST_JOINED) return [phrase];
  return others.reduce((all, word) => all.flatMap((said) => [`${said} ${word}`, `${said}-${word}`]), [first]);
}

/** What is searched for where a text has this. */
export const toWord = (token) => singular(fold(token.replace(ARXIV, "$1")));

/** A word as the text has it. */
export function asTyped(text, word) {
  const token = text.split(/[\s"]+/).find((one) => toWord(one) === word);
  return token?.replace(/^[\p{P}]+|[\p{P}]+$/gu, "") || word;
}

/** The text without its words that begin as `word` does. */
export function drop(text, word) {
  return text.split(/\s+/).filter((token) => toWord(token) !== word).join(" ");
}

/** The text with another word in a word's place. */
export function replace(text, word, other) {
  return text.split(/\s+/).map((token) => (toWord(token) === word ? other : token)).join(" ");
}

/** Whether a text has a word: asked only of papers that the index found, so a part will do. */
export const has = (text, word) => fold(text).includes(word);

/** Letters as Pagefind compares them: small, without accents and punctuation. */
export function fold(text) {
  return text.normalize("NFD").replace(/[\p{M}\p{P}]/gu, "").toLowerCase();
}

/** `agents` → `agent`, which finds both. */
function singular(word) {
  return /^.{3,}[^sui]s$/.test(word) ? word.slice(0, -1) : word;
}
