"""What the name of a text beside a tenant's file says: ``faq.sl.md``, ``logatec/terms.en.md``, ``news/2026-11-02-new-bills.sl.md``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tenants.rules.menu import TEXT_PAGES

KEYS = (*TEXT_PAGES, "terms", "privacy", "accessibility")
"""Pages that may have a text. The last three have a built-in one, which a tenant's own replaces."""

DATED = "news"
"""The one key of many texts, one for each piece of news."""

_NAME = re.compile(
    r"(?:(?P<utility>[a-z][a-z0-9-]*)/)?(?P<key>[a-z]+)(?:/(?P<day>\d{4}-\d\d-\d\d)-[a-z0-9-]{1,60})?\.(?P<language>[a-z]{2})\.md"
)


@dataclass(frozen=True)
class PageName:
    """``utility``: code of the utility whose text it is, '' the tenant's. ``day``: of a piece of news."""

    key: str
    language: str
    utility: str = ""
    day: date | None = None


class NameRefused(ValueError):
    """The name is none of a text; the words say what is allowed."""


def parse_name(name: str, *, languages: Sequence[str], utilities: Sequence[str]) -> PageName:
    """The parts of ``name``, a path below the folder of texts with ``/`` between. Raises :class:`NameRefused`."""
    utility, key, day, language = _parts(name)
    if key not in KEYS:
        raise NameRefused(f"'{key}' is no page. Allowed: {', '.join(KEYS)}")
    if language not in languages:
        raise NameRefused(f"'{language}' is no language of the tenant. Allowed: {', '.join(languages)}")
    if utility and utility not in utilities:
        raise NameRefused(f"'{utility}' is no utility of the file. Allowed: {', '.join(utilities)}")
    if (key == DATED) != bool(day):
        raise NameRefused("only news bear a day, and each of them one: news/2026-11-02-title.sl.md")
    try:
        return PageName(key, language, utility, date.fromisoformat(day) if day else None)
    except ValueError:
        raise NameRefused(f"'{day}' is no day of the calendar") from None


def _parts(name: str) -> tuple[str, str, str, str]:
    match = _NAME.fullmatch(name)
    if match is None:
        raise NameRefused("a text is called like faq.sl.md, UTILITY/faq.sl.md or news/2026-11-02-title.sl.md")
    return match["utility"] or "", match["key"], match["day"] or "", match["language"]
