"""The places of caches are ours; what a link there leads to is not."""

from __future__ import annotations

from pathlib import Path

from builders import write

from generator.caches import Caches


def test_a_link_in_the_place_of_a_cache_goes_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    write(tmp_path / "mine/letter.txt", "Dear Ada")
    caches = Caches(tmp_path / "build/docs")
    write(caches.made, "{}")
    caches.documents.symlink_to(tmp_path / "mine")
    caches.spare.symlink_to(tmp_path / "nowhere")
    caches.unlink()

    assert [path.name for path in sorted((tmp_path / "build").iterdir())] == ["docs.made.json"]
    assert (tmp_path / "mine/letter.txt").read_text("utf-8") == "Dear Ada"
