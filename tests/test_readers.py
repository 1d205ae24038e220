"""Readers: golden pairs, refusals, and pages with faults."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from generator.content.load import read_listing
from generator.content.names import parse_listing_name
from generator.problems import ContentError
from generator.records import Organisation
from generator.sources import FORMATS, READERS, recognise

GOLDEN = Path(__file__).parent / "data" / "listings"
LISTINGS = sorted(path for path in GOLDEN.iterdir() if parse_listing_name(path.name))
HEAD = "Daily Papers\n\nbyAK and the research community\n\nMay 20\n\n"
ABSTRACT = "We present a kettle that waits. " * 8
META = "  • 3 authors\n·\nMay 2\n\n"


def entry(title: str, meta: str = META, abstract: str = ABSTRACT) -> str:
    return f"{title}\n\n{abstract}\n\n{meta}"


def read(text: str) -> list[str]:
    return [e.title for e in READERS["daily-papers"](text.encode(), "page.txt").entries]


@pytest.mark.parametrize("path", LISTINGS, ids=lambda path: path.name)
def test_each_layout_gives_its_expected_records(path: Path) -> None:
    expected = json.loads(path.with_name(f"{path.name}.expected").read_text("utf-8"))
    name = parse_listing_name(path.name)
    assert name is not None
    page = READERS[name.reader](path.read_bytes(), path.name)
    listing, _ = read_listing(path.read_bytes(), name, path.name)

    header = page.header and [page.header.month, page.header.day, page.header.year]
    assert header == expected["header"]
    assert [day.isoformat() for day in page.neighbours] == expected["neighbours"]
    assert [[p.line, p.message] for p in page.problems] == expected["problems"]
    assert len(listing.entries) == len(expected["entries"])
    for found, want in zip(listing.entries, expected["entries"], strict=True):
        assert found.abstract.startswith(want.pop("abstract_starts"))
        assert found.abstract.endswith(want.pop("abstract_ends"))
        assert {
            "title": found.title,
            "line": found.line,
            "published": found.published and found.published.isoformat(),
            "published_from": found.published_from,
            "n_authors": found.n_authors,
            "organisation": found.organisation
            and [found.organisation.slug, found.organisation.name],
            "comments": found.comments,
            "links": [[link.kind, link.value] for link in found.links],
        } == want


def test_every_golden_listing_has_its_expectation_beside_it() -> None:
    assert len(LISTINGS) == 5
    assert all(path.with_name(f"{path.name}.expected").exists() for path in LISTINGS)


@pytest.mark.parametrize("path", LISTINGS, ids=lambda path: path.name)
def test_line_ends_and_a_byte_order_mark_do_not_matter(path: Path) -> None:
    data = path.read_bytes()
    name = parse_listing_name(path.name)
    assert name is not None
    plain, _ = read_listing(data, name, path.name)
    windows, _ = read_listing(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"), name, path.name)

    assert windows.entries == plain.entries


def test_entries_without_dates_between_dated_ones_keep_their_places() -> None:
    page = (
        HEAD + entry("First") + entry("Second", meta="") + entry("Third", meta="") + entry("Last")
    )

    assert read(page) == ["First", "Second", "Third", "Last"]


def test_a_title_that_ends_like_a_sentence_is_a_title() -> None:
    assert read(HEAD + entry("Attention Is Enough.") + entry("Next?", meta="")) == [
        "Attention Is Enough.",
        "Next?",
    ]


def test_a_page_without_blank_lines_is_read() -> None:
    page = HEAD + entry("First") + entry("Second", meta="") + entry("Third")

    assert read(re.sub(r"\n\n+", "\n", page)) == ["First", "Second", "Third"]


@pytest.mark.parametrize(
    "meta",
    [
        "\N{NO-BREAK SPACE}•\N{NO-BREAK SPACE}3\N{NO-BREAK SPACE}authors\n·\nMay\N{NO-BREAK SPACE}2 7\n\n",
        "  * 3 authors\n\n·\n\nMay 2 7\n\n",
        "- 3 authors\n· May 2 7\n\n",
        "3 authors · May 2 7\n\n",
    ],
)
def test_the_lines_of_authors_and_date_are_read_as_other_programs_save_them(meta: str) -> None:
    page = READERS["daily-papers"](
        (HEAD + entry("First", meta) + entry("Last", meta)).encode(), "p"
    )

    assert [e.title for e in page.entries] == ["First", "Last"]
    assert {(e.n_authors, e.comments, e.organisation) for e in page.entries} == {(3, 7, None)}
    assert {str(e.published) for e in page.entries} == {"Day(month=5, day=2, year=None)"}


@pytest.mark.parametrize("space", ["\n", "\n\n"])
def test_votes_above_titles_are_neither_titles_nor_comments(space: str) -> None:
    page = READERS["daily-papers"](
        (
            HEAD
            + entry(f"9{space}First")
            + entry(f"-{space}Second", META.replace("May 2", "May 2 7"))
            + entry(f"0{space}Third", meta="")
            + entry(f"5{space}Last", META.replace("May 2", "May 2\n\n1024"))
        ).encode(),
        "page.txt",
    )

    assert not page.problems
    assert [(e.title, e.n_authors, e.comments) for e in page.entries] == [
        ("First", 3, None),
        ("Second", 3, 7),
        ("Third", None, None),
        ("Last", 3, 1024),
    ]


def test_an_organisation_and_a_date_on_one_line_are_read() -> None:
    page = READERS["daily-papers"](
        (HEAD + entry("First", "tea-lab The Tea Laboratory · May 2\n\n")).encode(), "p"
    )

    (only,) = page.entries
    assert only.organisation == Organisation(slug="tea-lab", name="The Tea Laboratory")


def read_organisations_of(*lines: str) -> tuple[list[list[str] | None], list[str]]:
    """Slug and name of each paper's organisation, whose lines are given, and what is not kept."""
    papers = [entry(f"Paper {n}", f"{line}\n·\nMay 2\n\n") for n, line in enumerate(lines)]
    page = READERS["daily-papers"]((HEAD + "".join(papers)).encode(), "page.txt")

    assert not page.problems
    assert [e.title for e in page.entries] == [f"Paper {n}" for n in range(len(lines))]
    assert {e.abstract for e in page.entries} == {ABSTRACT.strip()}
    found = [e.organisation for e in page.entries]
    return [[each.slug, each.name] if each else None for each in found], [
        p.message for p in page.losses
    ]


