"""Guesses at linking: counted first, checked then, never reset.

The count stands in the database, under row locks, and is committed before anything is looked up. So it survives whatever the
page does next, a restart and an emptied cache, and simultaneous guesses cannot overrun it. What is allowed:
`accounts.rules.attempt_limits`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import LinkAttempt, User
from accounts.rules import attempt_limits
from accounts.rules.attempt_limits import Tried, Verdict
from accounts.rules.client_address import counted_address
from accounts.services import budgets
from accounts.services.budgets import Checkpoint
from accounts.services.evidence import secret_key


@dataclass(frozen=True)
class Attempt:
    """A guess that was counted. ``rows`` are its keys in the database."""

    verdict: Verdict
    rows: tuple[int, ...]


def count(*, user: User, keys: Sequence[str], address: str, checkpoint: Checkpoint) -> Attempt:
    """Count one guess of ``user`` at the codes ``keys``, keep the count, and say whether it may be evaluated.

    The clock is the real one, not the demo's. Must not run inside another service's transaction: ``checkpoint`` refuses.
    """
    where = counted_address(address)
    with transaction.atomic():
        budgets.hold([*keys, secret_key(f"account {user.pk}"), secret_key(f"address {where}")])
        verdict = _judge(user, keys, where)
        rows = LinkAttempt.objects.bulk_create(
            # Further codes of the same guess carry no address, or one guess would count as several from there.
            LinkAttempt(user=user, code_key=key, address="" if number else where, evaluated=verdict.allowed)
            for number, key in enumerate(keys)
        )
    checkpoint()
    return Attempt(verdict, tuple(row.pk for row in rows))


def succeeded(attempt: Attempt) -> None:
    """Mark a counted guess as the one that linked; it stays counted."""
    LinkAttempt.objects.filter(pk__in=attempt.rows).update(linked=True)


def forget_old() -> int:
    """Guesses too old to count, in the scope of one tenant; how many went."""
    deleted, _by_model = LinkAttempt.objects.filter(at__lt=timezone.now() - attempt_limits.LONGEST).delete()
    return deleted


def _judge(user: User, keys: Sequence[str], where: str) -> Verdict:
    """A guess at several codes is evaluated only where each may be guessed at. As many queries for one code as for several."""
    now = timezone.now()
    evaluated = LinkAttempt.objects.filter(evaluated=True)
    today = evaluated.filter(at__gt=now - attempt_limits.DAY)
    others = today.filter(user=user).exclude(code_key__in=keys).order_by().values("code_key").annotate(last=Max("at"))
    at_codes = evaluated.filter(code_key__in=keys, at__gt=now - attempt_limits.LONGEST)
    by_key: dict[str, list[datetime]] = {key: [] for key in keys}
    for key, at in at_codes.values_list("code_key", "at"):
        by_key[key].append(at)
    other_codes = [row["last"] for row in others]
    from_address = list(today.filter(address=where).values_list("at", flat=True))
    verdicts = [attempt_limits.judge(Tried(times, other_codes, from_address), now) for times in by_key.values()]
    return next((verdict for verdict in verdicts if not verdict.allowed), verdicts[0])
