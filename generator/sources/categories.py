"""arXiv's own categories, told from the codes of MSC and ACM that stand beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable

ARCHIVES = frozenset(
    (
        *("astro-ph", "cond-mat", "cs", "econ", "eess", "gr-qc", "hep-ex", "hep-lat", "hep-ph"),
        *("hep-th", "math", "math-ph", "nlin", "nucl-ex", "nucl-th", "physics", "q-bio", "q-fin"),
        *("quant-ph", "stat"),
        # Closed since, yet on papers from before.
        *("acc-phys", "adap-org", "alg-geom", "ao-sci", "atom-ph", "bayes-an", "chao-dyn"),
        *("chem-ph", "cmp-lg", "comp-gas", "dg-ga", "funct-an", "mtrl-th", "patt-sol", "plasm-ph"),
        *("q-alg", "solv-int", "supr-con"),
    )
)
"""Every archive that arXiv has or had: https://arxiv.org/category_taxonomy and /archive."""

_CATEGORY = re.compile(
    r"(?P<archive>[a-z]+(?:-[a-z]+)?)(?:\.(?:[A-Z]{2}|[a-z]+(?:-[a-z]+)?))?", re.ASCII
)


def is_category(text: str) -> bool:
    """Whether the text is an archive of arXiv, or one of its subjects.

    >>> [is_category(code) for code in ("cs.CL", "hep-th", "cond-mat.mes-hall", "68T50", "I.2.7")]
    [True, True, True, False, False]
    """
    match = _CATEGORY.fullmatch(text)
    return match is not None and match["archive"] in ARCHIVES


def part_categories(codes: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part codes into arXiv's categories, each once in their order, and all the others."""
    once = tuple(dict.fromkeys(filter(None, map(str.strip, codes))))
    return (
        tuple(code for code in once if is_category(code)),
        tuple(code for code in once if not is_category(code)),
    )
