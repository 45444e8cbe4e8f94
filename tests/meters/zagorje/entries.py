"""Entries at the water meter, at a moment of Ljubljana's clock."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from meters.models import Submission, SupplyPoint
from tests.meters.readings import submit
from tests.scopes import working_for

LJUBLJANA = ZoneInfo("Europe/Ljubljana")
BUTTON = "Vnesi"


def local(moment: str) -> dt.datetime:
    return dt.datetime.fromisoformat(moment).replace(tzinfo=LJUBLJANA)


def enter(person: User, point: SupplyPoint, value: int, moment: str, **more: Any) -> Submission:
    """The counter for cold water stands at ``value``."""
    with working_for(person.tenant):
        cold = point.meters.order_by("pk").first()
        return submit(person, point, meter=cold, values={"COLD": Decimal(value)}, now=local(moment), **more)
