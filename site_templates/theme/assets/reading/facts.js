// What a paper's own page says of it, for lists that know only its id. No index of all papers is
// needed, and a paper that went into another is found where it is now.

import * as addresses from "./addresses.js";

const AT_ONCE = 6; // requests

/** `{id, title, date, bibtex}`, or `null` if the digest has no such paper; throws if offline. */
export async function readFacts(id, hops = 2) {
  const answer = await fetch(addresses.paper(id));
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${answer.status} ${id}`);
  const document = new DOMParser().parseFromString(await answer.text(), "text/html");
  const page = document.querySelector(".page--paper");
  if (page) return factsIn(page, id);
  const target = document.querySelector("link[rel=canonical]")?.getAttribute("href") ?? "";
  const [, moved] = /\/papers\/([a-z0-9-]+)\/$/.exec(target) ?? [];
  return moved && moved !== id && hops ? readFacts(moved, hops - 1) : null;
}

function factsIn(page, id) {
  return {
    id,
    title: page.querySelector("h1")?.textContent.trim() ?? "",
    date: page.querySelector(".paper-meta > time:first-child")?.getAttribute("datetime") ?? null,
    bibtex: page.querySelector(`.cite [data-file$=".bib"] code`)?.textContent.trim() ?? "",
  };
}

/** The facts of many papers in their order: each as `readFacts` gives it, or `undefined`. */
export async function readAll(ids) {
  const found = new Array(ids.length);
  let next = 0;
  const work = async () => {
    for (let at = next++; at < ids.length; at = next++) {
      found[at] = await readFacts(ids[at]).catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}
