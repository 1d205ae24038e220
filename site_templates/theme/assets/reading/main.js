// On every page: what the reader keeps in this browser, and keys. Pages work without it.

import "./keys.js";
import { showMarks } from "./marks.js";
import { startVisit } from "./visits.js";

// A page that the browser only prepares is not opened yet.
if (document.prerendering) {
  await new Promise((opened) =>
    document.addEventListener("prerenderingchange", opened, { once: true }),
  );
}

startVisit();
showMarks();
if (document.querySelector("#since")) import("./news.js");
if (document.querySelector("#yours, .follow, .topic-list")) import("./topics.js");
if (document.querySelector("#saved-page")) import("./saved.js");
const cite = document.querySelector(".cite");
if (cite?.open) import("../cite.js");
else cite?.addEventListener("toggle", () => import("../cite.js"), { once: true });
// Before the link is followed: older browsers do not open what it leads into.
const toCite = document.querySelector(`[href="#page.cite"]`);
toCite?.addEventListener("click", () => (cite.open = true));

const newest = document.querySelector("[data-newest]");
const near = new IntersectionObserver(
  ([foot]) => {
    if (!foot.isIntersecting) return;
    near.disconnect();
    import("../newest.js");
  },
  { rootMargin: "400px" },
);
near.observe(newest.parentElement); // the line itself may be hidden
