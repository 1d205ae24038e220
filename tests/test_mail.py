"""Editions as mails: small, readable in poor programs, and the same whenever they are made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import html5lib
import lxml.html
import pytest
from builders import make_digest, make_paper, make_settings
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from generator.mail import make_letters, make_mail
from generator.mail.letter import MAX_PAPERS, MAX_TITLE
from generator.mail.make import MAX_BYTES
from generator.mail.wrapping import WIDTH, columns, to_html, to_lines
from generator.pages import Index
from generator.problems import ContentError
from generator.records import (
    Appearance,
    Assignment,
    Author,
    Digest,
    Edition,
    Organisation,
    Pick,
    Status,
    Topic,
)
from generator.render import make_environment
from generator.settings import MailSettings, Settings
from generator.text.display import as_text
from generator.text.escape import clean
from generator.text.sentences import shorten

DATA = Path(__file__).parent / "data/mail"
ENVIRONMENT = make_environment(Path(__file__).parent.parent / "site_templates")
SITE = make_settings()
SERVICE = make_settings(
    mail=MailSettings(
        provider="Some Mailer",
        privacy="https://mailer.example/privacy",
        link="https://mailer.example/kettles",
        sender="digest@digest.example",
        unsubscribe="{{ unsubscribe_url }}",
        postal="Smith & Sons, 1 Kettle Lane, Tea Town",
    )
)
TOPICS = (Topic(slug="kettles", name="Kettles & pots", about="Machines that boil water"),)
EDITION = "2025-11-20"

HOSTILE = (
    "If $a<b$ & c>d]]> </td></tr></table><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ .Subscriber.Email }} {% raw %} *|UNSUB|* <%= x %> [[unsubscribe]] %%x%%",
    "\x00\x1b[31m \ud800 \u202eright to left\u202c \u200b\ufeff",
    "من اليمين إلى اليسار",
    "水壶" * 2_000,
    "W" * 4_000,
    "&" * 4_000,
    "👩\u200d🔬" * 1_000,
    "a̴̢̛" * 1_300,
    "https://kettles.example/" + "a" * 300,
    "=\n.\nFrom ",
)


def make_files(digest: Digest, settings: Settings = SITE) -> Mapping[str, bytes]:
    return {
        file.path.removeprefix("data/mail/"): file.data
        for letter in make_letters(Index(digest), settings)
        for file in make_mail(letter, settings, ENVIRONMENT)
    }


def make_parts(digest: Digest, settings: Settings = SITE) -> tuple[str, str, EmailMessage]:
    """The files of the one edition: HTML, text, and the message as a program reads it."""
    files = make_files(digest, settings)
    message = message_from_bytes(files[f"{EDITION}.eml"], policy=default)
    return files[f"{EDITION}.html"].decode(), files[f"{EDITION}.txt"].decode(), message


def make_small() -> Digest:
    """An edition with a paper of each sort."""
    papers = (
        make_paper(
            "a-quiet-kettle",
            title=r"A Quiet Kettle: $O(n^2)$ Cups, \'Etudes & {{ tags }}",
            abstract="We present a kettle of $10^{3}$ W that you do not hear. Tea follows.",
            authors=tuple(Author(name=f"{name} Lovelace") for name in ("Ada", "Bea", "Cleo", "Di")),
            n_authors=1_204,
            published=date(2025, 11, 18),
            topics=(Assignment(slug="kettles", origin="curation"),),
        ),
        make_paper(
            "pots-and-their-lids-a-survey",
            title="Pots and Their Lids: " + "A Survey of Everything That Was Ever Closed, " * 3,
            organisation=Organisation(slug="tea-house", name="Tea House"),
            status=Status(value="withdrawn", on=date(2025, 11, 19), because="Lids leaked."),
        ),
        make_paper(
            "steam",
            title="蒸気" * 60,
            abstract="",
            n_authors=1,
            pick=Pick(by="ada", on=date(2025, 11, 21)),
        ),
    )
    return make_digest(papers, TOPICS)


def make_many(number: int, text: str | None = None) -> Digest:
    """An edition of so many papers; `text` takes the place of all that listings say."""
    said: dict[str, Any] = {}
    if text is not None:
        said = {
            "title": text,
            "abstract": f"We present {text}.",
            "authors": (Author(name=text),) * 4,
        }
    topics = (Assignment(slug="kettles", origin="rules", score=9.0),)
    return make_digest(
        (make_paper(f"kettle-{at:03}", topics=topics, **said) for at in range(number)), TOPICS
    )


def read(html: str) -> Any:  # noqa: ANN401 - lxml's queries give what they find
    return lxml.html.document_fromstring(html.encode())


def to_unix(text: str) -> str:
    return text.replace("\r\n", "\n")


# What a mail says


@pytest.mark.parametrize(("name", "chosen"), [("small", SITE), ("small-service", SERVICE)])
@pytest.mark.parametrize("form", ["html", "txt", "eml"])
def test_a_small_edition_is_the_mail_that_somebody_read(
    name: str, chosen: Settings, form: str
) -> None:
    expected = (DATA / f"{name}.{form}").read_bytes()

    assert make_files(make_small(), chosen)[f"{EDITION}.{form}"] == expected


def test_every_edition_has_its_three_files() -> None:
    seen = (
        Appearance(listing="2025-11-21.daily-papers", edition=name, position=1, line=1)
        for name in ("2025-11-21", "2025-11-21-tea")
    )
    digest = make_digest([make_paper(), make_paper("later", appearances=tuple(seen))])

    assert list(make_files(digest)) == [
        f"{name}.{form}"
        for name in (EDITION, "2025-11-21", "2025-11-21-tea")
        for form in ("html", "txt", "eml")
    ]


def test_a_long_edition_shows_its_first_forty_papers_and_links_to_all() -> None:
    html, text, _ = make_parts(make_many(128))
    document = read(html)
    link = document.xpath("//a[.='All 128 papers of this edition']/@href")

    assert MAX_PAPERS == 40
    assert len(document.xpath("//h2/a")) == 40
    assert link == [f"https://digest.example/kettles/editions/{EDITION}/"]
    assert f"All 128 papers of this edition:\n{link[0]}\n" in text
    assert text.count("/papers/kettle-") == 40
    assert "128 papers; 40 of them here\n" in text


def test_an_edition_without_papers_is_a_mail_too() -> None:
    empty = Edition(id=EDITION, captured=date(2025, 11, 20), label=None, listings=(), papers=())
    html, text, message = make_parts(Digest(papers=(), topics=(), editions=(empty,)))

    assert read(html).xpath("//h1")[0].text == "Edition of 20 November 2025"
    assert "\n0 papers\n" in text
    assert message["Subject"] == "Kettle Digest, 20 November 2025: 0 papers"


def test_links_lead_to_the_site_with_its_path_and_to_nothing_else() -> None:
    html, text, _ = make_parts(make_small(), SERVICE)
    links = set(read(html).xpath("//@href")) - {"{{ unsubscribe_url }}"}

    assert links == {
        "https://digest.example/kettles/",
        "https://digest.example/kettles/editions/2025-11-20/",
        "https://digest.example/kettles/papers/a-quiet-kettle/",
        "https://digest.example/kettles/papers/pots-and-their-lids-a-survey/",
        "https://digest.example/kettles/papers/steam/",
        "https://digest.example/kettles/subscribe/",
        "https://digest.example/kettles/topics/kettles/",
    }
    assert {line.strip() for line in text.split("\n") if "://" in line} <= links


# Poor programs


FORBIDDEN = {
    *("script", "form", "input", "button", "svg", "math", "img", "iframe", "object", "embed"),
    *("video", "audio", "link", "base", "font", "details"),
}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_mail_is_made_of_what_every_program_shows(text: str) -> None:
    html, _, _ = make_parts(make_many(3, text), SERVICE)
    document = read(html)
    tags = {element.tag for element in document.iter() if isinstance(element.tag, str)}
    attributes = {name for element in document.iter() for name in element.attrib}

    html5lib.HTMLParser(strict=True).parse(html)
    assert not tags & FORBIDDEN
    assert tags - {"wbr"} == {
        *("html", "head", "meta", "title", "style", "body", "div", "table", "tr", "td"),
        *("p", "h1", "h2", "a"),
    }
    assert not {name for name in attributes if name.startswith("on") or name in {"src", "id"}}
    assert not re.search(r"@import|url\(|://(?!digest\.example/kettles/)", html)


def test_styles_stand_in_the_elements_and_the_sheet_is_for_dark_windows_alone() -> None:
    """Gmail drops a sheet above 16 KB, and a whole sheet for one selector by attribute."""
    html, _, _ = make_parts(make_small())
    (sheet,) = read(html).xpath("//style/text()")

    assert re.fullmatch(
        r"\s*@media \(prefers-color-scheme: dark\) \{(?:[^{}]*\{[^{}]*\})*\s*\}\s*", sheet
    )
    assert len(sheet) < 16_000
    assert "[" not in sheet
    assert all(element.get("style") for element in read(html).xpath("//h1 | //h2 | //p | //h2/a"))


def test_a_mail_names_its_language_and_titles_find_their_own_direction() -> None:
    html, _, _ = make_parts(make_many(1, HOSTILE[4]), make_settings(language="pt-BR"))
    document = read(html)

    assert (document.get("lang"), document.get("dir")) == ("pt-BR", "ltr")
    assert document.xpath("//h2/@dir") == ["auto"]


# Size


@pytest.mark.parametrize("text", HOSTILE)
def test_no_title_makes_a_mail_too_large_or_loses_its_way_online(text: str) -> None:
    html, _, _ = make_parts(make_many(60, text))

    assert len(html.encode()) <= MAX_BYTES == 90_000
    assert "All 60 papers of this edition" in html
    assert html.rstrip().endswith("</html>")


texts = st.builds(
    lambda part, times: (part * times)[:4_000],
    st.text(min_size=1, max_size=30),
    st.integers(1, 4_000),
)


@settings(max_examples=25)
@given(texts)
def test_any_text_stays_text_within_the_size_property(text: str) -> None:
    html, plain, message = make_parts(make_many(45, text))
    titles = read(html).xpath("//h2/a")
    shown = shorten(as_text(text), MAX_TITLE) or "kettle-000"

    assert len(html.encode()) <= MAX_BYTES
    assert 1 <= len(titles) <= MAX_PAPERS
    assert all(
        " ".join(title.text_content().split()) == " ".join(shown.split()) for title in titles[:1]
    )
    assert all(columns(line) <= WIDTH or "://" in line for line in plain.split("\n"))
    assert message.defects == []


def test_forty_usual_papers_fit_with_room_to_spare() -> None:
    title = "A Usual Title of the Length That Titles Have: Not Short, Not Very Long Either"
    html, _, _ = make_parts(make_many(40, title))

    assert len(read(html).xpath("//h2")) == 40
    assert len(html.encode()) < 60_000


def test_settings_that_fill_a_mail_by_themselves_are_an_error() -> None:
    with pytest.raises(ContentError) as caught:
        make_files(make_small(), make_settings(site_description="Kettles! " * 10_000))
    (problem,) = caught.value.problems

    assert problem.path == "mkdocs.yml"
    assert re.fullmatch(
        r"the mail of edition 2025-11-20 has 1\d\d,\d{3} bytes without any paper; "
        r"90,000 are allowed",
        problem.message,
    )
    assert problem.hint


# Words of strangers


TAGS = re.compile(r"\{\{|\{%|\{\$|<%|%%|%\}|%>|\}\}|\*\||\|\*|\[\[|\]\]")


@given(st.text(alphabet="{}%$*|[]<> ab", max_size=60))
@example("{{{{%%%%}}}} *||* [[[[ ]]]]")
def test_no_service_finds_a_tag_of_its_own_in_words_of_strangers_property(text: str) -> None:
    assert not TAGS.search(to_html(text))
    assert not TAGS.search(to_lines(text, rest="    "))


def test_a_services_own_tags_stay_as_the_settings_write_them() -> None:
    html, text, _ = make_parts(make_small(), SERVICE)

    assert 'href="{{ unsubscribe_url }}"' in html
    assert "\nUnsubscribe:\n{{ unsubscribe_url }}\n" in text
    assert "\nSmith & Sons, 1 Kettle Lane, Tea Town\n" in text
    assert "Smith &amp; Sons" in html


@given(texts)
@example("kettle " * 30)
@example("水壶" * 60)
def test_wrapped_text_keeps_every_letter_property(text: str) -> None:
    lines = to_lines(text, " 1. ", "    ").split("\n")
    letters = re.sub(r"\s", "", clean(text))

    assert re.sub(r"\s", "", "".join(lines)) == f"1.{letters}"
    assert all(columns(line) <= WIDTH or "://" in line for line in lines)
    assert all(line.startswith("    ") for line in lines[1:])


def test_a_long_address_in_a_text_has_a_line_of_its_own() -> None:
    address = "https://kettles.example/" + "a" * 100

    assert to_lines(f"See {address} for tea.") == f"See\n{address}\nfor tea."


def test_text_is_plain_unicode_without_tex() -> None:
    _, text, _ = make_parts(make_small())

    assert "A Quiet Kettle: O(n²) Cups, Études & { { tags } }" in text
    assert "$" not in text


# The message


def test_a_message_holds_both_files_text_first() -> None:
    html, text, message = make_parts(make_many(50, "Ünï & 水" * 40), SERVICE)
    plain, rich = message.iter_parts()

    assert message.get_content_type() == "multipart/alternative"
    assert plain.get_content_type() == "text/plain"
    assert rich.get_content_type() == "text/html"
    assert to_unix(plain.get_content()) == text
    assert to_unix(rich.get_content()) == html
    assert message.defects == plain.defects == rich.defects == []


def test_a_message_has_lines_that_every_server_takes() -> None:
    data = make_files(make_many(50, "水壶" * 2_000), SERVICE)[f"{EDITION}.eml"]

    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 78
    assert data.count(b"\n") == data.count(b"\r\n")


def test_the_headers_of_a_message_are_made_of_the_edition_alone() -> None:
    message = make_parts(make_small(), SERVICE)[2]

    assert dict(message.items()) == {
        "Date": "Thu, 20 Nov 2025 12:00:00 +0000",
        "From": "Kettle Digest <digest@digest.example>",
        "Subject": "Kettle Digest, 20 November 2025: 3 papers",
        "Message-ID": "<2025-11-20.editions.2025@digest.example>",
        "List-Id": "<editions.2025.digest.example>",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }


def test_a_message_of_nobodys_is_a_draft() -> None:
    message = make_parts(make_small())[2]

    assert message["X-Unsent"] == "1"
    assert message["From"] is None


def test_a_message_of_an_edition_imported_late_is_dated_by_the_import() -> None:
    digest = make_digest([make_paper(added=date(2025, 12, 24))])

    assert make_parts(digest)[2]["Date"] == "Wed, 24 Dec 2025 12:00:00 +0000"


@pytest.mark.parametrize(
    ("tag", "message_id"),
    [
        ("ada@x.example,2025-03", "<2025-11-20.editions.ada.2025-03@x.example>"),
        ("digest.example,2025-03-01", "<2025-11-20.editions.2025-03-01@digest.example>"),
        ("zoë@x.example,2025", "<2025-11-20.editions.zo%C3%AB.2025@x.example>"),
    ],
)
def test_a_messages_id_is_of_the_tag_that_never_changes(tag: str, message_id: str) -> None:
    moved = make_settings(tag=tag, site_name="Renamed", site_url="https://elsewhere.example/")

    assert make_parts(make_small(), moved)[2]["Message-ID"] == message_id


@pytest.mark.parametrize("name", ["Tea\r\nBcc: all@x.example", "茶 \u202e", 'Tea, "Pot" <x@y>'])
def test_no_name_of_a_site_adds_a_header_or_an_address(name: str) -> None:
    chosen = make_settings(site_name=name, mail=SERVICE.mail)
    message = make_parts(make_small(), chosen)[2]
    (sender,) = message["From"].addresses

    assert message["Bcc"] is None
    assert (sender.display_name, sender.addr_spec) == (clean(name), "digest@digest.example")
    assert message["Subject"] == f"{clean(name)}, 20 November 2025: 3 papers"


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert make_files(make_small(), SERVICE) == make_files(make_small(), SERVICE)


# In a browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=True)
    yield context.new_page()
    context.close()


WITHOUT_STYLES = """() => {
  document.querySelectorAll("style").forEach((sheet) => sheet.remove());
  for (const element of document.querySelectorAll("[style]")) element.removeAttribute("style");
}"""


@pytest.mark.parametrize("width", [320, 640, 1440])
@pytest.mark.parametrize("styled", [True, False], ids=["styled", "without-styles"])
@pytest.mark.parametrize("text", [None, "W" * 4_000, "水壶" * 2_000, HOSTILE[0], HOSTILE[10]])
def test_a_mail_is_never_wider_than_its_window(
    page: Page, width: int, styled: bool, text: str | None
) -> None:
    """There are no images to turn off."""
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(make_parts(make_many(5, text) if text else make_small(), SERVICE)[0])
    if not styled:
        page.evaluate(WITHOUT_STYLES)
    column = page.locator("table table").bounding_box()

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert column is not None
    assert column["width"] <= (640 if styled else width)
    assert page.locator("img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_of_a_mail_can_be_read_in_both_schemes(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_content(make_parts(make_small(), SERVICE)[0])
    low = page.evaluate("""() => {
      const light = (colour) => colour.match(/\\d+/g).slice(0, 3).map((part) => {
        const value = part / 255;
        return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      }).reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
      const ground = light(getComputedStyle(document.body).backgroundColor);
      return [...document.querySelectorAll("p, h1, h2, a, td")].filter((element) => {
        const ink = light(getComputedStyle(element).color);
        return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05) < 4.5;
      }).map((element) => element.outerHTML);
    }""")

    assert low == []


def test_the_editions_of_a_digest_fit_and_are_no_wider_than_a_phone(
    page: Page, built_site: Path
) -> None:
    mails = sorted(built_site.glob("data/mail/*.html"), key=lambda mail: mail.stem)
    page.set_viewport_size({"width": 320, "height": 900})

    assert [mail.stem for mail in mails] == sorted(
        folder.name for folder in (built_site / "editions").iterdir() if folder.is_dir()
    )
    for mail in mails:
        page.goto(mail.as_uri())
        assert mail.stat().st_size <= MAX_BYTES
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, mail
