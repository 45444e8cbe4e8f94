"""Another address for an account. The present one stays the login until the owner confirms the new one, signed in."""

from __future__ import annotations

from datetime import timedelta

from allauth.account import app_settings
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import tokens
from accounts.models import ActivityEvent, PendingEmail, PendingPassword, User
from accounts.services import activity, mail, registration
from tenants import addresses, audit

CONFIRM = "email_change"


class LinkDead(ValueError):
    """The link was used, has run out, was replaced by a newer one, or belongs to another account."""


class AddressTaken(ValueError):
    """Meanwhile the address has become somebody else's."""


def pending_change(user: User) -> PendingEmail | None:
    """The address that waits for its confirmation."""
    return PendingEmail.objects.filter(user=user, expires_at__gt=timezone.now()).first()


@transaction.atomic
def request_change(*, user: User, email: str, client: activity.Client) -> None:
    """Mail a link to ``email`` (in small letters) that makes it the address of ``user``; tell the present address of it. A second
    request replaces the first, whose link is dead.

    Where the address has an account already, its owner is told so and gets no link. Nothing else differs: neither the answer nor
    the work.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    PendingEmail.objects.filter(user=locked).delete()
    word, days = tokens.new_word(), app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS
    PendingEmail.objects.create(
        user=locked, email=email, token_digest=tokens.digest(CONFIRM, word), expires_at=timezone.now() + timedelta(days=days)
    )
    taken = registration.has_real_owner(email=email, beside=locked)
    context = {"confirm_url": addresses.absolute(reverse("accounts:confirm_new_email", args=[word])), "days": days}
    mail.send("email_in_use" if taken else "email_change", to=email, context=context, user=user, unasked=True)
    told = {"timestamp": timezone.now(), "ip": client.address, "new": email}
    mail.send("email_change_asked", to=locked.email, context=told, user=user)
    activity.record(user=locked, kind=ActivityEvent.Kind.EMAIL_ASKED, client=client)
    audit.record("email.change_asked", by=user, on=locked)


@transaction.atomic
def cancel_change(*, user: User) -> None:
    """The present address stays; the link that was mailed is dead."""
    deleted, _by_model = PendingEmail.objects.filter(user=user).delete()
    if deleted:
        audit.record("email.change_cancelled", by=user, on=user)


def address_of_link(word: str, *, user: User) -> str:
    """The address that the link would give to ``user``, '' for a dead one and for one of somebody else. Only looks."""
    pending = _pending(word, user)
    return pending.email if pending is not None else ""


@transaction.atomic
def confirm_change(*, user: User, word: str, client: activity.Client) -> None:
    """Make the address of a mailed link the address of ``user``, once; the former address is told.

    ``user`` is who is signed in: a link that went to a stranger by a typing error opens nothing. Raises :class:`LinkDead` and
    :class:`AddressTaken`.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    pending = _pending(word, locked)
    if pending is None:
        raise LinkDead
    if not registration.make_room(email=pending.email, for_user=locked):
        raise AddressTaken
    former, email = locked.email, pending.email
    try:
        with transaction.atomic():
            user.email = email
            user.save(update_fields=["email"])
    except IntegrityError:  # two accounts confirmed one address at the same moment
        user.email = former
        raise AddressTaken from None
    EmailAddress.objects.filter(user=locked).delete()
    EmailAddress.objects.create(user=locked, email=email, primary=True, verified=True)
    PendingEmail.objects.filter(user=locked).delete()
    PendingPassword.objects.filter(user=locked).delete()  # its link lies in the former mailbox
    told = {"from_email": former, "to_email": email, "timestamp": timezone.now(), "ip": client.address}
    mail.send("email_changed", to=former, context=told, user=user)
    activity.record(user=locked, kind=ActivityEvent.Kind.EMAIL_CHANGED, client=client)
    audit.record("email.changed", by=user, on=locked)


def _pending(word: str, user: User) -> PendingEmail | None:
    rows = PendingEmail.objects.filter(user=user, token_digest=tokens.digest(CONFIRM, word), expires_at__gt=timezone.now())
    return rows.first()
