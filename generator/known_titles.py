"""The keys of titles, beside a register that may know them by keys of earlier versions.

Those did not restore what a listing lost of TeX: of `A^2Search` they made `a 2search`, which now
shares `a2search` with `A$^2$Search`. A line of the register is never rewritten, so what stands
there goes on naming its paper.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from generator.content.lock import TITLE, Locked
from generator.slugs import title_keys


class KnownTitles:
    """The keys of the titles of a content, by what its register says.

    A line with an earlier key of a title is known by the title's key too, if no other line is by
    that or by the earlier key of another spelling. Where one is, an earlier version has made two
    papers of the two spellings, and they stay two: a title keeps the earlier key that leads to one
    of them. Not so if that is another title's now, as `a 2search` is of `A-2search`: this version
    has parted the two.
    """

    def __init__(self, register: Iterable[Locked], titles: Iterable[str]) -> None:
        self._keys = {title: title_keys(title) for title in titles}
        self._since: dict[str, list[str]] = defaultdict(list)
        self._free: set[str] = set()
        self._parted: set[tuple[str, str]] = set()
        self._narrower: set[tuple[str, str]] = set()
        if pairs := {pair for pair in self._keys.values() if pair[0] != pair[1]}:
            self._look_up(sorted(pairs), register)

    def key_of(self, title: str, arxiv: str | None = None) -> str:
        """The key of one of the titles, of an entry with this arXiv id or without one.

        Without one the title alone leads to a paper; where fewer lines have its earlier key, that
        tells more.
        """
        keys = self._keys[title]
        keeps = keys in self._parted or (not arxiv and keys in self._narrower)
        return keys[1] if keeps else keys[0]

    def keys_of(self, line: Locked, key: str) -> Sequence[str]:
        """A key in a line of the register, and those that have taken its place since."""
        since = self._since.get(key, ())
        return (key, *(new for new in since if new in self._free or new in line.titles))

    def _look_up(self, pairs: Iterable[tuple[str, str]], register: Iterable[Locked]) -> None:
        lines: dict[str, set[str]] = defaultdict(set)
        begun: set[str] = set()
        for line in register:
            begun.add(line.keys[0].removeprefix(TITLE))
            for title in line.titles:
                lines[title].add(line.id)
        earlier_ones: dict[str, list[str]] = defaultdict(list)
        for key, earlier in pairs:
            self._since[earlier].append(key)
            if earlier in lines:
                earlier_ones[key].append(earlier)
        now = {key for key, _ in self._keys.values()}
        for key, found in earlier_ones.items():
            if key in lines:
                telling = [one for one in found if len(lines[one]) == 1 or one in begun]
                kept = [one for one in telling if one not in now and lines[one] != lines[key]]
                parted = [one for one in kept if not lines[one] < lines[key]]
                self._narrower.update((key, one) for one in kept)
            else:
                parted = found if any(lines[one] != lines[found[0]] for one in found) else []
                if not parted:
                    self._free.add(key)
            self._parted.update((key, one) for one in parted)
