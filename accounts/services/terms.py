"""Agreement with the terms of use: who agreed to which version, and whom a new one concerns."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from accounts.models import Link, TermsAcceptance, User
from tenants import audit
from tenants.models import Utility


def outstanding(user: User) -> list[Utility]:
    """The utilities to whose present terms ``user`` has still to agree, by name; empty for staff.

    A utility concerns whoever agreed to terms of it before or has a link there, and where it is the only one, everybody.
    """
    if user.is_staff:
        return []
    agreed = set(TermsAcceptance.objects.filter(user=user).values_list("utility", "version"))
    linked = set(Link.objects.filter(user=user).values_list("customer__utility", flat=True))
    concerned = linked | {utility for utility, _version in agreed}
    utilities = list(Utility.objects.filter(is_active=True).order_by("name", "pk"))
    return [
        utility
        for utility in utilities
        if (len(utilities) == 1 or utility.pk in concerned)
        and utility.rules.terms.style != "none"
        and (utility.pk, utility.rules.terms.version) not in agreed
    ]


def versions(utilities: Sequence[Utility]) -> str:
    """What is being agreed to, for a form to carry: a file that is applied meanwhile makes it another question."""
    return ",".join(f"{utility.code}:{utility.rules.terms.version}" for utility in utilities)


@transaction.atomic
def agree(*, user: User, utilities: Sequence[Utility], by: User) -> None:
    """Write down that ``user`` agreed to the present terms of ``utilities``."""
    for utility in utilities:
        accepted = TermsAcceptance.objects.create(user=user, utility=utility, version=utility.rules.terms.version)
        audit.record("terms.agreed", by=by, on=user, utility=utility.code, version=accepted.version)


@transaction.atomic
def refuse(*, user: User, utilities: Sequence[Utility], by: User) -> None:
    """Write down that ``user`` did not agree; the account stays as it is, and the question comes again at the next sign-in."""
    audit.record("terms.refused", by=by, on=user, versions=versions(utilities))
