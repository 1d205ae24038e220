// A search as the page's address says it, so that it can be shared and kept:
// ?q=diffusion+-video&topic=image-generation&topic=vision&not-year=2023&sort=date
//
// A search is `{text, any, none, sort}`: `any` and `none` hold for each facet the values that a
// paper must have one of, and those that it must not have.

export const FACETS = ["topic", "year", "organisation", "category", "has", "pick"];
export const SORTS = ["relevance", "date", "comments"];

const MOST = { characters: 200, values: 20 }; // an address comes from anywhere

/** The search that an address or a form asks for; what it does not understand is left out. */
export function read(parameters) {
  const values = (name) => [...new Set(parameters.getAll(name).filter(Boolean))].slice(0, MOST.values);
  const sort = parameters.get("sort");
  const search = {
    text: (parameters.get("q") ?? "").slice(0, MOST.characters).trim(),
    any: {},
    none: {},
    sort: SORTS.includes(sort) ? sort : SORTS[0],
  };
  for (const facet of FACETS) {
    search.none[facet] = values(`not-${facet}`);
    search.any[facet] = values(facet).filter((value) => !search.none[facet].includes(value));
  }
  return search;
}

/** The address's parameters, always in the same order. */
export function write(search) {
  const parameters = new URLSearchParams();
  if (search.text) parameters.set("q", search.text);
  for (const facet of FACETS) {
    for (const value of search.any[facet]) parameters.append(facet, value);
    for (const value of search.none[facet]) parameters.append(`not-${facet}`, value);
  }
  if (search.sort !== SORTS[0]) parameters.set("sort", search.sort);
  return parameters;
}

/** The filters of a search, as `[side, facet, value]`. */
export function filters(search) {
  return FACETS.flatMap((facet) =>
    ["any", "none"].flatMap((side) => search[side][facet].map((value) => [side, facet, value])),
  );
}

/** The search without one of its filters. */
export function without(search, [side, facet, value]) {
  const rest = search[side][facet].filter((other) => other !== value);
  return { ...search, [side]: { ...search[side], [facet]: rest } };
}

export const isEmpty = (search) => !search.text && !filters(search).length;
