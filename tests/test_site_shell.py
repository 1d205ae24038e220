"""The site around the pages: MkDocs, the theme's overrides, Pagefind, and what they must not do."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from builders import write
from projects import SETTINGS

from generator import addresses, pagefind, swap
from generator.problems import ContentError, Severity
from generator.site import build_site, read_messages, render, to_problems

pytestmark = pytest.mark.site

ROOT = Path(__file__).parent.parent
THEME = ROOT / "site_templates" / "theme"
SECTIONS = ("topics", "dates", "editions", "organisations", "picks", "trends", "subscribe", "about")

HOSTILE = (
    "Z </title><script>window.ran = 1</script>",
    "</head><body onload=alert(1)>",
    "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
    "--- title: <img src=x onerror=alert(1)> ---",
    "{{ config }} {% raw %} {# note #}",
    "<!-- <script>",
    "<![CDATA[ ]]>",
    '" onmouseover="alert(1)',
    "A [link](javascript:alert(1)) ![img](x) `code` *b* _i_ # h | cell",
    "{ onclick=alert(1) .md-header #id }",
    "&amp;amp; &#60;b&#62; &notin; &",
    "\u202eright to left\u202c and \u200bnothing",
)


def escape(text: str) -> str:
    """Every mark as a character reference: what the generator's pages hold."""
    return "".join(char if char.isalnum() or char == " " else f"&#{ord(char)};" for char in text)


def write_page(docs: Path, address: str, body: str, **meta: str) -> None:
    path = docs / address / "index.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    front = "".join(f"{key}: '{value}'\n" for key, value in meta.items())
    path.write_text(f"---\n{front}---\n\n{body}\n", encoding="utf-8")


def write_paper(docs: Path, name: str, title: str, **meta: str) -> None:
    body = f"""\
# {escape(title)}

<p class="paper-meta"><time datetime="2025-04-17">17 April 2025</time></p>

<div class="abstract"><p>We read {escape(title)} aloud.</p></div>

<ul class="chips"><li><a href="../../topics/">Speech</a></li></ul>
"""
    write_page(docs, f"papers/{name}", body, kind="paper", **meta)


@pytest.fixture(scope="session")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages as the generator writes them: sections, a search page, and papers."""
    folder = tmp_path_factory.mktemp("docs")
    head = '<meta name="description" content="All of it">'
    write_page(folder, ".", "# Front", kind="home", updated="2025-11-20", head=head)
    for name in SECTIONS:
        write_page(folder, name, f"# {name.title()}\n\nSee [papers](../index.md).", kind=name)
    write_page(folder, "search", "# Search", kind="search")
    write_page(
        folder,
        "papers/gone",
        "# Moved",
        kind="redirect",
        canonical="https://kettles.test/papers/plain/",
    )
    write_paper(folder, "plain", "Plain", updated="2025-03-12")
    for number, title in enumerate(HOSTILE):
        write_paper(folder, f"hostile-{number}", title)
    return folder


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Settings, and beside them what they name."""
    folder = tmp_path_factory.mktemp("shell")
    for name in ("generator", "site_templates", "node_modules"):
        (folder / name).symlink_to(ROOT / name)
    return write(folder / "mkdocs.yml", SETTINGS)


def render_to(site: Path, docs: Path, config: Path, environ: dict[str, str] | None = None) -> Path:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DIGEST_")}
    render(config, site, docs_dir=docs, environ={**clean, **(environ or {})}, tell=lambda _: None)
    return site


