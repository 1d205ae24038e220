"""arXiv's snapshot: names of authors, days of submission, and files larger than memory."""

import json
import tracemalloc
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.problems import ContentError, Problem
from generator.records import Author, Day, RawEntry
from generator.sources.arxiv_names import in_line, plain_name, split_author
from generator.sources.arxiv_snapshot import MAX_LINE, claims, read, stream


def record(**fields: object) -> dict[str, object]:
    return {"id": "3101.00001", "title": "Cups", "abstract": "Cups hold.", **fields}


def line_of(**fields: object) -> bytes:
    return json.dumps(record(**fields)).encode() + b"\n"


def only(**fields: object) -> RawEntry:
    (entry,) = read(line_of(**fields), "a.jsonl").entries
    return entry


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"Erd\H{o}s", "Erdős"),
        (r"{\O}rsted", "Ørsted"),
        (r"\L{}ukasiewicz", "Łukasiewicz"),
        (r"Fran\c{c}ois Vi\`ete", "François Viète"),
        ("J.~P.\n Cantor", "J. P. Cantor"),
        ("{van der Cup}", "van der Cup"),
        ("O'Saucer", "O'Saucer"),
        (r"\unknown{Cup}", r"\unknown{Cup}"),
    ],
)
def test_accents_in_names_are_decoded(tex: str, plain: str) -> None:
    assert plain_name(tex) == plain


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Ada Lovelace", ["Ada Lovelace"]),
        ("A. Lovelace, E. Noether and A. Turing", ["A. Lovelace", "E. Noether", "A. Turing"]),
        ("A. Lovelace, E. Noether, and A. Turing", ["A. Lovelace", "E. Noether", "A. Turing"]),
        ("A. Lovelace (1 and 2), E. Noether ((1) Tea, (2) Inst)", ["A. Lovelace", "E. Noether"]),
        ("E. Noether (for the Cup Collaboration)", ["E. Noether"]),
        ("The Cup Collaboration: E. Noether, A. Turing, Jr.",
         ["The Cup Collaboration", "E. Noether", "A. Turing Jr."]),
        ("Alexander Anderson", ["Alexander Anderson"]),
        ("", []),
    ],
)  # fmt: skip
def test_names_in_one_line_are_parted(written: str, names: list[str]) -> None:
    assert [author.name for author in in_line(written).authors] == names


@pytest.mark.parametrize(
    "written", ["E. Noether et al.", "E. Noether, et al", "E. Noether and others"]
)
def test_others_are_no_author_and_leave_their_number_unknown(written: str) -> None:
    entry = only(authors=written)

    assert [author.name for author in entry.authors] == ["E. Noether"]
    assert entry.n_authors is None


def test_a_name_that_is_not_split_has_no_family() -> None:
    assert split_author("The Cup Group", "", "") == Author(name="The Cup Group")
    assert split_author("Turing", "Alan", "Jr") == Author(
        name="Alan Turing Jr", family="Turing Jr", given="Alan"
    )


@pytest.mark.parametrize(
    ("stamp", "published"),
    [
        ("Mon, 2 Apr 2007 19:18:42 GMT", date(2007, 4, 2)),
        ("Mon, 2 Apr 2007 23:18:42 -0400", date(2007, 4, 3)),
        ("2007-04-02T01:00:00+02:00", date(2007, 4, 1)),
        ("2007-04-02 23:00:00 UTC", date(2007, 4, 2)),
        ("2007-04-02", Day(month=4, day=2, year=2007)),
        ("2007", None),
        ("2007-02-30 10:00:00 UTC", None),
        ("9999-12-31T23:59:00-05:00", None),
    ],
)
def test_a_time_is_its_day_in_utc_and_a_day_stays_a_day(
    stamp: str, published: Day | date | None
) -> None:
    assert only(arxiv_id="3101.00001", published=stamp).published == published
    assert only(versions=[{"version": "v1", "created": stamp}]).published == published


def test_the_day_of_a_change_is_never_the_day_of_submission() -> None:
    late = {"version": "v2", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}

    assert only(update_date="2007-04-02", versions=[late]).published is None
    assert only(update_date="2007-04-02").published is None


def test_the_primary_category_comes_first_and_only_arxivs_are_kept() -> None:
    assert only(categories="cs.LG math.CO 05C10").more.categories == ("cs.LG", "math.CO")
    assert only(categories=["math.CO", "cs.LG"], primary_category="cs.LG").more.categories == (
        "cs.LG",
        "math.CO",
    )


def test_a_stream_yields_each_line_with_its_paper_and_each_bad_line_as_a_warning() -> None:
    lines = [
        b"\xef\xbb\xbf" + line_of(),
        b"\n",
        line_of(title=""),
        b'{"id": "\xff"}\n',
        line_of(pad="x" * MAX_LINE),
        line_of(title="Cup " * 2_000),
        line_of(id="3101.00002"),
        b'{"id": "3101.0000',
    ]
    found = list(stream(lines, "a.jsonl"))

    papers = [one for one in found if isinstance(one, tuple)]
    problems = [one for one in found if isinstance(one, Problem)]
    assert [(raw, entry.line, entry.links) for raw, entry in papers] == [
        (lines[0], 1, (("arxiv", "3101.00001"),)),
        (lines[6], 7, (("arxiv", "3101.00002"),)),
    ]
    assert [(problem.line, str(problem.severity)) for problem in problems] == [
        (line, "warning") for line in (3, 4, 5, 6, 8)
    ]
    assert "0xff is not UTF-8" in problems[1].message
    assert "at most 4,194,304 are read" in problems[2].message


def test_a_stream_takes_no_more_memory_for_a_longer_file() -> None:
    def lines(count: int) -> Iterator[bytes]:
        for _ in range(count):
            yield line_of(authors="Ada Lovelace", comments="12 pages", categories="math.GM 00A00")

    def peak(count: int) -> int:
        tracemalloc.start()
        assert sum(isinstance(one, tuple) for one in stream(lines(count), "a.jsonl")) == count
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(3_000)  # fills what Python keeps for reuse
    assert peak(3_000) < peak(30) + 50_000


def test_a_line_that_was_streamed_is_read_alone() -> None:
    (found,) = stream([line_of(authors="Ada Lovelace")], "a.jsonl")

    assert isinstance(found, tuple)
    assert read(found[0], "a.jsonl").entries == (found[1],)


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    list(stream(data.splitlines(keepends=True), "a.jsonl"))
    try:
        read(data, "a.jsonl")
    except ContentError:
        return


FIELDS = (
    *("id", "arxiv_id", "title", "abstract", "authors", "authors_parsed", "categories"),
    *("primary_category", "versions", "published", "published_date", "doi", "comments"),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 10**6) | st.text() | st.sampled_from(
        ["Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02", "1 Jan", "3101.00001v2", "10.1000/a", ":"]
    ),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["version", "created", "name"]), inner),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(FIELDS), values))
def test_fields_of_any_shape_are_read_or_refused(fields: dict[str, object]) -> None:
    data = json.dumps({"id": "3101.00001", "title": "Cups", **fields}).encode()
    try:
        page = read(data, "a.jsonl")
    except ContentError:
        return
    assert [entry.title for entry in page.entries]


def test_other_answers_are_not_claimed() -> None:
    assert not claims('{"paperId": "a", "title": "Cups"}')
    assert not claims('[{"paper": {"id": "3101.00001", "title": "Cups"}}]')
    assert not claims('[{"id": "cup", "type": "book", "title": "Cups", "author": []}]')
    assert claims(line_of(authors_parsed=[["Lovelace", "Ada", ""]] * 9_000).decode()[:65_536])
