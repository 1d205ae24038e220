"""What is searched of each paper, and the index of it: made once, kept, and put into sites."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from builders import make_digest, make_paper, write
from lxml import html
from projects import tree

from generator import pagefind
from generator.pagefind import Indexing, find_pagefind, search_of
from generator.pages import Index
from generator.problems import ContentError
from generator.records import Author, Link, Organisation, Paper
from generator.search_documents import make_search_documents
from generator.write import File, sync

ROOT = Path(__file__).parents[1]
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - Linux has a file system there
HOSTILE = '<img src=x onerror="alert(1)"> & "tea"'


def document(paper: Paper, *others: Paper) -> html.HtmlElement:
    index = Index(make_digest((paper, *others)))
    (file,) = make_search_documents([paper], index)
    return html.fromstring(file.data.decode())


def facts(page: html.HtmlElement, kind: str) -> list[str]:
    """Facts as Pagefind reads them: the name and value of an attribute, or else the text."""
    found = page.xpath(f"//*[@data-pagefind-{kind}]")
    named = [(one.get(f"data-pagefind-{kind}"), one.text_content()) for one in found]
    return [name if ":" in name else f"{name}:{text}" for name, text in named]


# Documents


def test_a_document_holds_the_title_and_the_abstract_as_what_is_searched() -> None:
    page = document(make_paper("tea", title="Tea < Milk", abstract="One.\n\nTwo & three."))

    assert page.xpath("string(//h1)") == "Tea < Milk"
    assert page.xpath("//body/@data-pagefind-body") == [""]
    searched = page.xpath("//body/*[not(@data-pagefind-ignore)]")
    assert [one.text_content() for one in searched] == ["Tea < Milk", "One.", "Two & three."]


def test_facts_stand_in_the_document_to_be_shown_and_to_filter() -> None:
    paper = make_paper(
        "tea",
        published=date(2031, 2, 1),
        comments=7,
        organisation=Organisation(slug="tea-lab", name="The Tea, Laboratory"),
        authors=(Author(name="Ada Lovelace"), Author(name="Alan Turing")),
    )
    page = document(paper)

    assert facts(page, "meta") == [
        "date:2031-02-01",
        "by:Ada Lovelace, Alan Turing",
        "organisation:The Tea, Laboratory",
        "comments:7",
    ]
    assert facts(page, "filter") == ["year:2031", "organisation:The Tea, Laboratory"]


def test_ids_and_parts_of_joined_words_are_searched_too() -> None:
    paper = make_paper(
        "tea",
        published=None,
        listed=None,
        title="Tea-R1: Self-Refined",
        abstract="Like (GPT-4o) and R2, text-to-T2I; a U-Net of 3-5 layers, Tea-R1/R3.",
        links=(Link(kind="arxiv", value="2401.00001", source="x"),),
    )

    assert facts(document(paper), "meta") == ["arxiv:2401.00001", "parts:R1 4o T2I R3"]


def test_what_is_not_known_is_absent() -> None:
    page = document(make_paper("tea", published=None, listed=None))

    assert facts(page, "meta") == []
    assert facts(page, "filter") == ["year:undated"]


def test_content_is_text_in_a_document_and_never_markup() -> None:
    paper = make_paper(
        "tea",
        title=HOSTILE,
        abstract=HOSTILE,
        organisation=Organisation(slug="evil", name=HOSTILE),
        authors=(Author(name=HOSTILE),),
    )
    page = document(paper)

    assert page.xpath("//img | //script | //@onerror") == []
    assert facts(page, "meta")[-2:] == [f"by:{HOSTILE}", f"organisation:{HOSTILE}"]
    assert facts(page, "filter")[-1] == f"organisation:{HOSTILE}"


# The index


def need_pagefind() -> None:
    try:
        find_pagefind(ROOT)
    except ContentError as error:
        pytest.skip(f"no search index can be made: {error}")


@pytest.fixture
def begin(tmp_path: Path) -> Callable[..., Indexing]:
    """Make the index of papers in a project; `site` gets it."""
    need_pagefind()

    def begin(*titles: str, language: str = "en") -> Indexing:
        search = search_of(tmp_path / "docs", ROOT / "mkdocs.yml", language)
        papers = [make_paper(f"p{number}", title=title) for number, title in enumerate(titles)]
        sync(make_search_documents(papers, Index(make_digest(tuple(papers)))), search.documents)
        return search

    return begin


def put(search: Indexing, site: Path) -> Mapping[str, bytes]:
    shutil.rmtree(site, ignore_errors=True)
    with search:
        search.begin()
        search.put_into(site)
    return tree(site)


def make_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("Pagefind was run")

    monkeypatch.setattr(pagefind, "_Run", refuse)


@pytest.mark.site
def test_two_indexings_give_the_same_bytes(begin: Callable[..., Indexing], tmp_path: Path) -> None:
    first = put(begin("Tea", "Milk"), tmp_path / "site")
    shutil.rmtree(tmp_path / "docs.search.index")

    assert put(begin("Tea", "Milk"), tmp_path / "site") == first
    assert {"pagefind/order-date.json", "pagefind/order-comments.json"} <= first.keys()
    assert len([name for name in first if name.startswith("pagefind/fragment/")]) == 2
    assert not [name for name in first if "-ui." in name]


@pytest.mark.site
@pytest.mark.skipif(not IN_MEMORY.is_dir(), reason="a file system that lists the last file first")
def test_the_order_in_which_documents_were_written_makes_no_other_index() -> None:
    """Several processes write them, and those that are new come last."""
    need_pagefind()
    papers = tuple(make_paper(f"p{number}", title=f"Tea {number}") for number in range(9))
    files = list(make_search_documents(papers, Index(make_digest(papers))))
    made = []
    for some in (files, files[::-1]):
        with TemporaryDirectory(dir=IN_MEMORY) as folder:
            search = search_of(Path(folder, "docs"), ROOT / "mkdocs.yml", "en")
            for file in some:
                write(search.documents / file.path, file.data)
            made.append(put(search, Path(folder, "site")))

    assert made[0] == made[1]


@pytest.mark.site
def test_the_same_documents_are_not_indexed_again(
    begin: Callable[..., Indexing], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(begin("Tea", "Milk"), tmp_path / "site")
    make_nothing(monkeypatch)

    assert put(begin("Tea", "Milk"), tmp_path / "other") == first
    with pytest.raises(AssertionError, match="Pagefind was run"):
        put(begin("Tea", "Milk", "Sugar"), tmp_path / "other")


@pytest.mark.site
def test_an_index_of_another_program_is_made_anew(
    begin: Callable[..., Indexing], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written beside it, by which searches sort, is made here."""
    put(begin("Tea"), tmp_path / "site")
    make_nothing(monkeypatch)
    monkeypatch.setattr(pagefind, "digest_program", lambda: "another")

    with pytest.raises(AssertionError, match="Pagefind was run"):
        put(begin("Tea"), tmp_path / "site")


