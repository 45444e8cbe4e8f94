"""What staff decide about accounts: shut out, let in again, help with a lost activation, and which utilities a colleague works for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import Link, StaffUtility, User
from accounts.services import registration, sessions
from tenants import audit, clock
from tenants.models import Utility


class OwnAccount(ValueError):
    """Nobody shuts himself out: the last member of staff could do it by mistake."""


class OtherUtilitysToo(ValueError):
    """The account is also used at a utility that this member of staff does not work for, or is a colleague's."""


class NothingToActivate(ValueError):
    """The account's address is confirmed."""


@transaction.atomic
def deactivate_user(*, user: User, by: Any) -> None:
    """Shut an account out, from its next request on, and end its sessions; its links and history stay.

    Raises :class:`OwnAccount` and :class:`OtherUtilitysToo`: who works for some utilities ends access to their customers instead."""
    if user.pk == getattr(by, "pk", None):
        raise OwnAccount(user.pk)
    _refuse_what_is_others(user, by)
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        sessions.end_all(user=user)  # let in again, the account begins with a new sign-in
        audit.record("account.deactivated", by=by, on=user)


@transaction.atomic
def reactivate_user(*, user: User, by: Any) -> None:
    """Let an account in again, with its password and links as they were. Raises :class:`OtherUtilitysToo`."""
    _refuse_what_is_others(user, by)
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        audit.record("account.reactivated", by=by, on=user)


def _refuse_what_is_others(user: User, by: Any) -> None:
    own = StaffUtility.objects.filter(user=getattr(by, "pk", None)).values_list("utility", flat=True)
    if not own:
        return
    links = Link.objects.filter(user=user).exclude(valid_to__lt=clock.today()).exclude(customer__utility__in=list(own))
    if user.is_staff or links.exists():
        raise OtherUtilitysToo(user.pk)


@transaction.atomic
def resend_activation(*, user: User, by: Any) -> None:
    """Mail the activation link again to the address of an account that waits for it. Raises :class:`NothingToActivate`."""
    if EmailAddress.objects.filter(user=user, verified=True).exists():
        raise NothingToActivate(user.pk)
    registration.resend_activation(email=user.email)
    audit.record("account.activation_resent", by=by, on=user)


@transaction.atomic
def limit_staff(*, user: User, utilities: Iterable[Utility], by: Any) -> None:
    """From now on ``user`` sees customers of ``utilities`` only; of all where none is named. For operators."""
    chosen = list(utilities)
    StaffUtility.objects.filter(user=user).exclude(utility__in=chosen).delete()
    for utility in chosen:
        StaffUtility.objects.get_or_create(user=user, utility=utility)
    audit.record("staff.limited", by=by, on=user, utilities=[utility.code for utility in chosen])
