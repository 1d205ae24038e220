"""BibTeX, RIS and CSL-JSON: what one file of each says, what our own exports say, real exports."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from builders import make_paper
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.citations import Citation, Form, cite
from generator.citations.forms import BIBTEX, CSL_JSON, RIS
from generator.ids import parse_arxiv, parse_doi
from generator.problems import ContentError
from generator.records import Author, Day, Link, Paper, RawEntry
from generator.sources import FORMATS, READERS, recognise
from generator.sources.bibliography import (
    identify,
    is_others,
    parse_day,
    strip_tags,
    without_entities,
)
from generator.sources.page import Page, fold_space
from generator.text.display import as_text

FORMS_BY_READER = {"bibtex": BIBTEX, "ris": RIS, "csl-json": CSL_JSON}
by_reader = pytest.mark.parametrize("reader", FORMS_BY_READER)


def read(reader: str, text: str) -> Page:
    return READERS[reader](text.encode(), f"export{FORMATS[reader].suffix}")


def read_one(reader: str, text: str) -> RawEntry:
    (entry,) = read(reader, text).entries
    return entry


def bibtex_entry(fields: str) -> RawEntry:
    return read_one("bibtex", f"@misc{{key, title = {{Kettles}}, {fields}}}")


def losses_of(page: Page) -> list[str]:
    return [loss.message for loss in page.losses]


# Identifiers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("arXiv preprint arXiv:2401.00001v2", ("arxiv", "2401.00001")),
        ("arXiv e-prints, arXiv:2401.00001", ("arxiv", "2401.00001")),
        ("CoRR, arXiv:2401.00001", ("arxiv", "2401.00001")),
        ("http://arxiv.org/abs/2401.00001", ("arxiv", "2401.00001")),
        ("10.48550/ARXIV.2401.00001", ("arxiv", "2401.00001")),
        ("https://doi.org/10.1000/X", ("doi", "10.1000/x")),
        ("https://openreview.net/forum?id=AbCd123456", ("openreview", "AbCd123456")),
        ("2401.00001", None),
        ("AbCd123456", None),
        ("Comment: extends arXiv:2401.00001", None),
        ("https://code.example/2401.00001", None),
    ],
)
def test_an_identifier_is_a_whole_text_that_says_what_it_is(
    text: str, found: tuple[str, str] | None
) -> None:
    assert identify(text) == found


@pytest.mark.parametrize(
    "fields",
    [
        "eprint = {2401.00001}, archivePrefix = {arXiv}",
        "eprint = {arXiv:2401.00001v3}, eprinttype = {arxiv}",
        "eprint = {2401.00001 [cs.LG]}",
        "arxivId = {2401.00001}",
        "journal = {arXiv preprint arXiv:2401.00001}",
        "journal = {arXiv:2401.00001 [cs, stat]}",
        "journal = {CoRR}, volume = {abs/2401.00001}",
        "doi = {arXiv:2401.00001v1}",
        "doi = {10.48550/arXiv.2401.00001}",
        "number = {arXiv:2401.00001}",
        r"howpublished = {\url{https://arxiv.org/abs/2401.00001}}",
        "url = {https://code.example/kettles http://arxiv.org/abs/2401.00001}",
        r"note = {arXiv: 2401.00001\\Comment: 9 pages}",
        r"annotation = {\_eprint: 2401.00001}",
    ],
)
def test_an_arxiv_id_is_found_wherever_programs_write_it(fields: str) -> None:
    assert bibtex_entry(fields).links == (("arxiv", "2401.00001"),)


@pytest.mark.parametrize(
    "fields",
    [
        "eprint = {2401.00001}, eprinttype = {jstor}",
        "note = {extends arXiv:2401.00001}",
        "note = {see https://arxiv.org/abs/2401.00001}",
        r"annotation = {\_eprint: arXiv:1011.1669v3}",
        "url = {https://github.com/ada/kettles}",
        "number = {2401.00001}",
    ],
)
def test_what_may_belong_to_another_paper_is_no_identifier_of_this_one(fields: str) -> None:
    assert bibtex_entry(fields).links == ()


def test_an_address_is_kept_only_where_the_source_says_what_it_is() -> None:
    fields = "url = {https://code.example/a}, code = {https://code.example/b}, demo = {soon}"

    assert bibtex_entry(fields).links == (("code", "https://code.example/b"),)


def test_a_category_is_kept_and_a_whole_archive_is_none() -> None:
    assert bibtex_entry("eprint = {2401.00001}, primaryclass = {cs.LG}").more.categories == (
        "cs.LG",
    )
    assert bibtex_entry("eprint = {2401.00001}, primaryclass = {cs}").more.categories == ()


# Days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2031-05-04", (2031, 5, 4)),
        ("2031/5/4", (2031, 5, 4)),
        ("2031/05/04/spring", (2031, 5, 4)),
        ("2031-05-04T00:00:00Z", (2031, 5, 4)),
        ("2031-05-04/2031-05-06", None),
        ("2031-05-04/..", None),
        ("2031-05", None),
        ("2031-02-30", None),
        ("2031/05-04", None),
        ("0000-01-01", None),
        ("2031-05-04~", None),
    ],
)
def test_a_day_is_one_whole_day_or_not_known(text: str, day: tuple[int, int, int] | None) -> None:
    assert parse_day(text) == (day and Day(year=day[0], month=day[1], day=day[2]))


@pytest.mark.parametrize(
    "fields",
    [
        "date = {2031-05-04}",
        "year = 2031, month = 5, day = 4",
        "year = 2031, month = may, day = {4}",
        'year = 2031, month = "4~" # may',
        "year = {2031}, month = {May 4}",
    ],
)
def test_a_day_of_bibtex_is_found_in_all_its_forms(fields: str) -> None:
    assert bibtex_entry(fields).published == Day(year=2031, month=5, day=4)


@by_reader
def test_dates_that_are_no_days_are_told_once_for_all_records(reader: str) -> None:
    records = {
        "bibtex": "@misc{%d, title = {Kettles}, year = {2031}}\n",
        "ris": "TY  - GEN\nTI  - Kettles %d\nPY  - 2031\nER  - \n",
        "csl-json": '{"type": "book", "title": "%d", "issued": {"date-parts": [[2031]]}},',
    }
    text = "".join(records[reader] % n for n in range(31))
    page = read(reader, f"[{text[:-1]}]" if reader == "csl-json" else text)

    assert {entry.published for entry in page.entries} == {None}
    assert [message for message in losses_of(page) if "date" in message] == [
        "the date of 31 records is a year or month only, and not kept"
    ]


# Names


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("Lovelace, Ada", [("Ada Lovelace", "Lovelace", "Ada")]),
        ("Ada Lovelace", [("Ada Lovelace", None, None)]),
        ("{Kettles, Inc.} and {Simon and Noether}", [("Kettles, Inc.", None, None), ("Simon and Noether", None, None)]),
        ("{van der Berg}, Ada", [("Ada van der Berg", "van der Berg", "Ada")]),
        ("Lovelace,", [("Lovelace", None, None)]),
        ("Lovelace, {\\'E}. and", [("É. Lovelace", "Lovelace", "É.")]),
    ],
)  # fmt: skip
def test_a_name_is_split_only_where_the_source_splits_it(
    written: str, authors: list[tuple[str, str | None, str | None]]
) -> None:
    found = bibtex_entry(f"author = {{{written}}}")

    assert [(a.name, a.family, a.given) for a in found.authors] == authors
    assert found.n_authors == len(authors)


@pytest.mark.parametrize("others", ["others", "et al.", "Others"])
@by_reader
def test_others_are_no_author_and_leave_the_number_unknown(reader: str, others: str) -> None:
    text = {
        "bibtex": f"@misc{{k, title = {{Kettles}}, author = {{Noether, Emmy and {others}}}}}",
        "ris": f"TY  - GEN\nTI  - Kettles\nAU  - Noether, Emmy\nAU  - {others}\nER  - ",
        "csl-json": '[{"type": "book", "title": "Kettles", "author": '
        f'[{{"family": "Noether", "given": "Emmy"}}, {{"family": "{others}"}}]}}]',
    }[reader]
    entry = read_one(reader, text)

    assert entry.authors == (Author(name="Emmy Noether", family="Noether", given="Emmy"),)
    assert entry.n_authors is None
    assert any("their number is not known" in loss for loss in losses_of(read(reader, text)))


# Values of BibTeX


def test_macros_are_resolved_also_where_they_are_put_together() -> None:
    page = read(
        "bibtex",
        '@string{ada = "Lovelace, Ada"}\n@STRING{Both = ada # { and } # "Noether, Emmy"}\n'
        "@misc{a, title = {A # of Kettles}, author = BOTH}\n"
        '@misc{b, title = "Looms " # 2 # { # 3}, author = nobody}',
    )

    assert [entry.title for entry in page.entries] == ["A # of Kettles", "Looms 2 # 3"]
    assert [len(entry.authors) for entry in page.entries] == [2, 0]
    assert losses_of(page)[0] == ("`author` is not kept: 'nobody' has an undefined `@string`")


def test_macros_of_macros_cannot_grow_without_end() -> None:
    lines = ["@string{m0 = {kettle kettle}}"]
    lines += [f"@string{{m{n} = m{n - 1} # m{n - 1}}}" for n in range(1, 60)]
    page = read("bibtex", "\n".join([*lines, "@misc{a, title = {Kettles}, author = m59}"]))

    assert [entry.authors for entry in page.entries] == [()]
    assert "`@string` of 'm59' cannot be resolved" in losses_of(page)


@by_reader
def test_a_file_of_more_records_than_any_export_has_is_refused(reader: str) -> None:
    record = {"bibtex": "@a{", "ris": "TY  - GEN\n", "csl-json": "{},"}[reader]

    with pytest.raises(ContentError, match="more than 20,000 entries"):
        read(reader, "[" * (reader == "csl-json") + record * 60_000)


@by_reader
def test_what_is_private_is_never_kept(reader: str) -> None:
    text = {
        "bibtex": "@misc{k, title = {Kettles}, keywords = {SECRET}, note = {SECRET}, "
        "annote = {SECRET}, file = {/home/SECRET.pdf}, urldate = {SECRET}, owner = {SECRET}}",
        "ris": "TY  - GEN\nTI  - Kettles\nKW  - SECRET\nN1  - SECRET\nY2  - SECRET\n"
        "L1  - /home/SECRET.pdf\nU1  - SECRET\nER  - ",
        "csl-json": '[{"type": "book", "title": "Kettles", "note": "SECRET", "keyword": "SECRET",'
        '"accessed": {"raw": "SECRET"}, "custom": {"file": "SECRET"}}]',
    }[reader]
    page = read(reader, text)

    assert "SECRET" not in repr(page)
    assert len(page.losses) >= 5


# Our own exports

IDS = st.fixed_dictionaries(
    {
        "arxiv": st.sampled_from([None, "2401.00001", "hep-th/9901001"]),
        "doi": st.none() | st.from_regex(r"10\.1[0-9]{3}/[a-z0-9._()%&#;-]{1,20}", fullmatch=True),
        "openreview": st.sampled_from([None, "AbCd123456"]),
    }
)
AUTHORS = st.lists(
    st.builds(Author, name=st.text(max_size=30))
    | st.builds(
        lambda family, given: Author(name=f"{given} {family}", family=family, given=given),
        st.text(min_size=1, max_size=20),
        st.text(min_size=1, max_size=20),
    ),
    max_size=4,
)
PAPERS = st.builds(
    lambda title, authors, day, ids: make_paper(
        title=title,
        authors=tuple(authors),
        published=day,
        links=tuple(
            Link(kind=kind, value=value, source="x") for kind, value in ids.items() if value
        ),
    ),
    st.text(min_size=1),
    AUTHORS,
    st.none() | st.dates(min_value=date(1000, 1, 1)),
    IDS,
)


def cite_one(paper: Paper) -> Citation:
    return cite(paper, f"https://x.example/papers/{paper.id}/")


def expected_authors(citation: Citation, *, fold: Callable[[str], str]) -> list[tuple[str, ...]]:
    return [
        (fold(name.family), fold(name.given)) if name.family and name.given else (fold(name.whole),)
        for name in citation.authors
    ]


def expected_links(citation: Citation) -> list[tuple[str, str]]:
    """OpenReview's id is written only where it makes the one address of a record."""
    ids = [("arxiv", citation.arxiv), ("doi", citation.doi)]
    known = [(kind, value) for kind, value in ids if value]
    return known or ([("openreview", citation.openreview)] if citation.openreview else [])


