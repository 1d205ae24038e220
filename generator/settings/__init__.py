"""The site's settings: what `mkdocs.yml` says that the generator needs, read here and nowhere else."""

from generator.settings.reading import check_settings, load_settings, parse_settings
from generator.settings.records import (
    NO_FETCH,
    PUBLISHED,
    FetchSettings,
    Host,
    MailSettings,
    Settings,
)

__all__ = [
    "NO_FETCH",
    "PUBLISHED",
    "FetchSettings",
    "Host",
    "MailSettings",
    "Settings",
    "check_settings",
    "load_settings",
    "parse_settings",
]
