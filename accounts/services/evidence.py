"""What is printed on bills, as digests: the database never holds a value that would open somebody's account.

HMAC-SHA-256 with a key outside the database, not a password hash: at ten thousand possible codes a slow hash protects nothing
and costs an import hours. The tenant, the utility and the name go into the digest, so equal numbers of two of them have nothing
to do with each other.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Protocol

from django.conf import settings
from django.db.models import Q

from accounts.models import Evidence
from accounts.rules.evidence_match import Printed, Proof, match
from accounts.rules.normalise import normalise
from tenants import scope
from tenants.models import Utility
from tenants.rules import linking as rules
from tenants.rules.linking_strength import evidence_bits

Digests = Mapping[str, str]
"""Evidence name → digest."""

MOST_CUSTOMERS = 5
"""A value that stands on bills of more customers names nobody: it is counted by itself."""


class NothingToCompare(ValueError):
    """A value of the rule is missing, or has no sign in it that could be compared."""


class HasCode(Protocol):
    """A utility, as a row or as its section of the tenant's file."""

    @property
    def code(self) -> str: ...


def digest_of(*, utility: HasCode, evidence: rules.Evidence, value: str) -> str:
    """The digest of ``value`` as printed or typed, '' where nothing in it can be compared; 64 hexadecimal signs.

    For the importer and for what customers type; about 5 µs. ``value``: days in ISO or as written in Slovenia, amounts with
    comma or dot.
    """
    normal = normalise(value, evidence)
    return _hmac(f"evidence\0{scope.current_id()}\0{utility.code}\0{evidence.name}\0{normal}") if normal else ""


def digests_of(*, utility: Utility, rule: rules.LinkingRule, values: Mapping[str, str]) -> dict[str, str]:
    """The digests of all values that ``rule`` asks for. Raises :class:`NothingToCompare`."""
    linking = utility.rules.linking
    digests = {
        name: digest_of(utility=utility, evidence=linking.evidence_named(name), value=values.get(name, "")) for name in rule.evidence
    }
    if not all(digests.values()):
        raise NothingToCompare(", ".join(name for name, digest in digests.items() if not digest))
    return digests


def find(*, utility: Utility, rule: rules.LinkingRule, digests: Digests, day: date) -> Proof | None:
    """The one customer or supply point that ``digests`` prove on ``day`` by ``rule``; None for none or several."""
    first = {name: digests[name] for name in _telling(utility, rule)}
    rows = _printed(utility, first)
    customers = {row.customer for row in rows} or {0}  # nobody's number: the second question is asked either way
    rest = {name: digest for name, digest in digests.items() if name not in first}
    if rest:
        rows += _printed(utility, rest, customers=customers)
    return match(rows, names=rule.evidence, proves=rule.proves, day=day)


def budget_keys(*, utility: Utility, rule: rules.LinkingRule, digests: Digests) -> tuple[str, ...]:
    """On whose account a guess goes: the customers whose numbers were typed, else the numbers themselves.

    What has to be guessed (a short random code, an amount) names nobody: counted by it, strangers with the same code would use
    up each other's guesses. Values of old bills name their customer too, so a reference that changes every month does not open
    a new account of guesses.
    """
    telling = {name: digests[name] for name in _telling(utility, rule)}
    rows = Evidence.objects.filter(_any_of(telling), utility=utility)
    customers = list(rows.order_by("customer_id").values_list("customer_id", flat=True).distinct()[: MOST_CUSTOMERS + 1])
    if 0 < len(customers) <= MOST_CUSTOMERS:
        return tuple(sorted(secret_key(f"customer {pk}") for pk in customers))
    return tuple(sorted(secret_key(f"value {name} {digest}") for name, digest in telling.items()))


def secret_key(text: str) -> str:
    """``text`` as a key of this tenant that tells nobody what it stands for."""
    return _hmac(f"key\0{scope.current_id()}\0{text}")


def use_up(*, utility: Utility, rule: rules.LinkingRule, digests: Digests, proof: Proof, day: date) -> None:
    """Values that are good for one use have had it."""
    linking = utility.rules.linking
    used = {name: digest for name, digest in digests.items() if linking.evidence_named(name).once}
    if used:
        rows = Evidence.objects.filter(_any_of(used), utility=utility, customer_id=proof.customer)
        rows.filter(Q(valid_to=None) | Q(valid_to__gte=day)).update(valid_to=day - timedelta(days=1))


def _telling(utility: Utility, rule: rules.LinkingRule) -> tuple[str, ...]:
    """Names whose values tell the customer: numbers of the utility; where a rule has only secrets, those."""
    linking = utility.rules.linking
    numbers = tuple(name for name in rule.evidence if evidence_bits(linking.evidence_named(name)) == 0)
    return numbers or rule.evidence


def _printed(utility: Utility, digests: Digests, *, customers: Iterable[int] | None = None) -> list[Printed]:
    rows = Evidence.objects.filter(_any_of(digests), utility=utility)
    if customers is not None:
        rows = rows.filter(customer_id__in=customers)
    fields = ("name", "customer_id", "supply_point_id", "group", "valid_from", "valid_to")
    return [Printed(*row) for row in rows.order_by("pk").values_list(*fields)]


def _any_of(digests: Digests) -> Q:
    found = Q(pk__in=[])
    for name, digest in digests.items():
        found |= Q(name=name, digest=digest)
    return found


def _hmac(text: str) -> str:
    return hmac.digest(settings.EVIDENCE_KEY.encode(), text.encode(), "sha256").hex()
