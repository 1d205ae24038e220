"""Templates that somebody edits: what is wrong with them is said with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import make_digest, make_settings, write

from generator.pages import Index
from generator.problems import ContentError
from generator.render import Renderer, make_environment


def test_all_templates_that_cannot_be_read_are_told_with_their_lines(tmp_path: Path) -> None:
    write(tmp_path / "pages/about.md.j2", "One line\n{% if %}\n")
    write(tmp_path / "pages/home.md.j2", "{{ tea }}")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/card.html.j2").write_bytes(b"caf\xe9")
    renderer = Renderer(make_environment(tmp_path), make_settings(), Index(make_digest(())))

    with pytest.raises(ContentError) as refused:
        renderer.prepare()
    found = [(one.path, one.line, one.rule) for one in refused.value.problems]
    assert found == [
        (str(tmp_path / "pages/about.md.j2"), 2, "template"),
        ("parts/card.html.j2", 0, "template"),
    ]
