"""Everything the portal knows about an account, for its owner to take along (General Data Protection Regulation, article 15 and 20).

The apps above register their part, because nothing here may look up at them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import ActivityEvent, Link, LinkClaim, LinkRequest, TermsAcceptance, User
from accounts.services import activity
from tenants import audit, clock, scope
from tenants.models import OutboxMessage

Part = Callable[[User], Any]
"""Lists and dictionaries of texts, numbers and dates: what `DjangoJSONEncoder` can write."""

PROFILE = (
    "username", "email", "first_name", "last_name", "full_name", "street", "postcode", "city", "country", "phone", "sex", "language",
    "wants_news", "date_joined", "last_login",
)  # fmt: skip

_parts: dict[str, Part] = {}


def register(name: str, part: Part) -> None:
    """Called in ``AppConfig.ready``; ``name`` is the key in the file."""
    _parts[name] = part


@transaction.atomic
def take(*, user: User, client: activity.Client) -> dict[str, Any]:
    """The whole of it, and a line in the activity: whoever takes it leaves a trace. No secrets: neither hashes nor codes."""
    activity.record(user=user, kind=ActivityEvent.Kind.DATA_TAKEN, client=client)
    audit.record("account.data_taken", by=user, on=user)
    own: dict[str, Any] = {
        "portal": scope.current().name,
        "taken_at": timezone.now(),
        "profile": {name: getattr(user, name) for name in PROFILE} | {"utility": user.utility.name if user.utility else None},
        "links": _links(user),
        "claims": list(LinkClaim.objects.filter(user=user).order_by("pk").values("rule_key", "state", "created_at")),
        "requests": list(LinkRequest.objects.filter(user=user).order_by("pk").values("rule_key", "state", "created_at")),
        "terms": list(TermsAcceptance.objects.filter(user=user).order_by("pk").values("version", "at")),
        "devices": [
            {"browser": device.browser, "system": device.system, "address": device.address, "since": device.since}
            for device in activity.devices(user, current_key=None)
        ],
        "activity": list(ActivityEvent.objects.filter(user=user).order_by("pk").values("kind", "at", "address", "agent")),
        "messages": list(OutboxMessage.objects.filter(to=user.email).order_by("pk").values("event", "subject", "created_at", "sent_at")),
    }
    return own | {name: part(user) for name, part in _parts.items()}


def _links(user: User) -> list[dict[str, Any]]:
    """Every access the account has or had. Of one that opens nothing any more neither name nor number: it may have been ended because
    the customer is somebody else."""
    readable = set(Link.objects.readable_on(clock.today()).filter(user=user).values_list("pk", flat=True))
    rows = Link.objects.filter(user=user).select_related("customer__utility", "supply_point").order_by("pk")
    return [
        {
            "utility": link.customer.utility.name,
            "customer": link.customer.number if link.pk in readable else None,
            "name": link.customer.name if link.pk in readable else None,
            "supply_point": link.supply_point.number if link.supply_point and link.pk in readable else None,
            "role": link.role,
            "valid_from": link.valid_from,
            "valid_to": link.valid_to,
        }
        for link in rows
    ]
