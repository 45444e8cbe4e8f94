"""Supply points with a past, and the way in for readings, for the tests of this folder."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from accounts.models import User
from meters import services
from meters.models import Meter, Reading, Register, Submission, SupplyPoint
from tenants.ids import new_public_id
from tests import factories
from tests.scopes import working_for

MAY_3 = dt.datetime(2026, 5, 3, 8, 0, tzinfo=dt.UTC)
"""A Sunday inside Involta's window, 10.00 in Ljubljana."""

APRIL_1 = dt.date(2026, 4, 1)


def meter_of(point: SupplyPoint) -> Meter:
    """The one that hangs there now."""
    return point.meters.order_by("-installed_on").first()


def past(point: SupplyPoint, **values: int) -> None:
    """Four months of the utility's readings up to 1 April, in steps that make 180 to 260 usual. ``VT=24816``: the last value."""
    for code, last in values.items():
        register = Register.objects.get(meter__supply_point=point, code=code)
        used = 0
        for months_ago, step in enumerate((0, 220, 190, 250)):
            used += step
            month = (2026 * 12 + 3) - months_ago
            on = dt.date(month // 12, month % 12 + 1, 1)
            factories.ReadingFactory(register=register, read_on=on, value=Decimal(last - used))


def submit(person: User, point: SupplyPoint, *, now: dt.datetime = MAY_3, **more: Any) -> Submission:
    """Hand in a reading as ``person``; ``values`` default to VT and MT of an ordinary month."""
    options: dict[str, Any] = {
        "supply_point": point,
        "meter": meter_of(point),
        "values": {"VT": Decimal(25034), "MT": Decimal(18511)},
        "read_on": now.date(),
        "form_key": new_public_id(),
        "by": person,
        "now": now,
    } | more
    return services.submit_reading(**options)


def states(point: SupplyPoint) -> list[tuple[str, int, str]]:
    """Every customer's reading of the point as (register, value, state), in the database's order."""
    rows = Reading.objects.filter(register__meter__supply_point=point, source="customer").order_by("pk")
    return [(row.register.code, int(row.value), row.state) for row in rows.select_related("register")]


def effective(point: SupplyPoint) -> dict[str, int]:
    return {code: value for code, value, state in states(point) if state in Reading.EFFECTIVE}


def second_point(person: User, *, commodity: str = "gas", number: str = "3-900001", **fields: Any) -> SupplyPoint:
    """Another supply point of the same customer, with a meter."""
    from tests import people

    with working_for(person.tenant):
        customer = person.links.order_by("pk").first().customer
        point = factories.SupplyPointFactory(utility=customer.utility, number=number, commodity=commodity, **fields)
        factories.SupplyPeriodFactory(supply_point=point, customer=customer)
        meter = factories.MeterFactory(supply_point=point)
        for position, (code, unit, digits) in enumerate(people.REGISTERS[commodity]):
            factories.RegisterFactory(meter=meter, code=code, unit=unit, whole_digits=digits, position=position)
    return point