@pytest.mark.site
@pytest.mark.parametrize("harm", ["touched", "lost", "added", "foreign", "damaged", "gone"])
def test_an_index_that_is_not_the_last_one_is_made_anew(
    begin: Callable[..., Indexing], tmp_path: Path, harm: str
) -> None:
    first = put(begin("Tea"), tmp_path / "site")
    index, state = tmp_path / "docs.search.index", tmp_path / "docs.search.index.json"
    match harm:
        case "touched":
            entry = index / "pagefind-entry.json"
            entry.unlink()  # the site has the same file by another name
            entry.write_bytes(first["pagefind/pagefind-entry.json"].replace(b"1", b"2"))
        case "lost":
            (index / "pagefind.js").unlink()
        case "added":
            (index / "fragment/more.pf_fragment").write_bytes(b"")
        case "foreign":
            state.write_text(json.dumps({"inputs": "0", "index": "0"}))
        case "damaged":
            state.write_text("{")
        case "gone":
            state.unlink()

    assert put(begin("Tea"), tmp_path / "site") == first


@pytest.mark.site
def test_an_index_after_edits_is_the_one_that_is_made_of_nothing(
    begin: Callable[..., Indexing], tmp_path: Path
) -> None:
    for titles in (["Tea", "Milk"], ["Tea", "Sugar", "Rum"], ["Lemon", "Sugar"], ["Tea", "Milk"]):
        after_edit = put(begin(*titles), tmp_path / "site")
        shutil.rmtree(tmp_path / "docs.search.index")

        assert put(begin(*titles), tmp_path / "site") == after_edit


