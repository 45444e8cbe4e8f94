"""Terms of use: their version and how agreement is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from tenants.rules import problems as read
from tenants.rules.problems import Problems

TermsStyle = Literal["none", "box", "list", "page"]


@dataclass(frozen=True)
class Terms:
    """``box`` is a tick, ``list`` a da/ne choice, ``page`` an own page with Potrdi/Zavrni before any mail, ``none`` asks nothing.
    ``version`` is free text such as ``2026-01``; a new one is asked once at the next sign-in. ``url`` may point to the
    utility's own page."""

    style: TermsStyle = "box"
    version: str = "1"
    url: str = ""


def parse_terms(table: Mapping[str, Any], *, at: str, problems: Problems) -> Terms:
    """The section ``[terms]``."""
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, ("style", "version", "url"), **here)
    return Terms(
        style=read.choice(table, "style", choices=get_args(TermsStyle), default="box", **here),
        version=read.text(
            table,
            "version",
            default="1",
            required="version" in table,
            pattern=r"[\w.-]{1,30}",
            allowed="text of 1 to 30 letters, digits, dots and hyphens, like 2026-01",
            **here,
        ),
        url=read.text(table, "url", pattern=r"https://\S+", allowed="an address that begins with https://", **here),
    )
