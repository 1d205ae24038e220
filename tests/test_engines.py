"""Other engines than MkDocs: the same small digest, attacks in it, by each of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib
import pytest
import yaml
from attacks import our_attacks, sample
from builders import files_of, write
from projects import run, smallest

from generator import pagefind
from generator.engines.known import ENGINES, LOCK, MKDOCS, PROPERDOCS, ZENSICAL, Engine
from generator.engines.switches import without_switches
from generator.engines.zensical import RefusedError, last_words, read_reports, restage
from generator.problems import ContentError
from generator.site import read_messages, to_problems

OTHERS = [PROPERDOCS, ZENSICAL]
ADDRESS = "https://x.example/digest/"
STYLES = "assets/stylesheets/"
HOSTILE = tuple(attack.text.encode("utf-8", "replace").decode() for attack in sample(our_attacks()))


def skip_without(engine: Engine) -> None:
    if find_spec(engine.module) is None:
        pytest.skip(f"{engine.title} is not installed; `make test` does it, from {LOCK}")


def hostile_listing() -> str:
    """Papers whose titles and abstracts would do harm where they are not escaped."""
    papers = [
        {"id": f"2511.{at:05}", "title": f"{text[:300]} {at}", "summary": f"We wait. {text}"}
        for at, text in enumerate(HOSTILE[:60])
    ]
    return json.dumps([{"paper": paper, "numComments": 1} for paper in papers])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """A digest with lists, a sign-up form, corrections and attacks."""
    data = repository / "tests/data/listings"
    folder = tmp_path_factory.mktemp("engines") / "project"
    smallest(
        folder,
        *(data / f"{day}.daily-papers.txt" for day in ("2031-03-12", "2031-05-20")),
        write(folder.parent / "2025-11-20.daily-papers-api.json", hostile_listing()),
    )
    settings = (folder / "mkdocs.yml").read_text("utf-8")
    mail = "provider: M, privacy: https://m.example/p, form: https://forms.m.example/x"
    write(folder / "mkdocs.yml", settings.replace("    tag:", f"    mail: {{{mail}}}\n    tag:"))
    return folder


def build(project: Path, engine: Engine) -> Path:
    skip_without(engine)
    site = project / f"site-{engine.name}"
    if not site.exists():
        arguments = ("--engine", engine.name, "--site-dir", site.name)
        run("generator", "build", *arguments, cwd=project, DIGEST_SITE_URL=ADDRESS)
    return site


@pytest.fixture(scope="module")
def plain(project: Path) -> Path:
    """The site as MkDocs makes it."""
    return build(project, MKDOCS)


@pytest.fixture(scope="module")
def zensical(project: Path) -> Path:
    return build(project, ZENSICAL)


def own_files(site: Path) -> dict[str, bytes]:
    """All files but the styles of the engine's own theme."""
    return {name: data for name, data in files_of(site).items() if not name.startswith(STYLES)}


# What is in a page, however it is written

Node = tuple[str, Mapping[str, str], str]


def read_page(name: str, data: bytes) -> list[Node]:
    """Each element in its order: its name, its attributes with whole addresses, its text."""
    place = urljoin(
        ADDRESS, "not/there/" if name == "404.html" else name.removesuffix("index.html")
    )
    root = html5lib.parse(data, namespaceHTMLElements=False, transport_encoding="utf-8")
    return [
        (str(element.tag), read_attributes(element, place), words(element.text, element.tail))
        for element in root.iter()
        if not is_themes(element)
    ]


def is_themes(element: Element) -> bool:
    """Whether an element is the theme's: its style sheet, and a link past the header to the text."""
    skips = element.get("class") == "md-skip" or element.get("id") == "__skip"
    return (
        skips or STYLES in element.get("href", "") or element.get("data-md-component") == "dialog"
    )


def read_attributes(element: Element, place: str) -> dict[str, str]:
    found = dict(element.items())
    for name in {"href", "src", "action"} & found.keys():
        found[name] = urljoin(place, found[name])
    return found


def words(*texts: str | None) -> str:
    return " ".join(" ".join(text or "" for text in texts).split())


# Whole sites


@pytest.mark.site
def test_properdocs_makes_the_same_site_byte_for_byte(project: Path, plain: Path) -> None:
    assert files_of(build(project, PROPERDOCS)) == files_of(plain)


@pytest.mark.site
def test_zensical_makes_pages_at_the_same_addresses_and_nothing_else(
    zensical: Path, plain: Path
) -> None:
    pages = {name for name in own_files(plain) if name.endswith("index.html")}

    assert len(pages) > 90
    assert own_files(zensical).keys() == own_files(plain).keys()


@pytest.mark.site
def test_pages_by_zensical_have_the_same_head_text_and_links(zensical: Path, plain: Path) -> None:
    """Title, canonical address, feeds, policy, marks for the search: every element of them."""
    theirs, ours = own_files(zensical), own_files(plain)
    pages = [name for name in ours if name.endswith(".html")]
    differ = [
        name for name in pages if read_page(name, theirs[name]) != read_page(name, ours[name])
    ]

    assert differ == []


@pytest.mark.site
def test_feeds_data_and_all_else_are_the_same_bytes_by_zensical(
    zensical: Path, plain: Path
) -> None:
    theirs, ours = own_files(zensical), own_files(plain)
    others = [
        name for name in ours if not name.endswith(".html") and not name.startswith("pagefind/")
    ]

    assert {"feeds/papers.xml", "data/papers.json", "sitemap.xml"} <= set(others)
    assert [name for name in others if theirs[name] != ours[name]] == []


