"""Words of a text, folded so that spelling variants of one word are equal.

Keys, slugs, topic rules and near-equal titles all compare these, never the text as it is shown.
"""

from __future__ import annotations

import re
import unicodedata

_MARK = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
"""Accents. Marks of other scripts are left: they are vowels there, not ornaments."""

_ASCII = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "ȷ": "j",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "ng",
        "ĸ": "k",
        "ɓ": "b",
        "ɗ": "d",
        "ƒ": "f",
        "ɨ": "i",
        "ƶ": "z",
        "\N{FRACTION SLASH}": "/",
    }
)
"""Letters that no decomposition reaches; only lower case, for folding comes after case."""

_APOSTROPHES = re.compile("['\u2018\u2019\u201b\u02b9\u02bb\u02bc`\u00b4\u2032\uff07]+")
_WORD = re.compile(r"[^\W_]+")
_REST = r"(?:[!#%-;=?-\[\]_a-z~\u00c0-\u024f]|\\[^A-Za-z\s])"
_ENDINGS = (
    *("ai", "app", "cn", "co", "com", "de", "dev", "edu", "gov", "io", "net", "org", "science"),
)
_ADDRESS = re.compile(
    rf"""(?i:https?|ftp)://{_REST}+
      | (?<![\w.@-])(?:             # without a scheme, as papers have them:
            www\.{_REST}+
          | [A-Za-z0-9][A-Za-z0-9.-]{{0,253}}(?:
                \.(?:{"|".join(_ENDINGS)})/{_REST}*    # a host with a path,
              | \.git(?:hub|lab)\.io\b                 # or one of a project
            )
        )
    """,
    re.VERBOSE,
)
_SIGNS = ("/", "www.", "b.io")
"""One of them is in every address; most texts have none, and this is quick."""

_BETWEEN_WORDS = {code: " " for code in range(128) if not chr(code).isalnum()}


def fold(text: str) -> str:
    """Text without what spellings differ in: compatibility forms, case, accents, ASCII folds.

    Folding twice changes nothing more. Punctuation and space stay.
    """
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFKC", text).casefold()
    bare = _MARK.sub("", unicodedata.normalize("NFKD", lowered).casefold())
    return unicodedata.normalize("NFKC", bare.translate(_ASCII))


def words(text: str) -> list[str]:
    """The folded runs of letters and digits, in order; apostrophes vanish (`it's` is `its`)."""
    if text.isascii():  # most are; it takes a third of the time
        text = text.replace("'", "").replace("`", "")
        return fold(text).translate(_BETWEEN_WORDS).split()
    return _WORD.findall(fold(_APOSTROPHES.sub("", text)))


def without_addresses(text: str) -> str:
    """A text with spaces for the characters of web addresses: their words say nothing of it.

    All else keeps its place. `github.com/ada/loom` and `www.loom.example` are addresses too, and a
    name such as `Loom.ai` is none.
    """
    if any(sign in text for sign in _SIGNS):
        return _ADDRESS.sub(lambda found: " " * len(found[0]), text)
    return text
