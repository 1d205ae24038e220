// Papers as lists show them elsewhere, with what was typed marked. Whatever comes from a paper is
// put into the page as text.

import { count, dateOf, make } from "../reading/elements.js";
import { excerpt, hasAny, marked } from "./excerpt.js";
import { topicName } from "./facets.js";

const site = new URL("../../", import.meta.url);

const MOST_NAMES = 4; // of authors; of more, the first ones and those that were searched for
const FIRST_NAMES = 3;

/** One paper that a query found, as a card. */
export function card({ url, meta, content, filters }, query) {
  const link = make("a", {}, ...marked(meta.title, query));
  link.href = url;
  const topics = (filters?.topic ?? []).filter(topicName).map(topic);
  return make(
    "li",
    { className: "paper-card", "data-paper": url.split("/").at(-2) },
    make("h2", { className: "paper-title" }, link),
    make("p", { className: "paper-meta" }, ...facts(meta, query)),
    make("p", { className: "paper-sentence" }, ...excerpt(abstractOf({ content, meta }), query)),
    ...(topics.length ? [make("ul", { className: "chips" }, ...topics)] : []),
  );
}

function* facts({ date, listed, by, organisation, comments }, query) {
  yield dateOf(date, listed);
  if (by) yield* [" · ", ...marked(brief(by, query), query)];
  if (organisation) yield* [" · ", ...marked(organisation, query)];
  if (comments) yield ` · ${count(Number(comments), "comment")}`;
}

/** Names of authors are searched by, but a list shows only some. */
function brief(by, query) {
  const names = by.split(", ");
  if (names.length <= MOST_NAMES) return by;
  const shown = names.filter((name, at) => at < FIRST_NAMES || hasAny(name, query));
  return `${shown.join(", ")} and others`;
}

function topic(slug) {
  const link = make("a", {}, topicName(slug));
  link.href = new URL(`topics/${slug}/`, site).href;
  return make("li", {}, link);
}

/** The text of a paper without its title, with which Pagefind's text of it begins. */
function abstractOf({ content, meta }) {
  // Pagefind ends a title with a full stop, unless it ends with a mark of its own.
  const title = /[\p{L}\p{N}]$/u.test(meta.title) ? `${meta.title}.` : meta.title;
  return content.startsWith(title) ? content.slice(title.length).trimStart() : content;
}
