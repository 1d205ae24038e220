// Read, saved, hidden and new: the marks of papers in lists and on a paper's own page.
//
// A card is `.paper-card`, in the page from the start or added later, and its paper is the one that
// its title leads to. The style sheet keeps room for what is added here, so that nothing moves.

import * as addresses from "./addresses.js";
import { button, make, noticeUnkept } from "./elements.js";
import { change, get, onChange } from "./store.js";
import { isNew } from "./visits.js";

const CARD = ".paper-card";
const TITLE = ".paper-title a, h2 a, h3 a";

export const titleLink = (card) => card.querySelector(TITLE);

/** The paper of a card, as saving keeps it; `undefined` where there is none. */
export function paperOf(card) {
  const link = titleLink(card);
  const id = addresses.paperIn(link?.href);
  return id && { id, title: link.textContent.trim(), date: dateIn(card) };
}

/** The paper whose own page this is. */
export function paperHere() {
  const page = document.querySelector(".page--paper");
  const id = page && addresses.paperIn(location.href);
  if (!id) return undefined;
  return { id, title: page.querySelector("h1").textContent.trim(), date: dateIn(page) };
}

const dateIn = (element) => element.querySelector(".paper-meta > time:first-child")?.dateTime || null;

export const isSaved = (id) => get("saved").some((paper) => paper.id === id);

/** Save a paper, or take it from the list. */
export function setSaved(paper, on) {
  const without = (papers) => papers.filter(({ id }) => id !== paper.id);
  const kept = change("saved", (papers) => (on ? [...without(papers), paper] : without(papers)));
  if (!kept) noticeUnkept();
}

/** Mark a paper as read or hidden, or take the mark away; returns whether that is kept. */
export function setMark(subject, id, on) {
  return change(subject, (ids) => [...ids.filter((other) => other !== id), ...(on ? [id] : [])]);
}

function setAndTell(subject, id, on) {
  if (!setMark(subject, id, on)) noticeUnkept();
}

/** A button that is pressed while the mark is set. */
function toggle(subject, text, paper, act) {
  return button(text, ({ currentTarget }) => act(currentTarget.ariaPressed !== "true"), {
    className: `mark mark--${subject}`,
    "aria-label": `${text}: ${paper.title}`,
    "aria-pressed": "false",
  });
}

const saveButton = (paper) => toggle("saved", "Save", paper, (on) => setSaved(paper, on));

/** Give a card its buttons and the places of its marks, once. */
function dress(card) {
  const isDone = "marks" in card.dataset || card.closest(`[data-reading="own"]`);
  const paper = isDone ? undefined : paperOf(card);
  if (!paper) return;
  card.dataset.paper = paper.id;
  card.dataset.marks = "";
  const hide = button("Hide", () => fold(card, paper.id, true), {
    className: "mark mark--hidden",
    "aria-label": `Hide: ${paper.title}`,
  });
  card.prepend(make("p", { className: "kicker" }));
  card.append(make("div", { className: "marks" }, saveButton(paper), hide));
}

/** Hide a card or show it again, and keep the focus where the reader is. */
function fold(card, id, on) {
  setAndTell("hidden", id, on);
  card.querySelector(on ? ".folded button" : ".mark--hidden")?.focus();
}

/** Bring cards up to date with what is kept. */
function refresh(cards) {
  const [read, hidden] = [new Set(get("read")), new Set(get("hidden"))];
  const saved = new Set(get("saved").map(({ id }) => id));
  for (const card of cards) {
    if (!("marks" in card.dataset)) continue;
    const id = card.dataset.paper;
    press(card, "saved", saved.has(id));
    setFolded(card, id, hidden.has(id));
    setKicker(card, id, read.has(id));
    card.classList.toggle("is-read", read.has(id));
  }
}

function press(element, subject, on) {
  element.querySelector(`.mark--${subject}`)?.setAttribute("aria-pressed", String(on));
}

/** `New`, or `Read` with the way back; a paper that was read is not new. */
function setKicker(card, id, isRead) {
  const kicker = card.querySelector(".kicker");
  const state = isRead ? "Read" : isNew(card.dataset.added) ? "New" : "";
  if (kicker.dataset.state === state) return;
  kicker.dataset.state = state;
  kicker.replaceChildren(state);
  if (!isRead) return;
  const undo = button("undo", () => {
    setAndTell("read", id, false);
    titleLink(card).focus();
  }, { "aria-label": `undo: mark as unread: ${titleLink(card).textContent}` });
  kicker.append(" ", undo);
}

function setFolded(card, id, isHidden) {
  const folded = card.querySelector(".folded");
  card.classList.toggle("is-hidden", isHidden);
  if (!isHidden) folded?.remove();
  else if (!folded) {
    const title = titleLink(card).textContent;
    const show = button("Show", () => fold(card, id, false), { "aria-label": `Show: ${title}` });
    card.append(make("p", { className: "folded" }, make("span", {}, `Hidden: ${title}`), show));
  }
}

/** A paper's own page: opening it marks it as read, which can be undone there. */
function dressPage(paper) {
  setMark("read", paper.id, true);
  const row = document.querySelector(".page--paper > .marks");
  row.append(
    saveButton(paper),
    toggle("read", "Read", paper, (on) => setAndTell("read", paper.id, on)),
    toggle("hidden", "Hide", paper, (on) => setAndTell("hidden", paper.id, on)),
  );
  return () => {
    press(row, "saved", isSaved(paper.id));
    for (const subject of ["read", "hidden"]) press(row, subject, get(subject).includes(paper.id));
  };
}

function countSaved() {
  const number = get("saved").length;
  for (const place of document.querySelectorAll("[data-saved-count]")) {
    place.textContent = number || "";
  }
}

/** Mark all papers of the page, and those that are added to its lists later. */
export function showMarks() {
  const here = paperHere();
  const refreshPage = here ? dressPage(here) : () => {};
  const all = () => {
    const cards = [...document.querySelectorAll(CARD)];
    cards.forEach(dress);
    refresh(cards);
    refreshPage();
    countSaved();
  };
  all();
  document.querySelector("#reading-early")?.remove();
  onChange(all);
  const watch = new MutationObserver((changes) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    const cards = added.filter((node) => node.matches?.(CARD));
    cards.forEach(dress);
    refresh(cards);
  });
  for (const list of document.querySelectorAll(".papers")) watch.observe(list, { childList: true });
}
