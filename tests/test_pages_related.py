"""What a paper's page shows of related papers and of mentions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import make_digest, make_paper, make_settings

from generator.pages import Index, make_pages
from generator.records import Mention, Paper, Related
from generator.render import Renderer, make_environment


def page_of(papers: Sequence[Paper], paper_id: str, repository: Path) -> str:
    """The source of a paper's page."""
    settings = make_settings()
    index = Index(make_digest(papers))
    renderer = Renderer(make_environment(repository / "site_templates"), settings, index)
    pages = make_pages(index, settings)
    page = next(page for page in pages if page.address == f"papers/{paper_id}/")
    return renderer.render(page).data.decode()


def test_related_papers_are_linked_with_what_they_share(repository: Path) -> None:
    other = make_paper("other", title="Lids & Spouts", published=date(2031, 5, 1))
    one = make_paper("one", related=(Related(id="other", shared=("<b>lid</b>", "kettle")),))
    text = page_of((one, other), "one", repository)
    assert '<a href="../../papers/other/">Lids &amp; Spouts</a>' in text
    assert '<span class="shared">&lt;b&gt;lid&lt;/b&gt;, kettle</span>' in text
    assert "2031" in text


def test_mentions_are_shown_on_both_pages(repository: Path) -> None:
    one = make_paper("one", title="Tea", mentions=(Mention(id="other", name="Orca 2"),))
    other = make_paper(
        "other", title="Orca 2: Tea", mentioned_by=(Mention(id="one", name="Orca 2"),)
    )
    assert "Mentions</h2>" in page_of((one, other), "one", repository)
    assert "<b>Orca 2</b>: <a href" in page_of((one, other), "one", repository)
    assert "Mentioned by</h2>" in page_of((one, other), "other", repository)


def test_a_paper_without_any_shows_no_heading(repository: Path) -> None:
    text = page_of((make_paper("one"),), "one", repository)
    assert not any(word in text for word in ("Related papers", "Mentions", "Mentioned by"))


@pytest.mark.parametrize(("count", "shown"), [(6, 6), (20, 20), (100, 60)])
def test_of_many_that_mention_a_paper_the_newest_are_shown(
    count: int, shown: int, repository: Path
) -> None:
    day = date(2030, 1, 1)
    others = [
        make_paper(f"p{n:03}", title=f"Tea {n}", published=day + timedelta(days=n))
        for n in range(count)
    ]
    mentioned_by = tuple(Mention(id=other.id, name="Orca 2") for other in others)
    one = make_paper("one", title="Orca 2: Tea", mentioned_by=mentioned_by)
    section = page_of((one, *others), "one", repository).partition("Mentioned by</h2>")[2]
    section = section.partition("</section>")[0]
    assert section.count("<li>") == shown
    assert section.index(f"Tea {count - 1}<") < section.index(f"Tea {count - 2}<")
    assert ("are listed in" in section) == (count > shown)
