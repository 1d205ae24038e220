"""Rules of the readers of arXiv's XML that no golden pair shows, and properties of any input."""

import json
import lzma
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.problems import ContentError
from generator.records import RawEntry
from generator.sources import FORMATS, READERS, recognise
from generator.sources.arxiv_rss import split_creators
from generator.sources.categories import is_category, part_categories
from generator.sources.page import Page
from generator.sources.withdrawn import withdrawn_by_comment

GOLDEN = Path(__file__).parent / "data" / "sources"
XML_READERS = ("arxiv-api", "arxiv-rss", "arxiv-oai")
WHOLE = [
    GOLDEN / "arxiv-api/query.xml",
    GOLDEN / "arxiv-rss/day.xml",
    GOLDEN / "arxiv-rss/winter-day.xml",
    GOLDEN / "arxiv-oai/list.xml",
]
by_whole = pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)


def read(reader: str, text: str) -> Page:
    return READERS[reader](text.encode(), "file.xml")


def refusal_of(reader: str, data: bytes) -> tuple[int, str]:
    with pytest.raises(ContentError) as raised:
        READERS[reader](data, "file.xml")
    (problem,) = raised.value.problems
    assert problem.rule == "not-a-listing"
    assert problem.hint
    return problem.line, problem.message


def api_entry(**fields: str) -> RawEntry:
    told = {"id": "http://arxiv.org/abs/3105.01234v1", "title": "Tea", **fields}
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in told.items())
    page = read(
        "arxiv-api",
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">'
        f"<entry>{inside}</entry></feed>",
    )
    return page.entries[0]


def rss(*items: str, day: str = "Tue, 03 Jun 2031 00:00:00 -0400") -> str:
    return (
        '<rss version="2.0" xmlns:arxiv="http://arxiv.org/schemas/atom"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>cs.CL updates on arXiv.org</title><pubDate>{day}</pubDate>"
        f"{''.join(items)}</channel></rss>"
    )


def item(number: int = 1, day: str = "") -> str:
    return (
        f"<item><title>Tea {number}</title><guid>oai:arXiv.org:3106.{number:05}v1</guid>"
        "<description>arXiv:3106.00001v1 Announce Type: new \nAbstract: Hot.</description>"
        f"<pubDate>{day}</pubDate></item>"
    )


# Withdrawal.


@pytest.mark.parametrize(
    "comment",
    [
        "Withdrawn",
        "Withdrawn by the authors due to a leak",
        "withdrawn: a sign is wrong",
        "12 pages. Withdrawn for revision",
        "12 pages; paper withdrawn",
        "This paper has been withdrawn by the author due to a crucial sign error in equation 1",
        "This submission has been withdrawn by arXiv administrators because of its leaves",
        "arXiv admin note: This article has been withdrawn by arXiv administrators",
        "This article is temporarily withdrawn by the author(s)",
        "The paper was withdrawn",
        "The manuscript is being withdrawn pending a review",
        "This version has been withdrawn: the proof leaks",
        "The kettle leaks, so it is being withdrawn",
        "The authors have withdrawn this paper",
        "We are withdrawing this submission",
        "We hereby withdraw the manuscript",
        "The authors have decided to temporarily withdraw this paper",
        "Withdrawing temporarily to count the leaves again",
        "As one author does not agree, we request the withdrawal of this preprint",
        "The authors decided to withdraw from arXiv",
        "The submission is withdrawn at the request of the authors",
    ],
)
def test_a_comment_that_tells_of_the_withdrawal_is_kept_whole(comment: str) -> None:
    assert withdrawn_by_comment(f"  {comment}\n ", "We boil.") == comment


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "12 pages, 3 kettles",
        "Accepted at TeaConf (withdrawn before it was shown, for lack of travel money)",
        "Withdrawn from TeaConf 2031",
        "This paper was withdrawn from the journal and is now under review elsewhere",
        "Withdrawn submission to TeaConf",
        "The original version of this article was withdrawn; version two corrects it",
        "An earlier version of this work was withdrawn",
        "This paper has not been withdrawn",
        "We may withdraw this paper",
        "A study of withdrawal from tea",
        "The plate is withdrawn from the bath",
        "arXiv admin note: text overlap with arXiv:3105.01234",
    ],
)
def test_a_comment_on_something_else_is_no_withdrawal(comment: str) -> None:
    assert withdrawn_by_comment(comment, "") is None


