"""The tenant's brake: far more wrong guesses than usual, from whatever accounts and addresses, make every match wait for staff.

Nobody is stopped: whoever has the right values gets a place in staff's queue, whoever confirmed the address on file is linked at
once. When it sets in, staff are told.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from accounts.models import LinkAttempt, User
from accounts.rules import attempt_limits
from accounts.services import budgets
from accounts.services.attempts import Attempt
from accounts.services.evidence import secret_key
from tenants import addresses, audit, outbox
from tenants.models import AuditEvent

log = logging.getLogger(__name__)

EVENT = "linking.brake"


def is_on(*, beside: Attempt | None = None) -> bool:
    """Whether the brake holds now; ``beside``: the guess that is being looked at, which has not failed yet."""
    now = timezone.now()
    failed = _failures().exclude(pk__in=beside.rows if beside else ())
    today = failed.filter(at__gt=now - attempt_limits.DAY).count()
    if today <= attempt_limits.BRAKE_FLOOR:
        return False
    on = attempt_limits.brakes(today, _daily(now))
    if on:
        _alert(today, now)
    return on


def _failures() -> Any:
    """One row a guess: further codes of the same guess carry no address."""
    return LinkAttempt.objects.filter(evaluated=True, linked=False).exclude(address="")


def _daily(now: datetime) -> list[int]:
    """Failures a day over the 28 days before the last 24 hours; days without one are left out."""
    since = now - attempt_limits.DAY * (attempt_limits.BRAKE_DAYS + 1)
    days = _failures().filter(at__gt=since, at__lte=now - attempt_limits.DAY)
    return list(days.annotate(day=TruncDate("at")).order_by().values("day").annotate(n=Count("pk")).values_list("n", flat=True))


def _alert(failures: int, now: datetime) -> None:
    """Once a day while it lasts: a line in the trail, one in the log, a mail to the tenant's staff."""
    budgets.hold([secret_key("brake")])
    if AuditEvent.objects.filter(action=EVENT, at__gt=now - timedelta(days=1)).exists():
        return
    audit.record(EVENT, by="system", failures=failures)
    log.warning("Linking: %s wrong guesses in 24 hours; matches wait for staff.", failures)
    context = {"failures": failures, "admin_url": addresses.absolute(reverse("admin:accounts_linkrequest_changelist"))}
    for member in User.objects.filter(is_staff=True, is_active=True).exclude(email="").order_by("pk"):
        outbox.queue(
            "link_brake", to=member.email, context=context, language=member.language, dedupe_key=f"link_brake:{now:%Y%m%d%H%M}:{member.pk}"
        )