@pytest.mark.site
def test_the_search_finds_the_same_by_zensical(zensical: Path, plain: Path) -> None:
    found = list(read_fragments(plain))

    assert len(found) > 60
    assert list(read_fragments(zensical)) == found


def read_fragments(site: Path) -> Iterator[object]:
    """What each result of a search loads: address, text, facts and filters."""
    for path in sorted((site / pagefind.FOLDER / "fragment").iterdir()):
        yield pagefind._read_fragment(path)  # noqa: SLF001


@pytest.mark.site
def test_a_page_by_zensical_has_the_policy_with_the_origin_of_the_form(zensical: Path) -> None:
    page = (zensical / "subscribe/index.html").read_text("utf-8")
    policies = [
        attributes["content"]
        for tag, attributes, _ in read_page("subscribe/index.html", page.encode())
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]

    assert len(policies) == 1
    assert "form-action 'self' https://forms.m.example;" in policies[0]


# What goes wrong


@pytest.mark.site
def test_a_warning_of_zensical_stops_the_build_and_names_the_page(
    tmp_path: Path, repository: Path
) -> None:
    skip_without(ZENSICAL)
    listing = repository / "tests/data/listings/2031-03-12.daily-papers.txt"
    project = smallest(tmp_path / "project", listing)
    template = project / "site_templates/pages/picks.md.j2"
    empty = '<p class="empty">No paper is picked yet.</p>'
    broken = template.read_text("utf-8").replace(empty, f"{empty}\n\n[There](nowhere.md)")
    write(template, broken)
    done = run("generator", "build", "--engine", "zensical", cwd=project, status=1)

    assert "picks/index.md:0:0: warning:" in done.stderr
    assert "Zensical refused the pages: " in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "site").exists()
    assert not (project / "site.new").exists()


@pytest.mark.parametrize("engine", OTHERS, ids=lambda engine: engine.name)
def test_an_engine_that_is_not_installed_is_told_with_the_way_to_get_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.engines.known.find_spec", lambda _name: None)

    with pytest.raises(ContentError, match=rf"{engine.title} is not installed.*\n.*{LOCK}"):
        engine.require(Path("mkdocs.yml"))


def test_a_command_has_whole_paths_and_starts_with_this_python(tmp_path: Path) -> None:
    odd = tmp_path / "{odd} folder"
    for engine in ENGINES.values():
        command = engine.command(config=odd / "mkdocs.yml", docs=odd, site=odd / "site", jobs=2)

        assert command[0] == sys.executable
        assert str(odd / "mkdocs.yml") in command
        assert str(odd / "site") in command


# What Zensical is given, and what it says


def test_settings_for_the_stage_name_its_folders_and_keep_the_rest() -> None:
    text = "site_name: A\nx: !ENV [A, b]\ny: !!python/name:os.system\nsite_dir: public\ntheme: {name: material, custom_dir: over}\n"
    settings, theme = restage(text)

    assert theme == "over"
    assert "!ENV [A, b]" in settings
    assert "!!python/name:os.system" in settings
    plain = yaml.safe_load(settings.replace("!ENV", "").replace("!!python/name:os.system", ""))
    assert plain["theme"] == {"name": "material", "variant": "classic", "custom_dir": "theme"}
    assert (plain["docs_dir"], plain["site_dir"], plain["site_name"]) == ("docs", "site", "A")


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("site_name: A\n", {"name": "material", "variant": "classic", "custom_dir": "theme"}),
        ("theme: x\n", {"name": "x", "variant": "classic", "custom_dir": "theme"}),
        ("theme: {variant: modern}\n", {"variant": "modern", "custom_dir": "theme"}),
    ],
)
def test_a_theme_without_overrides_gets_a_folder_for_the_stages(
    text: str, theme: Mapping[str, str]
) -> None:
    settings, overrides = restage(text)

    assert overrides is None
    assert yaml.safe_load(settings)["theme"] == theme


def test_settings_that_are_none_are_refused() -> None:
    with pytest.raises(RefusedError, match="holds no settings"):
        restage("- a list\n")


SAID = """\
Build started
Warning: page does not exist
   ╭─[ a/index.md:3:5 ]
   │
 3 │ [x](../nope.md)
───╯
1 issue found
Traceback (most recent call last):
  File "main.py", line 81, in execute_build
RuntimeError: Aborted because --strict flag is set
"""


def test_what_zensical_reports_becomes_a_finding_on_the_page() -> None:
    log = [f"{level:<7} -  {text}\n" for level, text in read_reports(SAID)]
    (problem,) = to_problems(read_messages(log), "mkdocs.yml", ZENSICAL)

    assert (problem.path, problem.rule) == ("a/index.md", "engine")
    assert problem.message == "'a/index.md', line 3: page does not exist"
    assert last_words(SAID) == "Aborted because --strict flag is set"
    assert last_words("") == "Zensical ended without a word"


def test_switches_go_from_a_template_as_from_a_page() -> None:
    text = '<body>\n  <input class="md-toggle" id="__drawer">\n  <label class="md-overlay" for="x"></label>\n  <p>{{ x }}</p>'

    assert without_switches(text) == "<body>\n  <p>{{ x }}</p>"
