"""What a person changes about the account."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from tenants import audit

CHANGEABLE = ("first_name", "last_name", "full_name", "phone", "language")


@transaction.atomic
def update_profile(*, user: User, values: Mapping[str, str], by: User) -> None:
    """Keep name, telephone number (E.164) and language (a code that the tenant offers); the caller has checked them.

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