@pytest.mark.parametrize(
    "line",
    [
        "nvidia NVIDIA",
        "bell-society Society of Bells",
        "ByteDance-Seed ByteDance Seed",
        "WestlakeUniversity Westlake University",
        "SJTU Shanghai Jiao Tong University",
        "CASIA Chinese Academic of Science Institute of Automation",
        "Berkeley UC Berkeley",
        "SeaAI Sea AI Lab",
        "z-bells 钟",
    ],
)
def test_an_organisation_s_slug_is_taken_where_its_name_shows_it(line: str) -> None:
    organisations, losses = read_organisations_of(line)

    assert organisations == [line.split(" ", 1)]
    assert not losses


@pytest.mark.parametrize(
    "line",
    [
        "Carnegie Mellon University",
        "Ünïcode Org Name",
        "The Hong Kong Polytechnic University",
        "Reactive AI",
        "KAIST AI",
        "(Some) Lab",
        "Google",
        "vivo",
    ],
)
def test_no_slug_is_made_of_an_organisation_s_name(line: str) -> None:
    organisations, (loss,) = read_organisations_of(line)

    assert organisations == [None]
    assert loss.startswith(f"the organisation {line!r} is not kept: its slug")


def test_a_page_has_all_slugs_or_none() -> None:
    bare = "Bells-1 Society of Ringers"

    assert read_organisations_of(bare)[0] == [None]
    assert read_organisations_of(bare, "nvidia NVIDIA")[0] == [
        ["Bells-1", "Society of Ringers"],
        ["nvidia", "NVIDIA"],
    ]
    assert read_organisations_of(bare, "nvidia NVIDIA", "Google")[0] == [
        None,
        ["nvidia", "NVIDIA"],
        None,
    ]


def test_the_last_line_of_an_abstract_is_no_organisation() -> None:
    page = READERS["daily-papers"](
        (
            HEAD + entry("First", "·\nMay 2\n\n", f"{ABSTRACT}\nand boils").replace("\n\n·", "\n·")
        ).encode(),
        "page.txt",
    )

    (only,) = page.entries
    assert (only.abstract, only.organisation) == (f"{ABSTRACT}and boils", None)
    assert not page.losses


