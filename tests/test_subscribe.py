"""Subscribing: the page of feeds and mail, the settings of mail, and what the page may send where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from builders import make_digest, make_paper, make_settings
from host import serve
from markdown import Markdown
from playwright.sync_api import Browser, Route, expect
from projects import run, smallest

from generator.catalogue import FORMS
from generator.pages import Index, make_pages
from generator.problems import ContentError
from generator.records import Assignment, Digest, Topic
from generator.render import Renderer, make_environment
from generator.settings import MailSettings, Settings, parse_settings

ENVIRONMENT = make_environment(Path(__file__).parent.parent / "site_templates")
LISTING = Path(__file__).parent / "data/listings/2031-03-12.daily-papers.txt"
TOPICS = (
    Topic(slug="kettles", name="Kettles & <pots>", about="Machines that boil water"),
    Topic(slug="mail", name="Mail", about="Letters about tea."),
)
LINK = MailSettings(
    provider="Some <b>Mailer",
    privacy="https://mailer.example/privacy?a=1&b=2",
    link="https://mailer.example/kettles",
)
FORM = MailSettings(
    provider="Some Mailer",
    privacy="https://mailer.example/privacy",
    form="https://post.mailer.example:8443/subscribe?list=1",
    field="EMAIL",
)


def make_small() -> Digest:
    topics = (Assignment(slug="kettles", origin="rules", score=9.0),)
    return make_digest([make_paper(topics=topics)], TOPICS)


def render(settings: Settings, digest: Digest | None = None, address: str = "subscribe/") -> Any:  # noqa: ANN401 - lxml's queries
    index = Index(digest or make_small(), settings.site_url)
    page = next(page for page in make_pages(index, settings) if page.address == address)
    text = Renderer(ENVIRONMENT, settings, index).render(page).data.decode()
    body = Markdown(extensions=["toc"]).convert(text.split("\n---\n", 1)[1])
    return lxml.html.fromstring(f"<main>{body}</main>")


def texts(found: list[Any]) -> list[str]:
    return [" ".join(element.text_content().split()) for element in found]


# The page


def test_every_feed_has_a_row_with_its_address_and_all_its_forms() -> None:
    page = render(make_settings())
    rows = page.xpath("//ul[@class='feed-list']/li")

    assert [row.get("id") for row in rows] == [
        *("feed.papers", "feed.editions", "feed.picks"),
        *("feed.topics.kettles", "feed.topics.mail"),
    ]
    assert texts(page.xpath("//ul/li//code")) == [
        f"https://digest.example/kettles/feeds/{stem}.xml"
        for stem in ("papers", "editions", "picks", "topics/kettles", "topics/mail")
    ]
    for row in rows:
        stem = row.xpath("string(.//code)").removeprefix("https://digest.example/kettles/")
        assert row.xpath(".//*[@class='feed-forms']/a/@href") == [
            f"../{stem.removesuffix('xml')}{form}" for form in FORMS
        ]
    assert texts(rows[3].xpath(".//h3")) == ["Kettles & <pots>"]
    assert texts(rows[3].xpath("./p[1]")) == ["Machines that boil water."]
    assert texts(rows[4].xpath("./p[1]")) == ["Letters about tea."]


def test_no_id_of_the_page_stands_twice_whatever_a_topic_is_called() -> None:
    for mail in (None, LINK, FORM):
        ids = render(make_settings(mail=mail)).xpath("//@id")

        assert len(ids) == len(set(ids))


def test_the_page_says_what_a_feed_is_and_offers_all_of_them_in_one_file() -> None:
    page = render(make_settings())

    assert "A feed is a list of what is new" in page.xpath("string(//p[@class='lead'])")
    assert "dated by the day on which a paper was added" in page.text_content()
    assert page.xpath("//a[contains(., 'OPML')]/@href") == ["../feeds/subscriptions.opml"]
    assert "addresses of all 5 feeds" in page.text_content()


def test_without_a_service_there_is_no_button_and_the_page_says_how_to_do_it() -> None:
    page = render(make_settings())

    assert not page.xpath("//form | //input | //a[contains(., 'by mail')]")
    assert page.xpath("//h2[.='Mail']/following::a[.='feed of editions'][1]/@href") == [
        "#feed.editions"
    ]
    assert "mailto:" not in lxml.html.tostring(page, encoding="unicode")


def test_a_service_with_a_page_of_its_own_is_linked_with_its_name_and_privacy_notice() -> None:
    page = render(make_settings(mail=LINK))
    (button,) = page.xpath("//a[.='Get editions by mail']")

    assert not page.xpath("//form")
    assert (button.get("href"), button.get("rel")) == (
        "https://mailer.example/kettles",
        "nofollow noopener noreferrer",
    )
    assert page.xpath("//a[.='privacy notice']/@href") == ["https://mailer.example/privacy?a=1&b=2"]
    assert "Some <b>Mailer sends the mails" in page.text_content()
    assert "You will get a confirmation mail" in page.text_content()


def test_a_service_with_a_form_gets_the_address_and_nothing_else() -> None:
    page = render(make_settings(mail=FORM))
    (form,) = page.xpath("//form")
    (field,) = form.xpath(".//input | .//select | .//textarea")

    assert (form.get("action"), form.get("method")) == (FORM.form, "post")
    assert (field.get("name"), field.get("type")) == ("EMAIL", "email")
    assert form.xpath(f".//label[@for='{field.get('id')}']")
    assert page.xpath("//a[.='privacy notice']/@href") == ["https://mailer.example/privacy"]
    assert "You will get a confirmation mail" in page.text_content()


def test_a_digest_without_topics_and_editions_has_the_page_too() -> None:
    empty = Digest(papers=(), topics=(), editions=())
    page = render(make_settings(mail=LINK), empty)

    assert texts(page.xpath("//h2")) == ["The whole digest", "Mail", "All of them"]
    assert not page.xpath("//a[contains(., 'newest edition')]")


def test_a_topic_leads_to_its_own_row() -> None:
    topic = render(make_settings(), address="topics/kettles/")
    (link,) = topic.xpath("//a[.='Follow this topic']/@href")

    assert link == "../../subscribe/#feed.topics.kettles"
    assert render(make_settings()).xpath("//*[@id='feed.topics.kettles']")


# The settings


SMALLEST = """\
site_name: A Digest
site_description: Papers worth reading.
site_url: https://digest.test
extra:
  digest:
    tag: digest.test,2025
