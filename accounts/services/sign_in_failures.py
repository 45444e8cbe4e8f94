"""The year's wrong passwords of each name that was typed, in the database.

Counted first, compared then, and kept whatever the page does next; guesses at once wait for each other. The name is counted, not
the account: for a name that nobody has everything is the same.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import SignInFailure
from accounts.rules import sign_in_budget
from accounts.services import budgets
from accounts.services.budgets import Checkpoint
from accounts.services.evidence import secret_key


def count(*, name: str, checkpoint: Checkpoint) -> int | None:
    """Count one password as wrong before it is compared; its row, for :func:`was_right`. None where the year's are used up: then
    nothing is compared and nothing is counted.

    ``name`` is normalised; a known browser counts by itself (see `accounts.adapters`). Must not run inside another service's
    transaction: ``checkpoint`` refuses.
    """
    key = _key(name)
    with transaction.atomic():
        budgets.hold([key])
        failures = SignInFailure.objects.filter(key=key, at__gt=timezone.now() - sign_in_budget.YEAR).count()
        row = SignInFailure.objects.create(key=key).pk if sign_in_budget.may_compare(failures) else None
    checkpoint()
    return row


@transaction.atomic
def was_right(row: int) -> None:
    """The password that ``row`` counted was right."""
    SignInFailure.objects.filter(pk=row).delete()


@transaction.atomic
def forget(*, name: str) -> None:
    """Begin the year anew: the owner of the address has opened a mailed link."""
    SignInFailure.objects.filter(key=_key(name)).delete()


def forget_old() -> int:
    """Failures too old to count, in the scope of one tenant; how many went."""
    deleted, _by_model = SignInFailure.objects.filter(at__lt=timezone.now() - sign_in_budget.YEAR).delete()
    return deleted


def _key(name: str) -> str:
    return secret_key(f"sign-in {name}")
