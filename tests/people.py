"""The people of the tests: ana and bojan at one tenant, cilka at another, each with a household of her or his own."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from meters.models import SupplyPoint
from tenants.models import Tenant, Utility
from tests import factories
from tests.scopes import working_for

REGISTERS = {
    "electricity": (("VT", "kWh", 6), ("MT", "kWh", 6)),
    "gas": (("GAS", "m³", 5),),
    "water": (("COLD", "m³", 5),),
}
"""Commodity → the registers of its meter: code, unit, whole digits."""


def person(tenant: Tenant, *, username: str | None, full_name: str, **fields: Any) -> User:
    """An account with a confirmed address, `<first name>@example.si`."""
    email = fields.pop("email", f"{full_name.split()[0].lower()}@example.si")
    with working_for(tenant):
        return factories.UserFactory(username=username, full_name=full_name, email=email, **fields)


def household(tenant: Tenant, *, username: str | None, full_name: str, number: str, commodity: str) -> User:
    """A person linked to a customer with one supply point and its meter, since :data:`tests.factories.DAY`."""
    user = person(tenant, username=username, full_name=full_name)
    with working_for(tenant):
        utility = Utility.objects.order_by("pk").first()
        customer = factories.CustomerFactory(utility=utility, number=number, name=full_name, email=user.email)
        factories.LinkFactory(user=user, customer=customer)
        point = factories.SupplyPointFactory(utility=utility, number=f"3-{number}", commodity=commodity)
        factories.SupplyPeriodFactory(supply_point=point, customer=customer)
        meter = factories.MeterFactory(supply_point=point, serial=f"8{number}")
        for position, (code, unit, digits) in enumerate(REGISTERS[commodity]):
            factories.RegisterFactory(meter=meter, code=code, unit=unit, whole_digits=digits, position=position)
    return user


def point_of(user: User) -> SupplyPoint:
    """The supply point of the person's household."""
    with working_for(user.tenant):
        return SupplyPoint.objects.get(periods__customer__links__user=user)


def customer_of(user: User) -> Any:
    with working_for(user.tenant):
        return user.links.get().customer