def test_the_date_of_the_first_paper_is_not_the_page_s_own() -> None:
    page = READERS["daily-papers"](
        (HEAD.replace("May 20\n\n", "") + entry("First") + entry("Last")).encode(), "p"
    )

    assert page.header is None
    assert [e.title for e in page.entries] == ["First", "Last"]


@pytest.mark.parametrize("who", ["Submitted by\nada", "Submitted by ada"])
def test_the_list_of_a_day_has_no_abstracts_and_is_refused_with_the_way_out(who: str) -> None:
    page = HEAD + "".join(f"{who}\n80\n{title}\n· 3 authors\n5\n\n" for title in ("First", "Last?"))

    with pytest.raises(ContentError) as raised:
        read(page)
    (problem,) = raised.value.problems
    assert (problem.line, problem.rule) == (7, "not-a-listing")
    assert "digest fetch daily-papers" in (problem.hint or "")


def test_a_dated_title_without_an_abstract_is_kept_without_one() -> None:
    page = READERS["daily-papers"](
        (HEAD + entry("First") + f"Bare Title\n\n{META}" + entry("Last")).encode(), "page.txt"
    )

    assert [(e.title, bool(e.abstract)) for e in page.entries] == [
        ("First", True),
        ("Bare Title", False),
        ("Last", True),
    ]


FOOT = (
    *("Previous", "System theme", "Company", "TOS", "Privacy", "About", "Careers", "Website"),
    *("Models", "Docs", "Trending Papers ranked by GitHub stars activity"),
)


@pytest.mark.parametrize("space", ["\n", "\n\n"])
@pytest.mark.parametrize("foot", [FOOT, FOOT[1:-1], (FOOT[0], FOOT[-1])])
def test_a_page_that_was_saved_whole_ends_before_the_site_s_own_words(
    foot: tuple[str, ...], space: str
) -> None:
    page = READERS["daily-papers"]((HEAD + entry("First") + space.join(foot)).encode(), "p.txt")

    assert [e.title for e in page.entries] == ["First"]
    assert (page.problems, page.cut) == ((), None)


def test_the_foot_of_a_page_with_addresses_is_no_organisation() -> None:
    paper = "https://huggingface.co/papers/3105.00021"
    foot = "".join(f"{word}\n\nhttps://huggingface.co/{word.lower()}\n\n" for word in FOOT[1:-1])
    text = f"{HEAD}Cups\n\n{paper}\n\n{ABSTRACT}\n\n{paper}\n\n{foot}"

    (only,) = READERS["daily-papers"](text.encode(), "p.txt").entries
    assert (only.abstract, only.organisation) == (ABSTRACT.strip(), None)


@pytest.mark.parametrize(
    "pager",
    [
        "Previous 1 2 3 Next\n",
        "Previous\n1\n2\n3\nNext\n",
        "Previous\n\n1\n\n2\n\n…\n\n31\n\nNext\n\n",
        "Previous\n\n1 2 ... 31\n\nNext\n\n",
        "Previous\n\n1\nhttps://huggingface.co/papers?p=1\n2\nhttps://huggingface.co/papers?p=2\nNext\n",
    ],
)
@pytest.mark.parametrize("foot", ["", "TOS\n\nPrivacy\n"])
@pytest.mark.parametrize(
    ("meta", "comments"), [(META, None), ("  • 3 authors\n·\nMay 2\n7\n\n", 7)]
)
def test_a_pager_before_the_foot_of_a_page_is_no_paper(
    pager: str, foot: str, meta: str, comments: int | None
) -> None:
    page = READERS["daily-papers"]((HEAD + entry("First", meta) + pager + foot).encode(), "p.txt")

    assert not page.problems
    assert not page.cut
    assert [(e.title, e.abstract, e.comments) for e in page.entries] == [
        ("First", ABSTRACT.strip(), comments)
    ]


@pytest.mark.parametrize("foot", ["1\n\n2\n\nNext\n\nTOS\n\nPrivacy\n", "Previous\n\nNext\n"])
def test_what_is_not_surely_the_foot_of_a_page_is_no_paper_and_is_reported(foot: str) -> None:
    page = READERS["daily-papers"]((HEAD + entry("First") + foot).encode(), "p.txt")

    assert [e.title for e in page.entries] == ["First"]
    assert {p.rule for p in page.problems} == {"unreadable-entry"}
    assert all(p.line > 10 for p in page.problems)


