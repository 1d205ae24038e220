"""Addresses of the web: which are plain, wherever they are taken, shown or asked, and what hosts say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.editing.requests import guess_kind
from generator.stated import find_links
from generator.text.display import link
from generator.web import (
    CODE_HOSTS,
    MAX_ADDRESS,
    MAX_OWN,
    host_of,
    is_base,
    is_meant,
    is_plain,
    kind_of,
    refuse_address,
    same_address,
)

PLAIN = [
    "https://ada.example",
    "http://ada.example/",
    "https://Ada.Example/Tea?a=b&c=%20d#e/f?g",
    "https://ada.example:8443/tea",
    "https://ada.example:65535/",
    "https://ada.example?tea",
    "https://ada.example#tea",
    "https://medium.example/@ada/tea",
    "https://en.wikipedia.example/wiki/Kettle_(tea)",
    "https://a-b.c-d.example/~ada/!$&()*+,;=:@[]",
    "https://ada.example/" + "a" * (MAX_ADDRESS - len("https://ada.example/")),
]
OWN = [
    "http://localhost:8000/",
    "http://127.0.0.1:8000/digest/",
    "http://[::1]:8000/",
    "http://[2001:db8::1]/",
    "https://mirror/",
    "https://xn--bcher-kva.example/",
]
"""Plain in a setting alone."""

NEVER = {
    "a user name": "https://ada@evil.example/",
    "a user name and a password": "https://ada:secret@evil.example/",
    "a user name that looks like a host": "https://github.com@evil.example/",
    "an escaped user name": "https://github.com%40evil.example/",
    "a backslash before the user name": "https://a.example\\@evil.example/",
    "a backslash": "https://a.example/\\evil",
    "no port": "https://ada.example:/",
    "port 0": "https://ada.example:0/",
    "a port with a zero before it": "https://ada.example:080/",
    "a port beyond the last": "https://ada.example:65536/",
    "a port far beyond the last": "https://ada.example:99999",
    "a port of six digits": "https://ada.example:100000/",
    "a port in words": "https://ada.example:http/",
    "a host in other letters": "https://аda.example/",
    "an accent in a host": "https://bücher.example/",
    "a full stop of another script": "https://ada。example/",
    "an empty label": "https://ada..example/",
    "a label that begins with a hyphen": "https://-ada.example/",
    "a label that is too long": f"https://{'a' * 64}.example/",
    "a dot behind the host": "https://ada.example./",
    "no host": "https://",
    "no host but a path": "https:///ada.example",
    "brackets that hold no number": "https://[ada.example]/",
    "brackets that hold a wrong number": "https://[1:2:3]/",
    "brackets with a zone": "https://[fe80::1%25eth0]/",
    "open brackets": "https://[::1/",
    "a space": "https://ada.example/a b",
    "a space before it": " https://ada.example/",
    "a space behind it": "https://ada.example/ ",
    "a line break behind it": "https://ada.example/\n",
    "a tab within the scheme": "ht\ttps://ada.example/",
    "a tab within the host": "https://ada\t.example/",
    "a control character": "https://ada.example/\x01",
    "a null": "https://ada.example/\x00",
    "a deleted character": "https://ada.example/\x7f",
    "a space that nobody sees": "https://ada.example/\u200b",
    "a mark that turns the text": "https://ada.example/\u202egnp",
    "a letter beyond ASCII": "https://ada.example/té",
    "a quote": 'https://ada.example/"onmouseover=x',
    "an apostrophe": "https://ada.example/'",
    "angle brackets": "https://ada.example/<script>",
    "a brace": "https://ada.example/{a}",
    "a bar": "https://ada.example/a|b",
    "a back quote": "https://ada.example/`",
    "a percent sign alone": "https://ada.example/50%",
    "a percent sign with other letters": "https://ada.example/%zz",
    "an upper-case scheme": "HTTPS://ada.example/",
    "a scheme in mixed case": "Http://ada.example/",
    "another scheme": "ftp://ada.example/",
    "a script": "javascript:alert(1)",
    "a script in mixed case": "JaVaScRiPt:alert(1)",
    "a script behind an address's beginning": "javascript://ada.example/%0Aalert(1)",
    "data": "data:text/html,tea",
    "an inline file": "blob:https://ada.example/1",
    "a file": "file:///etc/passwd",
    "mail": "mailto:ada@ada.example",
    "no scheme": "//ada.example/",
    "no scheme and no slashes": "ada.example/tea",
    "one slash": "https:/ada.example/",
    "no slash": "https:ada.example",
    "too many characters": "https://ada.example/" + "a" * MAX_OWN,
    "nothing": "",
}


@pytest.mark.parametrize("address", PLAIN)
def test_a_plain_address_is_taken_everywhere(address: str) -> None:
    assert is_plain(address)
    assert is_plain(address, own=True)
    assert refuse_address(address) is None
    assert link(address)
    assert is_base(address) is not ("?" in address or "#" in address)


@pytest.mark.parametrize("address", OWN)
def test_machines_of_ones_own_are_for_settings_alone(address: str) -> None:
    assert is_plain(address, own=True)
    assert is_base(address)
    assert not is_plain(address)
    assert refuse_address(address)
    assert link(address) is None


@pytest.mark.parametrize("what", NEVER)
def test_what_is_not_plain_is_taken_nowhere(what: str) -> None:
    address = NEVER[what]
    refusal = refuse_address(address)

    assert refusal
    assert refusal.expected
    assert refusal.hint
    assert not is_plain(address)
    assert not is_plain(address, own=True)
    assert not is_base(address)
    assert link(address) is None


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("a port beyond the last", "a port of at most 65535 after the host"),
        ("a port far beyond the last", "a port of at most 65535 after the host"),
        ("an upper-case scheme", "an address that begins with https://"),
        ("a user name", "an address without backslashes and without a user name (`@`)"),
        ("a host in other letters", "a host name in plain letters a to z"),
        ("a letter beyond ASCII", "an address in ASCII"),
        ("a control character", "an address without spaces and line breaks"),
        ("an apostrophe", "an address without quotes, angle brackets and the like"),
        ("an empty label", "a host name such as github.com after https://"),
        ("too many characters", "an address of at most 2,000 characters"),
    ],
)
def test_a_refusal_says_what_was_expected(what: str, expected: str) -> None:
    refusal = refuse_address(NEVER[what])

    assert refusal
    assert refusal.expected == expected


def test_a_low_port_is_not_taken_for_one_that_is_too_high() -> None:
    refusal = refuse_address("https://ada.example:70/'")

    assert refusal
    assert "quotes" in refusal.expected


@given(
    st.text(max_size=20)
    | st.sampled_from(["https://a.example", "[::1]", "@", "#", ":80", "%2f", "xn--a", "\\", "//"]),
    st.text(max_size=20),
)
def test_the_rules_agree_on_any_text(one: str, other: str) -> None:
    for text in (one + other, f"https://{one}{other}", f"https://a.example/{one}{other}"):
        assert is_plain(text) == (refuse_address(text) is None)
        assert is_plain(text) == (link(text) is not None)
        assert is_plain(text, own=True) or not is_plain(text)
        assert is_meant(text) or not is_plain(text)
        assert text.isascii() or not is_plain(text, own=True)


# Hosts


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        *((f"https://{host}/ada/kettle", "code") for host in sorted(CODE_HOSTS)),
        ("https://www.github.com/ada/kettle/tree/main", "code"),
        ("https://gitlab.ada.example/ada/kettle", "code"),
        ("https://GitHub.com/ada/kettle", "code"),
        ("https://github.com/ada", None),
        ("https://huggingface.co/datasets/ada/cups", "dataset"),
        ("https://hf.co/spaces/ada/pour", "demo"),
        ("https://huggingface.co/ada/kettle-7b", "model"),
        ("https://huggingface.co/collections/ada/all-of-it", "project"),
        ("https://huggingface.co/papers/2401.00001", None),
        ("https://huggingface.co/blog/ada", None),
        ("https://huggingface.co/docs/kettles/index", None),
        ("https://huggingface.co/ada", "project"),
        ("https://huggingface.co/", None),
        ("https://www.youtube.com/watch?v=a", "video"),
        ("https://vimeo.com/1", "video"),
        ("https://ada.github.io/kettle/", "project"),
        ("https://ada.example/code", None),
        ("https://github.com.evil.example/ada/kettle", None),
        ("https://notgithub.com/ada/kettle", None),
        ("https://[", None),
    ],
)
def test_hosts_say_the_same_of_what_is_typed_and_of_what_an_abstract_states(
    address: str, kind: str | None
) -> None:
    assert kind_of(address) == kind
    assert guess_kind(address) in {kind, "arxiv"}
    assert [found for found, _ in find_links(f"See {address} too")] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.ada.example:80/tea", "ada.example"),
        ("https://ADA.example", "ada.example"),
        ("http://[::1]:80/", "::1"),
        ("https://[", ""),
        ("ada.example", ""),
        ("", ""),
    ],
)
def test_a_host_is_named_in_one_way(address: str, host: str) -> None:
    assert host_of(address) == host


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://github.com/tea/kettle", "http://www.github.com/tea/kettle/"),
        ("https://github.com/tea/kettle.git", "https://GitHub.com/tea/kettle"),
    ],
)
def test_two_spellings_of_an_address_are_the_same(one: str, other: str) -> None:
    assert same_address(one) == same_address(other)


def test_paths_that_differ_in_case_are_two_addresses() -> None:
    assert same_address("https://x.example/Tea") != same_address("https://x.example/tea")
