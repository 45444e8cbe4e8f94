"""What happened to an account and where it is signed in, for its owner to see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import ActivityEvent, TenantSession, User
from accounts.rules.device_name import device_name
from accounts.rules.user_name import normalised

LATEST = 50


@dataclass(frozen=True)
class Client:
    """Who asked: address and self-description of the browser; both may be empty (a command, a job)."""

    address: str = ""
    agent: str = ""


@dataclass(frozen=True)
class Device:
    """A browser that is signed in. ``browser`` and ``system`` are '' where the agent says nothing that is known; ``key`` is what the
    page calls it."""

    key: str
    browser: str
    system: str
    address: str
    since: datetime
    is_this: bool


def client_of(request: Any) -> Client:
    """The client of a request, the proxies counted out; an unknown address is ''."""
    if request is None:
        return Client()
    try:
        address = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        address = ""
    return Client(address=address[:64], agent=request.META.get("HTTP_USER_AGENT", "")[:300])


def record(*, user: User, kind: str, client: Client = Client()) -> None:
    """One line for the owner of the account; ``kind`` is one of ``ActivityEvent.Kind``."""
    ActivityEvent.objects.create(user=user, kind=kind, address=client.address, agent=client.agent)


@transaction.atomic
def record_failed_sign_in(*, username: str | None, email: str | None, client: Client) -> None:
    """A wrong password, for the owner to see. For a name that nobody has the same is written and taken back: the same work."""
    if username:
        user = User.objects.filter(username=normalised(username)).first()
    else:
        user = User.objects.filter(email=(email or "").strip().lower()).first()
    with transaction.atomic():
        ActivityEvent.objects.create(
            user_id=user.pk if user else uuid4(),
            kind=ActivityEvent.Kind.SIGN_IN_FAILED,
            address=client.address,
            agent=client.agent,
        )
        if user is None:
            transaction.set_rollback(True)


def latest(user: Any) -> Sequence[ActivityEvent]:
    """The last events, newest first."""
    return list(ActivityEvent.objects.filter(user=user).order_by("-at", "-pk")[:LATEST])


def devices(user: Any, *, current_key: str | None) -> list[Device]:
    """Where ``user`` is signed in now, this browser first. Only looks: what has ended is tidied up at the next sign-in."""
    known = {session.session_key: session for session in UserSession.objects.filter(user=user)}
    alive = TenantSession.objects.filter(session_key__in=known, expire_date__gt=timezone.now()).values_list("session_key", flat=True)
    found = [_device(known[key], is_this=key == current_key) for key in alive]
    return sorted(found, key=lambda device: (not device.is_this, -device.since.timestamp()))


def device_key(session_key: str) -> str:
    """What a page calls a device: the session's own number opens it and is shown to nobody. 32 signs."""
    return salted_hmac("accounts.device", session_key, algorithm="sha256").hexdigest()[:32]


def _device(session: UserSession, *, is_this: bool) -> Device:
    browser, system = device_name(session.user_agent)
    return Device(device_key(session.session_key), browser, system, session.ip, session.created_at, is_this)


def forget_expired_sessions() -> int:
    """Rows of sessions that have run out, in the scope of one tenant; how many went."""
    deleted, _by_model = TenantSession.objects.filter(expire_date__lt=timezone.now()).delete()
    return deleted
