"""How a tenant looks: what it may vary, and nothing else (look: accent, warmth, corner, logo)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenants.rules import problems as read
from tenants.rules.problems import Problems

MARKS = ("house", "bolt", "ring", "tiles", "drop", "flame", "sun")
"""Logos that are drawn in the code; any other is a PNG file beside the tenant's file."""

STAND_IN_ACCENT = "#1f53b8"


@dataclass(frozen=True)
class Brand:
    """Name and colours. ``accent`` is ``#rrggbb``; ``neutral_hue`` 0-360 degrees and ``neutral_strength`` 0-1 warm or
    cool the neutrals; ``corner`` is the radius in px, 0-20; ``logo`` is the name of a drawn mark or of a PNG file beside
    the tenant's file. ``wordmark`` is the name split into its plain and its bold part."""

    name: str
    accent: str
    wordmark: tuple[str, str] = ("", "")
    neutral_hue: float = 90.0
    neutral_strength: float = 0.5
    corner: int = 8
    logo: str = "house"


def parse_brand(table: Mapping[str, Any], *, at: str, problems: Problems) -> Brand:
    """The section ``[brand]``. Contrast is judged later, by `tenants.rules.theme`, once the numbers are sound."""
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, ("name", "wordmark", "accent", "neutral_hue", "neutral_strength", "corner", "logo"), **here)
    return Brand(
        name=read.text(table, "name", required=True, longest=60, **here),
        wordmark=_wordmark(table, **here),
        accent=read.text(
            table,
            "accent",
            required=True,
            default=STAND_IN_ACCENT,
            pattern="#[0-9a-f]{6}",
            allowed="a colour like #1f53b8, six digits and small letters a-f",
            **here,
        ),
        neutral_hue=read.number(table, "neutral_hue", low=0, high=360, default=90.0, **here),
        neutral_strength=read.number(table, "neutral_strength", low=0, high=1, default=0.5, **here),
        corner=read.integer(table, "corner", low=0, high=20, default=8, **here),
        logo=_logo(table, **here),
    )


def _wordmark(table: Mapping[str, Any], *, at: str, problems: Problems) -> tuple[str, str]:
    value = table.get("wordmark", ["", ""])
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(part, str) and len(part) <= 60 for part in value):
        problems.add(read.dotted(at, "wordmark"), value, 'two texts, the plain and the bold part, like ["Moja", "Involta"]')
        return ("", "")
    return value[0], value[1]


def _logo(table: Mapping[str, Any], *, at: str, problems: Problems) -> str:
    says = f"a drawn mark ({', '.join(MARKS)}) or the name of a PNG file beside this file, like logo.png"
    pattern = rf"{'|'.join(MARKS)}|[\w-]{{1,60}}\.png"
    return read.text(table, "logo", at=at, problems=problems, default="house", pattern=pattern, allowed=says)
