"""The accounts app: the one patch of allauth, the signals of sign-in, the work that is due."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.db import models


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        scope_email_addresses()
        refuse_global_unique_email()
        listen()
        register_due_work()
        register_choices()


def scope_email_addresses() -> None:
    """Show only addresses of this tenant's users: allauth looks up people by address at every corner, and has no hook for it.

    The one patch of a library in this house. It adds a method that allauth's manager does not have; if a release brings one,
    the portal does not start, and somebody reads this.
    """
    from allauth.account.managers import EmailAddressManager

    from tenants import scope

    own = vars(EmailAddressManager).get("get_queryset")
    if own is not None and not getattr(own, "is_tenant_scoped", False):
        raise ImproperlyConfigured("allauth's EmailAddressManager has a get_queryset of its own now: look at accounts/apps.py again.")

    def get_queryset(self: Any) -> Any:
        tenant_id = scope.current_id()
        scope.require_transaction()
        return models.Manager.get_queryset(self).filter(user__tenant_id=tenant_id)

    get_queryset.is_tenant_scoped = True  # type: ignore[attr-defined]  # a mark on a function
    EmailAddressManager.get_queryset = get_queryset


def refuse_global_unique_email() -> None:
    """The unique index on confirmed addresses would stop the second tenant's customers from activating."""
    from allauth.account import app_settings
    from allauth.account.models import EmailAddress

    if any(constraint.name == "unique_verified_email" for constraint in EmailAddress._meta.constraints):
        raise ImproperlyConfigured("ACCOUNT_UNIQUE_EMAIL must be false while models load: see accounts/allauth_settings.py.")
    if not app_settings.UNIQUE_EMAIL:
        raise ImproperlyConfigured("ALLAUTH_SETTING_GETTER is not asked: addresses would not be unique inside a tenant.")


def listen() -> None:
    """Django's and allauth's signals of sign-in end here, each in one service."""
    from allauth.account import signals as allauth_signals
    from allauth.mfa import signals as mfa_signals
    from django.contrib.auth import signals as django_signals

    from accounts.models import ActivityEvent
    from accounts.services import activity, registration
    from tenants import scope

    kinds = ActivityEvent.Kind

    def signed_in(request: Any, user: Any, **kwargs: Any) -> None:
        activity.record(user=user, kind=kinds.SIGNED_IN, client=activity.client_of(request))

    def signed_out(request: Any, user: Any, **kwargs: Any) -> None:
        if user is not None:
            activity.record(user=user, kind=kinds.SIGNED_OUT, client=activity.client_of(request))

    def sign_in_failed(credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
        name, email = credentials.get("username"), credentials.get("email")
        activity.record_failed_sign_in(username=name, email=email, client=activity.client_of(request))

    def password_changed(request: Any, user: Any, **kwargs: Any) -> None:
        activity.record(user=user, kind=kinds.PASSWORD_CHANGED, client=activity.client_of(request))

    def address_confirmed(request: Any, email_address: Any, **kwargs: Any) -> None:
        if email_address.user.last_login is None:
            registration.activated(user=email_address.user, client=activity.client_of(request))

    def factor_changed(kind: str) -> Any:
        def written_down(request: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
            own_kind = kinds.CODES_MADE if authenticator.type == authenticator.Type.RECOVERY_CODES else kind
            if own_kind == kinds.CODES_MADE and kind == kinds.FACTOR_REMOVED:
                return  # codes go with the factor they belong to
            with scope.bound(scope.current()):  # allauth tells after the request's transaction
                activity.record(user=user, kind=own_kind, client=activity.client_of(request))

        return written_down

    # Strong references: these functions live nowhere else.
    allauth_signals.user_logged_in.connect(signed_in, weak=False, dispatch_uid="signed_in")
    django_signals.user_logged_out.connect(signed_out, weak=False, dispatch_uid="signed_out")
    django_signals.user_login_failed.connect(sign_in_failed, weak=False, dispatch_uid="sign_in_failed")
    for number, signal in enumerate((allauth_signals.password_changed, allauth_signals.password_set, allauth_signals.password_reset)):
        signal.connect(password_changed, weak=False, dispatch_uid=f"password_changed_{number}")
    allauth_signals.email_confirmed.connect(address_confirmed, weak=False, dispatch_uid="address_confirmed")
    mfa_signals.authenticator_added.connect(factor_changed(kinds.FACTOR_ADDED), weak=False, dispatch_uid="factor_added")
    mfa_signals.authenticator_reset.connect(factor_changed(kinds.FACTOR_ADDED), weak=False, dispatch_uid="factor_reset")
    mfa_signals.authenticator_removed.connect(factor_changed(kinds.FACTOR_REMOVED), weak=False, dispatch_uid="factor_removed")


def register_due_work() -> None:
    from accounts.services import activity, attempts, budgets, link_notice, passwords, registration, sign_in_failures
    from tenants import due

    due.register("unconfirmed accounts forgotten", registration.forget_unconfirmed)
    due.register("expired sessions forgotten", activity.forget_expired_sessions)
    due.register("changes that nobody confirmed forgotten", passwords.forget_expired)
    due.register("old failed sign-ins forgotten", sign_in_failures.forget_old)
    due.register("old guesses at linking forgotten", attempts.forget_old)
    due.register("budgets without guesses forgotten", budgets.forget_old)
    due.register_steps("gathered notices of links", link_notice.send_waiting)
    due.register("old notices of links forgotten", link_notice.forget_old)


def register_choices() -> None:
    from accounts.services import evidence_choices

    evidence_choices.register("commodity", evidence_choices.commodities)
