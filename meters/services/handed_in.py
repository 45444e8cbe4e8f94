"""What a person handed in, as part of "my data" (see `accounts.services.my_data`)."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from meters.models import Reading


def of_account(user: User) -> list[dict[str, Any]]:
    """Every value that ``user`` handed in, in the order it came, whatever became of it."""
    rows = Reading.objects.filter(submission__user=user).order_by("submission__received_at", "pk")
    names = (
        "submission__number", "submission__received_at", "submission__supply_point__number", "register__code", "read_on", "value",
        "kind", "state",
    )  # fmt: skip
    return [dict(row) for row in rows.values(*names)]
