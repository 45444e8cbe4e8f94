"""Guesses at once wait for each other: the row of each budget is locked while they are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils import timezone

from accounts.models import LinkBudget
from accounts.rules import attempt_limits, sign_in_budget

Checkpoint = Callable[[], None]
"""Commits what was written so far and goes on: ``request.transaction.checkpoint``."""


def hold(keys: Iterable[str]) -> None:
    """Lock the rows of ``keys`` until the transaction ends; always in the same order, so that nobody waits in a circle. Rows that are
    missing are made.

    One statement does both: between making a row and locking it the tidy-up could take it away, and two guesses would hold none."""
    LinkBudget.objects.bulk_create(
        [LinkBudget(key=key) for key in sorted(set(keys))],
        update_conflicts=True,
        unique_fields=["tenant", "key"],
        update_fields=["used_on"],
    )


def forget_old() -> int:
    """Rows that were not locked for so long that nothing counted under them counts any more, in the scope of one tenant; how many
    went."""
    longest = max(attempt_limits.LONGEST, sign_in_budget.YEAR)
    deleted, _by_model = LinkBudget.objects.filter(used_on__lt=(timezone.now() - longest).date()).delete()
    return deleted
