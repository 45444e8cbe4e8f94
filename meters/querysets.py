"""Who sees which supply points, meters and readings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.models import Link
from tenants.querysets import TenantQuerySet

READERS = (Link.Role.OWNER, Link.Role.MAY_ACT, Link.Role.MAY_READ)
"""Roles that see readings and what was used."""

SUBMITTERS = (Link.Role.OWNER, Link.Role.MAY_ACT, Link.Role.MAY_SUBMIT)
"""Roles that may hand in a reading."""


def _on(day: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}valid_from__lte": day}) & (Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": day}))


def _linked(user: Any, day: date, roles: tuple[str, ...] = ()) -> Any:
    """Whether the supply point of the outer query is linked to ``user``: through a customer supplied there, or by itself."""
    links = Link.objects.open_on(day).filter(user=user)
    if roles:
        links = links.filter(role__in=roles)
    supplied = "customer__supply_periods__"
    by_customer = Q(supply_point=None, customer__supply_periods__supply_point=OuterRef("pk")) & _on(day, supplied)
    return Exists(links.filter(Q(supply_point=OuterRef("pk")) | by_customer))


class SupplyPointQuerySet(TenantQuerySet):
    def visible_to(self, user: Any, *, day: date) -> SupplyPointQuerySet:
        """Points of the customers that the user is linked to on ``day``, and points linked one by one; by commodity and number."""
        return self.filter(_linked(user, day)).order_by("commodity", "number", "pk")

    def with_rights(self, user: Any, *, day: date) -> SupplyPointQuerySet:
        """Adds ``may_read`` (values and history) and ``may_submit`` (hand in a reading), by the roles of the user's links."""
        return self.annotate(may_read=_linked(user, day, READERS), may_submit=_linked(user, day, SUBMITTERS))

    def reached_by(self, links: Iterable[Link], *, day: date) -> list[Any]:
        """The same points with the same rights, from links that were loaded already (``Link.objects.visible_to(user, day=day)``).

        For pages that show all points of a person: half the work of asking the database about the links of each point."""
        whole = defaultdict(set)
        single = defaultdict(set)
        for link in links:
            if link.supply_point_id is None:
                whole[link.customer_id].add(link.role)
            else:
                single[link.supply_point_id].add(link.role)
        found: dict[int, Any] = {}
        for point, roles in [*self._supplied(whole, day), *self._named(single)]:
            kept = found.setdefault(point.pk, point)
            kept.may_read = getattr(kept, "may_read", False) or not roles.isdisjoint(READERS)
            kept.may_submit = getattr(kept, "may_submit", False) or not roles.isdisjoint(SUBMITTERS)
        return sorted(found.values(), key=lambda point: (point.commodity, point.number, point.pk))

    def _supplied(self, whole: Mapping[int, set[str]], day: date) -> Iterator[tuple[Any, set[str]]]:
        """Points where linked customers are supplied on ``day``, from the customers' side: nobody else's points are looked at."""
        if whole:
            periods: Any = self.model._meta.get_field("periods").related_model
            loaded = periods.objects.filter(_on(day), customer__in=list(whole))
            for period in loaded.select_related("supply_point__utility", "supply_point__operator"):
                yield period.supply_point, whole[period.customer_id]

    def _named(self, single: Mapping[int, set[str]]) -> Iterator[tuple[Any, set[str]]]:
        """Points that are linked one by one."""
        if single:
            named: Any = self.filter(pk__in=list(single)).select_related("utility", "operator")
            for point in named:
                yield point, single[point.pk]


class SupplyPeriodQuerySet(TenantQuerySet):
    def with_own(self, user: Any, *, day: date) -> SupplyPeriodQuerySet:
        """Adds ``is_own``: the user is linked on ``day`` to that period's customer, whole or for that supply point; latest first."""
        links = Link.objects.open_on(day).filter(user=user, customer=OuterRef("customer"))
        own = links.filter(Q(supply_point=None) | Q(supply_point=OuterRef("supply_point")))
        return self.annotate(is_own=Exists(own)).order_by("-valid_from", "pk")


class MeterQuerySet(TenantQuerySet):
    def installed_on_day(self, day: date) -> MeterQuerySet:
        """Meters that hang on ``day``; the newest installation first."""
        return self.filter(Q(removed_on=None) | Q(removed_on__gte=day), installed_on__lte=day).order_by("-installed_on", "pk")


class SubmissionQuerySet(TenantQuerySet):
    def visible_to(self, user: Any, *, day: date) -> SubmissionQuerySet:
        """Own submissions and, where the user may read the point, those of others; of points seen on ``day``; the latest first."""
        supply_point: Any = self.model._meta.get_field("supply_point").related_model
        points = supply_point.objects.visible_to(user, day=day).with_rights(user, day=day).order_by()
        readable = points.filter(may_read=True).values("pk")
        return self.filter(Q(supply_point__in=readable) | Q(user=user, supply_point__in=points.values("pk"))).order_by(
            "-received_at", "-pk"
        )

    def waiting(self) -> SubmissionQuerySet:
        """What staff have to look at; the oldest first."""
        return self.filter(readings__state="needs_review").distinct().order_by("received_at", "pk")


class ReadingQuerySet(TenantQuerySet):
    def effective(self) -> ReadingQuerySet:
        """Billing readings that count: accepted, sent or used."""
        return self.filter(kind="billing", state__in=["accepted", "sent", "used"])

    def in_order(self) -> ReadingQuerySet:
        """Oldest first; on the day of an exchange the old meter's values before the new one's."""
        return self.order_by("read_on", "register__meter__installed_on", "pk")
