// Cards of papers that a script lists, from the small data files of `generator/reading.py`; they
// look like those of the pages.

import * as addresses from "./addresses.js";
import { dateOf, make } from "./elements.js";
import { isId } from "./store.js";

/** One file's papers, those without a sound id left out; throws where it cannot be had. */
export async function loadPapers(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  const file = await answer.json();
  return { ...file, papers: file.papers.filter(({ id }) => isId(id)) };
}

/** A card; `topics` are `{slug, name}`, shown below. */
export function makeCard({ id, title, published, listed, added, who, sentence }, topics = []) {
  const link = make("a", { href: addresses.paper(id) }, title);
  const card = make("li", { className: "paper-card", "data-paper": id, "data-added": added ?? "" },
    make("h3", { className: "paper-title" }, link),
    make("p", { className: "paper-meta" }, dateOf(published, listed), ...(who ? [` · ${who}`] : [])),
  );
  if (sentence) card.append(make("p", { className: "paper-sentence" }, sentence));
  if (topics.length) card.append(make("ul", { className: "chips" }, ...topics.map(chip)));
  return card;
}

const chip = ({ slug, name }) =>
  make("li", {}, make("a", { href: addresses.topic(slug) }, name));
