"""What a person sees is found from the person's links: no statement walks through everybody's rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Customer
from billing.models import Contract, Invoice, Payment
from meters.models import Submission, SupplyPeriod, SupplyPoint
from tests import factories

pytestmark = pytest.mark.postgresql

TODAY = dt.date(2026, 6, 15)
STRANGERS = 3000

SEEN: dict[str, Callable[[Any], Any]] = {
    "customers": lambda user: Customer.objects.visible_to(user, day=TODAY),
    "supply points": lambda user: SupplyPoint.objects.visible_to(user, day=TODAY),
    "one supply point": lambda user: SupplyPoint.objects.visible_to(user, day=TODAY, public_id=SupplyPoint.objects.latest("pk").public_id),
    "points of former days": lambda user: SupplyPoint.objects.all().formerly_of(user, day=TODAY),
    "submissions": lambda user: Submission.objects.visible_to(user, day=TODAY),
    "contracts": lambda user: Contract.objects.visible_to(user, day=TODAY),
    "invoices": lambda user: Invoice.objects.visible_to(user, day=TODAY),
    "payments": lambda user: Payment.objects.visible_to(user, day=TODAY),
}
TABLES = [model._meta.db_table for model in (Customer, SupplyPoint, SupplyPeriod, Submission, Contract, Invoice, Payment)]


@pytest.fixture
def user(in_involta):
    """Somebody with one household, among many strangers."""
    user = factories.UserFactory()
    customer = factories.CustomerFactory()
    many(customer)
    point = SupplyPoint.objects.get(periods__customer=customer)
    factories.LinkFactory(user=user, customer=customer)
    factories.LinkFactory(user=user, customer=customer, supply_point=point, role="may_read")
    with connection.cursor() as cursor:
        for table in [*TABLES, "accounts_link"]:
            cursor.execute(f"ANALYZE {table}")
    return user


def many(customer: Any) -> None:
    """The customer and so many strangers, each with a point, a contract, a bill, its payment and an entry."""
    utility = customer.utility
    everybody = [customer, *Customer.objects.bulk_create(factories.CustomerFactory.build_batch(STRANGERS, utility=utility))]
    points = SupplyPoint.objects.bulk_create(factories.SupplyPointFactory.build(utility=utility) for _ in everybody)
    SupplyPeriod.objects.bulk_create(
        factories.SupplyPeriodFactory.build(supply_point=point, customer=one) for one, point in zip(everybody, points, strict=True)
    )
    of = [{"utility": utility, "customer": one, "supply_point": point} for one, point in zip(everybody, points, strict=True)]
    Contract.objects.bulk_create(factories.ContractFactory.build(**whose) for whose in of)
    bills = Invoice.objects.bulk_create(factories.InvoiceFactory.build(**whose) for whose in of)
    Payment.objects.bulk_create(factories.PaymentFactory.build(customer=bill.customer, utility=utility, invoice=bill) for bill in bills)
    meter = factories.MeterFactory(supply_point=points[0])
    Submission.objects.bulk_create(factories.SubmissionFactory.build(supply_point=point, meter=meter, user=None) for point in points)


NONE = {"points of former days", "one supply point"}
"""What this person has none of: the last supply point is a stranger's."""


def test_no_statement_about_a_person_walks_through_a_whole_table(user, app_role):
    walked = {}
    for name, seen in SEEN.items():
        with CaptureQueriesContext(connection) as captured:
            assert len(seen(user)) == (0 if name in NONE else 1), name
        for query in captured:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN " + query["sql"])
                plan = "\n".join(line for (line,) in cursor.fetchall())
            if any(f"Seq Scan on {table}" in plan for table in TABLES):
                walked[name] = f"{query['sql']}\n{plan}"
    assert not walked, "\n\n".join(f"{name}:\n{plan}" for name, plan in walked.items())