def says_the_same(reader: str, form: Form, citation: Citation) -> None:
    """Read back an export of one paper, and compare it with what was written."""
    page = read(reader, form.join([form.to_entry(citation)]))
    (entry,) = page.entries
    day = citation.date

    assert not page.problems
    assert entry.title == fold_space(citation.title)
    assert [
        (author.family, author.given) if author.family else (author.name,)
        for author in entry.authors
    ] == expected_authors(citation, fold=fold_space)
    assert list(entry.links) == expected_links(citation)
    # BibTeX has no day of the month: what is not whole is not known.
    assert entry.published == (
        Day(year=day.year, month=day.month, day=day.day) if day and reader != "bibtex" else None
    )


@by_reader
@given(paper=PAPERS)
def test_our_own_exports_say_the_same_when_they_are_read_back(reader: str, paper: Paper) -> None:
    """But for what formats cannot tell: entities, tags in RIS and CSL-JSON, commas in names of RIS."""
    citation = cite_one(paper)
    texts = [citation.title]
    names = [part for name in citation.authors for part in (name.whole, name.family, name.given)]
    assume(fold_space(citation.title))
    assume(not any(is_others(name) for name in names if name))
    assume(all(fold_space(name) for name in names if name is not None))
    assume(all(without_entities(text) == text for text in (*texts, *filter(None, names))))
    if reader != "bibtex":
        assume(all(strip_tags(text) == text for text in texts))
    if reader == "ris":
        assume(not any("," in name or ";" in name for name in names if name))

    says_the_same(reader, FORMS_BY_READER[reader], citation)