@pytest.mark.parametrize(
    ("abstract", "words"),
    [
        ("This paper has been withdrawn.", "This paper has been withdrawn."),
        ("this paper has been withdrawn", "this paper has been withdrawn"),
        (
            "[This paper has been withdrawn by the author] We boil tea.",
            "This paper has been withdrawn by the author",
        ),
        (
            "This paper\n has been withdrawn by the author, Eq. 3 is wrong. We boil.",
            "This paper has been withdrawn by the author, Eq. 3 is wrong.",
        ),
        (
            "The following paper has been withdrawn from consideration for publication.",
            "The following paper has been withdrawn from consideration for publication.",
        ),
        ("Paper withdrawn by the author", "Paper withdrawn by the author"),
        ("Withdrawn", "Withdrawn"),
        ("- Paper withdrawn by the author - We boil.", "Paper withdrawn by the author - We boil."),
        ("arXiv admin note: withdrawn by arXiv", "arXiv admin note: withdrawn by arXiv"),
        ("We boil tea. This paper has been withdrawn.", "This paper has been withdrawn."),
    ],
)
def test_an_abstract_gives_the_words_of_its_notice(abstract: str, words: str) -> None:
    assert withdrawn_by_comment("12 pages", abstract) == words


@pytest.mark.parametrize(
    "abstract",
    [
        "We study whether a paper has been withdrawn from a benchmark.",
        "We show that when this submission has been withdrawn, reviewers drink tea.",
        "Papers are withdrawn from journals for many reasons.",
        "Many drugs have been withdrawn from the market.",
        "A plate is withdrawn from a bath. It is withdrawn slowly.",
        "Selective withdrawal takes one phase of a fluid.",
        "One author planned to withdraw the paper, another defended it.",
        "Withdrawn drugs are a burden.",
        "Withdrawn from a bath, the plate is dry. We draw two plates: withdrawn by hand or not.",
    ],
)
def test_an_abstract_about_withdrawals_is_no_notice(abstract: str) -> None:
    assert withdrawn_by_comment("", abstract) is None


@pytest.mark.shared
def test_real_comments_on_a_withdrawal_are_recognised_and_abstracts_about_one_are_not(
    shared: Path,
) -> None:
    """Of 78 comments 76 tell of it, three in words too rare to be looked for."""
    with lzma.open(shared / "data/arxiv/arxiv_csai_37k.jsonl.xz") as lines:
        records = [json.loads(line) for line in lines if b"ithdr" in line]
    spoken = [
        one for one in records if re.search("withdr[ae]w", one["comment"] or "", re.IGNORECASE)
    ]
    found = [one for one in records if withdrawn_by_comment(one["comment"] or "", one["abstract"])]

    assert (len(spoken), len(found)) == (78, 73)
    assert all(one in spoken for one in found)


@given(st.text(), st.text())
def test_property_words_on_a_withdrawal_are_the_sources_own(comment: str, abstract: str) -> None:
    words = withdrawn_by_comment(comment, abstract)

    assert words is None or words in " ".join(f"{comment}\n{abstract}".split())


# Categories.


@pytest.mark.parametrize(
    "code",
    ["cs.CL", "hep-th", "math.AG", "math-ph", "cond-mat.mes-hall", "physics.soc-ph", "cmp-lg"],
)
def test_archives_and_their_subjects_are_categories(code: str) -> None:
    assert is_category(code)


@pytest.mark.parametrize(
    "code",
    ["68T50", "I.2.7", "68T50, 68T05", "CS.CL", "cs.", "cs.cl.x", "tea", "tea.LG", "", "cs.CLL"],
)
def test_codes_of_others_are_none(code: str) -> None:
    assert not is_category(code)


