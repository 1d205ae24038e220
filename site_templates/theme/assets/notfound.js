// The 404 page, made useful: the nearest page that exists, and the address's words to search for.

const base = new URL("../", import.meta.url);

/** The address's parts below the site's root, without file names like `index.html`. */
function parts() {
  const path = location.pathname;
  if (!path.startsWith(base.pathname)) return [];
  const names = path.slice(base.pathname.length).split("/");
  return names.filter((name) => name && name !== "index.html");
}

/** `some-paper` → `some paper`; dates and page numbers are no words to search for. */
function words(names) {
  const name = names.findLast((part) => /\p{L}{2}/u.test(part) && part !== "page") ?? "";
  try {
    return decodeURIComponent(name).replace(/\.\w+$/, "").replace(/[-_+]+/g, " ").trim();
  } catch {
    return "";
  }
}

/** The closest folder above the address that answers: `/dates/2025/11/` for an empty day. */
async function nearest(names) {
  for (let length = names.length - 1; length > 0; length -= 1) {
    const url = new URL(names.slice(0, length).map((name) => `${name}/`).join(""), base);
    const answer = await fetch(url, { method: "HEAD" }).catch(() => null);
    if (answer?.ok) return url;
  }
  return null;
}

const names = parts();
if (names.length > 1) {
  document.querySelector("#notfound-search").value = words(names.slice(1));
  const url = await nearest(names);
  if (url) {
    const link = document.createElement("a");
    link.href = url.href;
    link.textContent = url.pathname;
    const line = document.querySelector("#nearest");
    line.append("The nearest page that exists: ", link);
    line.hidden = false;
  }
}
