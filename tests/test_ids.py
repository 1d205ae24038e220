"""Identifiers: every usual spelling is read, one is written, and reading undoes writing."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ids import (
    arxiv_url,
    doi_url,
    is_paper_id,
    openreview_url,
    parse_arxiv,
    parse_doi,
    parse_openreview,
)

months = st.integers(1, 12).map("{:02}".format)
new_arxiv = st.one_of(
    st.builds("{:02}{}.{:04}".format, st.integers(7, 14), months, st.integers(0, 9999)),
    st.builds("{:02}{}.{:05}".format, st.integers(15, 90), months, st.integers(0, 99999)),
)
old_arxiv = st.builds(
    "{}/{:02}{}{:03}".format,
    st.sampled_from(["hep-th", "math", "cs", "cond-mat", "q-bio"]),
    st.integers(0, 7),
    months,
    st.integers(0, 999),
)
dois = st.builds(
    "10.{}/{}".format,
    st.integers(1000, 999_999_999),
    st.text(string.ascii_lowercase + string.digits + "!#$%&'()*+,-./:;<=>?@[]^_`{|}~", min_size=1),
)


@pytest.mark.parametrize(
    ("text", "arxiv"),
    [
        ("2401.00010", "2401.00010"),
        (" arXiv:2401.00010v3 ", "2401.00010"),
        ("arxiv: 0704.0001", "0704.0001"),
        ("http://arxiv.org/abs/2401.00010", "2401.00010"),
        ("https://www.arxiv.org/html/2401.00010v1", "2401.00010"),
        ("https://export.arxiv.org/pdf/2401.00010v2.pdf", "2401.00010"),
        ("https://arxiv.org/abs/2401.00010?context=cs#top", "2401.00010"),
        ("https://huggingface.co/papers/2401.00010", "2401.00010"),
        ("https://doi.org/10.48550/arXiv.2401.00010", "2401.00010"),
        ("10.48550/ARXIV.2401.00010", "2401.00010"),
        ("oai:arXiv.org:hep-th/9901001", "hep-th/9901001"),
        ("math.GT/0309136v1", "math/0309136"),
        ("HEP-TH/9901001", "hep-th/9901001"),
    ],
)
def test_usual_spellings_of_an_arxiv_id_are_read(text: str, arxiv: str) -> None:
    assert parse_arxiv(text) == arxiv


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "2401",
            "2401.1",
            "2401.001",
            "2413.00010",
            "2400.00010",
            "2401.000010",
            "1412.00010",
        ),
        *("1501.0001", "x2401.00010", "2401.00010 and more", "２４０１.00010", "hep-th/99010"),
        "https://evil.example/abs/2401.00010",
    ],
)
def test_what_is_no_arxiv_id_is_none(text: str) -> None:
    assert parse_arxiv(text) is None


@given(new_arxiv | old_arxiv, st.integers(1, 20))
def test_reading_an_arxiv_address_gives_its_id_back(arxiv: str, version: int) -> None:
    assert parse_arxiv(arxiv) == arxiv
    assert parse_arxiv(arxiv_url(arxiv)) == arxiv
    assert parse_arxiv(f"{arxiv_url(arxiv)}v{version}") == arxiv


@given(dois)
def test_reading_a_doi_address_gives_the_doi_back(doi: str) -> None:
    assert parse_doi(doi) == doi
    assert parse_doi(doi.upper()) == doi
    assert parse_doi(doi_url(doi)) == doi


@given(dois)
def test_a_doi_address_has_no_query_no_fragment_and_ends_no_attribute(doi: str) -> None:
    assert not set(doi_url(doi)) & set("?#<>\"'`{}|^[]")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.1/x",
        "10.1000",
        "10.1000/",
        "11.1000/x",
        "10.1000/a b",
        "https://doi.example/10.1000/x",
    ],
)
def test_what_is_no_doi_is_none(text: str) -> None:
    assert parse_doi(text) is None


@given(st.text(string.ascii_letters + string.digits + "_-", min_size=6, max_size=16))
def test_reading_an_openreview_address_gives_the_forum_back(forum: str) -> None:
    assert parse_openreview(forum) == forum
    assert parse_openreview(openreview_url(forum)) == forum
    assert parse_openreview(f"{openreview_url(forum)}&noteId=other#discussion") == forum


@pytest.mark.parametrize("text", ["", "short", "has space", "x" * 17, "https://openreview.net/x"])
def test_what_is_no_forum_is_none(text: str) -> None:
    assert parse_openreview(text) is None


@given(st.text(max_size=40))
def test_no_text_makes_reading_an_identifier_fail(text: str) -> None:
    for parse in (parse_arxiv, parse_doi, parse_openreview):
        found = parse(text)
        assert found is None or parse(found) == found


@pytest.mark.parametrize(
    "text", ["", "-", "a-", "-a", "a--b", "A", "a_b", "a.b", "a/b", "é", "a\n"]
)
def test_an_id_is_lower_case_words_joined_by_hyphens(text: str) -> None:
    assert not is_paper_id(text)
