"""Where an account is signed in, and ending that: one device, the others, all, and sign-ins that are under way."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, update_session_auth_hash
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from accounts.models import ActivityEvent, TenantSession, User
from accounts.services import activity
from accounts.sessions import SessionStore

EPOCH = "account_epoch"
"""Session key: the account's epoch when its password was proved; a sign-in that waits for a second factor is bound to it."""


@transaction.atomic
def end_all(*, user: User, keep: Collection[str] = ()) -> None:
    """End every session of ``user`` and every sign-in that is under way, except the sessions whose keys are in ``keep``.

    ``user`` knows its new epoch afterwards; a session of the running request goes on by :func:`stay_signed_in`.
    """
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    ended = UserSession.objects.filter(user=user).exclude(session_key__in=list(keep))
    TenantSession.objects.filter(session_key__in=list(ended.values_list("session_key", flat=True))).delete()
    ended.delete()
    for key in keep:
        _bind(key, user)


def _bind(key: str, user: User) -> None:
    """Let the stored session ``key`` go on under the account's new epoch, where it is this account's."""
    store = SessionStore(session_key=key)
    if store.get(SESSION_KEY) == str(user.pk):
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.save()


@transaction.atomic
def stay_signed_in(request: Any, user: User) -> None:
    """The session of this request goes on, under a new number."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    update_session_auth_hash(request, user)
    UserSession.objects.create_from_request(request)


@transaction.atomic
def end_others(request: Any, user: User, *, client: activity.Client) -> None:
    """End every session but that of this request, and every sign-in that is under way."""
    end_all(user=user, keep=[request.session.session_key])
    stay_signed_in(request, user)
    activity.record(user=user, kind=ActivityEvent.Kind.SESSIONS_ENDED, client=client)


@transaction.atomic
def end_device(*, user: User, device: str, client: activity.Client) -> bool:
    """End the session of ``user`` that the page calls ``device``; False where there is none any more."""
    for session in UserSession.objects.filter(user=user):
        if constant_time_compare(activity.device_key(session.session_key), device):
            TenantSession.objects.filter(session_key=session.session_key).delete()
            session.delete()
            activity.record(user=user, kind=ActivityEvent.Kind.SESSIONS_ENDED, client=client)
            return True
    return False
