"""Checks of the whole content: each rule with its severity, its place and its way out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from builders import ABSTRACT, answer_text, assemble_project, make_project, page_text, write
from hypothesis import given
from hypothesis import strategies as st
from projects import DIGEST

from generator import checks
from generator.cli import main
from generator.content.lock import HEADER, LOCK_NAME
from generator.likeness import find_near
from generator.problems import Problem
from generator.slugs import title_key

PAGE = "content/listings/2025/2025-11-20.daily-papers.txt"
OLDER = "content/listings/2025/2025-11-19.daily-papers.txt"
LONG = "Kettles that Learn to Wait for Water on Old Stoves"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two registered papers, as the current folder."""
    folder = make_project(
        tmp_path / "project",
        {
            PAGE: page_text(["Tea", "Coffee"]),
            f"content/{LOCK_NAME}": f"{HEADER}tea\t2025-11-20\ttitle:tea\ncoffee\t2025-11-20\ttitle:coffee\n",
        },
    )
    monkeypatch.chdir(folder)
    return folder


def problems(project: Path) -> list[Problem]:
    return list(assemble_project(project).problems)


def found(project: Path) -> list[tuple[str, str, str, int, int]]:
    return [(str(p.severity), p.rule, p.path, p.line, p.column) for p in problems(project)]


def curate(project: Path, paper: str, text: str) -> str:
    path = f"content/curations/{paper}.yml"
    write(project / path, text)
    return path


def test_sound_content_has_no_problem(project: Path) -> None:
    assert problems(project) == []


# Curations


def test_a_curation_of_no_paper_is_an_error_with_a_suggestion(project: Path) -> None:
    path = curate(project, "cofee", "pick: {by: ada, on: 2025-11-20}\n")
    (problem,) = problems(project)

    assert (problem.path, problem.rule, problem.line) == (path, "unknown-paper", 1)
    assert problem.hint == "did you mean 'coffee'?"


def test_an_unknown_topic_is_an_error_at_its_place(project: Path) -> None:
    path = curate(project, "tea", "topics:\n  add: [kettles, ketles]\n  remove: [spoons]\n")

    assert found(project) == [
        ("error", "unknown-topic", path, 2, 18),
        ("error", "unknown-topic", path, 3, 12),
    ]
    assert problems(project)[0].hint == "did you mean 'kettles'?"


def test_a_topic_that_stands_twice_before_it_does_not_move_an_unknown_one(project: Path) -> None:
    text = "topics:\n  add:\n    - kettles\n    - kettles\n    - ketles\n"
    path = curate(project, "tea", text)

    assert ("error", "unknown-topic", path, 5, 7) in found(project)


def test_a_topic_with_a_fault_is_told_once_and_not_by_all_curations_that_name_it(
    project: Path,
) -> None:
    write(project / "content/topics.yml", "- {slug: tea, name: Tea}\n")
    curate(project, "tea", "topics: {add: [tea]}\n")

    assert [rule for _, rule, *_ in found(project)] == ["missing-key"]


def test_a_topic_that_is_named_as_readers_see_it_is_told_its_slug(project: Path) -> None:
    topics = "- {slug: tea, name: Hot drinks, about: What is brewed}\n"
    write(project / "content/topics.yml", topics)
    curate(project, "tea", "topics: {add: [hot drink]}\n")

    assert [p.hint for p in problems(project)] == ["did you mean 'tea'?"]


def test_a_paper_that_a_curation_names_must_exist(project: Path) -> None:
    path = curate(project, "tea", "distinct_from: [coffee, cocoa]\n")

    assert found(project) == [("error", "unknown-paper", path, 1, 25)]


def test_same_as_must_lead_to_a_paper(project: Path) -> None:
    path = curate(project, "tea", "same_as: cocoa\n")

    assert found(project) == [("error", "unknown-paper", path, 1, 10)]


def test_a_paper_may_be_named_by_the_id_that_it_had(project: Path) -> None:
    curate(project, "tea", "same_as: coffee\n")
    write(project / OLDER, page_text(["Milk"], header="Nov 19"))
    curate(project, "milk", "distinct_from: [tea]\n")

    assert {rule for _, rule, *_ in found(project)} == {"not-locked"}


