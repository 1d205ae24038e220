"""The settings of `mkdocs.yml`: what is read, and what each wrong value is told."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from builders import write
from hypothesis import given
from hypothesis import strategies as st
from projects import SETTINGS

from generator.problems import ContentError
from generator.settings import Settings, check_settings, load_settings, parse_settings

SMALLEST = """\
site_name: A Digest
site_description: Papers worth reading.
site_url: https://digest.test
extra:
  digest:
    tag: digest.test,2025
"""


def findings(text: str, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ContentError) as caught:
        parse_settings(text, environ or {})
    return [f"{found.line}: {found.message}" for found in caught.value.problems]


def test_the_smallest_file_gives_defaults_for_the_rest() -> None:
    assert parse_settings(SMALLEST, {}) == Settings(
        site_name="A Digest",
        site_description="Papers worth reading.",
        site_url="https://digest.test/",
        tag="digest.test,2025",
        repository=None,
        branch="main",
        language="en",
        mail=None,
    )


def test_an_address_may_come_from_the_environment(tmp_path: Path) -> None:
    file = write(tmp_path / "mkdocs.yml", SETTINGS)
    plain = load_settings(file, {})
    moved = load_settings(file, {"DIGEST_SITE_URL": "https://x.test/digest"})

    assert plain.site_url == "https://kettles.test/"
    assert moved.site_url == "https://x.test/digest/"


@pytest.mark.parametrize(
    ("value", "environ", "expected"),
    [
        ("!ENV NAME", {"NAME": "Set"}, "Set"),
        ("!ENV [NAME, Default]", {}, "Default"),
        ("!ENV [NAME, Default]", {"NAME": "Set"}, "Set"),
        ("!ENV [NAME, OTHER, Default]", {"OTHER": "Other"}, "Other"),
        ("!ENV [NAME, 'true']", {}, "true"),
        ("!ENV [NAME, Default]", {"NAME": "true"}, "true"),
    ],
)
def test_a_value_of_the_environment_is_text(
    value: str, environ: dict[str, str], expected: str
) -> None:
    text = SMALLEST.replace("A Digest", value)

    assert parse_settings(text, environ).site_name == expected


def test_all_findings_come_at_once_each_with_its_line_and_key() -> None:
    text = """\
site_name: 2025
site_url: digest.test
extra:
  digest:
    tag: digest.test
    repository: git@host:owner/name
    branhc: main
    language: English, please
    mail: nobody
    mail: me@digest.test
