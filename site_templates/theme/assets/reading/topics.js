// Followed topics: a button where a topic is shown, and a section of the front page with what is
// newest in them. Without a followed topic nothing is loaded.

import * as addresses from "./addresses.js";
import { loadPapers, makeCard } from "./cards.js";
import { button, make, noticeUnkept } from "./elements.js";
import { change, get, onChange } from "./store.js";

const SHOWN = 8; // papers on the front page

const buttons = new Map(); // slug → its button

/** Follow a topic, or no longer; `now` is its slug today where the followed one is older. */
function setFollowed(slug, on, now = slug) {
  const kept = change("topics", (slugs) => {
    const others = slugs.filter((other) => other !== slug && other !== now);
    return on ? [...others, now] : others;
  });
  if (!kept) noticeUnkept();
}

function followButton(slug, name) {
  const act = ({ currentTarget }) => setFollowed(slug, currentTarget.ariaPressed !== "true");
  const element = button("Follow", act, {
    className: "mark mark--follow",
    "aria-label": `Follow: ${name}`,
    "aria-pressed": "false",
  });
  buttons.set(slug, element);
  return element;
}

function refreshButtons() {
  const followed = get("topics");
  for (const [slug, element] of buttons) element.ariaPressed = String(followed.includes(slug));
}

const place = document.querySelector(".follow[data-topic]");
place?.append(followButton(place.dataset.topic, place.dataset.name));
for (const row of document.querySelectorAll(".topic-list > li")) {
  const link = row.querySelector("h2 a");
  const slug = addresses.topicIn(link?.href);
  if (slug) row.append(followButton(slug, link.textContent));
}

const section = document.querySelector("#yours");
let turn = 0; // counts showings, so that a slow answer never replaces a newer one

/** The newest papers of all followed topics, each with those of them that it is in. */
async function loadTopics(slugs) {
  const loading = slugs.map((slug) => loadPapers(addresses.topicFile(slug)));
  const files = await Promise.allSettled(loading);
  const papers = new Map();
  const topics = [];
  files.forEach(({ value }, at) => {
    if (!value) return;
    const topic = { slug: value.slug, name: value.name };
    if (value.slug !== slugs[at]) setFollowed(slugs[at], true, value.slug);
    topics.push(topic);
    for (const paper of value.papers) {
      papers.set(paper.id, { paper, topics: [...(papers.get(paper.id)?.topics ?? []), topic] });
    }
  });
  return { topics, rows: [...papers.values()] };
}

/** The last added first, then by date. */
function byNewest({ paper: one }, { paper: other }) {
  const order = (paper) => `${paper.added ?? ""} ${paper.published ?? ""}`;
  return order(other).localeCompare(order(one)) || one.id.localeCompare(other.id);
}

async function showYours() {
  const slugs = get("topics");
  const mine = (turn += 1);
  section.hidden = !slugs.length;
  document.documentElement.toggleAttribute("data-follows", slugs.length > 0);
  if (!slugs.length) return;
  const { topics, rows } = await loadTopics(slugs);
  if (mine !== turn) return;
  const hidden = new Set(get("hidden"));
  const shown = rows.filter(({ paper }) => !hidden.has(paper.id)).sort(byNewest).slice(0, SHOWN);
  section.querySelector(".papers").replaceChildren(
    ...shown.map(({ paper, topics: its }) => makeCard(paper, its)),
  );
  section.querySelector(".more").replaceChildren(...moreOf(topics));
  section.classList.add("is-filled");
}

/** All topics that are followed, and where to change that. */
function moreOf(topics) {
  const change = make("a", { href: new URL("topics/", addresses.base).href }, "Choose topics");
  if (!topics.length) return ["They could not be loaded. ", change];
  const links = topics.map(({ slug, name }) => make("a", { href: addresses.topic(slug) }, name));
  return ["More in ", ...links.flatMap((link, at) => (at ? [", ", link] : [link])), ". ", change];
}

refreshButtons();
onChange((subject) => {
  if (subject !== "topics") return;
  refreshButtons();
  if (section) showYours();
});
if (section) showYours();