@pytest.fixture(scope="session")
def site(docs: Path, config: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render_to(tmp_path_factory.mktemp("site"), docs, config)


class Skeleton(HTMLParser):
    """A page's tags and attributes in their order, and its texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, str]] = []
        self.texts: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, " ".join(sorted(name for name, _ in attrs))))

    def handle_data(self, data: str) -> None:
        tag = self.tags[-1][0] if self.tags else ""
        self.texts[tag] = self.texts.get(tag, "") + data


def read_page(site: Path, address: str) -> str:
    return (site / address / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_no_title_changes_a_page_or_its_head(site: Path, number: int) -> None:
    plain = Skeleton(read_page(site, "papers/plain"))
    hostile = Skeleton(read_page(site, f"papers/hostile-{number}"))

    assert hostile.tags == plain.tags
    assert hostile.texts["title"].strip() == f"{HOSTILE[number]} · Kettle Digest"
    assert hostile.texts["h1"].strip() == HOSTILE[number]


def test_the_same_titles_break_the_theme_as_it_comes(docs: Path, tmp_path: Path) -> None:
    """The control: without our override the check above would fail."""
    config = tmp_path / "mkdocs.yml"
    config.write_text(
        f"site_name: Paper Digest\ndocs_dir: {docs}\nplugins: []\n"
        "theme: {name: material, font: false}\nvalidation: {nav: {omitted_files: ignore}}\n"
    )
    stock = render_to(tmp_path / "site", docs, config)

    plain = Skeleton(read_page(stock, "papers/plain"))
    broken = Skeleton(read_page(stock, "papers/hostile-0"))

    assert broken.tags != plain.tags


def test_pages_are_read_where_they_were_written_whatever_folder_the_settings_name(
    docs: Path, tmp_path: Path
) -> None:
    """Else a site would be made of what `mkdocs build` left there at some time."""
    config = write(
        tmp_path / "mkdocs.yml",
        "site_name: Tea\ndocs_dir: pages\nplugins: []\n"
        "theme: {name: material, font: false}\nvalidation: {nav: {omitted_files: ignore}}\n",
    )
    write_page(tmp_path / "pages", ".", "# Old")
    site = render_to(tmp_path / "site", docs, config)

    assert "Front" in read_page(site, ".")


def test_a_page_loads_nothing_from_another_host(site: Path) -> None:
    loads = re.compile(r"<(?:script|img|iframe|source|link)\b[^>]*?(?:src|href)=\"?([^\s\">]+)")
    addresses = {
        address
        for page in site.rglob("*.html")
        for address in loads.findall(page.read_text(encoding="utf-8"))
    }
    styles = "".join(style.read_text(encoding="utf-8") for style in site.rglob("*.css"))

    assert {address for address in addresses if ":" in address} <= {
        f"https://kettles.test/{page.parent.relative_to(site).as_posix()}/".replace("/./", "/")
        for page in site.rglob("index.html")
    }
    assert not re.findall(r"(?:url\(|@import )[\"']?(?:https?:)?//", styles)


def test_the_policy_allows_the_one_script_that_stands_in_a_page(site: Path) -> None:
    page = read_page(site, "papers/plain")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = [
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts
    ]

    assert re.findall(r"'sha256-([^']+)'", page) == digests
    assert len(scripts) == 1


def test_the_head_of_a_page_is_printed_as_it_is(site: Path) -> None:
    assert '<meta name="description" content="All of it">' in (site / "index.html").read_text()


def test_a_redirect_names_its_target_as_canonical(site: Path) -> None:
    link = '<link rel="canonical" href="https://kettles.test/papers/plain/">'

    assert link in read_page(site, "papers/gone")


def test_mkdocs_writes_no_sitemap_of_its_own(site: Path) -> None:
    assert list(site.glob("sitemap*")) == []


def test_the_navigation_holds_the_sections_alone(site: Path) -> None:
    nav = re.search(
        r"<nav class=\"masthead__nav\".*?</nav>", read_page(site, "papers/plain"), re.DOTALL
    )

    assert nav is not None
    assert re.findall(r'href="([^"]+)"', nav[0]) == [
        f"../../{name}/" for name in (*SECTIONS[:-1], "search", SECTIONS[-1])
    ]


def test_the_404_page_leads_on_from_the_sites_root(
    docs: Path, config: Path, tmp_path: Path
) -> None:
    moved = render_to(tmp_path, docs, config, {"DIGEST_SITE_URL": "https://x.test/digest"})
    page = (moved / "404.html").read_text()

    assert '<form class="search-form" action="/digest/search/"' in page
    assert set(re.findall(r'(?:href|src|action)="([^"]+)"', page)) >= {
        "/digest/topics/",
        "/digest/dates/",
        "/digest/assets/notfound.js",
    }


def read_all(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_same_pages_give_the_same_bytes_at_another_time_and_place(
    docs: Path, config: Path, site: Path, tmp_path: Path
) -> None:
    other = {
        "SOURCE_DATE_EPOCH": "2000000000",  # what MkDocs takes for the clock
        "TZ": "Asia/Tokyo",
        "PYTHONHASHSEED": "7",
        "LC_ALL": "C",
    }

    moved = render_to(tmp_path / "another" / "place", docs, config, other)

    assert read_all(moved) == read_all(site)


def test_a_warning_of_mkdocs_stops_the_build_and_the_old_site_stays(
    config: Path, tmp_path: Path
) -> None:
    docs, site = tmp_path / "docs", tmp_path / "site"
    write_page(docs, ".", "# Front\n\n[There](nowhere.md)", kind="home")
    site.mkdir()
    swap.mark(site)
    (site / "index.html").write_text("the last good site")

    with pytest.raises(ContentError, match=r"index\.md:0:0: warning: .*'nowhere\.md'.*\[mkdocs\]"):
        build_site(config, site, docs_dir=docs)

    assert (site / "index.html").read_text() == "the last good site"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["docs", "site"]


def test_messages_keep_the_lines_that_continue_them() -> None:
    said = ["INFO    -  Cleaning\n", "WARNING -  A list:\n", "  - one\n", "\n", "Aborted with 1\n"]

    assert list(read_messages(said)) == [
        ("", ""),
        ("INFO", "Cleaning"),
        ("WARNING", "A list:\n  - one\n\nAborted with 1"),
    ]


def test_a_message_of_mkdocs_becomes_a_finding_on_the_page_that_it_names() -> None:
    text = (
        "Doc file 'a/b.md' contains a link 'c.md', but it is not there.\n\nAborted with 1 warnings"
    )

    (problem,) = to_problems([("INFO", "Building"), ("WARNING", text)], "mkdocs.yml")

    assert problem.path == "a/b.md"
    assert problem.severity is Severity.WARNING
    assert problem.message == "Doc file 'a/b.md' contains a link 'c.md', but it is not there."


def test_a_missing_pagefind_is_told_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"is not there.*\n.*`make site`"):
        pagefind.find_pagefind(tmp_path)


@pytest.mark.parametrize(
    ("system", "machine", "program"),
    [
        ("linux", "x86_64", "linux-x64/bin/pagefind_extended"),
        ("linux", "aarch64", "linux-arm64/bin/pagefind_extended"),
        ("darwin", "arm64", "darwin-arm64/bin/pagefind_extended"),
        ("win32", "AMD64", "windows-x64/bin/pagefind_extended.exe"),
    ],
)
def test_each_kind_of_computer_has_its_program(
    tmp_path: Path, system: str, machine: str, program: str
) -> None:
    path = tmp_path / "node_modules" / "@pagefind" / program
    path.parent.mkdir(parents=True)
    path.touch()

    assert pagefind.find_pagefind(tmp_path, system=system, machine=machine) == path


def test_two_builds_write_the_same_site(docs: Path, config: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        build_site(config, tmp_path / name, docs_dir=docs)

    assert read_all(tmp_path / "one") == read_all(tmp_path / "two")


def test_every_asset_of_the_theme_is_used(own_digest: Path) -> None:
    sources = [path for path in THEME.rglob("*") if path.suffix in {".html", ".js", ".css"}]
    sources.append(own_digest / "mkdocs.yml")
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    text += addresses.FEED_STYLE  # which feeds name, and no page

    assert [path.name for path in (THEME / "assets").iterdir() if path.name not in text] == []
