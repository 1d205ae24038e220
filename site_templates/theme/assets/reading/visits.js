// What is new since the last visit.
//
// A paper is new when the digest added it on a later day than the newest that the front page had
// when it was last shown in an earlier visit. Only days of the content are compared: it does not
// matter when the site was built, and an edition published late is new all the same.
//
// A visit ends six hours after its last page was opened, so that reloading loses nothing. `last` is
// when that was; `told` and `seen` are when the front page was last shown and its newest day then;
// `before` and `since` are the same two of the earlier visit.

import { change, get } from "./store.js";

const PAUSE = 6 * 60 * 60 * 1000;

/** Go on with the visit, or begin the next one. */
export function startVisit(now = Date.now()) {
  change("visit", (visit) => {
    // A clock that was set back ends a visit too, or it might last for years.
    const goesOn = visit.last !== null && Math.abs(now - visit.last) < PAUSE;
    if (goesOn) return { ...visit, last: now };
    return { ...visit, last: now, before: visit.told, since: visit.seen };
  });
}

/** The front page was shown: from the next visit on, days after this one are new, if that is kept. */
export function tellNewest(day, now = Date.now()) {
  return change("visit", (visit) => {
    const seen = visit.seen > day ? visit.seen : day;
    return { ...visit, told: now, seen };
  });
}

/** Whether a day of additions came after the earlier visit; nothing is new to a first one. */
export function isNew(day) {
  const { since } = get("visit");
  return Boolean(since && day && day > since);
}
