// Where pages and files are, for the scripts; the generator's own list is `generator/addresses.py`.

export const base = new URL("../../", import.meta.url);

export const paper = (id) => new URL(`papers/${id}/`, base).href;
export const topic = (slug) => new URL(`topics/${slug}/`, base).href;
export const topicFile = (slug) => new URL(`data/reading/topics/${slug}.json`, base).href;
export const dayFile = (day) => new URL(`data/reading/days/${day}.json`, base).href;
export const saved = new URL("saved/", base).href;

/** The id of the paper that an address leads to, if it is one of this site. */
export function paperIn(href) {
  const [, id] = href?.startsWith(base.href)
    ? /^papers\/([a-z0-9-]+)\/(?:index\.html)?(?:[?#]|$)/.exec(href.slice(base.href.length)) ?? []
    : [];
  return id;
}

/** The slug of the topic that an address leads to. */
export function topicIn(href) {
  const [, slug] = href?.startsWith(base.href)
    ? /^topics\/([a-z0-9-]+)\/$/.exec(href.slice(base.href.length)) ?? []
    : [];
  return slug;
}
