"""Links that abstracts state: what kind each is, and which are none."""

import pytest

from generator.stated import find_links

CASES = [
    ("Code is available at https://github.com/tea/kettle.", [("code", "https://github.com/tea/kettle")]),
    ("See https://github.com/tea for more of ours.", []),
    ("Our page is https://tea.github.io/kettle/!", [("project", "https://tea.github.io/kettle/")]),
    ("Data: https://huggingface.co/datasets/tea/cups", [("dataset", "https://huggingface.co/datasets/tea/cups")]),
    ("Try it: https://huggingface.co/spaces/tea/pour.", [("demo", "https://huggingface.co/spaces/tea/pour")]),
    ("Weights are at https://huggingface.co/tea/kettle-7b", [("model", "https://huggingface.co/tea/kettle-7b")]),
    ("We compare with https://huggingface.co/papers/2401.00001.", []),
    ("As in (https://arxiv.org/abs/2401.00001), code is available.", []),
    ("A film: https://youtu.be/abc123", [("video", "https://youtu.be/abc123")]),
    (
        "The code is at https://tea.example/code and we release the models at https://tea.example/m.",
        [("code", "https://tea.example/code"), ("model", "https://tea.example/m")],
    ),
    ("The project website is available at https://kettle.example.", [("project", "https://kettle.example")]),
    ("The API of https://vendor.example was called twice.", []),
    ("Code: https://evil.example@github.com/a/b and javascript:alert(1)", []),
    ("Nothing is linked here.", []),
]  # fmt: skip


@pytest.mark.parametrize(("abstract", "links"), CASES)
def test_a_link_is_what_its_host_or_the_words_before_it_say(
    abstract: str, links: list[tuple[str, str]]
) -> None:
    assert list(find_links(abstract)) == links


def test_an_address_is_found_once() -> None:
    text = "Code is at https://github.com/tea/kettle. Again: https://github.com/tea/kettle."

    assert len(list(find_links(text))) == 1
