"""Citations: right for what is known, silent on what is not, and safe for any text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl

import pytest
from builders import assemble_project, bytes_of, make_digest, make_paper, make_project
from corpus import API, Corpus, write_content
from hypothesis import given
from hypothesis import strategies as st
from reread import Read, read_csl, read_with_bibtexparser, read_with_pybtex, read_with_rispy, whole

from generator.citations import (
    FORMS,
    Citation,
    Form,
    cite,
    make_citation_files,
    to_coins,
    to_line,
)
from generator.citations.coins import MOST_CREATORS
from generator.citations.forms import BIBTEX, CSL_JSON, RIS
from generator.citations.record import Name
from generator.pages.index import Index
from generator.records import Assignment, Author, Link, Paper, Pick, Topic
from generator.text.bibtex import bibtex
from generator.text.display import as_text

GOLDENS = Path(__file__).parent / "data/citations"
SITE = "https://x.example/"

READERS: dict[str, tuple[Form, Callable[[str], Iterable[Read]], Callable[[Citation], Read]]] = {
    # BibTeX knows no day, and gives names that nobody split in an order of its own.
    "bibtexparser": (
        BIBTEX,
        read_with_bibtexparser,
        lambda it: whole(it, parts=2, given_first=True),
    ),
    "pybtex": (BIBTEX, read_with_pybtex, lambda it: whole(it, parts=2, given_first=True)),
    "rispy": (RIS, read_with_rispy, whole),
    "csl": (CSL_JSON, read_csl, whole),
}
"""Each program with the form that it reads, and what should be found in that."""

by_reader = pytest.mark.parametrize("reader", READERS)

HOSTILE = (
    "If $a<b$ & c>d]]>",
    "{}} \\ {{ } \\textbackslash \\{ %20 # _x_ ~ ^ |",
    "@misc{x, title = {y}}",
    "ER  - \r\nTY  - JOUR\nAU  - Nobody",
    "\x00\x0b\x1b[31m\ud800 control \ufffe \x85 characters \u2028",
    "x" * 3_000,
    "שלום \u202eעולם, مرحبا",
    "👩\u200d👩\u200d👧 and 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "a -- b --- c, ``d'' e''' <<f>> ?` !` ,,g",
    '"quoted" \'twice\' &amp;amp; &#0; \\n",',
)


def link(kind: str, value: str) -> Link:
    return Link(kind=kind, value=value, source="x")  # type: ignore[arg-type]


PAPERS = (
    make_paper(
        "kettles-that-wait",
        title="Kettles: 100% of {Tea} & more",
        authors=(
            Author(name="Ada Lovelace", family="Lovelace", given="Ada"),
            Author(name="Tea-AI"),
            Author(name="Alan Turing"),
            Author(name="The Bletchley and Bombe Team"),
            Author(name="Kettles, Inc."),
        ),
        published=date(2024, 1, 2),
        links=(link("arxiv", "2401.00001"), link("doi", "10.1000/a_(b)%c&d"), link("code", SITE)),
    ),
    make_paper(
        "looms-that-count",
        title="Looms, überall: für $x^2$ 机器",
        authors=(Author(name="Émilie du Châtelet"),),
        published=date(1999, 12, 31),
        links=(link("openreview", "AbCd123456"),),
    ),
    make_paper("why", title="Why?"),
)
"""All that can be known, some of it, and a title alone."""


def cite_one(paper: Paper) -> Citation:
    return cite(paper, f"{SITE}papers/{paper.id}/")


CITED = tuple(map(cite_one, PAPERS))


def write(form: Form, citations: Iterable[Citation]) -> str:
    return form.join(map(form.to_entry, citations))


def golden(name: str) -> str:
    return (GOLDENS / name).read_bytes().decode()


# What is written


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.suffix)
def test_each_form_says_what_is_known_and_no_more(form: Form) -> None:
    assert write(form, CITED) == golden(f"papers.{form.suffix}")


def test_a_line_says_what_is_known_and_no_more() -> None:
    assert "".join(f"{to_line(it)}\n" for it in CITED) == golden("papers.lines.txt")


def test_coins_say_what_is_known_and_no_more() -> None:
    assert "".join(f"{to_coins(it)}\n" for it in CITED) == golden("papers.coins.txt")


def test_a_long_list_of_authors_is_cut_where_it_is_only_shown() -> None:
    names = tuple(Author(name=f"Ada Lovelace {n}") for n in range(100))
    citation = cite_one(make_paper(authors=names))

    assert to_line(citation).startswith("Ada Lovelace 0 et al. Kettles")
    assert len(parse_qs(to_coins(citation))["rft.creator"]) == MOST_CREATORS
    assert all(form.to_entry(citation).count("Lovelace") == 100 for form in FORMS)


@pytest.mark.parametrize(
    "name", ["Tea-AI", "Gemma Team", "Scale AI", "the LHC collaboration", "and"]
)
def test_a_group_is_not_taken_for_a_person(name: str) -> None:
    assert Name(whole=name).is_group


@pytest.mark.parametrize("name", ["Ada Lovelace", "Qingyao Ai", "Ai Weiwei"])
def test_a_person_is_not_taken_for_a_group(name: str) -> None:
    assert not Name(whole=name).is_group


def test_a_name_that_is_split_in_half_is_whole() -> None:
    citation = cite_one(make_paper(authors=(Author(name="Ada Lovelace", family="Lovelace"),)))

    assert citation.authors == (Name(whole="Ada Lovelace"),)


def test_in_a_line_of_text_a_title_stands_first_where_nobody_is_named() -> None:
    citation = cite_one(make_paper(title="Kettles That Wait", published=date(2024, 1, 2)))

    assert to_line(citation) == f"Kettles That Wait (2024). {SITE}papers/kettles-that-wait/"


def test_authors_and_titles_of_which_nothing_can_be_shown_are_left_out() -> None:
    citation = cite_one(make_paper(title="\u202e\u200b", authors=(Author(name="\x00"),)))

    assert citation == Citation(
        id="kettles-that-wait", title="", url=f"{SITE}papers/kettles-that-wait/"
    )
    assert [form.to_entry(citation).casefold().count("title") for form in FORMS] == [0, 0, 0]
    assert to_line(citation) == citation.url


# What others read


@by_reader
def test_other_programs_read_the_same_records_back(reader: str) -> None:
    form, read, expect = READERS[reader]

    assert list(read(write(form, CITED))) == list(map(expect, CITED))


@by_reader
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_come_out_as_they_went_in(reader: str, text: str) -> None:
    form, read, expect = READERS[reader]
    hostile = make_paper(
        "hostile", title=text, authors=(Author(name=text), Author(name="Ada Lovelace"))
    )
    cited = (cite_one(hostile), CITED[0])

    found = list(read(write(form, cited)))

    assert found == list(map(expect, cited))
    assert found[0].title == as_text(text)


@by_reader
@given(title=st.text(), name=st.text(), family=st.text(), given_name=st.text())
def test_any_text_comes_out_as_it_went_in(
    reader: str, title: str, name: str, family: str, given_name: str
) -> None:
    form, read, expect = READERS[reader]
    authors = (Author(name=name), Author(name=name, family=family, given=given_name))
    cited = (cite_one(make_paper("any", title=title, authors=authors)), CITED[0])

    assert list(read(write(form, cited))) == list(map(expect, cited))


@given(st.text(), st.text())
def test_any_text_comes_out_of_coins_as_it_went_in(title: str, name: str) -> None:
    coins = to_coins(cite_one(make_paper(title=title, authors=(Author(name=name),))))
    found = dict(parse_qsl(coins, strict_parsing=True))

    assert coins.isascii()
    assert (found.get("rft.title", ""), found.get("rft.creator", "")) == (
        as_text(title),
        as_text(name),
    )


@given(st.text())
def test_braces_are_balanced_whatever_a_text_holds(text: str) -> None:
    depth = 0
    for character in bibtex(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0


def test_a_doi_that_no_field_could_hold_is_percent_encoded() -> None:
    citation = cite_one(make_paper(links=(link("doi", "10.1000/a}b{c"),)))

    assert "  doi = {10.1000/a%7Db%7Bc},\n" in BIBTEX.to_entry(citation)


# Files


def make_lists() -> Index:
    """Papers in an edition of its own order, two in a topic that had another name, one picked."""
    assignment = Assignment(slug="kettles", origin="rules")
    papers = (
        make_paper("c", topics=(assignment,)),
        make_paper("a", pick=Pick(by="ada", on=date(2025, 11, 21))),
        make_paper("b", topics=(assignment,)),
    )
    topics = (
        Topic(slug="kettles", name="Kettles", about="Hot.", formerly=("pots",)),
        Topic(slug="looms", name="Looms", about="Slow."),
    )
    return Index(make_digest(papers, topics), SITE)


def keys_by_path(index: Index) -> Iterator[tuple[str, list[str]]]:
    readers = {form.suffix: read for form, read, _ in READERS.values()}
    for path, data in bytes_of(make_citation_files(index.digest, index.citations)).items():
        _, suffix = path.split(".", 1)
        yield path, [found.id for found in readers[suffix](data.decode())]


def test_each_list_has_a_file_in_each_form() -> None:
    stems = {
        "data/papers": ["a", "b", "c"],
        "data/picks": ["a"],
        "data/topics/kettles": ["b", "c"],
        "data/topics/pots": ["b", "c"],
        "data/topics/looms": [],
        "data/editions/2025-11-20": ["a", "b", "c"],
    }

    assert dict(keys_by_path(make_lists())) == {
        f"{stem}.{form.suffix}": keys for stem, keys in stems.items() for form in FORMS
    }


@pytest.mark.shared
@by_reader
def test_real_records_come_out_as_they_went_in(reader: str, real: tuple[Citation, ...]) -> None:
    """Read back without a difference.

    Known limits of the formats, which `whole` and the readers account for: BibTeX has no day of
    the month; it splits names by itself, so that only the words of a name and their order are
    compared; and pylatexenc, which undoes TeX for both of its parsers, misses the signs in
    `reread.SIGNS`.
    """
    form, read, expect = READERS[reader]

    assert list(read(write(form, real))) == list(map(expect, real))


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Citation, ...]:
    """All records of the API that lie beside the project, as the digest cites them."""
    project = make_project(tmp_path_factory.mktemp("real"))
    topics = project / "content/topics.yml"
    kept = topics.rename(project / "topics.yml")
    (project / "content").rmdir()
    count = write_content(Corpus(source=API, papers=10_000), shared, kept, project / "content")
    index = Index(assemble_project(project).digest, SITE)
    assert len(index.citations) == count == 6_141
    assert len({citation.id for citation in index.citations.values()}) == count
    return tuple(index.citations.values())
