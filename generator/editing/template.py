"""What a new curation begins with."""

from __future__ import annotations

SCHEMA_FOLDER = "schema"
"""Below `content/`; the schemas there are what `digest schema` prints."""

NEW_CURATION = f"""\
# yaml-language-server: $schema=../{SCHEMA_FOLDER}/curation.schema.json
#
# What people say about one paper: `topics`, `pick`, `notes`, `links`, `correct`, `status`.
# Every key may be left out, and so may these lines; content/README.md explains each.
"""
"""The first line makes editors complete and check the file."""