@by_reader
@pytest.mark.parametrize(
    "title",
    [
        "100% of {Tea} & more_or_less #1 ~ ^ \\ $5",
        "@misc{x, title = {y}}",
        "a -- b --- c, ``d'' e''' ?` !`",
        "https://a.example/$b_c%20--d#e and more",
        "Looms, überall: für x² 机器",
        r"\alpha $\alpha$ \(x\) \[y\]",
    ],
)
def test_titles_full_of_signs_come_back_as_they_were(reader: str, title: str) -> None:
    says_the_same(reader, FORMS_BY_READER[reader], cite_one(make_paper(title=title)))
    assert as_text(title)


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (
            "bibtex",
            (
                r"@misc{k, title = {Cups \&amp; Saucers &copy}, author = {M&uuml;ller, J&#246;rg},"
                " abstract = {Two &lt; 3 &c; more &unknown; words}}"
            ),
        ),
        (
            "ris",
            (
                "TY  - JOUR\nTI  - Cups &amp; Saucers &copy\nAU  - M&uuml;ller, J&#246;rg\n"
                "AB  - Two &lt; 3 &c; more &unknown; words\nER  - \n"
            ),
        ),
        (
            "csl-json",
            (
                '[{"type": "article", "title": "Cups &amp; Saucers &copy", "author":'
                ' [{"family": "M&uuml;ller", "given": "J&#246;rg"}],'
                ' "abstract": "Two &lt; 3 &c; more &unknown; words"}]'
            ),
        ),
    ],
)
def test_entities_of_html_that_publishers_export_are_what_they_stand_for(
    reader: str, text: str
) -> None:
    entry = read_one(reader, text)

    assert entry.title == "Cups & Saucers &copy"
    assert [author.name for author in entry.authors] == ["Jörg Müller"]
    assert entry.abstract == "Two < 3 &c; more &unknown; words"


