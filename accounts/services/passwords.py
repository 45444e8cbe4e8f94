"""The one place where the password of an existing account is written: what it replaces is remembered, what hung on it ends."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import is_password_usable, make_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import tokens
from accounts.models import ActivityEvent, EarlierPassword, PendingEmail, PendingPassword, User
from accounts.services import activity, mail, sessions
from accounts.validators import policy
from tenants import addresses, audit

CONFIRM = "password_change"
BINDING = "password_binding"


class LinkDead(ValueError):
    """The link was used, has run out, was replaced by a newer one, or the password changed by another way."""


@transaction.atomic
def set_password(*, user: User, password: str, end_sessions: bool = True, keep: Collection[str] = ()) -> None:
    """Write the hash of ``password``, which the caller has checked. By default every session and unfinished sign-in ends, except
    the sessions whose keys are in ``keep``; with ``end_sessions=False`` they all go on.

    Neither mail, activity nor audit: the callers tell of what they do.
    """
    _write(user, make_password(password), end_sessions=end_sessions, keep=keep)


def _write(user: User, hashed: str, *, end_sessions: bool, keep: Collection[str]) -> None:
    replaced = User.objects.select_for_update().get(pk=user.pk).password
    user.password = hashed
    user.save(update_fields=["password"])
    _after(user, replaced, end_sessions=end_sessions, keep=keep)


def _after(user: User, replaced: str, *, end_sessions: bool, keep: Collection[str]) -> None:
    """Remember the hash ``replaced``, end what hung on it."""
    remembered = max(policy().history - 1, 0)  # the present one counts as one of them
    if remembered and is_password_usable(replaced):
        EarlierPassword.objects.create(user=user, password=replaced)
    surplus = EarlierPassword.objects.filter(user=user).order_by("-pk").values_list("pk", flat=True)[remembered:]
    EarlierPassword.objects.filter(pk__in=list(surplus)).delete()
    PendingPassword.objects.filter(user=user).delete()
    if end_sessions:
        PendingEmail.objects.filter(user=user).delete()
        sessions.end_all(user=user, keep=keep)


@transaction.atomic
def changed_by_command(*, user: User, replaced: str) -> None:
    """Django's `manage.py changepassword` has written a new hash over ``replaced``: do the rest of what a change does. Every session
    ends, and the owner is told by mail where there is an address."""
    _after(user, replaced, end_sessions=True, keep=())
    _tell(user, activity.Client(), operator=True)


@transaction.atomic
def change_password(*, user: User, password: str, sign_out_others: bool, session_key: str, client: activity.Client) -> None:
    """Change the password at once: ``user`` has just proved the present one. The session ``session_key`` goes on; the others end
    with ``sign_out_others``. The owner is told by mail."""
    set_password(user=user, password=password, end_sessions=sign_out_others, keep=[session_key])
    _tell(user, client)


# --- Confirmed by mail --------------------------------------------------------------------------------------------------------------
@transaction.atomic
def request_change(*, user: User, password: str, sign_out_others: bool, session_key: str, client: activity.Client) -> None:
    """Keep the hash of ``password`` until the link that is mailed now is confirmed, within ``PASSWORD_RESET_TIMEOUT``; nothing
    changes before. A second request replaces the first."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    PendingPassword.objects.filter(user=locked).delete()
    word, hashed = tokens.new_word(), make_password(password)
    PendingPassword.objects.create(
        user=locked,
        password=hashed,
        token_digest=tokens.digest(CONFIRM, word),
        binding=_binding(word, locked, hashed, sign_out_others),
        sign_out_others=sign_out_others,
        session_key=session_key,
        expires_at=timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    )
    url = addresses.absolute(reverse("accounts:confirm_password", args=[word]))
    mail.send(
        "password_confirm", to=locked.email, context={"confirm_url": url, "minutes": settings.PASSWORD_RESET_TIMEOUT // 60}, user=user
    )
    activity.record(user=locked, kind=ActivityEvent.Kind.PASSWORD_ASKED, client=client)
    audit.record("password.change_asked", by=user, on=locked)


def owner_of_link(word: str) -> User | None:
    """Whose password the link would change; None for a dead one. Only looks."""
    pending = _pending(word)
    return pending.user if pending is not None and _holds(pending, word, pending.user) else None


@transaction.atomic
def confirm_change(*, word: str, client: activity.Client, session_key: str = "") -> User:
    """Make the new password of a mailed link effective, once. Where it was asked for, others are signed out: the device that asked
    stays, and so does the session ``session_key`` (the one that opened the link, if it is the account's). Raises :class:`LinkDead`."""
    found = _pending(word)
    if found is None:
        raise LinkDead
    user = User.objects.select_for_update().get(pk=found.user_id)
    pending = _pending(word)  # again under the lock: of two clicks at once, one counts
    if pending is None or not _holds(pending, word, user):
        raise LinkDead
    keep = [key for key in (pending.session_key, session_key) if key]
    _write(user, pending.password, end_sessions=pending.sign_out_others, keep=keep)
    _tell(user, client)
    return user


def pending_change(user: User) -> PendingPassword | None:
    """The change that waits for its link, for the page that says so."""
    return PendingPassword.objects.filter(user=user, expires_at__gt=timezone.now()).first()


def forget_expired() -> int:
    """Changes that nobody confirmed in time, of passwords and of addresses, in the scope of one tenant; how many went."""
    now = timezone.now()
    passwords, _by_model = PendingPassword.objects.filter(expires_at__lt=now).delete()
    emails, _by_model = PendingEmail.objects.filter(expires_at__lt=now).delete()
    return passwords + emails


def _pending(word: str) -> PendingPassword | None:
    rows = PendingPassword.objects.filter(token_digest=tokens.digest(CONFIRM, word), expires_at__gt=timezone.now())
    return rows.select_related("user").first()


def _holds(pending: PendingPassword, word: str, user: User) -> bool:
    return user.is_active and constant_time_compare(pending.binding, _binding(word, user, pending.password, pending.sign_out_others))


def _binding(word: str, user: User, hashed: str, sign_out_others: bool) -> str:
    return tokens.digest(BINDING, word, user.pk, user.password, hashed, sign_out_others)


def _tell(user: User, client: activity.Client, *, operator: bool = False) -> None:
    if user.email:
        context = {"timestamp": timezone.now(), "ip": client.address, "by_operator": operator}
        mail.send("password_changed", to=user.email, context=context, user=user)
    activity.record(user=user, kind=ActivityEvent.Kind.PASSWORD_CHANGED, client=client)
    audit.record("password.changed", by="operator" if operator else user, on=user)
