"""What a person changes about the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from tenants import audit

CHANGEABLE = (
    "first_name", "last_name", "full_name", "street", "postcode", "city", "country", "phone", "sex", "wants_news", "language",
)  # fmt: skip


@transaction.atomic
def update_profile(*, user: User, values: Mapping[str, Any], by: User) -> None:
    """Keep what the profile asks (telephone as E.164, country by its two letters, language as a code that the tenant offers); the
    caller has checked it.

    The full name follows from first and last name where those are given. The audit trail names the fields, not the values.
    """
    wanted = {name: values[name] for name in CHANGEABLE if name in values}
    if "first_name" in wanted or "last_name" in wanted:
        wanted["full_name"] = f"{wanted.get('first_name', user.first_name)} {wanted.get('last_name', user.last_name)}".strip()
    changed = [name for name, value in wanted.items() if getattr(user, name) != value]
    if changed:
        for name in changed:
            setattr(user, name, wanted[name])
        user.save(update_fields=changed)
        audit.record("profile.changed", by=by, on=user, fields=changed)
