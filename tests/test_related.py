"""Which papers are related, what they share, and how little a new paper changes."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from builders import make_digest, make_paper
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import DIGEST

from generator.assemble import assemble
from generator.content.load import load_content
from generator.records import Assignment, Paper, Related, Status
from generator.relations.archive import seal
from generator.relations.kept import pack, read_kept, unpack, write_kept
from generator.relations.related import FEW, MOST, find, relate

KITCHEN = """
    copper kettle whistle spout lid steam boiler teapot saucer sieve ladle whisk oven grill toaster
    anvil bellows chimney hearth poker tongs trivet cauldron griddle skillet colander pestle mortar
"""
WORDS = KITCHEN.split()


def paper(paper_id: str, title: str, abstract: str = "", **changes: object) -> Paper:
    return make_paper(paper_id, title=title, abstract=abstract, **changes)


def find_related(papers: Sequence[Paper]) -> Mapping[str, tuple[Related, ...]]:
    """The related papers of each, most alike first; papers come in the order of ids."""
    found = find(papers)
    return dict(zip(found.ids, map(unpack, found.lists), strict=True))


def related(*papers: Paper) -> dict[str, list[str]]:
    """The ids of the related papers of each."""
    found = find_related(sorted(papers, key=lambda one: one.id))
    return {one: [other.id for other in others] for one, others in found.items()}


def invent(count: int, start: int = 0) -> list[Paper]:
    """Papers of words drawn at random, a day apart from each other."""
    draw = random.Random(7)
    texts = [" ".join(draw.choices(WORDS, k=12)) for _ in range(start + count)]
    return [
        paper(f"p{n:04}", text[:30], text, added=date(2030, 1, 1) + timedelta(days=n))
        for n, text in enumerate(texts)
    ][start:]


def test_papers_that_share_phrases_are_related_and_the_phrases_are_named() -> None:
    found = find_related(
        (
            paper("a", "Copper kettles", "They whistle."),
            paper("b", "On the copper kettle", "Steam hisses."),
            paper("c", "A teapot", "Steam hisses."),
        )
    )
    assert found == {
        "a": (Related(id="b", shared=("Copper kettles",)),),
        "b": (
            Related(id="a", shared=("copper kettle",)),
            Related(id="c", shared=("Steam hisses",)),
        ),
        "c": (Related(id="b", shared=("Steam hisses",)),),
    }


def test_where_nothing_is_shared_nothing_is_related() -> None:
    assert related(paper("a", "Copper"), paper("b", "Teapots")) == {"a": [], "b": []}
    assert related(paper("a", "Copper")) == {"a": []}
    assert related() == {}


def test_words_of_addresses_relate_nothing() -> None:
    one = paper("a", "Copper", "Lids: https://ada-kettle.github.io/whistle and hf.co/ada/whistle")
    other = paper("b", "Tin", "Spouts: https://ada-kettle.github.io/whistle and hf.co/ada/whistle")
    assert related(one, other) == {"a": [], "b": []}


def test_what_any_paper_says_relates_nothing() -> None:
    text = "We propose a novel method with state-of-the-art performance."
    assert related(paper("a", "A", text), paper("b", "B", text)) == {"a": [], "b": []}


def test_a_paper_of_nearly_the_same_title_is_a_double_and_not_related() -> None:
    title = "The whistling copper kettle on an old iron hearth"
    papers = (paper("a", title), paper("b", title + "s"), paper("c", title.upper()))
    other = paper("d", "A whistling kettle of tin")
    assert related(*papers, other)["a"] == ["d"]


def test_parts_that_differ_in_a_number_are_related() -> None:
    title = "The whistling copper kettle on an old iron hearth, part"
    assert related(paper("a", f"{title} 1"), paper("b", f"{title} 2"))["a"] == ["b"]


def test_a_phrase_in_the_title_counts_more_than_one_in_the_abstract() -> None:
    one = paper("one", "Copper", "Ladles.")
    in_title, in_abstract = paper("b", "Copper, steam"), paper("a", "Teapot", "Ladles.")
    assert related(one, in_title, in_abstract)["one"] == ["b", "a"]


def test_topics_break_what_words_leave_equal() -> None:
    topic = (Assignment(slug="metals", origin="rules"),)
    one = paper("one", "Copper", topics=topic)
    papers = (one, paper("a", "Copper pot"), paper("b", "Copper lid", topics=topic))
    assert related(*papers)["one"] == ["b", "a"]


def test_equally_alike_papers_go_by_id() -> None:
    papers = [paper(name, f"Copper {word}") for name, word in zip("dbac", WORDS[3:7], strict=True)]
    assert related(paper("z", "Copper"), *papers)["z"] == ["a", "b", "c", "d"]


def test_after_the_first_few_only_close_papers_are_related() -> None:
    close = [paper(f"a{n}", f"Copper kettle {word}") for n, word in enumerate(WORDS[3:15])]
    assert len(related(*close)["a0"]) == MOST
    far = [
        paper(f"b{n}", f"Copper {word}", " ".join(draw)) for n, (word, draw) in enumerate(_far())
    ]
    assert len(related(*far)["b0"]) == FEW


def _far() -> list[tuple[str, list[str]]]:
    """Words that differ from paper to paper."""
    return [(f"word{n}a", [f"word{n}{letter}," for letter in "bcdefghijk" * 4]) for n in range(12)]


@pytest.mark.parametrize("before", [40, 100, 200])
def test_a_new_paper_changes_a_list_only_by_entering_it(before: int) -> None:
    papers = invent(before + 10)
    old, new = find_related(papers[:before]), find_related(papers)
    newcomers = {one.id for one in papers[before:]}
    for one in papers[:before]:
        kept = [other for other in new[one.id] if other.id not in newcomers]
        assert kept == list(old[one.id][: len(kept)])


def test_the_same_lists_come_out_whatever_the_block_and_in_another_process() -> None:
    papers = invent(60)
    found = {one: [other.id for other in others] for one, others in find_related(papers).items()}
    script = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import generator.relations.nearest as nearest;"
        "import generator.relations.spoken as spoken;"
        "nearest.ROWS = 7; spoken.AT_ONCE = 11; import test_related;"
        "found = test_related.find_related(test_related.invent(60));"
        "print(json.dumps({one: [other.id for other in others] for one, others in found.items()}))"
    )
    command = [sys.executable, "-c", script, str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert json.loads(done.stdout) == found


def test_the_digest_keeps_everything_else() -> None:
    digest = make_digest(invent(20))
    linked = relate(digest)
    assert any(one.related for one in linked.papers)
    assert [replace(one, related=()) for one in linked.papers] == list(digest.papers)


def test_every_paper_of_a_digest_has_related_papers() -> None:
    papers = assemble(load_content(DIGEST / "content")).digest.papers
    found = find_related(papers)
    assert len(found) > 400
    for one, others in found.items():
        assert FEW <= len(others) <= MOST, one
        assert one not in {other.id for other in others}
        assert all(other.shared for other in others)


@given(st.lists(st.lists(st.sampled_from(WORDS[:8]), max_size=6), min_size=1, max_size=9))
def test_property_no_paper_is_related_to_itself_or_twice(texts: Sequence[Sequence[str]]) -> None:
    papers = [paper(f"p{n}", f"Tea {n}", " ".join(text)) for n, text in enumerate(texts)]
    for one, others in related(*papers).items():
        assert one not in others
        assert len(others) == len(set(others)) <= MOST


def edit(papers: Sequence[Paper], draw: random.Random) -> list[Paper]:
    """The papers, some of them edited, taken back or gone, and some new ones."""
    left = [one for one in papers if draw.random() > 0.05]
    gone = Status(value="withdrawn", on=date(2031, 1, 1), because="The lid leaked.")
    changes: Sequence[dict[str, object]] = (
        {"abstract": " ".join(draw.choices(WORDS, k=12))},
        {"title": " ".join(draw.choices(WORDS, k=3))},
        {"topics": (Assignment(slug="metals", origin="rules"),)},
        {"status": gone},
        {"added": date(2029, 1, 1)},
    )
    edited = [
        replace(one, **draw.choice(changes)) if draw.random() < 0.05 else one  # type: ignore[arg-type]
        for one in left
    ]
    number = draw.randrange(1000, 9000)
    texts = [" ".join(draw.choices(WORDS, k=12)) for _ in range(draw.randrange(6))]
    new = [
        paper(f"p{number + n}", text[:30], text, added=date(2032, 1, n + 1))
        for n, text in enumerate(texts)
    ]
    return sorted((*edited, *new), key=lambda one: one.id)


@given(st.integers(0, 1 << 32), st.sampled_from([20, 60, 63, 130]))
@settings(max_examples=10, deadline=None)
def test_property_an_update_finds_what_a_start_from_nothing_finds(seed: int, count: int) -> None:
    draw = random.Random(seed)
    papers = invent(count)
    known = find(papers)
    for _ in range(3):
        papers = edit(papers, draw)
        known = find(papers, known)
        assert list(known.lists) == list(find(papers).lists)


def test_common_phrases_are_counted_where_telling_ones_are_shared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a small digest no phrase is too common to tell; here most are."""
    monkeypatch.setattr("generator.relations.weights.TELLING", 3)
    papers = invent(120)
    known = find(papers[:-4])
    found = find_related(papers)
    assert sum(map(len, found.values())) > 4 * len(papers)
    assert {one: pack(others) for one, others in found.items()} == dict(
        zip(found, find(papers, known).lists, strict=True)
    )


