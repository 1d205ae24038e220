// Papers as lists show them elsewhere. Whatever comes from a paper is put into the page as text;
// the one mark-up that is kept is Pagefind's <mark>.

import { count, longDate, make } from "../reading/elements.js";
import { topicName } from "./facets.js";

const site = new URL("../../", import.meta.url);

/** One paper, as a card. */
export function card({ url, meta, excerpt, filters }) {
  const link = make("a", {}, meta.title);
  link.href = url;
  const topics = (filters?.topic ?? []).filter(topicName).map(topic);
  return make(
    "li",
    { className: "paper-card", "data-paper": url.split("/").at(-2) },
    make("h2", { className: "paper-title" }, link),
    make("p", { className: "paper-meta" }, ...facts(meta)),
    make("p", { className: "paper-sentence" }, ...marked(excerpt, meta.title)),
    ...(topics.length ? [make("ul", { className: "chips" }, ...topics)] : []),
  );
}

function* facts({ date, by, comments }) {
  if (date) yield make("time", { dateTime: date }, longDate(date));
  else yield make("span", {}, "no date known");
  if (by) yield ` · ${brief(by)}`;
  if (comments) yield ` · ${count(Number(comments), "comment")}`;
}

/** Names of authors are searched by, but a list shows only some. */
function brief(by) {
  const names = by.split(", ");
  return names.length > 4 ? `${names.slice(0, 3).join(", ")} and others` : by;
}

function topic(slug) {
  const link = make("a", {}, topicName(slug));
  link.href = new URL(`topics/${slug}/`, site).href;
  return make("li", {}, link);
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
  if (typeof pieces[0] === "string") pieces[0] = pieces[0].trimStart();
  return pieces;
}

/** How many characters at a text's start are the title, or its last words. */
function overlap(title, text) {
  // Pagefind ends a title with a full stop, unless it ends with a mark of its own.
  const words = (/[\p{L}\p{N}]$/u.test(title) ? `${title}.` : title).split(" ");
  const ends = words.map((_, first) => words.slice(first).join(" "));
  return ends.find((end) => text.startsWith(end))?.length ?? 0;
}
