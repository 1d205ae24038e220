"""Feeds: RSS 2.0, Atom 1.0 and JSON Feed 1.1 of the same items, the archive, and a list of all.

Written by hand: every feed library tried loses something that readers need (authors without mail,
content, stable dates) or lets through what no XML reader takes.
"""

from generator.feeds.make import make_feeds

__all__ = ["make_feeds"]
