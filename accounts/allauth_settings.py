"""allauth's settings, answered per tenant at run time (``ALLAUTH_SETTING_GETTER``).

allauth asks this function on every use, and also while its models load. What is not answered here stands in
``portal/settings.py``. Without a scope (system checks, migrations, commands) the answers are those of the platform.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.conf import settings

from tenants import scope

RATE_LIMITS: Mapping[str, str] = {
    "login": "30/m/ip",
    # The short window stops a person, the long ones a patient machine.
    "login_failed": "10/m/ip,5/5m/key,20/d/key,50/30d/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip",
    "reset_password_from_key": "20/m/ip",
    "confirm_email": "20/m/key",
    "change_password": "20/m/user",  # guesses at the present one count like those at sign-in
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    # Ours: pages that send a mail to an address somebody typed.
    "activate": "30/m/ip",
    "resend_activation": "20/m/ip",
    "forgotten_username": "20/m/ip",
    # Such mails per address, with those about links (`attempt_limits.MAILS_TO_ADDRESS`) five an hour and twenty a day. Those that let
    # their reader in are counted by themselves: signing up with somebody's address all day long must not keep the forgotten password
    # away.
    "way_in_mail": "2/h/key,8/d/key",
    "unasked_mail": "2/h/key,6/d/key",
}
"""Every limit is per tenant: `tenants.cache.key` puts the tenant into the cache's keys."""


def get(name: str, default: Any) -> Any:
    """allauth's question: the value of setting ``name``, or ``default`` where nobody has an opinion."""
    answer = ANSWERS.get(name)
    return answer() if answer else getattr(settings, name, default)


def _identifier() -> str:
    tenant = scope.current_or_none()
    return "username" if tenant is None or tenant.is_platform else tenant.rules.sign_in.identifier


def _unique_email() -> bool:
    """False while models load, or allauth adds a unique index over all tenants; true in its flows. Ours is (tenant, email)."""
    return apps.models_ready


def _login_methods() -> set[str]:
    return {_identifier()}


def _signup_fields() -> list[str]:
    """Only what allauth's own pages need to know; the registration form is built from the tenant's file."""
    names = ["username*"] if _identifier() == "username" else []
    return [*names, "email*", "password1*"]


def _salt() -> str:
    """A link that was signed at one tenant means nothing at another."""
    tenant = scope.current_or_none()
    return f"accounts:{tenant.pk if tenant else 'none'}"


def _remembered_seconds() -> int:
    tenant = scope.current_or_none()
    days = 30 if tenant is None or tenant.is_platform else tenant.rules.sign_in.remember_days
    return days * 24 * 3600


def _totp_issuer() -> str:
    tenant = scope.current_or_none()
    return tenant.name if tenant else ""


ANSWERS: Mapping[str, Callable[[], Any]] = {
    "ACCOUNT_UNIQUE_EMAIL": _unique_email,
    "ACCOUNT_LOGIN_METHODS": _login_methods,
    "ACCOUNT_SIGNUP_FIELDS": _signup_fields,
    "ACCOUNT_SALT": _salt,
    "ACCOUNT_RATE_LIMITS": lambda: dict(RATE_LIMITS),
    "ACCOUNT_SESSION_COOKIE_AGE": _remembered_seconds,
    "MFA_TOTP_ISSUER": _totp_issuer,
}