"""

    assert findings(text) == [
        "0: site_description is missing",
        "1: site_name must be text",
        "2: site_url is 'digest.test'",
        "5: extra.digest.tag is 'digest.test'",
        "6: extra.digest.repository is 'git@host:owner/name'",
        "7: extra.digest has no setting 'branhc'",
        "8: extra.digest.language is 'English, please'",
        "10: 'mail' stands twice in extra.digest",
        "10: extra.digest.mail must be a mapping",
    ]


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("A Digest", "2025", "Put the value in quotes."),
        ("digest.test,2025", "2025", "Set it to an authority and a date, like digest.example,2025."),
        ("digest.test,2025", "{a: b}", "Set it to an authority and a date, like digest.example,2025."),
        ("https://digest.test", "https://müller.de:8080/~ü/%20",
         "Write https://xn--mller-kva.de:8080/~%C3%BC/%20, which is the same in ASCII."),
        ("https://digest.test", "https://MÜLLER.de",
         "Write https://xn--mller-kva.de, which is the same in ASCII."),
        ("https://digest.test", "https://straße.de/",
         "Set it to the site's address, like https://digest.example/, in ASCII: its host in Punycode (xn--…) if need be."),
        ("https://digest.test", f"https://{'ü' * 80}.de/",
         "Set it to the site's address, like https://digest.example/, in ASCII: its host in Punycode (xn--…) if need be."),
        ("https://digest.test", "müller.de",
         "Set it to the site's address, like https://digest.example/, in ASCII: its host in Punycode (xn--…) if need be."),
        ("https://digest.test", "digest.test", "Set it to the site's address, like https://digest.example/."),
        ("digest.test,2025", "müller.test,2025", "Set it to an authority and a date, like digest.example,2025."),
    ],
)  # fmt: skip
def test_the_way_out_of_a_wrong_value_is_one(old: str, new: str, hint: str) -> None:
    with pytest.raises(ContentError) as caught:
        parse_settings(SMALLEST.replace(old, new), {})

    assert [found.hint for found in caught.value.problems] == [hint]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("false", False), ("true", True), ("True", True), ("'false'", False), ("", True)],
)
def test_citation_tags_are_on_unless_they_are_switched_off(value: str, *, expected: bool) -> None:
    assert parse_settings(f"{SMALLEST}    citation_tags: {value}\n", {}).citation_tags is expected


def test_a_switch_is_true_or_false() -> None:
    assert findings(f"{SMALLEST}    citation_tags: off\n") == [
        "7: extra.digest.citation_tags is 'off'"
    ]
    assert findings(f"{SMALLEST}    citation_tags: 1\n") == [
        "7: extra.digest.citation_tags must be true or false"
    ]


def test_a_misspelt_setting_is_told_the_right_one() -> None:
    with pytest.raises(ContentError) as caught:
        parse_settings(f"{SMALLEST}    repositroy: https://host.test/x\n", {})

    assert [found.hint for found in caught.value.problems] == ["Did you mean 'repository'?"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "0: is empty"),
        ("- a list", "1: mkdocs.yml must be a mapping"),
        ("site_name: [", "1: is not YAML: expected the node content, but found '<stream end>'"),
        (SMALLEST.replace("https://digest.test", "!ENV UNSET"), "3: site_url is missing"),
    ],
)
def test_a_file_that_says_nothing_is_told_so(text: str, expected: str) -> None:
    assert expected in findings(text)


def test_half_of_a_character_is_told_and_written_nowhere() -> None:
    text = SMALLEST.replace("site_name: A Digest", r'site_name: "\ud83c Tea"')

    assert findings(text) == [r"1: site_name is '\ud83c Tea', which no file can hold"]


def test_a_value_that_names_no_variable_is_told_once() -> None:
    text = SMALLEST.replace("site_name: A Digest", "site_name: !ENV []")

    assert findings(text) == ["1: site_name: !ENV takes names of variables"]


THEME = "theme:\n  name: material\n"


@pytest.mark.parametrize(
    ("theme", "own", "expected"),
    [
        ("", "", "en"),
        ("theme: material\n", "", "en"),
        (THEME, "", "en"),
        (f"{THEME}  language: pt-BR\n", "", "pt-BR"),
        (f"{THEME}  language: !ENV [TONGUE, de]\n", "", "de"),
        (f"{THEME}  language: en\n", "    language: en-GB\n", "en-GB"),
        (THEME, "    language: en-GB\n", "en-GB"),
        (f"{THEME}  language: pt-BR\n", "    language: pt-br\n", "pt-br"),
    ],
)
def test_feeds_have_the_language_of_pages_though_they_may_say_more_of_it(
    theme: str, own: str, expected: str
) -> None:
    assert parse_settings(SMALLEST + own + theme, {}).language == expected


@pytest.mark.parametrize(
    ("theme", "own", "told"),
    [
        (f"{THEME}  language: de\n", "en", "7: extra.digest.language is 'en', and theme.language is 'de'"),
        (f"{THEME}  language: fi\n", "fil", "7: extra.digest.language is 'fil', and theme.language is 'fi'"),
        (THEME, "de", "7: extra.digest.language is 'de', and without theme.language pages are in 'en'"),
        (f"{THEME}  language: tea, please\n", "de", "10: theme.language is 'tea, please'"),
    ],
)  # fmt: skip
def test_two_languages_of_one_digest_are_a_finding(theme: str, own: str, told: str) -> None:
    assert findings(f"{SMALLEST}    language: {own}\n{theme}") == [told]


@pytest.mark.parametrize(
    ("language", "hint"),
    [
        ("en-GB", "Set it to en; extra.digest.language may say en-GB to feeds and data."),
        ("pt-br", "Set it to pt-BR."),
        ("ku", "Set it to ku-IQ; extra.digest.language may say ku to feeds and data."),
        ("tlh", "It has af, ar, az, be, "),
    ],
)
def test_a_language_that_the_theme_has_no_words_for_is_a_finding(language: str, hint: str) -> None:
    """Material would fail on the first page, in a template of its own."""
    with pytest.raises(ContentError) as caught:
        parse_settings(f"{SMALLEST}{THEME}  language: {language}\n", {})

    [problem] = caught.value.problems
    assert problem.message == f"theme.language is {language!r}, which the theme has no words for"
    assert problem.line == 9
    assert (problem.hint or "").startswith(hint)


def test_a_digest_can_bring_the_words_of_a_language(tmp_path: Path) -> None:
    words = tmp_path / "own/partials/languages/tlh.html"
    words.parent.mkdir(parents=True)
    words.write_text("", "utf-8")
    theme = f"{THEME}  language: tlh\n  custom_dir: own\n"

    path = str(tmp_path / "mkdocs.yml")
    assert parse_settings(SMALLEST + theme, {}, path=path).language == "tlh"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"mkdocs\.yml:0:0: error: cannot be read"):
        load_settings(tmp_path / "mkdocs.yml", {})


def test_a_tag_that_runs_code_is_not_run(tmp_path: Path) -> None:
    proof = tmp_path / "ran"
    tag = f"!!python/object/apply:os.system ['touch {proof}']"

    parse_settings(f"{SMALLEST}hooks: {tag}\n", {})
    told = findings(SMALLEST.replace("A Digest", tag))

    assert told == ["1: site_name must be text"]
    assert not proof.exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://host/?q=1",
        "https://host/#x",
        "https://me:pw@host/",
        "javascript:alert(1)",
        "//host",
    ],
)
def test_an_address_that_cannot_be_a_base_is_refused(address: str) -> None:
    assert len(findings(SMALLEST.replace("https://digest.test", f'"{address}"'))) == 1


def test_each_placeholder_is_told_at_its_line(tmp_path: Path) -> None:
    text = SMALLEST.replace("digest.test", "digest.example")
    repository = "    repository: https://github.example/owner/digest\n"
    found = check_settings(write(tmp_path / "mkdocs.yml", text + repository), {})

    assert [(one.line, one.rule, str(one.severity)) for one in found] == [
        (line, "placeholder", "warning") for line in (3, 6, 7)
    ]


@pytest.mark.parametrize(
    ("address", "is_placeholder"),
    [
        ("https://digest.example/", True),
        ("https://EXAMPLE.com:8000/digest/", True),
        ("http://a.b.example.net", True),
        ("https://nowhere.invalid", True),
        ("https://example.io/digest.example/", False),
        ("https://myexample.com/", False),
        ("https://digest.test/", False),
        ("http://localhost:8000/", False),
    ],
)
def test_a_host_that_is_there_for_examples_is_a_placeholder(
    tmp_path: Path, address: str, *, is_placeholder: bool
) -> None:
    mail = (
        "{provider: Post, privacy: 'https://x.test/p', link: 'https://x.test/', from: a@b.example}"
    )
    text = SMALLEST.replace("https://digest.test", address) + f"    mail: {mail}\n"
    path = write(tmp_path / "mkdocs.yml", text)

    keys = [one.message.partition(" ")[0] for one in check_settings(path, {})]
    assert keys == [*["site_url"] * is_placeholder, "extra.digest.mail.from"]
    assert load_settings(path, {}).mail is not None


@given(st.text(max_size=200))
def test_any_text_gives_settings_or_findings(text: str) -> None:
    with contextlib.suppress(ContentError):
        parse_settings(text, {})
