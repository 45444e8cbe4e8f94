"""Deleting one's own account."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Link, TenantSession, User
from accounts.services import activity, linking, mail
from tenants import audit, clock
from tenants.models import OutboxMessage

State = OutboxMessage.State


class WorksHere(ValueError):
    """Accounts of staff and operators are the utility's: a colleague shuts them out."""


def may_close(user: Any) -> bool:
    return not (user.is_staff or user.is_superuser)


def _addresses(user: User) -> list[str]:
    """Where messages of this account went: the address, and the telephone where no other account has the same."""
    shared = User.objects.filter(phone=user.phone).exclude(pk=user.pk).exists()
    return [user.email, *([user.phone] if user.phone and not shared else [])]


@transaction.atomic
def close_account(*, user: User, client: activity.Client) -> None:
    """Delete ``user`` with everything that is the person's own: name, address, sign-in, second factor, links, devices, activity,
    and the addresses of the messages sent. A last message says so. Raises :class:`WorksHere`.

    What is the utility's stays: bills, contracts, and readings that were handed in, these without the account.
    """
    if not may_close(user):
        raise WorksHere(str(user.pk))
    locked = User.objects.select_for_update().get(pk=user.pk)
    for link in Link.objects.visible_to(locked, day=clock.today()):
        linking.unlink(link=link, by=locked, client=client)
    audit.record("account.closed", by=locked, on=locked)
    messages = OutboxMessage.objects.filter(to__in=_addresses(locked))
    messages.filter(state=State.WAITING).delete()
    messages.exclude(state=State.SENDING).update(to="", subject="", text="", html="")
    mail.send("account_closed", to=locked.email, context={"timestamp": timezone.now(), "ip": client.address}, user=locked)
    keys = locked.usersession_set.values_list("session_key", flat=True)  # type: ignore[attr-defined]  # allauth's relation
    TenantSession.objects.filter(session_key__in=list(keys)).delete()
    locked.delete()