def test_an_overlong_title_is_left_out_with_a_warning_and_the_rest_is_kept() -> None:
    lines = [
        json.dumps({"paper": {"id": "3105.00001", "title": "x" * 4001, "summary": "long"}}),
        json.dumps({"paper": {"id": "3105.00002", "title": "Kept", "summary": "short"}}),
    ]
    page = READERS["daily-papers-api"]("\n".join(lines).encode(), "p.jsonl")

    assert [e.title for e in page.entries] == ["Kept"]
    assert [(p.line, str(p.severity)) for p in page.problems] == [(1, "warning")]
    assert "4,001 characters" in page.problems[0].message


@pytest.mark.parametrize(
    ("reader", "data", "line", "says"),
    [
        ("daily-papers", b"", 0, "empty"),
        ("daily-papers", b" \n \n", 0, "empty"),
        ("daily-papers", b"<!doctype html>\n<p>404", 1, "the file is HTML: an error page"),
        ("daily-papers", b"# Readme\n\nSome words.", 1, "and the research community"),
        ("daily-papers", b"ok\n\xff\xfe", 2, "not UTF-8"),
        ("daily-papers", HEAD.encode(), 5, "papers were expected"),
        ("daily-papers-api", b"[]", 1, "it has none"),
        ("daily-papers-api", b'{"error": "Rate limited"}', 1, "Rate limited"),
        ("daily-papers-api", b"<html><title>503</title>", 1, "HTML with the title '503'"),
        ("daily-papers-api", b'[{"paper": {"title": "a"}},\n{"paper": ', 2, "cut off"),
        ("daily-papers-api", b'[{"paper": {"title": "a"}}', 1, "cut off"),
        ("daily-papers-api", b'[{"paper": {"title": "a"}} 7]', 1, "a comma was expected"),
        ("daily-papers-api", b'[{"numComments": NaN}]', 1, "NaN"),
        ("daily-papers-api", b'["a", 1, null]', 1, "must be a mapping"),
        ("daily-papers-api", b"[" * 100_000, 1, "JSON was expected"),
    ],
)
def test_what_is_no_listing_gets_one_error_that_says_what_was_expected(
    reader: str, data: bytes, line: int, says: str
) -> None:
    with pytest.raises(ContentError) as raised:
        READERS[reader](data, "file.txt")

    (problem,) = raised.value.problems
    assert problem.rule == "not-a-listing"
    assert problem.line == line
    assert says in problem.message


@pytest.mark.parametrize("path", LISTINGS, ids=lambda path: path.name)
def test_a_file_is_recognised_by_its_content(path: Path) -> None:
    name = parse_listing_name(path.name)

    assert name is not None
    assert recognise(path.read_bytes(), path.name) == name.reader


def test_what_no_format_claims_is_refused_with_all_that_are_read() -> None:
    with pytest.raises(ContentError) as raised:
        recognise(b"Dear diary,\n\ntoday I read a paper", "diary.txt")

    (problem,) = raised.value.problems
    assert "begins with 'Dear diary," in problem.message
    assert all(format_.about in problem.message for format_ in FORMATS.values())


@pytest.mark.shared
def test_the_captured_pages_hold_what_a_count_by_hand_found(shared: Path) -> None:
    pages = [
        READERS["daily-papers"](path.read_bytes(), path.name)
        for path in sorted((shared / "listings").glob("*.txt"))
    ]

    assert [len(page.entries) for page in pages] == [110, 56, 119, 106, 68]
    assert not [p for page in pages for p in page.problems]
    assert [sum(e.published is None for e in page.entries) for page in pages] == [1, 2, 119, 106, 2]
    assert all(len(e.abstract) > 1000 for page in pages for e in page.entries)


@pytest.mark.shared
def test_a_page_of_2026_is_read_with_ids_organisation_and_comments(shared: Path) -> None:
    data = (shared / "data/page_dumps/2026-layout.sample.txt").read_bytes()
    page = READERS["daily-papers"](data, "page.txt")

    assert [dict(e.links)["arxiv"] for e in page.entries] == [
        "2410.05434",
        "1802.08979",
        "2104.13100",
        "1808.01400",
        "2510.21057",
    ]
    assert [e.n_authors for e in page.entries] == [2, 4, 6, 4, None]
    assert page.entries[-1].organisation
    assert page.entries[-1].organisation.slug == "google"
    assert page.entries[-1].comments == 1
    assert page.neighbours == (date(2026, 3, 24),)


