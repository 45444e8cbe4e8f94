"""Who wants to be reminded of what, and the run that reminds, for the tests of this folder."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from accounts.models import User
from meters import services
from meters.models import Submission, SupplyPoint
from meters.services import reminders, reminding
from tenants.models import Tenant
from tests.meters.readings import meter_of
from tests.scopes import working_for

TWO_DAYS_BEFORE = "2026-05-01 09:00"
"""GEN-I's electricity: 30 April to 3 May; its reminder is due two days before the end."""


def wish(user: User, point: SupplyPoint, channel: str = "email", *, is_on: bool = True) -> None:
    """``user`` asks to be reminded of ``point``, as on its page."""
    with working_for(user.tenant):
        reminders.choose_reminders(user=user, wanted={channel: is_on}, supply_point=point, by=user)


def phone(user: User, number: str = "+38631123456") -> None:
    """The number to which short messages go."""
    with working_for(user.tenant):
        type(user).objects.filter(pk=user.pk).update(phone=number)
        user.refresh_from_db()


def remind(tenant: Tenant) -> int:
    """How many reminders were written now."""
    return reminding.send_reminders(tenant)


def hand_in(user: User, point: SupplyPoint, now: dt.datetime, **values: int) -> Submission:
    with working_for(user.tenant):
        return services.submit_reading(
            supply_point=type(point).objects.select_related("utility", "operator").get(pk=point.pk),
            meter=meter_of(point),
            values={code: Decimal(value) for code, value in (values or {"VT": 100, "MT": 100}).items()},
            read_on=now.date(),
            form_key="obrazec000000001",
            by=user,
            now=now,
        )


def wants(user: User, point: SupplyPoint) -> bool:
    """Whether ``user`` is to be reminded of ``point`` by mail."""
    with working_for(user.tenant):
        return reminders.wishes([user])[user.pk].wants("email", point)
