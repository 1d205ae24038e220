"""What was found out about a text is found out once, and never told of another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from builders import make_paper

from generator.assemble import Steps
from generator.recall import Answers, Recalling, find_sentences
from generator.records import Paper, Topic

TEA = make_paper("tea", title="Tea: A Study", abstract="Tea is hot. We present a kettle.")
MILK = make_paper("milk", title="Milk", abstract="We study milk.")
TOPICS = (
    Topic(slug="drinks", name="Drinks", about="What is drunk", rules={"milk": 9.0, "tea": 9.0}),
)


class Asked:
    """Answers with titles, and notes which papers it was asked for."""

    def __init__(self) -> None:
        self.papers: list[str] = []

    def __call__(self, papers: Sequence[Paper]) -> Iterable[str]:
        self.papers += [paper.id for paper in papers]
        return [paper.title for paper in papers]


def ask(path: Path | None, question: str, *papers: Paper) -> tuple[list[str], list[str]]:
    """Ask in a run of its own; returns the answers, and which papers had to be looked at."""
    asked, answers = Asked(), Answers(path)
    found = answers.find(question, papers, asked)
    answers.write()
    return found, asked.papers


def test_a_text_that_was_asked_about_is_not_looked_at_again(tmp_path: Path) -> None:
    cache = tmp_path / "answers.json"

    assert ask(cache, "title", TEA) == (["Tea: A Study"], ["tea"])
    assert ask(cache, "title", MILK, TEA, MILK) == (
        ["Milk", "Tea: A Study", "Milk"],
        ["milk"],
    )
    assert ask(cache, "title", MILK, TEA) == (["Milk", "Tea: A Study"], [])


def test_without_a_file_all_is_asked_each_time() -> None:
    assert ask(None, "title", TEA) == ask(None, "title", TEA) == (["Tea: A Study"], ["tea"])


@pytest.mark.parametrize(
    "other",
    [
        make_paper("tea", title="Tea: A Study.", abstract=TEA.abstract),
        make_paper("tea", title=TEA.title, abstract="Tea is hot."),
        make_paper("tea", title="Tea: A StudyTea is hot. We present", abstract=" a kettle."),
    ],
)
def test_another_title_or_abstract_is_another_text(tmp_path: Path, other: Paper) -> None:
    cache = tmp_path / "answers.json"
    ask(cache, "title", TEA)

    assert ask(cache, "title", other) == ([other.title], ["tea"])


def test_another_question_has_an_answer_of_its_own(tmp_path: Path) -> None:
    cache = tmp_path / "answers.json"
    ask(cache, "title", TEA)

    assert ask(cache, "name", TEA)[1] == ["tea"]


def test_what_is_not_asked_for_any_more_is_forgotten(tmp_path: Path) -> None:
    cache = tmp_path / "answers.json"
    ask(cache, "title", TEA, MILK)
    ask(cache, "title", MILK)

    assert ask(cache, "title", TEA)[1] == ["tea"]


def test_a_cache_with_another_byte_anywhere_is_none(tmp_path: Path) -> None:
    cache = tmp_path / "answers.json"
    ask(cache, "title", TEA)
    written = cache.read_bytes()
    for place in range(len(written)):
        cache.write_bytes(written[:place] + bytes([written[place] ^ 1]) + written[place + 1 :])

        assert ask(cache, "title", TEA) == (["Tea: A Study"], ["tea"])
        assert cache.read_bytes() == written


@pytest.mark.parametrize("data", [b"", b"{}", b"\n", b"[]\n[]", b"\xff"])
def test_what_is_no_cache_of_ours_is_none(tmp_path: Path, data: bytes) -> None:
    cache = tmp_path / "answers.json"
    cache.write_bytes(data)

    assert ask(cache, "title", TEA)[1] == ["tea"]


def test_a_cache_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    assert ask(tmp_path / "file/answers.json", "title", TEA)[0] == ["Tea: A Study"]


@pytest.mark.parametrize(
    "topics",
    [
        TOPICS,
        (
            Topic(
                slug="drinks", name="Drinks", about="What is drunk", rules={"milk": 9.0, "tea": 0.0}
            ),
        ),
    ],
    ids=["the same rules", "other rules"],
)
def test_recalled_topics_are_those_that_the_rules_give(
    tmp_path: Path, topics: tuple[Topic, ...]
) -> None:
    cache = tmp_path / "answers.json"
    for known in (TOPICS, topics):
        answers = Answers(cache)
        found = Recalling(answers).find_topics([TEA, MILK], known, 1)
        answers.write()

        assert list(found) == list(Steps().find_topics([TEA, MILK], known, 1))


def test_recalled_sentences_are_those_that_were_chosen(tmp_path: Path) -> None:
    cache = tmp_path / "answers.json"
    none = make_paper("none", abstract="")
    for _ in range(2):
        answers = Answers(cache)
        found = find_sentences([TEA, none], answers, 1)
        answers.write()

        assert found == {"tea": "We present a kettle.", "none": None}