def test_the_heading_of_an_abstract_of_crossref_is_no_part_of_it() -> None:
    told = (
        "<jats:title>Abstract</jats:title><jats:p>Cups hold.</jats:p>"
        "<jats:sec><jats:title>Abstract</jats:title><jats:p>art.</jats:p></jats:sec>"
    )
    text = json.dumps([{"type": "article", "title": "Cups", "abstract": told}])

    assert read_one("csl-json", text).abstract == "Cups hold.\n\nAbstract\n\nart."


@pytest.mark.parametrize(
    ("reader", "text", "name", "mend"),
    [
        ("bibtex", "author = {Hopper, Grace and Noether, E.; Lovelace, A.}", "Noether, E.; Lovelace, A.", " and "),
        ("bibtex", "author = {Ada Lovelace; Alan Turing}", "Ada Lovelace; Alan Turing", " and "),
        ("bibtex", "author = {Ada Lovelace, Alan Turing, Emmy Noether}", "Ada Lovelace, Alan Turing, Emmy Noether", " and "),
        ("ris", "AU  - Lovelace, A.; Turing, A.", "Lovelace, A.; Turing, A.", "AU  - "),
        ("ris", "AU  - Ada Lovelace, Alan Turing, Emmy Noether", "Ada Lovelace, Alan Turing, Emmy Noether", "AU  - "),
    ],
)  # fmt: skip
def test_names_that_are_joined_are_told_with_the_way_out_and_make_no_author(
    reader: str, text: str, name: str, mend: str
) -> None:
    whole = {
        "bibtex": f"@misc{{k, title = {{T}}, {text}}}",
        "ris": f"TY  - JOUR\nTI  - T\n{text}\nER  - \n",
    }
    page = read(reader, whole[reader])
    (entry,) = page.entries
    (told,) = [loss for loss in losses_of(page) if "authors" in loss]

    assert (entry.authors, entry.n_authors) == ((), None)
    assert told.startswith(f"the authors are not kept: {name!r} is more than one name; write ")
    assert mend in told