def test_categories_keep_their_order_each_once() -> None:
    codes = ["hep-th", "cs.CL", "I.2.7", "hep-th", " ", "68T50"]

    assert part_categories(codes) == (("hep-th", "cs.CL"), ("I.2.7", "68T50"))


# Authors of a feed.


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("Hypatia", [("Hypatia", "")]),
        ("Ada Lovelace, Alan Turing", [("Ada Lovelace", ""), ("Alan Turing", "")]),
        ("A, B (Tea, (Hot), UK), C", [("A", ""), ("B", "Tea, (Hot), UK"), ("C", "")]),
        ("Martin Gardner, Jr. (Tulsa), B", [("Martin Gardner Jr.", "Tulsa"), ("B", "")]),
        ("A (X, Y", None),
        ("A), B", None),
    ],
)
def test_creators_are_parted_outside_of_brackets(
    text: str, found: list[tuple[str, str]] | None
) -> None:
    assert split_creators(text) == found


names = st.text(st.characters(categories=["L"], exclude_characters=""), min_size=2, max_size=9)


@given(
    st.lists(
        st.tuples(
            names.filter(lambda name: name not in {"II", "III", "IV", "Jr", "Sr"}),
            st.text("ab ,()", max_size=9).filter(lambda t: "(" not in t and ")" not in t),
        ),
        max_size=6,
    )
)
def test_property_joined_creators_are_parted_again(people: list[tuple[str, str]]) -> None:
    joined = ", ".join(name + (f" ({where})" if where else "") for name, where in people)

    assert split_creators(joined) == people


# The day of a feed.


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("Tue, 03 Jun 2031 00:00:00 -0400", date(2031, 6, 3)),
        ("Tue, 03 Jun 2031 04:00:00 +0000", date(2031, 6, 3)),
        ("Wed, 08 Jan 2031 00:00:00 -0500", date(2031, 1, 8)),
        ("Wed, 08 Jan 2031 05:00:00 +0000", date(2031, 1, 8)),
        ("Wed, 08 Jan 2031 05:00:00", None),
        ("Wed, some day", None),
        ("", None),
    ],
)
def test_the_day_of_a_feed_is_that_of_us_eastern_time(stamp: str, day: date | None) -> None:
    assert read("arxiv-rss", rss(item(), day=stamp)).stated == day


def test_items_of_another_day_leave_the_feed_without_one() -> None:
    other = item(day="Mon, 02 Jun 2031 00:00:00 -0400")

    assert read("arxiv-rss", rss(item(), other)).stated is None


def test_a_feed_as_long_as_arxiv_makes_them_may_not_be_whole() -> None:
    page = read("arxiv-rss", rss(*(item(number) for number in range(1, 2001))))

    assert len(page.entries) == 2000
    assert "may not be whole" in page.losses[0].message


# XML that is hostile, or no XML.


@by_whole
def test_a_file_cut_off_anywhere_is_refused_with_its_last_line(path: Path) -> None:
    data = path.read_bytes().rstrip()
    for end in range(data.index(b">") + 1, len(data), 5):
        line, message = refusal_of(path.parent.name, data[:end])

        assert message.startswith("the answer is cut off: it ends with "), data[:end][-60:]
        assert line == data[:end].rstrip().count(b"\n") + 1


@pytest.mark.parametrize("reader", XML_READERS)
@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"", 0, "the file is empty"),
        (b"Rate exceeded.", 1, "arXiv's word 'Rate exceeded.'"),
        (b"Hello", 1, "XML was expected"),
        (b"<html><body>503", 1, "HTML"),
        (b"<feed>\n\xff</feed>", 2, "not UTF-8"),
        (b"<feed>\n&nbsp;</feed>", 2, "the XML is broken: Entity 'nbsp' not defined"),
        (b"<feed>\n\x01</feed>", 2, "the XML is broken"),
        (b"<a>" * 100_000, 1, "the XML is broken"),
        (b"<a>" + b"x" * 11_000_000 + b"</a>", 1, "the XML is broken"),
        (b"<tea/>", 1, "was expected; "),
    ],
)
def test_what_is_no_answer_gets_one_error_that_says_what_was_seen(
    reader: str, data: bytes, line: int, says: str
) -> None:
    found, message = refusal_of(reader, data)

    assert says in message
    assert found == line


