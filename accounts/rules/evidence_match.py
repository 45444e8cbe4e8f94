"""Which customer or supply point a set of values proves: exactly one, or none.

All values must be good on the day, belong to one customer, and stand on the same paper where they stand on one: the reference
of one bill and the code of another prove nothing, and neither do values of two supply points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tenants.rules.linking import Proves

MOST = 2000
"""Rows of one evidence name that are looked at; a value that stands on more papers proves nobody."""


@dataclass(frozen=True)
class Printed:
    """One value that was found: whose it is, on which paper (``invoice/2026-117``, '' on none), on which days it is good."""

    name: str
    customer: int
    supply_point: int | None = None
    group: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def good_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Proof:
    """What is proved. ``supply_point`` is None where it is the whole customer."""

    customer: int
    supply_point: int | None = None


@dataclass(frozen=True)
class _Together:
    """Values that fit together so far: one customer, at most one supply point, one paper of each kind."""

    customer: int
    supply_point: int | None = None
    papers: tuple[tuple[str, str], ...] = ()

    def joined(self, value: Printed) -> _Together | None:
        """With one more value; None where it does not fit."""
        papers = dict(self.papers)
        if value.group and papers.setdefault(_kind(value.group), value.group) != value.group:
            return None
        points = {point for point in (self.supply_point, value.supply_point) if point is not None}
        if value.customer != self.customer or len(points) > 1:
            return None
        return replace(self, supply_point=next(iter(points), None), papers=tuple(sorted(papers.items())))


def match(rows: Sequence[Printed], *, names: Sequence[str], proves: Proves, day: date) -> Proof | None:
    """The one customer or supply point for which every name of ``names`` has a fitting value; None for none or several.

    A rule that proves a supply point finds nothing where no value names one: the whole customer is never given instead.
    """
    by_name = {name: [row for row in rows if row.name == name and row.good_on(day)] for name in names} if names else {}
    if not by_name or any(not found or len(found) > MOST for found in by_name.values()):
        return None
    fitting = {_Together(row.customer) for found in by_name.values() for row in found}
    for found in sorted(by_name.values(), key=len):
        fitting = {more for one in fitting for row in found if (more := one.joined(row)) is not None}
    proofs = {Proof(one.customer, one.supply_point if proves == "supply_point" else None) for one in fitting}
    if proves == "supply_point":
        proofs = {proof for proof in proofs if proof.supply_point is not None}
    return proofs.pop() if len(proofs) == 1 else None


def _kind(group: str) -> str:
    """``invoice`` of ``invoice/2026-117``; papers of a utility's own file are of one kind."""
    return group.partition("/")[0] if "/" in group else ""