@pytest.mark.parametrize(
    ("reader", "text", "names"),
    [
        ("bibtex", "author = {King, Jr., Ada and {Cups; Saucers, and Tea} and Noether, III, E.}",
         ["Ada King Jr.", "Cups; Saucers, and Tea", "E. Noether III"]),
        ("ris", "AU  - King, Ada, Jr.\nAU  - Noether, E., III", ["Ada King Jr.", "E. Noether III"]),
    ],
)  # fmt: skip
def test_a_suffix_and_braces_make_one_name(reader: str, text: str, names: list[str]) -> None:
    whole = {
        "bibtex": f"@misc{{k, title = {{T}}, {text}}}",
        "ris": f"TY  - JOUR\nTI  - T\n{text}\nER  - \n",
    }

    assert [author.name for author in read_one(reader, whole[reader]).authors] == names


# Any input

PIECES = st.lists(
    st.sampled_from(
        [*'{}()"#,=\n\\@$%[]: ', "@article{", "@string{", "@comment{", "title", "author", " and ",
         "key", "month", "TY  - JOUR\n", "TI  - ", "AU  - ", "DA  - ", "ER  - \n", "N1  - ",
         "2031", "/05/04", '"type"', '"title"', '"issued"', '"date-parts"', '"author"', '"note"',
         "{'E}", "arXiv:", "10.1000/x", "[[2031, 5, 4]]"]
    ),
    max_size=60,
).map("".join)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "title", "author", "issued", "date-parts", "raw", "note", "DOI", "family"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


def read_or_refuse(reader: str, data: bytes) -> Page | None:
    try:
        return READERS[reader](data, "export")
    except ContentError as error:
        (problem,) = error.problems
        return None if problem.message else pytest.fail("a refusal says nothing")


