"""Front matter and headings read without a parser: the same as YAML and Python-Markdown read."""

from __future__ import annotations

import io
from pathlib import Path

import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import meta

from generator.engines import front_matter, heading
from generator.engines.pages import Converter, decode
from generator.text.escape import front_matter as quote
from generator.text.escape import markdown as escape

# Front matter

VALUES = st.one_of(
    st.text(max_size=20).map(quote),
    st.text(alphabet="ab\"\\/fnrxu0d8DU\n: #'é\x7f\x85\u2028", max_size=12).map(
        lambda text: f'"{text}"'
    ),
    st.dates().map(lambda day: day.isoformat()),
    st.sampled_from(
        [
            "paper",
            "yes",
            "Off",
            "null",
            "~",
            "2024-13-01",
            "2024-1-1",
            "1e3",
            "",
            "[a]",
            "a: b",
            "n",
            "y",
        ]
    ),
    st.text(alphabet="abyn_0-#: ", max_size=6),
)
KEYS = st.sampled_from(["kind", "head", "on", "updated", "a_b", "no", "x", "kind ", "<<", "null"])


@given(
    st.lists(st.tuples(KEYS, VALUES), max_size=4), st.sampled_from(["", "\n", "\n\nText\n---\n"])
)
@example([("kind", "paper"), ("head", r'"\x85\u2028\U0001f600\"\\n"')], "\n")
@example([("head", r'"\ud83d\ude00"')], "")
@example([("head", r'"\uD83D\uDE00"')], "")
@example([("head", r'"\u00e9\\ud83d\/\b\f\r"')], "")
@example([("head", '"\x7f"')], "")
@example([("head", '"a" b"')], "")
def test_front_matter_that_is_read_at_all_is_read_as_yaml_does(
    lines: list[tuple[str, str]], rest: str
) -> None:
    text = "---\n" + "".join(f"{key}: {value}\n" for key, value in lines) + "---\n" + rest
    found = front_matter.read(text)

    assert found is None or found == meta.get_data(text)


def test_front_matter_as_the_generator_writes_it_needs_no_parser() -> None:
    text = f"---\nkind: topic_year\nupdated: 2031-03-12\nhead: {quote('<b title=é>🫖')}\n---\n\n# Tea\n"

    assert front_matter.read(text) == meta.get_data(text)


@given(st.text(alphabet="a\r\n\ufeffé"))
def test_bytes_are_decoded_as_a_file_is_read(text: str) -> None:
    file = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8-sig")

    assert decode(text.encode()) == file.read()


# Headings

SIGNS = st.text(alphabet="aB1 .,-_*`[]()<>&#;:!\\^~|é–²\u00a0\u3000\u0130中", max_size=12)


@given(st.one_of(SIGNS, st.text(max_size=30).map(escape), SIGNS.map(escape)))
@example("&#35;")
@example("&#0; &#60;b&#62;")
@example("1. www.example.org")
@example("a  b ")
@example("&#95;&#49;")
def test_a_heading_that_is_split_at_all_is_what_markdown_makes(text: str) -> None:
    found = heading.split(f"# {text}\n\n")
    parser = markdown.Markdown(extensions=[*heading.EXTENSIONS])
    made = parser.convert(f"# {text}\n\n")

    assert found is None or found.html == made
    if found:
        [token] = parser.toc_tokens  # type: ignore[attr-defined]
        assert (token["id"], token["name"]) == (found.identifier, found.text)


def test_titles_as_the_generator_writes_them_need_no_parser() -> None:
    for title in ("Kettles: Do They Wait?", "S²-Guidance (v2.0) & *more*", "Ψ – 中文"):
        assert heading.split(f"# {escape(title)}\n\n") is not None


# Pages

PAGE = (
    '---\nkind: paper\nhead: "<b>"\n---\n\n# Tea&#58; a *{}*\n\n<p>One.</p>\n\n\n<ul><li>x</ul>\n'
)


@pytest.mark.parametrize(
    "text",
    [
        PAGE.replace("*{}*", "cup"),
        PAGE,
        PAGE + "\n## More\n\nWords.\n\n<p>Two.</p>\n",
        PAGE.replace("<ul><li>x</ul>", "<ul><li>x</li></ul>"),
        PAGE.replace("# Tea", "Tea"),
        "# Tea\n\n[x](b.md)\n",
        "<p>Only this.</p>",
        "",
    ],
)
def test_a_page_is_read_and_converted_as_mkdocs_does(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.md").write_text(text, "utf-8")
    (tmp_path / "b.md").write_text("", "utf-8")
    config = MkDocsConfig()
    config.load_dict({"site_name": "Tea", "docs_dir": str(tmp_path), "plugins": []})
    config.validate()
    names = ("a.md", "b.md")
    files = Files([File(name, str(tmp_path), "site", use_directory_urls=True) for name in names])
    ours, theirs = (Page(None, file, config) for file in (next(iter(files)), next(iter(files))))
    Converter(config, files).populate(ours, text.encode())
    theirs.read_source(config)
    theirs.render(config, files)

    assert shown(ours) == shown(theirs)


def shown(page: Page) -> tuple[object, ...]:
    return page.markdown, page.meta, page.content, page.title, str(page.toc)