def test_a_page_with_addresses_keeps_whole_texts_and_knows_votes_from_comments() -> None:
    paper = "https://huggingface.co/papers/3105.0002"
    votes = "[34](https://huggingface.co/login?next=%2Fpapers%2F3105.00022)"
    page = READERS["daily-papers"](
        f"{HEAD}First\n\n{paper}1\n\nThe code is at\nhttps://tea.example/code\nfor [0, 1] cups.\n\n"
        f"{paper}1\n\n[\n\n2 authors]({paper}1)\n\n·\n\nMay 2\n\n{votes}\n\n"
        f"Last\n\n{paper}2\n\n[A [MASK] in [0, 1].]({paper}2)\n\n[\n\n4 authors]({paper}2)\n\n·\n\n"
        f"May 3\n\n7\n\n{paper}2#community\n".encode(),
        "page.txt",
    )

    assert [(e.title, e.abstract, e.n_authors, e.comments) for e in page.entries] == [
        ("First", "The code is at https://tea.example/code for [0, 1] cups.", 2, None),
        ("Last", "A [MASK] in [0, 1].", 4, 7),
    ]


def test_addresses_of_two_papers_in_a_row_leave_the_others_as_they_are() -> None:
    paper = "https://huggingface.co/papers/3105.0002"
    good = f"Last\n\n{paper}3\n\n{ABSTRACT}\n\n{paper}3\n"
    page = READERS["daily-papers"](
        f"{HEAD}First\n\n{paper}1\n\n{paper}2\n\n{good}".encode(), "page.txt"
    )

    assert [entry.title for entry in page.entries] == ["Last"]
    assert {problem.rule for problem in page.problems} == {"unreadable-entry"}


def test_a_page_that_was_saved_as_markdown_is_read_without_its_marks() -> None:
    site = "https://huggingface.co"
    paper = f"{site}/papers/3105.0002"
    page = READERS["daily-papers"](
        "# Daily Papers\n\n## by [![](https://tea.example/by.png)AK]"
        f"({site}/akhaliq) and the research community\n\nJun 1\n\n"
        f"[-]({site}/login?next=%2Fpapers%2F3105.00021)\n\n"
        f"### [Kettles\\  that\\_Wait]({paper}1)\n\n"
        f"[Kettles wait in \\[0, 1)\\\\\nfor $\\\\alpha$ cups.]({paper}1)\n\n"
        f"[- ![](https://tea.example/ada.png)\\\\\n- 3 authors]({paper}1)\n\n·\n\nMay 2\n\n"
        f"[12]({site}/login?next=%2Fpapers%2F3105.00022)\n\n"
        f"### [Cups]({paper}2)\n\n[Cups hold.]({paper}2)\n\n"
        f"[![tea-lab](https://tea.example/lab.png)The Tea Laboratory]({site}/tea-lab)\n\n·\n\n"
        f"May 3[7]({paper}2#community)\n".encode(),
        "page.txt",
    )

    kettles, cups = page.entries
    assert (kettles.title, kettles.abstract) == (
        "Kettles that_Wait",
        "Kettles wait in [0, 1) for $\\alpha$ cups.",
    )
    assert (kettles.n_authors, kettles.comments, kettles.line) == (3, None, 9)
    assert (cups.abstract, cups.comments) == ("Cups hold.", 7)
    assert cups.organisation == Organisation(slug="tea-lab", name="The Tea Laboratory")


@pytest.mark.shared
def test_whole_answers_of_three_ages_are_read_without_loss(shared: Path) -> None:
    for path in sorted((shared / "data/daily_papers_api/raw_days").glob("*.json")):
        records = json.loads(path.read_bytes())
        page = READERS["daily-papers-api"](path.read_bytes(), path.name)

        assert not page.problems
        assert [dict(e.links)["arxiv"] for e in page.entries] == [r["paper"]["id"] for r in records]
        assert [e.n_authors for e in page.entries] == [len(r["paper"]["authors"]) for r in records]