def test_same_as_in_a_circle_is_an_error_in_each_of_its_files(project: Path) -> None:
    paths = [
        curate(project, "tea", "same_as: coffee\n"),
        curate(project, "coffee", "same_as: tea\n"),
    ]

    assert found(project) == [("error", "same-as-circle", path, 1, 10) for path in sorted(paths)]


def test_a_circle_beside_the_way_is_reported_once_where_it_is(project: Path) -> None:
    curate(project, "milk", "same_as: tea\n")
    curate(project, "tea", "same_as: coffee\n")
    curate(project, "coffee", "same_as: tea\n")

    circles = [path for _, rule, path, *_ in found(project) if rule == "same-as-circle"]
    assert circles == ["content/curations/coffee.yml", "content/curations/tea.yml"]


def test_two_files_of_one_paper_are_an_error(project: Path) -> None:
    curate(project, "a/tea", "pick: {by: ada, on: 2025-11-20}\n")
    path = curate(project, "b/tea", "pick: {by: alan, on: 2025-11-20}\n")

    assert found(project) == [("error", "duplicate-curation", path, 0, 0)]


INTRODUCTION = """\
paper: {{title: {title}, abstract: Leaves.}}
on: 2025-11-21
links: {{doi: 10.1000/tea}}
"""


def test_introducing_a_paper_that_is_there_already_is_an_error(project: Path) -> None:
    path = curate(project, "my-tea", INTRODUCTION.format(title="TEA!"))

    assert ("error", "introduced-twice", path, 1, 16) in found(project)
    curate(project, "my-tea", INTRODUCTION.format(title="TEA!") + "distinct_from: [tea]\n")
    assert found(project) == []


def test_a_faulty_introduction_is_not_taken_for_a_misnamed_file(project: Path) -> None:
    path = curate(project, "my-tea", INTRODUCTION.format(title='""'))

    assert found(project) == [("error", "empty-text", path, 1, 16)]


@pytest.mark.parametrize("name", ["con", "index", "lpt1"])
def test_an_introduced_paper_has_no_reserved_name(project: Path, name: str) -> None:
    path = curate(project, name, INTRODUCTION.format(title="Spoons"))

    assert found(project) == [("error", "reserved-id", path, 1, 1)]
    assert problems(project)[0].hint == "rename the file: spoons.yml"


# Listings


def test_listings_of_one_name_are_an_error(project: Path) -> None:
    again = "content/listings/other/2025-11-20.daily-papers.txt"
    write(project / again, page_text(["Milk"]))

    assert ("error", "duplicate-listing", again, 0, 0) in found(project)


def test_a_listing_that_repeats_another_day_is_a_warning(project: Path) -> None:
    path = "content/listings/2025/2025-11-21.daily-papers.txt"
    write(project / path, page_text(["Tea", "Coffee"], header="Nov 21"))

    assert found(project) == [("warning", "repeated-listing", path, 0, 0)]


def test_a_page_of_another_day_than_its_name_is_a_warning(project: Path) -> None:
    write(project / PAGE, page_text(["Tea", "Coffee"], header="Nov 19"))

    assert found(project) == [("warning", "page-date", PAGE, 0, 0)]
    write(project / PAGE, page_text(["Tea", "Coffee"], header="Nov 20, 2024"))
    assert problems(project)[0].message == "the page says Nov 20, 2024, its name 2025-11-20"


def test_an_entry_that_cannot_be_read_is_a_warning_and_the_rest_is_kept(project: Path) -> None:
    write(project / PAGE, page_text(["Tea", "Coffee"]) + "Next\n")

    assert {(severity, rule) for severity, rule, *_ in found(project)} == {
        ("warning", "unreadable-entry")
    }
    assert len(assemble_project(project).digest.papers) == 2


def test_a_date_after_the_capture_is_left_out_with_a_warning(project: Path) -> None:
    write(project / PAGE, page_text(["Tea", "Coffee"], facts="• 1 authors\n·\nDec 30"))

    assert [(severity, rule) for severity, rule, *_ in found(project)] == [
        ("warning", "impossible-date")
    ] * 2
    assert "Dec 30 is not a day before the capture of 2025-11-20" in problems(project)[0].message
    assert {paper.published for paper in assemble_project(project).digest.papers} == {None}


