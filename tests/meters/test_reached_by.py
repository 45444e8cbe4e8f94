"""Which points a person's links lead to and with which rights, beside the same said link by link and point by point."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import Link
from meters.models import SupplyPeriod, SupplyPoint
from tests import factories

TODAY = dt.date(2026, 6, 15)
ROLES = [None, *Link.Role.values]


def rights(points):
    return [(point.pk, bool(point.may_read), bool(point.may_submit)) for point in points]


def said(user, points):
    """The rule in words: an open link leads to a point that it names, or to any where it names none, as long as its customer is
    supplied there; where nothing is known of its customer at the point that it names, it leads there too."""
    found = []
    for point in points:
        roles = set()
        for link in Link.objects.filter(user=user):
            is_open = link.valid_from <= TODAY and (link.valid_to is None or link.valid_to >= TODAY)
            periods = list(SupplyPeriod.objects.filter(customer=link.customer, supply_point=point))
            supplied = any(each.valid_from <= TODAY and (each.valid_to is None or each.valid_to >= TODAY) for each in periods)
            unknown = not periods and link.supply_point == point
            if is_open and link.supply_point in (None, point) and (supplied or unknown):
                roles.add(link.role)
        if roles:
            read, submit = roles & {"owner", "may_act", "may_read"}, roles & {"owner", "may_act", "may_submit"}
            found.append((point.pk, bool(read), bool(submit)))
    return found


@pytest.mark.parametrize("whole", ROLES)
@pytest.mark.parametrize("single", ROLES)
def test_every_pair_of_roles_leads_where_the_rule_says(in_involta, whole, single):
    user = factories.UserFactory()
    customer = factories.CustomerFactory()
    points = [factories.SupplyPointFactory(utility=customer.utility) for _ in range(3)]
    factories.SupplyPeriodFactory(customer=customer, supply_point=points[0])
    factories.SupplyPeriodFactory(customer=customer, supply_point=points[1], valid_to=dt.date(2026, 3, 1))
    factories.SupplyPeriodFactory(supply_point=points[1], valid_from=dt.date(2026, 3, 2))
    if whole:
        factories.LinkFactory(user=user, customer=customer, role=whole)
    if single:
        factories.LinkFactory(user=user, customer=customer, supply_point=points[0], role=single)
        factories.LinkFactory(user=user, customer=customer, supply_point=points[2], role=single)
    factories.LinkFactory(user=user, customer=customer, supply_point=points[2], role="owner", valid_to=dt.date(2026, 1, 31))
    factories.LinkFactory(customer=customer)
    in_order = sorted(points, key=lambda point: (point.commodity, point.number, point.pk))
    assert rights(SupplyPoint.objects.visible_to(user, day=TODAY)) == said(user, in_order)
    for point in points:
        assert rights(SupplyPoint.objects.visible_to(user, day=TODAY, public_id=point.public_id)) == said(user, [point])


def test_point_supplied_to_two_linked_customers_is_shown_once(in_involta):
    user = factories.UserFactory()
    first, second = factories.CustomerFactory(), factories.CustomerFactory()
    point = factories.SupplyPointFactory(utility=first.utility)
    for customer, role in ((first, "may_read"), (second, "may_submit")):
        factories.SupplyPeriodFactory(customer=customer, supply_point=point)
        factories.LinkFactory(user=user, customer=customer, role=role)
    assert rights(SupplyPoint.objects.visible_to(user, day=TODAY)) == [(point.pk, True, True)]


def test_nobody_without_links_reaches_anything(in_involta):
    factories.SupplyPeriodFactory()
    assert SupplyPoint.objects.all().reached_by([], day=TODAY) == []
