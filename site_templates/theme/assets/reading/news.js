// The front page's line on what is new since the last visit, and the list of it, which is the page
// under `#new`: nothing of that list is loaded before.

import * as addresses from "./addresses.js";
import { loadPapers, makeCard } from "./cards.js";
import { button, count, localDate, make } from "./elements.js";
import { get, onChange } from "./store.js";
import { isNew, tellNewest } from "./visits.js";

const AT_ONCE = 50; // papers; days are not cut
const NEW = "#new";

const line = document.querySelector("#since");
const section = document.querySelector(NEW);
const list = section.querySelector(".papers");
const more = section.querySelector(".more");

/** Days on which papers were added, newest first: `[day, how many papers]`. */
const days = line.dataset.days
  .split(",")
  .map((row) => row.split(" "))
  .filter(([day]) => day)
  .map(([day, number]) => [day, Number(number)]);

let left; // new days whose papers are not listed yet
let isKept = true; // what this visit saw, for the next one

const news = () => days.filter(([day]) => isNew(day));
const isListed = () => location.hash === NEW && news().length > 0;

function tell() {
  const fresh = news();
  const number = fresh.reduce((sum, [, papers]) => sum + papers, 0);
  const { since, before } = get("visit");
  if (!since || !before) {
    line.textContent = isKept
      ? "Come back, and this line says what is new since today."
      : "This browser keeps nothing for this site, so what is new cannot be told.";
  } else if (!number) {
    line.textContent = `Nothing is new since your last visit on ${localDate(before)}.`;
  } else {
    const many = fresh.length === days.length && days.length > 1 ? "At least " : "";
    line.replaceChildren(
      make("strong", {}, `${many}${count(number)}`),
      ` ${number === 1 ? "is" : "are"} new since your last visit on ${localDate(before)}. `,
      isListed()
        ? make("a", { href: "#since" }, "Show the whole front page")
        : make("a", { href: NEW }, "Show only these"),
    );
  }
}

/** List the days that are new, a few at a time; after a click, go to the first that came. */
async function extend(click) {
  if (section.ariaBusy === "true") return; // a second click
  const first = list.children.length;
  section.ariaBusy = "true";
  try {
    for (let listed = 0; left.length && listed < AT_ONCE; left.shift()) {
      const { papers } = await loadPapers(addresses.dayFile(left[0][0]));
      list.append(...papers.map((paper) => makeCard(paper)));
      listed += papers.length;
    }
    more.replaceChildren(...(left.length ? [go("Show more")] : []));
  } catch {
    more.replaceChildren("The rest could not be loaded. ", go("Try again"));
  }
  section.ariaBusy = "false";
  if (click) list.children[first]?.querySelector("a").focus();
}

const go = (text) => button(text, extend, { className: "button" });

/** Show what the address asks for: all of the front page, or only what is new. */
function follow() {
  const only = isListed();
  section.hidden = !only;
  section.parentElement.classList.toggle("only-new", only);
  tell();
  if (!only) return;
  if (!left) {
    left = news();
    extend();
  }
  section.querySelector("h2").focus();
}

follow();
if (days.length && !tellNewest(days[0][0])) {
  isKept = false;
  tell();
}
addEventListener("hashchange", follow);
onChange((subject) => subject === "visit" && tell());