@pytest.mark.parametrize(("day", "expected"), [("2025-11-20", 0), ("2025-11-21", 1)])
def test_a_pick_of_a_day_after_the_newest_capture_is_told(
    project: Path, day: str, expected: int
) -> None:
    path = curate(project, "tea", f"pick: {{by: ada, on: {day}}}\n")

    notes = [problem for problem in found(project) if problem[1] == "future-date"]
    assert notes == [("note", "future-date", path, 1, 21)] * expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2025-11-20", 0), ("2025-11-21", 0), ("2052-11-20", 1), ("0205-11-20", 1)],
)
def test_a_date_that_a_curation_states_is_not_later_than_the_paper_s_first_listing(
    project: Path, day: str, expected: int
) -> None:
    tea = curate(project, "tea", f"correct: {{published: {day}}}\n")
    introduced = f"paper: {{title: Milk, abstract: It boils., published: {day}}}\non: 2025-11-20\n"
    milk = curate(project, "milk", f"{introduced}links: {{arxiv: '2511.00001'}}\n")

    told = [(path, line) for _, rule, path, line, _ in found(project) if rule == "impossible-date"]
    assert sorted(told) == [(milk, 1), (tea, 1)] * expected


def test_an_exact_date_after_the_capture_is_left_out_too(project: Path) -> None:
    path = "content/listings/2025/2025-11-20.daily-papers-api.json"
    stamp = '"publishedAt": "2099-01-01T00:00:00Z", "summary"'
    write(project / path, answer_text([("Tea", None)]).replace('"summary"', stamp))

    assert ("warning", "impossible-date", path, 1, 1) in found(project)


@pytest.mark.parametrize(
    "name", ["notes.txt", "2025-11-20.nobody.txt", "2025-02-30.daily-papers.txt"]
)
def test_a_file_that_is_no_listing_by_its_name_is_an_error(project: Path, name: str) -> None:
    write(project / f"content/listings/{name}", page_text(["Milk"]))

    assert found(project) == [("error", "listing-name", f"content/listings/{name}", 0, 0)]


def test_hidden_files_and_notes_to_readers_are_no_content(project: Path) -> None:
    for name in (".DS_Store", ".new-x", "README.md"):
        write(project / f"content/listings/{name}", "anything")
        write(project / f"content/curations/{name}", "anything")

    assert problems(project) == []


def test_content_without_listings_or_topics_says_both(tmp_path: Path) -> None:
    rules = {problem.rule for problem in assemble_project(tmp_path).problems}

    assert rules == {"missing-file", "no-listing"}


# The register


def test_a_registered_paper_that_nothing_holds_any_more_is_an_error(project: Path) -> None:
    write(project / PAGE, page_text(["Coffee"]))

    assert found(project) == [("error", "lost-paper", f"content/{LOCK_NAME}", 2, 1)]
    curate(project, "tea", "same_as: coffee\n")
    assert found(project) == []


def test_a_register_that_cannot_be_read_is_an_error_at_its_line(project: Path) -> None:
    write(project / f"content/{LOCK_NAME}", f"{HEADER}tea 2025\n")

    assert ("error", "bad-lock", f"content/{LOCK_NAME}", 2, 1) in found(project)


def test_papers_outside_the_register_are_notes(project: Path) -> None:
    (project / f"content/{LOCK_NAME}").unlink()
    write(project / PAGE, page_text(["Tea", "Index"]))

    assert [(severity, rule) for severity, rule, *_ in found(project)] == [
        ("note", "not-locked"),
        ("note", "id-suffix"),
        ("note", "not-locked"),
    ]


