// A saved list in other forms: BibTeX, Markdown, and a link that restores it elsewhere.

import * as addresses from "./addresses.js";
import { longDate } from "./elements.js";
import { MOST_SAVED, isId } from "./store.js";

const BIBTEX = {
  "\\": "\\textbackslash{}",
  "{": "\\textbraceleft{}", // BibTeX counts braces even when they are escaped
  "}": "\\textbraceright{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
};
const LIGATURE = /(?<=-)(?=-)|(?<=')(?=')|(?<=[`?!])(?=`)|(?<=,)(?=,)/g;
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

const oneLine = (text) => text.replace(/\s+/g, " ").trim();

/** Text for a field in braces, the same as `generator/text/bibtex.py` writes it. */
export const bibtex = (text) =>
  oneLine(text)
    .replace(/[\\{}~^<>|%&#_$]/g, (char) => BIBTEX[char] ?? `\\${char}`)
    .replace(LIGATURE, "{}");

/** An entry of what a list keeps of a paper; its own page has a fuller one. */
export function toBibtex({ id, title, date }) {
  const fields = [
    ...(title ? [`title = {{${bibtex(title)}}}`] : []),
    ...(date ? [`year = {${date.slice(0, 4)}}`, `month = ${MONTHS[date.slice(5, 7) - 1]}`] : []),
    `url = {${addresses.paper(id)}}`,
  ];
  return `@misc{${id},\n${fields.map((field) => `  ${field},\n`).join("")}}\n`;
}

/** Text that Markdown shows as it is. */
export const markdown = (text) => oneLine(text).replace(/[\\`*_{}[\]<>()#+\-.!|~$&:]/g, "\\$&");

/** One line of a list: the title as a link, and the date. */
export function toMarkdown({ id, title, date }) {
  const link = `[${markdown(title || id)}](${addresses.paper(id)})`;
  return `- ${link}${date ? `, ${longDate(date)}` : ""}\n`;
}

/** The address of the saved page with the list behind `#`, which no browser sends anywhere. */
export const toLink = (papers) =>
  `${addresses.saved}#ids=${papers.map(({ id }) => id).join(",")}`;

/** The ids that an address brings; whatever is no id is left out. */
export function fromLink(hash) {
  const [, ids = ""] = /^#ids=([a-z0-9,-]*)/.exec(hash) ?? [];
  return [...new Set(ids.split(",").filter(isId))].slice(0, MOST_SAVED);
}
