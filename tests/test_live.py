"""What the live preview keeps from one state to the next is what would be made anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from builders import page_text, write
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.caches import Caches
from generator.live.files import Memory, find_changes, look
from generator.live.keeping import Keeper
from generator.live.linking import Linker
from generator.pages import Index
from generator.pipeline import add_relations, read_digest
from generator.problems import ContentError

TITLES: Final = ("Kettles That Wait", "Cups That Leak", "KettleNet: Boiling Water", "Spoons")
PAPERS: Final = ("kettles-that-wait", "cups-that-leak", "kettlenet-boiling-water", "spoons")
TOPICS: Final = """\
- {slug: tea, name: Tea, about: All of it, rules: {kettle: 9, cup: 9}}
- {slug: spoons, name: Spoons, about: All of them, rules: {spoon: 9}}
"""
CURATIONS: Final = (
    None,
    "notes: [{by: ada, on: 2025-11-21, text: It boils.}]\n",
    "notes: [{by: ada, on: 2025-11-21, text: It boiled.}]\n",
    "topics: {add: [spoons]}\n",
    "correct: {title: Kettles That Boil, abstract: We ask KettleNet for a cup of tea.}\n",
    "correct: {authors: [{name: Ada Lovelace}, {name: Alan Turing}]}\n",
    "status: {is: withdrawn, on: 2025-12-01, because: it leaks}\n",
    "same_as: spoons\n",
    "pick: {by: ada, on: 2025-11-21}\n",
    "topics: {add: [no-such-topic]}\n",
)
LISTINGS: Final = (None, page_text(TITLES[:2]), page_text(TITLES[1:]), page_text(TITLES[::-1]))

Edit = tuple[str, str | None]
"""A file below the content folder, and what stands in it now."""

edits: st.SearchStrategy[Edit] = st.one_of(
    st.tuples(
        st.sampled_from([f"curations/{paper}.yml" for paper in PAPERS]), st.sampled_from(CURATIONS)
    ),
    st.tuples(st.just("listings/2025/2025-11-21.daily-papers.txt"), st.sampled_from(LISTINGS)),
    st.tuples(
        st.just("topics.yml"),
        st.sampled_from(
            (TOPICS, TOPICS.replace("kettle: 9", "wait: 9"), TOPICS.replace("Tea", "Pots"))
        ),
    ),
)


def apply(content: Path, edit: Edit) -> None:
    path, text = content / edit[0], edit[1]
    if text is None:
        path.unlink(missing_ok=True)
    else:
        write(path, text)


def attempt(make: Callable[[], object]) -> object:
    """What it makes, or all that it finds wrong."""
    try:
        return make()
    except ContentError as error:
        return error.problems


@settings(max_examples=60)
@given(st.lists(edits, min_size=1, max_size=8))
def test_a_state_after_edits_is_the_state_made_from_nothing_property(changes: list[Edit]) -> None:
    with TemporaryDirectory() as folder:
        content = Path(folder, "content")
        apply(content, ("topics.yml", TOPICS))
        apply(content, ("listings/2025/2025-11-20.daily-papers.txt", page_text(TITLES)))
        keeper, linker = Keeper(content), Linker(Caches(Path(folder, "docs")))
        last = Index(linker.link(keeper.read().digest))
        for change in changes:
            _look_at_all(last)
            apply(content, change)
            fresh = attempt(lambda: read_digest(content))
            kept = attempt(keeper.read)
            assert _digest(kept) == _digest(fresh)
            if not isinstance(kept, tuple):
                last = _check_linked(linker, kept, fresh, last)


def _check_linked(linker: Linker, kept: object, fresh: object, last: Index) -> Index:
    """The same for relations, and for what an index takes over from the one before."""
    index = Index(linker.link(_digest(kept)))  # type: ignore[arg-type]
    anew = Index(add_relations(_digest(fresh)))  # type: ignore[arg-type]
    index.carry(last)
    assert index.digest == anew.digest
    assert _look_at_all(index) == _look_at_all(anew)
    return index


def _look_at_all(index: Index) -> tuple[object, ...]:
    return dict(index.cards), dict(index.citations), dict(index.authors)


def _digest(found: object) -> object:
    return getattr(found, "digest", found)


def test_a_paper_that_no_edit_touched_stays_the_same_object(tmp_path: Path) -> None:
    """What is kept of papers is found by that."""
    content = tmp_path / "content"
    apply(content, ("topics.yml", TOPICS))
    apply(content, ("listings/2025/2025-11-20.daily-papers.txt", page_text(TITLES)))
    keeper, linker = Keeper(content), Linker(Caches(tmp_path / "docs"))
    before = linker.link(keeper.read().digest).papers
    apply(content, (f"curations/{PAPERS[0]}.yml", CURATIONS[1]))
    after = linker.link(keeper.read().digest).papers

    changed = [one.id for one, other in zip(before, after, strict=True) if one is not other]
    assert changed == [PAPERS[0]]


def test_a_file_is_read_again_only_when_it_was_written(tmp_path: Path) -> None:
    path = write(tmp_path / "file", "one")
    made: list[bytes] = []
    memory = Memory()

    def make(data: bytes) -> int:
        made.append(data)
        return len(made)

    assert [memory(path, make), memory(path, make)] == [1, 1]
    path.unlink()
    write(path, "one")
    assert memory(path, make) == 1  # written, and the same
    path.unlink()
    write(path, "two")
    assert memory(path, make) == 2
    assert made == [b"one", b"two"]


def test_what_cannot_be_made_is_tried_again(tmp_path: Path) -> None:
    path = write(tmp_path / "file", "one")
    memory = Memory()

    def refuse(_data: bytes) -> int:
        raise ContentError([])

    with pytest.raises(ContentError):
        memory(path, refuse)
    assert memory(path, len) == 3


def test_files_that_come_go_and_change_are_seen_and_hidden_ones_are_not(tmp_path: Path) -> None:
    stays, goes, changes = (write(tmp_path / name, "one") for name in ("stays", "a/goes", "b/c"))
    before = look([tmp_path, tmp_path / "not-there"])
    goes.unlink()
    changes.write_text("other", "utf-8")
    comes = write(tmp_path / "d/comes", "new")
    for name in (".digest-new-x", "a/.hidden.swp", "b/__pycache__/x.pyc"):
        write(tmp_path / name, "x")
    after = look([tmp_path, tmp_path / "not-there"])

    assert stays in before
    assert find_changes(before, after) == tuple(sorted((goes, changes, comes)))
    assert look([stays]) == {stays: before[stays]}