# Near-equal titles


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LONG, LONG.replace("Kettles", "Kettle")),
        (LONG, LONG.replace("Water", "Watr")),
        (LONG, LONG.replace("Stoves", "Stove")),
        (LONG, LONG.replace("Kettles", "Kettle").replace("Stoves", "Stove")),
        (LONG, LONG.replace("on Old", "on the Old")),
        ("Learned Patience of Electric Kettles", "Learned Patience of Electrc Kettles"),
        ("Learned Patience of Electric Kettles", "Learned Patiense of Electric Kettles"),
        ("Electric Kettles that Remember Everything", "Electric Kettles tht Remember Everything"),
        ("Remembering Electric Kettles", "Remembering Electrc Kettles"),
        ("Unreasonably Patient Kettles", "Unreasonbly Patient Kettles"),
        ("Thermodynamic Teapots", "Thermodynamc Teapots"),
        ("Kettles that Remember Old Water", "Kettles that Remember Old Waters"),
    ],
)
def test_titles_that_differ_by_a_slip_are_a_warning(project: Path, one: str, other: str) -> None:
    write(project / PAGE, page_text(["Tea", "Coffee", one, other]))
    (problem,) = [p for p in problems(project) if p.rule != "not-locked"]

    assert (str(problem.severity), problem.rule) == ("warning", "near-titles")
    assert problem.path == PAGE
    assert "same_as" in str(problem.hint)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{LONG}, Part 1", f"{LONG}, Part 2"),
        ("Kettle-3 Technical Report on Water", "Kettle-4 Technical Report on Water"),
        (LONG, LONG.replace("Kettles that Learn", "Cups that Refuse")),
        ("Tea Survey", "Tea Surgery"),
    ],
)
def test_titles_that_differ_in_a_number_or_in_words_are_two_papers(
    project: Path, one: str, other: str
) -> None:
    write(project / PAGE, page_text(["Tea", "Coffee", one, other]))

    assert "near-titles" not in {p.rule for p in problems(project)}


def test_papers_judged_distinct_are_reported_no_more(project: Path) -> None:
    other = LONG.replace("Old", "Odd")
    write(project / PAGE, page_text(["Tea", "Coffee", LONG, other]))
    near = [p for p in problems(project) if p.rule == "near-titles"]
    curate(
        project,
        "kettles-that-learn-to-wait-for-water-on-odd-stoves",
        "distinct_from: [kettles-that-learn-to-wait-for-water-on-old-stoves]\n",
    )

    assert len(near) == 1
    assert "near-titles" not in {p.rule for p in problems(project)}


def test_two_arxiv_ids_are_two_papers_however_near_their_titles(project: Path) -> None:
    path = "content/listings/2025/2025-11-20.daily-papers-api.json"
    records = [(LONG, "2511.00001"), (LONG.replace("Old", "Odd"), "2511.00002")]
    write(project / path, answer_text(records))

    assert "near-titles" not in {p.rule for p in problems(project)}


@pytest.mark.parametrize(
    "title",
    ["A Survey of Kettle {word} Water", "Kettle {word}: a Survey", "{word} Kettles for Old Water"],
)
def test_comparisons_grow_with_the_number_of_papers_and_not_with_its_square(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, title: str
) -> None:
    """Counted, not timed: ten times the papers, about ten times the comparisons."""

    def compared(papers: int) -> int:
        count = 0

        def counting(title: str, others: Sequence[str]) -> list[int]:
            nonlocal count
            count += len(others)
            return find_near(title, others)

        monkeypatch.setattr(checks, "find_near", counting)
        names = [
            title.format(word="".join(chr(97 + int(d)) for d in f"{n:05}") * 4)
            for n in range(papers)
        ]
        folder = make_project(tmp_path / str(papers), {PAGE: page_text(names)})
        assemble_project(folder)
        return count

    small, large = compared(100), compared(1000)
    assert 0 < large <= 15 * small
    assert large <= 60 * 1000


words = st.lists(
    st.sampled_from(["tea", "kettle", "waiting", "water", "stoves"]), min_size=2, max_size=9
)


@given(words, st.data())
def test_a_word_put_in_left_out_or_changed_leaves_a_common_blocking_key(
    title: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(title) - 1))
    changed = data.draw(st.sampled_from([[], ["spoon"], [title[at], "spoon"]]))
    other = [*title[:at], *changed, *title[at + 1 :]]
    keys = [
        set(checks._blocking_keys(title_key(" ".join(words))))  # noqa: SLF001 - the guarantee that the check rests on
        for words in (title, other)
    ]

    assert keys[0] & keys[1]


# The command


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        main(["check", *arguments])
    except SystemExit as ended:
        status = int(ended.code or 0)
    out, err = capsys.readouterr()
    return status, out, err