@by_reader
@given(data=st.binary() | st.text().map(str.encode) | PIECES.map(str.encode))
def test_any_bytes_are_read_or_refused_with_one_error(reader: str, data: bytes) -> None:
    page = read_or_refuse(reader, data)

    assert page is None or page.entries
    assert page is None or all(entry.title for entry in page.entries)


@given(JSON, JSON)
def test_any_item_of_csl_json_is_read_or_reported(item: object, issued: object) -> None:
    items = [item, {"type": "book", "title": "Kettles", "issued": issued}]
    page = read_or_refuse("csl-json", json.dumps(items).encode())

    assert page is None or len(page.entries) + len(page.problems) == 2


@by_reader
@given(head=st.text() | PIECES)
def test_no_two_of_these_formats_claim_one_file(reader: str, head: str) -> None:
    claimed = [name for name in FORMS_BY_READER if FORMATS[name].claims(head)]

    assert len(claimed) <= 1
    assert not FORMATS[reader].claims(f"<html>{head}")


@by_reader
def test_our_own_exports_are_recognised(reader: str) -> None:
    form = FORMS_BY_READER[reader]
    text = form.join([form.to_entry(cite_one(make_paper()))])

    assert recognise(text.encode(), "export") == reader


# Real exports

KEPT = {"title", "author", "abstract", "year", "month", "date", "day"}
IDENTIFYING = {
    *(
        "doi",
        "eprint",
        "archiveprefix",
        "eprinttype",
        "primaryclass",
        "url",
        "journal",
        "note",
        "annotation",
    ),
    *("number", "booktitle", "publisher", "volume"),
}
"""Fields that are kept where they are an identifier alone."""


@pytest.mark.shared
def test_real_exports_come_in_whole_and_every_loss_is_told(shared: Path) -> None:
    """Against the text alone: blocks, fields, arXiv addresses and DOIs are counted in its lines."""
    files = sorted((shared / "data/bibtex").glob("*.bib"))
    assert len(files) == 22
    for path in files:
        text = path.read_text("utf-8")
        assert recognise(path.read_bytes(), path.name) == "bibtex"
        page = read("bibtex", text)

        assert page.problems == ()
        assert len(page.entries) == len(re.findall(r"^@\w+\{", text, re.MULTILINE))
        check_losses(text, page)
        check_identifiers(text, page)


def check_losses(text: str, page: Page) -> None:
    told = {
        found[1]: int(found[2].replace(",", ""))
        for loss in losses_of(page)
        if (found := re.match(r"`([\w ]+)` of ([\d,]+) record", loss))
    }
    stated = Counter(re.findall(r"^  (\w+) ?= ?\{[^}]", text, re.MULTILINE))
    for name, count in stated.items():
        if name in IDENTIFYING:
            assert told.get(name, 0) <= count
        else:
            assert told.get(name, 0) == (0 if name in KEPT else count), name
    assert told.keys() <= stated.keys() | {"entry key", "entry type"}
    assert (
        f"the date of {stated['year']} records is a year or month only, and not kept"
        in losses_of(page)
    )


def check_identifiers(text: str, page: Page) -> None:
    """Each arXiv address and each whole DOI that a file states is a link of an entry."""
    found = {link for entry in page.entries for link in entry.links}
    for url in re.findall(r"^  url ?= ?\{(https?://arxiv\.org/\S+)\},?$", text, re.MULTILINE):
        assert ("arxiv", parse_arxiv(url)) in found
    for written in re.findall(r"^  doi ?= ?\{(10\.\d{4}[^{}]*)\},?$", text, re.MULTILINE):
        doi = parse_doi(written.replace("\\", ""))
        assert doi is None or doi.startswith("10.48550") or ("doi", doi) in found
    authors = re.findall(r"^  author ?= ?\{(.*)\},?$", text, re.MULTILINE)
    assert sum(len(entry.authors) for entry in page.entries) == sum(
        len(names.split(" and ")) for names in authors
    )
