"""A built site whose every text is an attack, opened in a browser: nothing of it runs.

The listing, the curations and the topics go the whole way: import, build, MkDocs, Pagefind. Their
control is the same text on a page that does not escape it.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

import html5lib
import pytest
from attacks import Attack, our_attacks, sample, shared_attacks
from builders import write
from host import ADDRESS, serve
from projects import clone, run

from generator.content.curations import parse_curation
from generator.problems import has_errors
from generator.sources.page import MAX_TITLE
from generator.text.display import as_text

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.site

PAPERS = 48
"""Papers of every run; each has one attack in every field and some more in its abstract."""

RUNS = "window.top.ran = (window.top.ran || 0) + 1"
ASKS = '<img src="https://evil.example/x.png">'
LIVE = (
    f"</title></script><script>{RUNS}</script>",
    f'"><img src=x onerror="{RUNS}">',
    f"<svg onload='{RUNS}'></svg>",
    f'<iframe srcdoc="<script>{RUNS}</script>"></iframe>',
    f"<details open ontoggle='{RUNS}'>x</details>",
    f"<input autofocus onfocus='{RUNS}'>",
    f"]]></description></item><script>{RUNS}</script>",
    f"<body onload='{RUNS}'>",
    f"--- title: <img src=x onerror='{RUNS}'> ---",
    f'<a href="javascript:{RUNS}" autofocus>x</a>',
    f'<link rel=stylesheet href="https://evil.example/x.css">{ASKS}',
    '<meta http-equiv=refresh content="0;url=https://evil.example/">',
)
"""Attacks that would run by themselves where they can, or ask another host."""


Row = Sequence[str]
"""The attacks of a paper: the first is in every field, all are in the abstract."""


def texts_of(attacks: Iterable[Attack]) -> Iterator[str]:
    """The attacks as files can hold them."""
    for attack in attacks:
        yield attack.text.encode("utf-8", "replace").decode()


def few_rows() -> list[Row]:
    """The sample of every run, shared out among few papers."""
    texts = [*LIVE, *texts_of(sample(our_attacks()))]
    return [texts[at::PAPERS] for at in range(PAPERS)]


def make_listing(rows: Sequence[Row]) -> str:
    """Every text in every field that the API has."""
    return json.dumps(
        [
            {
                "paper": {
                    "id": f"2511.{at:05}",
                    "title": f"{text} {at}",
                    "summary": " ".join(("We present kettles.", text, text, *more)),
                    "authors": [{"name": text[:400]}],
                    "publishedAt": "2025-11-18T09:00:00.000Z",
                    "organization": {"name": f"org-{at}", "fullname": text[:400]},
                    "githubRepo": text,
                    "projectPage": text,
                },
                "numComments": at,
            }
            for at, (text, *more) in enumerate(rows)
        ]
    )


def make_topics() -> str:
    """Topics whose names, words and rules are attacks, as far as the check lets them in."""
    rows = [
        {"slug": f"t-{at}", "name": f"{text} {at}", "about": text, "rules": {"kettles": 9 - at}}
        for at, text in enumerate(LIVE[:8])
    ]
    return "".join(f"- {json.dumps(row)}\n" for row in rows)


def make_curation(text: str) -> str:
    said = {"by": "ada", "on": "2025-11-19"}
    note = {**said, "text": f"{text} [x](javascript:alert(1)) <b onclick='{RUNS}'>x</b>"[:4_000]}
    superseded = {"is": "superseded", "on": "2025-11-19", "because": text}
    return json.dumps({"pick": said, "notes": [note], "status": superseded})


def build(project: Path, rows: Sequence[Row]) -> Path:
    """The built site of a digest in which everything is an attack."""
    clone(project)
    shutil.rmtree(project / "content")
    write(project / "content/topics.yml", make_topics())
    page = write(project / "2025-11-20.daily-papers-api.json", make_listing(rows))
    run("generator", "import", page.name, cwd=project)
    ids = [line.split("\t")[0].split()[0] for line in read_register(project)]
    assert len(ids) == len(rows)
    for paper, (text, *_) in zip(ids, rows, strict=True):
        curation = make_curation(text)
        if not has_errors(parse_curation(curation.encode(), "x.yml")[1]):
            write(project / f"content/curations/{paper}.yml", curation)
    assert len(list((project / "content/curations").iterdir())) > len(rows) / 2
    run("generator", "build", "--quiet", cwd=project, DIGEST_SITE_URL=ADDRESS)
    return project / "site"


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of every run."""
    return build(tmp_path_factory.mktemp("poisoned") / "project", few_rows())


