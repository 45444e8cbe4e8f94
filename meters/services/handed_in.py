"""What a person handed in and wants to be reminded of, as part of "my data" (see `accounts.services.my_data`)."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from meters.models import Reading, ReminderChoice


def of_account(user: User) -> list[dict[str, Any]]:
    """Every value that ``user`` handed in, in the order it came, whatever became of it."""
    rows = Reading.objects.filter(submission__user=user).order_by("submission__received_at", "pk")
    names = (
        "submission__number", "submission__received_at", "submission__supply_point__number", "register__code", "read_on", "value",
        "kind", "state",
    )  # fmt: skip
    return [dict(row) for row in rows.values(*names)]


def reminder_choices(user: User) -> list[dict[str, Any]]:
    """What ``user`` chose about reminders, by supply point (NULL: all of them) and channel."""
    rows = ReminderChoice.objects.filter(user=user).order_by("pk")
    return [dict(row) for row in rows.values("supply_point__number", "channel", "is_on", "changed_at")]
