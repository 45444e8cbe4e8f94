"""People who work for a tenant's utilities: made by an operator."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User
from accounts.rules.user_name import normalised
from tenants import audit, scope


class StaffExists(ValueError):
    """The address or the user name has an account at this tenant already."""


@transaction.atomic
def create_staff(*, email: str, username: str | None, full_name: str, password: str | None, by: Any) -> User:
    """A staff account at the tenant in scope; its address counts as confirmed, because an operator names it.

    Without ``password`` none fits until the person sets one. Where people sign in by user name and none is given, the address
    is the name. Raises :class:`StaffExists`: a customer's account is never turned into a colleague's.
    """
    email = email.strip().lower()
    name = None
    if scope.current().rules.sign_in.identifier == "username":
        name = normalised(username or email)
    if User.objects.filter(email=email).exists() or (name and User.objects.filter(username=name).exists()):
        raise StaffExists(email)
    user = User(email=email, username=name, full_name=full_name, is_staff=True)
    user.set_password(password)
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    audit.record("staff.created", by=by, on=user)
    return user
