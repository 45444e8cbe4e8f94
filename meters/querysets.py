"""Who sees which supply points, meters and readings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from accounts.models import Link
from accounts.rules import link_rights
from tenants import scope
from tenants.querysets import TenantQuerySet
from tenants.rules.linking import Linking

READERS = (Link.Role.OWNER, Link.Role.MAY_ACT, Link.Role.MAY_READ)
"""Roles that see readings and what was used."""

SUBMITTERS = (Link.Role.OWNER, Link.Role.MAY_ACT, Link.Role.MAY_SUBMIT)
"""Roles that may hand in a reading."""


def _on(day: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}valid_from__lte": day}) & (Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": day}))


def _linked(user: Any, day: date) -> Q:
    """Points that are linked to ``user``: through a customer supplied there, or by themselves.

    Only while that customer is supplied there, whatever the link's own days: who comes after has readings of the same point. A
    link by itself also holds where nothing is known about who is supplied."""
    links = Link.objects.open_on(day).filter(user=user)
    known = Exists(_periods().filter(supply_point=OuterRef("supply_point"), customer=OuterRef("customer")))
    unknown = links.filter(~known, supply_point__isnull=False).values_list("supply_point")
    return Q(pk__in=_reached(links).filter(_on(day)).values_list("supply_point").union(unknown))


def _reached(links: Any) -> Any:
    """Supply periods of the links' customers: all, or those at the point that the link names.

    The plain list of customers stands first, so that the database begins with their rows and not with everybody's."""
    reach = Q(supply_point=None) | Q(supply_point=OuterRef("supply_point"))
    whose = Exists(links.filter(reach, customer=OuterRef("customer")))
    return _periods().filter(whose, customer__in=links.values("customer"))


def _periods() -> Any:
    return apps.get_model("meters", "SupplyPeriod").objects  # models stand above querysets


class SupplyPointQuerySet(TenantQuerySet):
    def visible_to(self, user: Any, *, day: date, **only: Any) -> list[Any]:
        """:meth:`reached_by` of the links that ``user`` has on ``day``."""
        return self.reached_by(Link.objects.visible_to(user, day=day), day=day, **only)

    def formerly_of(self, user: Any, *, day: date, customer: Any = None) -> SupplyPointQuerySet:
        """Points where the user's customers (or ``customer`` alone) were supplied, as far as their utility leaves them the own period
        and the user may see readings; not those of today."""
        left = [utility.code for utility in scope.current().rules.utilities if utility.linking.former_customer == "own_period"]
        links = Link.objects.readable_on(day).allowing("see_readings").filter(user=user, role__in=READERS, customer__utility__code__in=left)
        if customer is not None:
            links = links.filter(customer=customer)
        ended = _reached(links).filter(valid_to__lt=day).values("supply_point")
        return self.filter(pk__in=ended).exclude(_linked(user, day)).order_by("commodity", "number", "pk")

    def reached_by(self, links: Iterable[Link], *, day: date, **only: Any) -> list[Any]:
        """Points of the customers that ``links`` lead to on ``day``, and points linked one by one; by commodity and number.

        ``links``: one person's open ones, ``Link.objects.visible_to(user, day=day)``. ``only`` narrows the points, as in ``filter``.
        Each has its utility and operator, ``may_read`` (values and history), ``may_submit`` (hand in a reading) and
        ``customer_ids``. At most two queries. Asking the database to join a point's links instead takes Python three times as
        long, for the statement has to be put together anew each time."""
        by_reach: dict[tuple[int, int | None], list[Link]] = defaultdict(list)
        for link in links:
            by_reach[link.customer_id, link.supply_point_id].append(link)
        linking = {utility.code: utility.linking for utility in scope.current().rules.utilities}
        found: dict[int, Any] = {}
        for point, own in self._reached(by_reach, day, only):
            kept = found.setdefault(point.pk, point)
            rules = linking.get(kept.utility.code)
            kept.may_read = getattr(kept, "may_read", False) or _any_may(own, READERS, "see_readings", rules)
            kept.may_submit = getattr(kept, "may_submit", False) or _any_may(own, SUBMITTERS, "submit_readings", rules)
            kept.customer_ids = getattr(kept, "customer_ids", frozenset()) | {link.customer_id for link in own}
        return sorted(found.values(), key=lambda point: (point.commodity, point.number, point.pk))

    def _reached(
        self, by_reach: Mapping[tuple[int, int | None], list[Link]], day: date, only: Mapping[str, Any]
    ) -> Iterator[tuple[Any, list[Link]]]:
        """Points with the links that lead there, from the customers' side: nobody else's points are looked at."""
        if not by_reach:
            return
        single = {pair for pair in by_reach if pair[1] is not None}
        wanted = Q(customer__in={customer for customer, point in by_reach if point is None}) & _on(day)
        if single:
            wanted |= Q(customer__in={customer for customer, _point in single}, supply_point__in={point for _customer, point in single})
        periods: Any = self.model._meta.get_field("periods").related_model
        known = set()
        narrow = {f"supply_point__{name}": value for name, value in only.items()}
        for period in periods.objects.filter(wanted, **narrow).select_related("supply_point__utility", "supply_point__operator"):
            pair = (period.customer_id, period.supply_point_id)
            known.add(pair)
            own = [*by_reach.get((period.customer_id, None), ()), *by_reach.get(pair, ())]
            if own and _runs_on(period, day):
                yield period.supply_point, own
        unknown = {point: by_reach[customer, point] for customer, point in single - known}
        if unknown:
            named: Any = self.filter(pk__in=list(unknown), **only).select_related("utility", "operator")
            for point in named:
                yield point, unknown[point.pk]


def _runs_on(period: Any, day: date) -> bool:
    """The same as :func:`_on`, of a period that is loaded."""
    return bool(period.valid_from <= day and (period.valid_to is None or period.valid_to >= day))


def _any_may(links: Iterable[Link], roles: tuple[str, ...], right: str, rules: Linking | None) -> bool:
    return any(link.role in roles and link_rights.may(rules, right, rule_key=link.rule_key, on_file=link.on_file) for link in links)


class SupplyPeriodQuerySet(TenantQuerySet):
    def with_own(self, user: Any, *, day: date, reading: bool = False) -> SupplyPeriodQuerySet:
        """Adds ``is_own``: the user is linked on ``day`` to that period's customer (or was until the supply ended, where the utility
        leaves a former customer the own period), whole or for that supply point; latest first. ``reading``: by links that let the
        user see readings alone."""
        links = Link.objects.readable_on(day).filter(user=user, customer=OuterRef("customer"))
        if reading:
            links = links.allowing("see_readings").filter(role__in=READERS)
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
        points = supply_point.objects.visible_to(user, day=day)
        readable = Q(supply_point__in=[point.pk for point in points if point.may_read])
        return self.filter(readable | Q(user=user), supply_point__in=[point.pk for point in points]).order_by("-received_at", "-pk")

    def formerly_of(self, user: Any, *, day: date) -> SubmissionQuerySet:
        """Submissions at points that the user's customers have left (`SupplyPointQuerySet.formerly_of`), of whatever time: the own
        one is the caller's to ask (`meters.services.occupancy`)."""
        supply_point: Any = self.model._meta.get_field("supply_point").related_model
        return self.filter(supply_point__in=supply_point.objects.formerly_of(user, day=day).order_by().values("pk"))

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
