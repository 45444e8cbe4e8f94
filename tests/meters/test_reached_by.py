"""Two ways to the same points and rights: asked of the database point by point, or from the person's links."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import Link
from meters.models import SupplyPoint
from tests import factories

TODAY = dt.date(2026, 6, 15)
ROLES = [None, *Link.Role.values]


def rights(points):
    return [(point.pk, bool(point.may_read), bool(point.may_submit)) for point in points]


@pytest.mark.parametrize("whole", ROLES)
@pytest.mark.parametrize("single", ROLES)
def test_both_ways_agree_for_every_pair_of_roles(in_involta, whole, single):
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
    asked = SupplyPoint.objects.visible_to(user, day=TODAY).with_rights(user, day=TODAY)
    reached = SupplyPoint.objects.all().reached_by(Link.objects.visible_to(user, day=TODAY), day=TODAY)
    assert rights(reached) == rights(asked)


def test_point_supplied_to_two_linked_customers_is_shown_once(in_involta):
    user = factories.UserFactory()
    first, second = factories.CustomerFactory(), factories.CustomerFactory()
    point = factories.SupplyPointFactory(utility=first.utility)
    for customer, role in ((first, "may_read"), (second, "may_submit")):
        factories.SupplyPeriodFactory(customer=customer, supply_point=point)
        factories.LinkFactory(user=user, customer=customer, role=role)
    reached = SupplyPoint.objects.all().reached_by(Link.objects.visible_to(user, day=TODAY), day=TODAY)
    assert rights(reached) == [(point.pk, True, True)]


def test_nobody_without_links_reaches_anything(in_involta):
    factories.SupplyPeriodFactory()
    assert SupplyPoint.objects.all().reached_by([], day=TODAY) == []