def test_what_was_found_is_kept_in_a_file(tmp_path: Path) -> None:
    cache = tmp_path / "related.npz"
    digest = make_digest(invent(40))
    first = relate(digest, cache)
    kept = cache.read_bytes()
    assert relate(digest, cache) == first == relate(digest)
    assert cache.read_bytes() == kept
    more = make_digest(invent(45))
    assert relate(more, cache) == relate(more)
    assert cache.read_bytes() != kept


def test_two_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    digest = make_digest(invent(60))
    expected = relate(digest)
    monkeypatch.setattr("generator.relations.related.AT_ONCE", 11)
    monkeypatch.setattr("generator.relations.texts.AT_ONCE", 11)
    monkeypatch.setattr("generator.relations.spoken.IN_TURN", 11)
    monkeypatch.setattr("generator.relations.nearest.ROWS", 11)
    assert relate(digest, jobs=2) == expected


def test_what_two_processes_kept_one_goes_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each process gives words numbers of its own."""
    monkeypatch.setattr("generator.relations.spoken.IN_TURN", 7)
    cache, papers = tmp_path / "related.npz", invent(70)
    relate(make_digest(papers[:60]), cache, jobs=2)
    digest = make_digest(papers)
    assert relate(digest, cache) == relate(digest)


def _damage(data: bytes) -> dict[str, bytes]:
    middle = len(data) // 2
    return {
        "empty": b"",
        "cut": data[:middle],
        "changed": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "foreign": b"\x93NUMPY and so on",
        "no archive": b"PK\x03\x04" + data[:100],
    }


@pytest.mark.parametrize("what", list(_damage(b"-")))
def test_a_damaged_or_foreign_file_is_not_used(tmp_path: Path, what: str) -> None:
    cache = tmp_path / "related.npz"
    digest = make_digest(invent(40))
    expected = relate(digest, cache)
    cache.write_bytes(_damage(cache.read_bytes())[what])
    assert read_kept(cache) is None
    assert relate(digest, cache) == expected
    assert read_kept(cache) is not None


def test_a_file_whose_parts_do_not_fit_is_not_used(tmp_path: Path) -> None:
    cache = tmp_path / "related.npz"
    kept = find(invent(40))
    broken = (
        replace(kept, ids=kept.ids[1:]),
        replace(kept, spoken=replace(kept.spoken, keys=kept.spoken.keys + 10_000)),
        replace(kept, near=replace(kept.near, others=kept.near.others + 1)),
        replace(kept, rates=replace(kept.rates, rarity=kept.rates.rarity[1:])),
    )
    for one in broken:
        write_kept(cache, one)
        assert read_kept(cache) is None


def test_a_file_of_other_rules_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "related.npz"
    write_kept(cache, find(invent(40)))
    monkeypatch.setattr("generator.relations.archive.read_rules", lambda: b"others")
    assert read_kept(cache) is None


def test_a_file_of_another_program_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists depend on modules all over it: when titles are near, how words are told apart."""
    cache = tmp_path / "related.npz"
    write_kept(cache, find(invent(40)))
    monkeypatch.setattr("generator.relations.archive.digest_program", lambda: "another")
    assert read_kept(cache) is None


def test_no_changed_bit_of_a_file_passes(tmp_path: Path) -> None:
    """Not even one that says how an array is to be read: numpy would stumble, or read another."""
    cache = tmp_path / "related.npz"
    write_kept(cache, find(invent(60)))
    data = cache.read_bytes()
    head = data.index(b"\x93NUMPY", data.index(b"phrases.npy"))
    for place in range(head, head + 128):
        for bit in range(8):
            cache.write_bytes(data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :])
            assert read_kept(cache) is None


class Trap:
    """An object that makes a file when it is read."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.file,)


def test_no_objects_are_read_from_a_file(tmp_path: Path) -> None:
    cache, sprung, forged = tmp_path / "related.npz", tmp_path / "sprung", io.BytesIO()
    np.savez(forged, ids=np.array([Trap(sprung)], dtype=object))
    data = forged.getvalue()
    cache.write_bytes(seal(sha256(data).digest()) + data)
    assert read_kept(cache) is None
    assert not sprung.exists()