@pytest.mark.parametrize("reader", XML_READERS)
def test_a_document_type_is_refused_before_it_is_read(reader: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("leaves", "utf-8")
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    for declared in (f'<!ENTITY t SYSTEM "{secret.as_uri()}">', f'<!ENTITY l0 "tea">{bomb}'):
        data = f"<!DOCTYPE feed [{declared}]>\n<feed a='&l29;'>&t;&l29;</feed>".encode()
        line, message = refusal_of(reader, data)

        assert (line, "declares a document type" in message) == (1, True)
        assert "leaves" not in message


def test_an_encoding_that_is_only_declared_does_not_matter() -> None:
    text = (GOLDEN / "arxiv-oai/one.xml").read_text("utf-8").replace("One", "Thé à un")

    for declared in ("utf-8", "ISO-8859-1", "UTF-16", "tea"):
        page = read("arxiv-oai", text.replace("UTF-8", declared))
        assert page.entries[0].title == "Thé à un Kettle"


def test_an_error_of_arxiv_is_told_from_a_paper_with_that_title() -> None:
    assert api_entry(title="Error").title == "Error"


def test_arxivs_own_doi_of_a_paper_is_its_id() -> None:
    own = api_entry(**{"arxiv:doi": "10.48550/arXiv.3105.01234"})

    assert own.links == (("arxiv", "3105.01234"),)


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2031-05-30T17:58:01Z", date(2031, 5, 30)),
        ("2031-05-30T22:00:00-04:00", date(2031, 5, 31)),
        ("0001-01-01T00:00:00+10:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_paper_is_published_on_a_day_in_utc(stamp: str, day: date | None) -> None:
    assert api_entry(published=stamp).published == day


@pytest.mark.parametrize("reader", XML_READERS)
@given(data=st.binary(max_size=200))
def test_property_any_bytes_are_read_or_refused(reader: str, data: bytes) -> None:
    read_or_refused(reader, data)


@by_whole
@given(data=st.data())
def test_property_a_file_with_a_fault_is_read_or_refused(path: Path, data: st.DataObject) -> None:
    text = path.read_text("utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    fault = data.draw(
        st.sampled_from(["", "<", ">", "&", "]]>", "<!--", "é", "\x00", "<a/>", "9" * 30])
    )

    read_or_refused(path.parent.name, f"{text[:start]}{fault}{text[end:]}".encode())


@by_whole
@given(data=st.data())
def test_property_a_file_with_any_text_in_a_field_is_read_or_refused(
    path: Path, data: st.DataObject
) -> None:
    text = path.read_text("utf-8")
    fields = [match.span(1) for match in re.finditer(r">([^<>]+)<", text)]
    start, end = data.draw(st.sampled_from(fields))
    told = data.draw(st.text(st.characters(exclude_characters="<&", exclude_categories=["Cs"])))

    read_or_refused(path.parent.name, f"{text[:start]}{told}{text[end:]}".encode())


def read_or_refused(reader: str, data: bytes) -> None:
    try:
        entries = READERS[reader](data, "file.xml").entries
    except ContentError:
        return
    assert entries
    assert all(dict(entry.links)["arxiv"] for entry in entries)
    assert all(is_category(code) for entry in entries for code in entry.more.categories)


@given(st.text(max_size=300))
def test_property_no_text_is_claimed_by_two_of_them(head: str) -> None:
    assert sum(FORMATS[reader].claims(f"<feed>{head}") for reader in XML_READERS) <= 1


@pytest.mark.parametrize(
    "refused", ["arxiv-api/error.xml", "arxiv-rss/saturday.xml", "arxiv-oai/error.xml"]
)
def test_an_answer_without_papers_is_recognised_too(refused: str) -> None:
    data = (GOLDEN / refused).read_bytes()

    assert recognise(data, "file.xml") == refused.partition("/")[0]
