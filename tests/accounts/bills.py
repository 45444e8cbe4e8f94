"""What stands on the bills of the tests: evidence as the importer would have written it."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.models import Customer, Evidence
from accounts.services import evidence
from tenants.models import Utility
from tests.factories import CustomerFactory, EvidenceFactory


def printed(
    customer: Customer,
    *,
    group: str = "",
    supply_point: Any = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    **values: str,
) -> list[Evidence]:
    """``printed(customer, group="invoice/7", reference="SI12 1805", code="0042")``, in the scope of the customer's tenant."""
    linking = customer.utility.rules.linking
    return [
        EvidenceFactory(
            customer=customer,
            utility=customer.utility,
            supply_point=supply_point,
            name=name,
            digest=evidence.digest_of(utility=customer.utility, evidence=linking.evidence_named(name), value=value),
            group=group,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        for name, value in values.items()
    ]


def customer_of(utility_code: str, number: str, **fields: Any) -> Customer:
    """A customer of one utility of the tenant in scope."""
    return CustomerFactory(utility=Utility.objects.get(code=utility_code), number=number, **fields)
