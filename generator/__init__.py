"""Papers in, a digest out.

The way of the data, each step a module named after it:

1. `content.load` reads the files of `content/`.
2. `sources` turns the bytes of a listing into raw entries, one reader a format.
3. `dates` gives each entry its date, with the year that the capture implies.
4. `content.curations` and `content.topics` read what people wrote, with all problems found.
5. `merge` joins the entries of the same work into papers with permanent ids.
6. `classify` puts papers into topics, each with its reason.
7. `assemble` lays curations on top and makes one `Digest` of everything.
8. `pages`, `feeds` and `exports` turn the digest into values: files with their paths.
9. `render` turns pages into text; `write` syncs the files to a folder.
10. `site` runs an engine beside the old site and swaps the new one in, with the index of `pagefind`.
"""

__version__ = "0.1.0"
