"""Every rule that a finding can name, each in one sentence; CONTRIBUTING.md lists the same."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from generator.content.rules import RULES as RULES_OF_FILES

RULES: Mapping[str, str] = MappingProxyType(
    {
        **RULES_OF_FILES,
        # Listings.
        "listing-name": "A listing is named after its capture, its reader and perhaps a label.",
        "not-a-listing": "A listing is what its reader expects.",
        "cut-listing": "A page that is imported reaches to its end.",
        "unreadable-entry": "An entry has what every entry has; the others are kept without it.",
        "bad-address": "An address that a listing states is a plain one, or it is left out.",
        "impossible-date": "A paper's date exists and is not later than its capture.",
        "page-date": "The day that a page prints is that of its file's name.",
        "unknown-capture": "The day of a capture is known, or can be told from the page.",
        "duplicate-listing": "No two listings share day, reader and label.",
        "repeated-listing": "No listing repeats another.",
        "no-listing": "A digest has at least one listing.",
        "missing-file": "`topics.yml` is there.",
        # Places.
        "no-plain-file": "A file of the content is a plain file, no link and no device.",
        "unknown-place": "Only the folders and files that are read lie in the content folder.",
        # Papers.
        "shared-title": "An entry without an arXiv id has the title of one paper alone.",
        "near-titles": "Titles that are nearly equal are judged: one paper, or two.",
        "facts-differ": "The listings of a paper agree, or a curation says which is right.",
        "id-suffix": "An id that is taken or reserved gets a suffix.",
        "not-locked": "Papers stand in the register; `digest import` puts them there.",
        "bad-lock": "The register is as `digest import` wrote it.",
        "lost-paper": "A paper of the register has an entry, an introduction or a successor.",
        "reference-twins": "A reference's arXiv id and its title lead to the same paper.",
        "reference-clash": "A reference's arXiv id is that of the paper of its title.",
        "unused-reference": "A record of a reference is of a paper that is listed.",
        "not-kept": "What a source states has a place in an entry.",
        # What was published.
        "published-state": "The published state is the `papers.json` of a digest.",
        "vanished-paper": "A paper that was published is there, or its address leads on.",
        "changed-id": "A paper keeps the id that it was published under.",
        "vanished-topic": "A topic that was published is there, or its address leads on.",
        "shrunk-digest": "A digest does not lose many papers between two publications.",
        "older-edition": "The newest edition is not older than the one that was published.",
        # Topics.
        "common-phrase": "A phrase of the rules stands in some papers, and not in most.",
        # Curations among each other.
        "unknown-topic": "A curation names topics of `topics.yml`.",
        "unknown-paper": "A curation stands for, and names, papers that exist.",
        "duplicate-curation": "A paper has one curation.",
        "introduced-twice": "A paper that is introduced is not there already.",
        "reserved-id": "An introduced paper's id is not a name that the site or a system uses.",
        "same-as-circle": "`same_as` leads to a paper that stays.",
        "future-date": "A pick is not dated later than the newest capture, or it waits for one.",
        "arxiv-clash": "An arXiv id belongs to one paper, and a paper has one.",
        # Answers of sources.
        "no-web-address": "An address that is asked is one of the web, without credentials.",
        "no-answer": "A source answers.",
        "too-slow": "An answer comes in time.",
        "cut-off": "An answer comes whole.",
        "too-large-answer": "An answer is not larger than what is taken.",
        "refused-encoding": "An answer is compressed as it was asked for, or not at all.",
        "too-many-requests": "A source is asked no more often than it allows.",
        "server-error": "A source can answer at the moment.",
        "refused-request": "A source knows what it is asked for.",
        "redirect-loop": "A redirect leads on, and soon to an answer.",
        "redirect-elsewhere": "A redirect stays in the house, and on a way that nobody else can write on.",
        "empty-answer": "A working day has papers, unless only later days do.",
        "changed-shape": "Records of a source have the fields that they always had.",
        "repeated-answer": "The pages of an answer do not repeat each other.",
        "shrunk-answer": "A list that is fetched again has all papers that it had.",
        "short-answer": "An answer has as many entries as it says there are.",
        "strange-answer": "An answer has what was asked for.",
        "fetch-memory": "What is kept of earlier answers is as `digest fetch` wrote it.",
        # Labels, settings and the site.
        "bad-label": "A line of labels has a title and topics that exist.",
        "settings": "`mkdocs.yml` holds the settings that the generator needs.",
        "placeholder": "No setting names a host that is there for examples.",
        "mkdocs": "MkDocs builds the pages without a warning.",
        "engine": "The engine that `--engine` names is installed, and builds the pages without a warning.",
        "site-size": "The site is well below what its host takes, as `extra.digest.limit_mb` says.",
        "template": "Jinja can read and render all templates.",
        "search-index": "Pagefind is installed and indexes the site.",
        "site-folder": "The folder of the site is ours to replace.",
    }
)
"""A rule's name and what it asks for."""