"""


def with_mail(*lines: str) -> str:
    return f"{SMALLEST}    mail:\n" + "".join(f"      {line}\n" for line in lines)


def findings(text: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        parse_settings(text, {})
    assert all(found.hint for found in caught.value.problems)
    return [f"{found.line}: {found.message}" for found in caught.value.problems]


RIGHT = ("provider: Some Mailer", "privacy: https://mailer.example/privacy#mail")
SIGN_UP = "link: https://mailer.example/x"


def test_mail_is_read_with_all_that_it_may_say() -> None:
    text = with_mail(
        *RIGHT,
        "form: https://mailer.example:8443/subscribe?u=1&id=2",
        "field: MERGE[0]",
        "from: the.digest+mail@mail.digest.test",
        'unsubscribe: "*|UNSUB|*"',
        "postal: 1 Kettle Lane, Tea Town",
    )

    assert parse_settings(text, {}).mail == MailSettings(
        provider="Some Mailer",
        privacy="https://mailer.example/privacy#mail",
        form="https://mailer.example:8443/subscribe?u=1&id=2",
        field="MERGE[0]",
        sender="the.digest+mail@mail.digest.test",
        unsubscribe="*|UNSUB|*",
        postal="1 Kettle Lane, Tea Town",
    )


@pytest.mark.parametrize("text", [SMALLEST, f"{SMALLEST}    mail:\n"])
def test_without_mail_there_is_none(text: str) -> None:
    assert parse_settings(text, {}).mail is None


def test_a_value_of_mail_may_come_from_the_environment() -> None:
    text = with_mail(*RIGHT, "link: !ENV SIGN_UP")

    read = parse_settings(text, {"SIGN_UP": "https://mailer.example/x"}).mail
    assert read
    assert read.link == "https://mailer.example/x"
    assert findings(text) == ["8: extra.digest.mail has neither link nor form"]


def test_all_that_is_wrong_with_mail_is_told_at_once_with_its_place() -> None:
    text = with_mail(
        "provder: Some Mailer",
        "privacy: http://mailer.example/privacy",
        "link: mailer.example",
        "form: https://mailer.example; script-src *",
        'field: "<b>"',
        "from: somebody",
        "unsubscribe: {{ unsubscribe_url }}",
        'postal: ""',
    )

    assert findings(text) == [
        "8: extra.digest.mail.provider is missing",
        "8: extra.digest.mail has no setting 'provder'",
        "9: extra.digest.mail.privacy is 'http://mailer.example/privacy'",
        "10: extra.digest.mail.link is 'mailer.example'",
        "11: extra.digest.mail has both link and form",
        "11: extra.digest.mail.form is 'https://mailer.example; script-src *'",
        "12: extra.digest.mail.field is '<b>'",
        "13: extra.digest.mail.from is 'somebody'",
        "14: extra.digest.mail.unsubscribe must be text",
        "15: extra.digest.mail.postal is ''",
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (RIGHT, "8: extra.digest.mail has neither link nor form"),
        ((*RIGHT, SIGN_UP, "field: email"), "11: extra.digest.mail.field is of no use with link"),
        ((*RIGHT, SIGN_UP, SIGN_UP), "11: 'link' stands twice in extra.digest.mail"),
    ],
)
def test_there_is_one_way_to_sign_up(lines: tuple[str, ...], expected: str) -> None:
    assert findings(with_mail(*lines)) == [expected]


@pytest.mark.parametrize("value", ["me@digest.test", "[a, list]", "2025"])
def test_mail_that_says_one_thing_alone_is_told_what_to_say(value: str) -> None:
    with pytest.raises(ContentError) as caught:
        parse_settings(f"{SMALLEST}    mail: {value}\n", {})
    (problem,) = caught.value.problems

    assert problem.message == "extra.digest.mail must be a mapping"
    assert problem.hint == "Below it, set provider, privacy, and link or form."


@pytest.mark.parametrize(
    "address",
    [
        *("https://host", "https:///path", "https://me@host.example/", "https://host.example:x/"),
        *(
            "https://host.example/ x",
            "https://host.example\\x",
            "https://*.example/",
            "//h.example",
        ),
        *("https://host.example?;x", "https://host.example#;x"),
        *("https://hóst.example/", "https://host.example'/", "javascript:alert(1)"),
    ],
)
def test_a_form_goes_to_no_address_that_a_policy_could_misread(address: str) -> None:
    text = with_mail(*RIGHT, f'form: "{address}"'.replace("\\", "\\\\"))

    assert findings(text) == [f"10: extra.digest.mail.form is {address!r}"]


# The site


POLICY = re.compile(r'Content-Security-Policy" content="[^"]*form-action ([^;"]*);')


@pytest.fixture(scope="module")
def site_with_form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = smallest(tmp_path_factory.mktemp("form"), LISTING)
    settings = project / "mkdocs.yml"
    mail = f"    mail: {{provider: M, privacy: 'https://m.example/p', form: '{FORM.form}'}}\n"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("    branch: main\n", f"    branch: main\n{mail}"), "utf-8")
    run("generator", "build", cwd=project)
    return project / "site"


@pytest.mark.site
def test_only_the_page_with_the_form_may_send_it_and_only_to_its_service(
    site_with_form: Path,
) -> None:
    found = {
        path.relative_to(site_with_form).as_posix(): POLICY.findall(path.read_text("utf-8"))
        for path in site_with_form.rglob("*.html")
        if path.parent.name != "mail"
    }

    assert found.pop("subscribe/index.html") == ["'self' https://post.mailer.example:8443"]
    assert len(found) > 10
    assert all(policy == ["'self'"] for policy in found.values())


def test_without_a_form_no_page_may_send_anything_elsewhere(built_site: Path) -> None:
    for path in (built_site / "subscribe/index.html", built_site / "index.html"):
        assert POLICY.findall(path.read_text("utf-8")) == ["'self'"]


@pytest.fixture
def form_address(site_with_form: Path, tmp_path: Path) -> Iterator[str]:
    with serve(site_with_form, tmp_path) as address:
        yield address


@pytest.mark.site
def test_a_reader_signs_up_and_the_service_gets_one_field(
    browser: Browser, form_address: str
) -> None:
    sent: list[str | None] = []

    def answer(route: Route) -> None:
        sent.append(route.request.post_data)
        route.fulfill(body="<h1>Look into your mail</h1>", content_type="text/html")

    context = browser.new_context(java_script_enabled=False)
    context.route("https://post.mailer.example:8443/**", answer)
    page = context.new_page()
    page.goto(f"{form_address}subscribe/")
    page.get_by_label("Your mail address").fill("ada@reader.example")
    page.get_by_role("button", name="Get editions by mail").click()

    expect(page.get_by_role("heading")).to_have_text("Look into your mail")
    assert sent == ["email=ada%40reader.example"]
    context.close()


def test_a_button_copies_the_address_and_says_so(browser: Browser, served: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{served}subscribe/")
    row = page.locator('[id="feed.topics.brewing"]')
    row.get_by_role("button", name="Copy address: Brewing & steeping").press("Enter")

    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_text(
        "Copied the address of: Brewing & steeping."
    )
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == row.locator("code").inner_text()
    assert copied.endswith("/feeds/topics/brewing.xml")
    context.close()


def test_where_copying_is_not_allowed_the_address_is_selected(
    browser: Browser, served: str
) -> None:
    context = browser.new_context()
    context.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error())")
    page = context.new_page()
    page.goto(f"{served}subscribe/")
    row = page.locator('[id="feed.papers"]')
    row.get_by_role("button").click()

    expect(page.get_by_role("status").filter(has_text="selected")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == row.locator("code").inner_text()
    context.close()


def test_without_scripts_there_is_no_button_and_one_click_selects_the_address(
    browser: Browser, served: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}subscribe/")
    address = page.locator('[id="feed.papers"] code')

    expect(page.locator("[data-copy]").first).to_be_hidden()
    expect(address).to_have_css("user-select", "all")
    # Papers, editions and picks, and each of the topics.
    assert page.locator(".feed-list > li").count() == 3 + 17
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_the_page_is_no_wider_than_the_screen_and_its_targets_large_enough(
    browser: Browser, served: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{served}subscribe/")
    heights = page.locator(".feed-list :is(button, .feed-forms a)").evaluate_all(
        "found => found.map((element) => element.getBoundingClientRect().height)"
    )

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert min(heights) >= 24
    context.close()