def test_the_command_ends_with_status_1_only_where_an_error_is(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys) == (0, "", "")
    write(project / OLDER, page_text(["Milk"], header="Nov 18"))
    status, out, err = run(capsys)
    assert (status, out) == (0, "")
    assert err.endswith("1 warning, 1 note\n")
    curate(project, "nobody", "pick: {by: ada, on: 2025-11-20}\n")
    assert run(capsys)[0] == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (".", 1),
        ("content", 1),
        ("content/", 1),
        ("./content/curations/", 1),
        ("content/../content/curations/nobody.yml", 1),
        ("{project}/content/curations", 1),
        ("content/listings", 0),
        ("content/curations/nobody-else.yml", 0),
        ("content/topics.yml", 0),
    ],
)
def test_paths_choose_the_problems_below_them(
    project: Path, capsys: pytest.CaptureFixture[str], path: str, status: int
) -> None:
    curate(project, "nobody", "pick: {by: ada, on: 2025-11-20}\n")
    curate(project, "nobody-else", "distinct_from: [tea]\n")
    write(project / PAGE, page_text(["Tea", "Coffee", "Nobody Else"]))

    assert run(capsys, path.format(project=project))[0] == status


def test_paths_of_other_content_choose_too(
    project: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = make_project(tmp_path / "other", {"content/curations/no.yml": "same_as: nobody\n"})

    assert run(capsys, "--content", f"{other}/content", "../other/content/curations")[0] == 1
    assert project.is_dir()


def test_annotations_for_a_pull_request_go_to_stdout(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    curate(project, "tea", "topics: {add: [ketles]}\n")
    status, out, err = run(capsys, "--format", "github")

    assert status == 1
    assert out == (
        "::error file=content/curations/tea.yml,line=1,col=16,title=unknown-topic::"
        "there is no topic 'ketles' — did you mean 'kettles'?\n"
    )
    assert err == "1 error\n"


def test_a_path_that_is_not_there_is_wrong_use(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert project.is_dir()
    assert run(capsys, "content/nowhere.yml")[0] == 2


def test_somebody_at_a_terminal_is_told_that_nothing_is_wrong(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(capsys, "content") == (0, "", "")

    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert run(capsys, str(project)) == (0, "", "no problems\n")


def test_a_path_outside_the_content_is_wrong_use_and_not_good_news(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project / "README.md", "A digest.\n")
    status, _, err = run(capsys, "README.md")

    assert (status, run(capsys, str(project))[0]) == (2, 0)
    assert "README.md is not in content, which is all that is checked beside mkdocs.yml" in err


def test_findings_of_settings_come_with_those_of_content(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = (project / "mkdocs.yml").read_text("utf-8")
    write(project / "mkdocs.yml", settings.replace("branch: main", "branhc: main"))
    write(project / "content/curations/nowhere.yml", "nots: []\n")
    status, _, err = run(capsys)
    only_settings, only_content = run(capsys, "mkdocs.yml"), run(capsys, "content")

    assert status == only_settings[0] == only_content[0] == 1
    assert "content/curations/nowhere.yml:1:1: error:" in err
    assert only_settings[2] == (
        "mkdocs.yml:12:13: error: extra.digest has no setting 'branhc' [settings]\n"
        "    Did you mean 'branch'?\n"
        "1 error\n"
    )
    assert only_settings[2].partition("1 error")[0] in err
    assert "mkdocs.yml" not in only_content[2]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"site_name: [", "mkdocs.yml:1:13: error: is not YAML:"),
        (b"site_name: caf\xe9", "mkdocs.yml:0:0: error: cannot be read:"),
    ],
)
def test_settings_that_cannot_be_read_are_a_finding_beside_those_of_content(
    project: Path, capsys: pytest.CaptureFixture[str], data: bytes, told: str
) -> None:
    write(project / "mkdocs.yml", data)
    write(project / "content/curations/nowhere.yml", "nots: []\n")
    status, _, err = run(capsys)

    assert status == 1
    assert told in err
    assert "content/curations/nowhere.yml:1:1: error:" in err


def test_a_placeholder_is_a_warning_until_it_is_filled_in(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = (project / "mkdocs.yml").read_text("utf-8")
    write(
        project / "mkdocs.yml",
        settings.replace("https://kettles.test/", "https://papers.example.org/"),
    )
    status, _, err = run(capsys)
    monkeypatch.setenv("DIGEST_SITE_URL", "https://papers.test/")

    assert (status, run(capsys)) == (0, (0, "", ""))
    assert "warning: site_url is 'https://papers.example.org/', which is a placeholder" in err


def test_the_invented_abstract_is_long_enough_to_be_one() -> None:
    assert len(ABSTRACT) > 150


def test_the_digest_that_tests_build_has_no_problem() -> None:
    assert assemble_project(DIGEST).problems == ()
