// What a reader's browser keeps of the reader: the one place that touches localStorage. Nothing of
// it is ever sent anywhere.
//
// Each subject has a key of its own, `digest/1<path of the site>/<subject>`, so that two digests
// of one host do not mix, and a broken subject takes no other with it. The 1 is the format's
// version: a later one reads this one once, and never writes to it. All values are JSON:
//
//   read    ["<paper id>", …]   opened papers, the last one last; at most 5,000, oldest go first
//   hidden  ["<paper id>", …]   the same for papers folded away
//   saved   [{"id": "<paper id>", "title": "…", "date": "2025-11-20" | null}, …]
//                               the last saved one last; `title` is empty while it is not known
//   topics  ["<topic slug>", …] followed topics
//   visit   {"last", "told", "before": ms | null, "seen", "since": day | null}
//                               what visits.js knows of the last two visits
//   keys    true | false        whether single keys are commands
//
// Whatever else is found there (another program's value, half a file, a hand's edit) is read as
// far as it is sound: ids have the generator's pattern, texts their greatest length, and objects
// are made anew from the fields named here, so that no other field gets in.
//
// Storage may be full, refused or gone. A change then lasts as long as the page, and `change` says
// so by returning false.

import { base } from "./addresses.js";

const PREFIX = `digest/1${base.pathname}`;
const MOST_MARKS = 5000;
export const MOST_SAVED = 2000;
const LONGEST_TITLE = 500;

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

export const isId = (value) => typeof value === "string" && value.length <= 120 && ID.test(value);
const toTime = (value) => (Number.isFinite(value) && value >= 0 ? value : null);
const toDay = (value) => (typeof value === "string" && DAY.test(value) ? value : null);

/** Each subject's sound part of any value. */
const SOUND = {
  read: toIds,
  hidden: toIds,
  topics: toIds,
  saved: toPapers,
  visit: toVisit,
  keys: (value) => value !== false,
};

function toIds(value) {
  return Array.isArray(value) ? [...new Set(value.filter(isId))].slice(-MOST_MARKS) : [];
}

function toPapers(value) {
  const papers = new Map();
  for (const one of Array.isArray(value) ? value : []) {
    if (!isId(one?.id)) continue;
    const title = typeof one.title === "string" ? one.title.slice(0, LONGEST_TITLE) : "";
    papers.set(one.id, { id: one.id, title, date: toDay(one.date) });
  }
  return [...papers.values()].slice(-MOST_SAVED);
}

function toVisit(value) {
  return {
    last: toTime(value?.last),
    told: toTime(value?.told),
    before: toTime(value?.before),
    seen: toDay(value?.seen),
    since: toDay(value?.since),
  };
}

/** What could not be written, as text; it counts before what is stored. */
const unwritten = new Map();
const listeners = new Set();

/** The value of a subject; an empty one where nothing sound is kept. */
export function get(subject) {
  return SOUND[subject](parse(load(subject)));
}

/** Change a subject's newest value, also another tab's; returns whether it is kept. */
export function change(subject, step) {
  const text = JSON.stringify(SOUND[subject](step(get(subject))));
  try {
    localStorage.setItem(PREFIX + subject, text);
    unwritten.delete(subject);
  } catch {
    unwritten.set(subject, text);
  }
  tell(subject);
  return !unwritten.has(subject);
}

/** Call a function with the name of each subject that changes, here or in another tab. */
export function onChange(listener) {
  listeners.add(listener);
}

function load(subject) {
  if (unwritten.has(subject)) return unwritten.get(subject);
  try {
    return localStorage.getItem(PREFIX + subject);
  } catch {
    return null;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function tell(subject) {
  for (const listener of listeners) listener(subject);
}

addEventListener("storage", ({ key }) => {
  for (const subject of Object.keys(SOUND)) {
    if (key !== null && key !== PREFIX + subject) continue;
    unwritten.delete(subject);
    tell(subject);
  }
});

// The page comes back by the back button as it was left: what changed meanwhile is told now.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) Object.keys(SOUND).forEach(tell);
});
