"""The tenant's password policy, as Django asks for it, and its words. What a password must be stands in `tenants.rules.password`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import EarlierPassword
from tenants import scope
from tenants.rules.password import PasswordPolicy, Verdict, check

OWN_LIST = Path(__file__).parent / "data" / "common_passwords_sl.txt"
"""What Slovenian speakers choose; Django's list knows English."""

OPERATORS = PasswordPolicy(min_length=12)
"""People who run the installation."""


@dataclass(frozen=True)
class Rule:
    """One rule as it is shown beside the field; ``met`` is None before anything was typed."""

    text: str
    met: bool | None = None


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Django's 20,000 and our own, in small letters."""
    return frozenset(CommonPasswordValidator().passwords | set(OWN_LIST.read_text(encoding="utf-8").split()))


def policy() -> PasswordPolicy:
    """The policy of the tenant in scope."""
    tenant = scope.current()
    return OPERATORS if tenant.is_platform else tenant.rules.password


def verdicts(password: str, *identifiers: str | None) -> tuple[Verdict, ...]:
    """What the tenant's policy has against ``password`` for somebody known by ``identifiers``."""
    return check(password, policy(), identifiers=[name for name in identifiers if name], common=common_passwords().__contains__)


def used_lately(user: Any, password: str) -> bool:
    """Whether ``password`` is one of the last ones of ``user``: as many as the tenant's policy names, the present one included."""
    last = policy().history
    if not last or user is None or user._state.adding:
        return False
    earlier = EarlierPassword.objects.filter(user=user).order_by("-pk").values_list("password", flat=True)[: last - 1]
    return any(check_password(password, hashed) for hashed in [user.password, *earlier])


def used_message() -> str:
    """What to do about a password that was used lately."""
    last = policy().history
    words = ngettext(
        "Choose a password that differs from your present one.", "Choose one that differs from your last %(n)s passwords.", last
    )
    return words % {"n": last}


def rules(against: tuple[Verdict, ...] | None = None, *, used: bool | None = None, change: bool = False) -> list[Rule]:
    """The policy as a list to show before typing; with ``against`` also which rules a password met. For a ``change`` with the rule
    of earlier passwords, and whether this one was ``used``."""
    held = policy()
    shown = [
        (Verdict.TOO_SHORT, True, ngettext("at least %(n)s character", "at least %(n)s characters", held.min_length)),
        (Verdict.NO_UPPER_CASE, held.upper_case, _("at least one capital letter")),
        (Verdict.NO_DIGIT, held.digit, _("at least one digit")),
        (Verdict.IS_IDENTIFIER, held.not_identifier, _("not the same as your user name")),
        (Verdict.COMMON, held.not_common, _("not a password that many people use")),
    ]
    values = {"n": held.min_length}
    found = [Rule(text % values, None if against is None else verdict not in against) for verdict, on, text in shown if on]
    if change and held.history:
        text = ngettext("not your present password", "not one of your last %(n)s passwords", held.history) % {"n": held.history}
        found.append(Rule(text, None if used is None else not used))
    return found


def message(verdict: Verdict) -> str:
    """What to do about ``verdict``."""
    needed = policy().min_length
    return {
        Verdict.TOO_SHORT: ngettext("Use at least %(n)s character.", "Use at least %(n)s characters.", needed) % {"n": needed},
        Verdict.NO_UPPER_CASE: _("Add at least one capital letter."),
        Verdict.NO_DIGIT: _("Add at least one digit."),
        Verdict.IS_IDENTIFIER: _("Choose a password that differs from your user name."),
        Verdict.COMMON: _("Choose a less common password: this one stands on lists that strangers try first."),
    }[verdict]


class TenantPasswordValidator:
    """Stateless: Django keeps one object for all requests, the tenant is asked each time."""

    def validate(self, password: str, user: Any = None) -> None:
        found = verdicts(password, getattr(user, "username", None), getattr(user, "email", None))
        errors = [ValidationError(message(verdict), code=verdict.value) for verdict in found]
        if used_lately(user, password):
            errors.append(ValidationError(used_message(), code="used_lately"))
        if errors:
            raise ValidationError(errors)

    def get_help_text(self) -> str:
        return "; ".join(rule.text for rule in rules()) if scope.current_or_none() else ""
