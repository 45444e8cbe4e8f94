"""Texts and numbers that name their owner, and how they are found again in a reply."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

SHORT = {"involta": "inv", "zagorje": "zag", "platform": "plt"}
"""Tenant → its three letters inside a canary."""

OWNERS = (
    "ana", "bojan", "fresh", "member", "former", "gone", "staff", "clerk", "novice", "cilka", "dana", "tenant", "operator",
)  # fmt: skip
"""Whose a row is: a customer's household, a person's account, or (``tenant``) the tenant's, for its staff alone."""

SHORTEST = 8
"""Signs of the shortest canary."""

PATTERN = re.compile(rf"qz({'|'.join(SHORT.values())})-?({'|'.join(OWNERS)})-?([a-z]*)")


@dataclass(frozen=True)
class Owner:
    """A tenant's slug and a name of :data:`OWNERS`."""

    tenant: str
    name: str

    def __str__(self) -> str:
        return f"{self.tenant}/{self.name}"


@dataclass(frozen=True)
class Sighting:
    """A canary in a reply: whose it is and which kind of row it sat in (lower case, perhaps cut short; '' unknown)."""

    owner: Owner
    kind: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.owner} {self.kind}{' in ' + self.where if self.where else ''}"


def canary(owner: Owner, kind: str, number: int | str = "", *, room: int = 250) -> str:
    """`qzinv-ana-invoice-2`, cut to ``room`` so that owner and number stay."""
    tail = f"-{number}" if number != "" else ""
    head = f"qz{SHORT[owner.tenant]}-{owner.name}-{kind}"
    least = len(f"qz{SHORT[owner.tenant]}-{owner.name}") + len(tail)
    if room < least:
        raise ValueError(f"{room} characters have no room for a canary of {owner}")
    return head[: room - len(tail)] + tail


def email(owner: Owner, kind: str = "user") -> str:
    return f"{canary(owner, kind)}@example.si"


BY_SHORT = {short: slug for slug, short in SHORT.items()}


def sightings(text: str, where: str = "") -> set[Sighting]:
    """Every canary in ``text``, however it was cased or escaped."""
    low = text.lower()
    if "qz" not in low:
        return set()
    return {Sighting(Owner(BY_SHORT[short], name), kind, where) for short, name, kind in PATTERN.findall(low)}


def without(text: str, sent: Iterable[str], *, cut: bool = False) -> str:
    """``text`` without what the request itself said: a page may repeat to somebody what he typed.

    What is too short to name anybody stays: without "-1" or "qz" no canary would be whole. ``cut``: also the beginning of it at the end
    of an element, as the first line of a letter has it."""
    for value in sorted({each for each in sent if len(each) >= SHORTEST}, key=len, reverse=True):
        for form in {value, html.escape(value), quote(value), quote(value, safe=""), quote_plus(value), value.lower()}:
            text = text.replace(form, "")
        for length in range(len(value) - 1, SHORTEST, -1) if cut else ():
            text = text.replace(f"{value[:length]}<", "<")
    return text


def number_pattern(number: str) -> re.Pattern[str]:
    """`617311` and `6173.11` as any language writes them: grouped or not, comma or point."""
    whole, _point, part = number.partition(".")
    groups = f"{int(whole):,}".split(",")
    pattern = r"[.,\s\u00a0\u202f']?".join(groups) + (rf"[.,]{part}" if part else "")
    return re.compile(rf"(?<![\d]){pattern}(?!\d)")