def read_register(project: Path) -> list[str]:
    lines = (project / "content/papers.lock").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


PROVOKE = """document.querySelectorAll('main *').forEach((element) => {
  for (const name of ['mouseover', 'focus', 'toggle', 'pointerenter'])
    element.dispatchEvent(new Event(name));
})"""
"""What a reader's mouse and keys would set off."""


@dataclass(slots=True)
class Seen:
    """What pages did that they should not."""

    ran: int = 0
    dialogs: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def listen(page: Page, seen: Seen) -> None:
    def hear(dialog: object) -> None:
        seen.dialogs.append(page.url)
        dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", hear)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.complaints.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: seen.complaints.append(f"{page.url}: {error}"))


def visit(page: Page, address: str, seen: Seen) -> None:
    page.goto(address)
    page.mouse.move(200, 300)
    page.evaluate(PROVOKE)
    seen.ran += page.evaluate("window.ran || 0")


def visit_all(browser: Browser, host: str, addresses: Iterable[str]) -> Seen:
    found, page = Seen(), browser.new_page()
    listen(page, found)
    for address in sorted(addresses):
        visit(page, f"{host}{address}", found)
    page.close()
    return found


def addresses_of(site: Path, folder: str = "") -> Iterator[str]:
    """The addresses of all pages below a folder of a site."""
    for path in (site / folder).rglob("index.html"):
        address = path.parent.relative_to(site).as_posix()
        yield "" if address == "." else f"{address}/"


