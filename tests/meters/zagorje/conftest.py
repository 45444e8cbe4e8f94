"""Cilka's water meter, with a past; a second one for hot water."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests import factories
from tests.meters.readings import meter_of
from tests.scopes import working_for


@pytest.fixture
def arrive(at: Any, cilka: Any, cilka_client: Any) -> Callable[[str], Any]:
    """``arrive("2027-01-03 00:00")``: Cilka signs in at that moment; a session of today would be over by then."""

    def come(moment: str) -> Any:
        at(moment)
        cilka_client.sign_in(cilka)
        return cilka_client

    return come


@pytest.fixture
def form(cilka_point: Any) -> str:
    """The address of her form."""
    return f"/meters/{cilka_point.public_id}/submit/"


@pytest.fixture
def water(zagorje: Any, cilka_point: Any) -> None:
    """Last read on 26 April: 1336."""
    with working_for(zagorje):
        cilka_point.kind_of_use = "gospodinjstvo"
        cilka_point.save()
        meter = meter_of(cilka_point)
        meter.type = "DN20"
        meter.save()
        for month, value in ((1, 1311), (2, 1320), (3, 1329), (4, 1336)):
            factories.ReadingFactory(register=meter.registers.get(), read_on=dt.date(2026, month, 26), value=Decimal(value))


@pytest.fixture
def hot(zagorje: Any, cilka_point: Any, water: None) -> Any:
    """A second meter at the same point, for hot water: last read 498."""
    with working_for(zagorje):
        meter = factories.MeterFactory(supply_point=cilka_point, serial="7700002", type="DN15")
        register = factories.RegisterFactory(meter=meter, code="HOT", unit="m³", whole_digits=5, position=1)
        factories.ReadingFactory(register=register, read_on=dt.date(2026, 4, 26), value=Decimal(498))
        return meter
