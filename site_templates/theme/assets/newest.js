// The foot's line on how fresh the digest is: loaded when the foot comes near, and quietly, since
// nobody waits for it. Pages state the day without it, or leave the line out.

import { count, longDate } from "./reading/elements.js";

const LATE = 7; // days without a listing that need no word: sources rest on weekends and holidays
const DAY = 24 * 60 * 60 * 1000; // in UTC, where every day is as long

const line = document.querySelector("[data-newest]");

/** How many days of the reader's own calendar lie between a day as `2025-11-20` and now. */
function daysSince(day, now = new Date()) {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((today - Date.parse(day)) / DAY);
}

function tell(day) {
  const days = daysSince(day);
  const newest = `Newest listing: ${longDate(day)}`;
  if (days > LATE) return `${newest}. No listing has come for ${count(days, "day")}.`;
  if (days > 1) return `${newest}, ${days} days ago`;
  if (days === 1) return `${newest}, yesterday`;
  // West of where the listing was made the day may not have come yet: then it needs no word.
  return days === 0 ? `${newest}, today` : newest;
}

try {
  const answer = await fetch(new URL("../data/status.json", import.meta.url), { priority: "low" });
  const { newest_listing: newest } = answer.ok ? await answer.json() : {};
  if (/^\d{4}-\d\d-\d\d$/.test(newest?.day)) {
    line.textContent = tell(newest.day);
    line.hidden = false;
  }
} catch {
  // No network, or a page opened from a disk: the line stays as it is.
}