@pytest.mark.site
def test_what_a_result_shows_of_a_paper_that_is_the_same_stays_where_it_is(
    begin: Callable[..., Indexing], tmp_path: Path
) -> None:
    fragments = tmp_path / "docs.search.index/fragment"
    put(begin("Tea", "Milk"), tmp_path / "site")
    before = {path.name: path.stat().st_ino for path in fragments.iterdir()}
    put(begin("Tea", "Sugar"), tmp_path / "site")
    after = {path.name: path.stat().st_ino for path in fragments.iterdir()}

    assert len(before.items() & after.items()) == 1
    assert len(after) == 2


@pytest.mark.site
def test_what_an_older_site_has_of_the_index_is_taken_over(
    begin: Callable[..., Indexing], tmp_path: Path
) -> None:
    old, site = tmp_path / "old", tmp_path / "site"
    put(begin("Tea", "Milk"), old)
    before = {path.stat().st_ino for path in (old / "pagefind/fragment").iterdir()}
    (old / "pagefind/entry.json").write_bytes(b"")
    (old / "pagefind/more").mkdir()
    (old / "pagefind/more/mine").write_bytes(b"")
    site.mkdir()
    with begin("Tea", "Sugar") as search:
        search.begin()
        search.put_into(site, old)

    assert tree(site) == put(begin("Tea", "Sugar"), tmp_path / "other")
    assert not (site / "pagefind/more").exists()
    after = {path.stat().st_ino for path in (site / "pagefind/fragment").iterdir()}
    assert len(before & after) == 1


@pytest.mark.site
def test_an_index_that_is_finished_beside_other_work_is_the_same(
    begin: Callable[..., Indexing], tmp_path: Path
) -> None:
    with begin("Tea", "Milk") as search:
        search.begin()
        search.finish_beside()
        search.put_into(tmp_path / "beside")

    assert tree(tmp_path / "beside") == put(begin("Tea", "Milk"), tmp_path / "site")


@pytest.mark.site
def test_who_leaves_early_ends_what_was_begun(
    begin: Callable[..., Indexing], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = tmp_path / "pagefind"
    endless.write_text("#!/bin/sh\nexec sleep 600\n")
    endless.chmod(0o755)
    search = begin("Tea")
    monkeypatch.setattr(pagefind, "find_pagefind", lambda _root: endless)

    with search:
        search.begin()
        search.finish_beside()
        left = vars(search)["_run"]

    with pytest.raises(ContentError, match="failed with status -9"):
        vars(search)["_end"].result()
    assert vars(left)["_process"].returncode == -9


@pytest.mark.site
def test_an_index_in_which_a_name_is_another_documents_is_made_anew(
    begin: Callable[..., Indexing], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = put(begin("Tea", "Sugar"), tmp_path / "site")
    put(begin("Tea", "Milk"), tmp_path / "site")
    fragments = tmp_path / "docs.search.index/fragment"
    keep = vars(pagefind)["_keep_fragments"]

    def keep_under_another_name(*given: object) -> Mapping[str, object]:
        """As if the name had grown, since another document's digest begins alike."""
        kept: dict[str, object] = dict(keep(*given))
        for name in list(kept):
            kept["unknown_0000000"] = kept.pop(name)
            (fragments / f"{name}.pf_fragment").rename(fragments / "unknown_0000000.pf_fragment")
        return kept

    monkeypatch.setattr(pagefind, "_keep_fragments", keep_under_another_name)

    assert put(begin("Tea", "Sugar"), tmp_path / "site") == expected


@pytest.mark.site
def test_of_no_papers_there_is_no_index(begin: Callable[..., Indexing], tmp_path: Path) -> None:
    put(begin("Tea"), tmp_path / "site")

    assert not [name for name in put(begin(), tmp_path / "site") if "fragment" in name]


@pytest.mark.site
def test_a_failing_pagefind_says_why_and_leaves_no_index_that_counts(
    begin: Callable[..., Indexing], tmp_path: Path
) -> None:
    search = begin("Tea")
    (search.documents / "pagefind.yml").write_text("serve: [")
    with pytest.raises(ContentError, match=r"failed with status"):
        put(search, tmp_path / "site")
    (search.documents / "pagefind.yml").unlink()

    assert put(begin("Tea"), tmp_path / "site")["pagefind/pagefind.js"]


def test_documents_that_were_indexed_once_go_with_their_papers(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    sync([File("papers/tea/index.html", b"tea")], folder)
    sync([], folder)

    assert not list(folder.rglob("*.html"))