@pytest.fixture(scope="module")
def host(poisoned: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(poisoned, tmp_path_factory.mktemp("host")) as address:
        yield address


@pytest.fixture(scope="module")
def seen(browser: Browser, poisoned: Path, host: str) -> Seen:
    """One visit to every page of a paper and every list, and to searches for attacks."""
    found = visit_all(browser, host, addresses_of(poisoned))
    page = browser.new_page()
    listen(page, found)
    for text, *_ in few_rows()[:20]:
        page.goto(f"{host}search/")
        page.goto(f"{host}search/?q={quote_plus(text)}&h={quote_plus(text)}#{quote_plus(text)}")
        page.locator("#search-status:not(:empty)").wait_for()
        found.ran += page.evaluate("window.ran || 0")
    page.close()
    return found


def test_nothing_runs(seen: Seen) -> None:
    assert seen.ran == 0
    assert seen.dialogs == []


def test_no_page_asks_another_host(seen: Seen, host: str) -> None:
    assert len(seen.requests) > PAPERS
    assert [url for url in seen.requests if not url.startswith((host, "data:"))] == []


def test_the_policy_has_nothing_to_stop(seen: Seen) -> None:
    """A violation would mean that a wall before it is down."""
    assert seen.complaints == []


def raw_page(policy: str) -> str:
    body = "".join((*LIVE[:8], ASKS))
    return (
        f"<!doctype html><html><head><meta charset=utf-8>{policy}</head><body>{body}</body></html>"
    )


def policy_of(page: str) -> str:
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">', page)
    assert found
    return found[0]


@pytest.mark.parametrize("guarded", [False, True])
def test_the_same_texts_run_where_nothing_escapes_them_unless_the_policy_stops_them(
    browser: Browser, poisoned: Path, host: str, *, guarded: bool
) -> None:
    """The control of the walls, and the proof of the last one."""
    policy = policy_of((poisoned / "index.html").read_text("utf-8")) if guarded else ""
    name = f"control-{int(guarded)}"
    write(poisoned / name / "index.html", raw_page(policy))
    found, page = Seen(), browser.new_page()
    listen(page, found)
    page.route("https://**", lambda route: route.abort())
    page.goto(f"{host}{name}/", wait_until="load")
    found.ran += page.evaluate("window.ran || 0")
    page.close()
    (poisoned / name / "index.html").unlink()
    (poisoned / name).rmdir()

    stopped = [line for line in found.complaints if "Content Security Policy" in line]
    assert (found.ran == 0) is guarded
    assert bool(stopped) is guarded
    assert guarded or "https://evil.example/x.png" in found.requests


COUNT = """
window.top.names ??= new Set();
for (const name of ['alert', 'confirm', 'prompt'])
  window[name] = () => window.top.names.add(window.frameElement?.name);
"""
"""Counts frames in which something runs: the attacks of the corpora open a dialog to show it."""


def test_many_attacks_run_where_nothing_escapes_them(browser: Browser) -> None:
    """The control of the corpora: raw, each in a frame of its own, and nobody touches it."""
    frames = "".join(
        f'<iframe name="{at}" srcdoc="{html.escape(text)}"></iframe>'
        for at, text in enumerate(texts_of(sample(our_attacks(), 450)))
    )
    page = browser.new_page()
    page.add_init_script(COUNT)
    page.route("**/*", lambda route: route.abort())
    page.set_content(frames, wait_until="commit")
    page.wait_for_function("window.names.size >= 30")
    page.close()


# All corpora


def check_all(browser: Browser, folder: Path, attacks: Iterable[Attack]) -> None:
    """Each attack is a paper's in all its fields: one visit to each of their pages."""
    # A longer title is refused, with its paper.
    rows = [[text] for text in texts_of(attacks) if len(text) < MAX_TITLE - len(" 9999")]
    site = build(folder / "project", rows)
    check_heads(site, rows)
    with serve(site, folder) as host:
        seen = visit_all(browser, host, [*addresses_of(site, "papers"), "", "picks/"])
    test_nothing_runs(seen)
    test_the_policy_has_nothing_to_stop(seen)
    test_no_page_asks_another_host(seen, host)


@pytest.mark.slow
def test_no_attack_of_all_corpora_runs(browser: Browser, tmp_path: Path) -> None:
    check_all(browser, tmp_path, our_attacks())


@pytest.mark.slow
@pytest.mark.shared
def test_no_attack_of_the_corpora_beside_the_project_runs(
    browser: Browser, tmp_path: Path, shared: Path
) -> None:
    check_all(browser, tmp_path, shared_attacks(shared))


# The pages as they are


def test_every_page_has_the_one_policy_first_and_no_script_that_it_does_not_know(
    poisoned: Path, repository: Path
) -> None:
    """Hashes are of the theme's own file: one taken from a built page would allow an attack."""
    theme = (repository / "site_templates/theme/partials/javascripts/base.html").read_text("utf-8")
    known = {hash_of(script) for script in re.findall(r"<script>(.*?)</script>", theme, re.DOTALL)}
    for path in poisoned.rglob("*.html"):
        if path.relative_to(poisoned).parts[0] in {"data", "pagefind"}:
            continue
        text = path.read_text("utf-8")
        policy = html.unescape(policy_of(text))
        assert set(re.findall(r"'sha256-([^']+)'", policy)) == known
        assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
        assert text.index("Content-Security-Policy") < text.index("<script")
        for script in html5lib.parse(text, namespaceHTMLElements=False).iter("script"):
            kind, source = script.get("type"), script.get("src")
            assert source or kind == "application/ld+json" or hash_of(script.text or "") in known


def hash_of(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def test_every_title_is_text_and_nothing_breaks_out_of_the_head(poisoned: Path) -> None:
    check_heads(poisoned, few_rows())


def check_heads(site: Path, rows: Sequence[Row]) -> None:
    titles = {as_text(f"{text} {at}") for at, (text, *_) in enumerate(rows)}
    found = set()
    for path in (site / "papers").glob("*/index.html"):
        tree = html5lib.parse(path.read_text("utf-8"), namespaceHTMLElements=False)
        head = tree.find("head")
        assert head is not None
        assert {str(element.tag) for element in head} <= {
            "meta",
            "link",
            "title",
            "script",
            "style",
        }
        found.add("".join(head.find("title").itertext()).rpartition(" · ")[0].strip())  # type: ignore[union-attr]

    assert found == titles


def test_every_link_leads_somewhere_and_runs_nothing(poisoned: Path) -> None:
    allowed = re.compile(r"https?://|mailto:|(?!//|[^/?#]*:)")
    for path in poisoned.rglob("*.html"):
        for element in html5lib.parse(path.read_text("utf-8"), namespaceHTMLElements=False).iter():
            for name in ("href", "src", "action", "formaction", "srcset", "data"):
                value = element.get(name)
                assert value is None or allowed.match(value), (path, name, value)
