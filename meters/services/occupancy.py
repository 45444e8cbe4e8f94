"""Who is supplied at a point, and since when what was read there is the reader's own. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.models import Customer, Link
from meters.models import SupplyPeriod, SupplyPoint

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Occupancy:
    """``payer``: the user's customer who is supplied at the point. ``since``: the first day whose readings the user may see;
    ``until``: the last one, None while no end of the supply is known."""

    payer: Customer | None
    since: date
    until: date | None = None

    def goes_on(self, day: date) -> bool:
        return self.until is None or day <= self.until

    def covers(self, day: date) -> bool:
        return self.since <= day and self.goes_on(day)


def occupancy(point: SupplyPoint, *, user: Any, day: date) -> Occupancy:
    """Whose point it is on ``day`` for ``user``, who is linked to it. One query, a second where the point has no period.

    Periods of the user's customers that follow each other without a gap are one stay; what was read before the stay belongs to
    somebody else. Without any period the link's own first day is the limit."""
    own = [
        period
        for period in SupplyPeriod.objects.filter(supply_point=point).select_related("customer").with_own(user, day=day)
        if period.is_own
    ]
    begun = [period for period in own if period.valid_from <= day]
    return _stay(begun) if begun else _without_period(point, user, day)


def _without_period(point: SupplyPoint, user: Any, day: date) -> Occupancy:
    link = Link.objects.visible_to(user, day=day).filter(supply_point=point).select_related("customer").first()
    return Occupancy(link.customer if link else None, link.valid_from if link else day)


def former_points(user: Any, *, day: date, customer: Customer | None = None) -> list[SupplyPoint]:
    """Where customers of the user, or ``customer`` alone, were supplied and are no more, as far as the utility leaves the own period
    and the user may read (`formerly_of`). One query."""
    return list(SupplyPoint.objects.formerly_of(user, day=day, customer=customer))


def former_point(user: Any, public_id: str, *, day: date) -> tuple[SupplyPoint, tuple[Occupancy, ...]] | None:
    """One of `former_points` with the stays there, the latest first; None for any other. Two queries."""
    point = SupplyPoint.objects.formerly_of(user, day=day).filter(public_id=public_id).select_related("utility", "operator").first()
    ended = tuple(stay for stay in _readable(point, user, day) if not stay.goes_on(day)) if point else ()
    return (point, ended) if point and ended else None


def stays(point: SupplyPoint, *, user: Any, day: date) -> tuple[Occupancy, ...]:
    """Each time in which the user's customers were supplied at a point that the user sees on ``day`` and may read: the latest first.

    What was read in between belongs to somebody else. Times that have ended only where the utility leaves a former customer the own
    period. Without any period the link's own first day is the limit. Load ``point`` with its utility. One query, a second where
    no period goes on."""
    found = _readable(point, user, day)
    if not any(stay.goes_on(day) for stay in found):
        found = [_without_period(point, user, day), *found]
    keeps = point.utility.rules.linking.former_customer == "own_period"
    return tuple(stay for stay in found if keeps or stay.goes_on(day))


def _readable(point: SupplyPoint, user: Any, day: date) -> list[Occupancy]:
    """Stays that have begun, of customers whose readings the user may see; the latest first."""
    periods = SupplyPeriod.objects.filter(supply_point=point, valid_from__lte=day).select_related("customer")
    own = [period for period in periods.with_own(user, day=day, reading=True) if period.is_own]
    found: list[Occupancy] = []
    while own:
        found.append(_stay(own))
        own = [period for period in own if period.valid_from < found[-1].since]
    return found


def _stay(periods: list[Any]) -> Occupancy:
    """The latest of ``periods`` (the latest first), with those that lead up to it without a gap."""
    since, until = periods[0].valid_from, periods[0].valid_to
    for period in periods[1:]:
        if period.valid_to is None or period.valid_to + DAY >= since:
            since = min(since, period.valid_from)
            until = None if until is None or period.valid_to is None else max(until, period.valid_to)
    return Occupancy(periods[0].customer, since, until)
