"""Where allauth asks the portal. Each answer is one line or one call; what allauth does by default where it is not asked leaks
between tenants or trusts the request's host, and is said beside the answer that stops it."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Mapping
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import browsers
from accounts.forms.fields import email_field
from accounts.models import User
from accounts.rules.user_name import normalised
from accounts.services import activity, linking, mail, passwords, recovery, registration, sessions, sign_in_failures
from tenants import addresses, outbox, scope

EVENTS: Mapping[str, str] = {
    "account/email/email_confirmation_signup": "activation",
    "account/email/password_changed": "password_changed",
    "account/email/password_reset": "password_changed",
    "account/email/password_set": "password_changed",
    "mfa/email/totp_activated": "factor_added",
    "mfa/email/totp_deactivated": "factor_removed",
    "mfa/email/recovery_codes_generated": "codes_made",
}
"""allauth's mail → ours in ``templates/mail/``. What is not named here keeps allauth's own words, sent from the tenant."""


class AccountAdapter(DefaultAccountAdapter):
    """Accounts: who may come in, what they are called, what they are mailed."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The user name or the password is not right. Check both and try again."),
        "email_password_mismatch": _("The e-mail address or the password is not right. Check both and try again."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes and try again, or set a new password."),
        "username_taken": _("This user name is taken. Choose another one."),
        "username_blacklisted": _("This user name cannot be used. Choose another one."),
        "incorrect_password": _("The password is not right."),
        "rate_limited": _("Too many attempts. Wait a few minutes and try again."),
    }

    # --- Who comes in ---
    def is_open_for_signup(self, request: Any) -> bool:
        """Operators are made by a command, and a tenant may close its registration."""
        tenant = scope.current()
        return not tenant.is_platform and tenant.rules.registration.open

    def is_ajax(self, request: Any) -> bool:
        """Pages only: allauth would answer JSON to whoever asks with a header."""
        return False

    def pre_login(self, request: Any, user: Any, **kwargs: Any) -> Any:
        """The last door before a session: allauth also takes in users whom the backend refused."""
        if user.tenant_id != scope.current_id():
            raise PermissionDenied("This account belongs to another portal.")
        request.session[sessions.EPOCH] = user.session_epoch
        return super().pre_login(request, user, **kwargs)

    def login(self, request: Any, user: Any) -> None:
        """A sign-in that waited for its second factor while all sessions were ended has ended too."""
        if request.session.pop(sessions.EPOCH, None) != user.session_epoch:
            clear_login(request)
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        super().login(request, user)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Whoever gave the password minutes ago, to sign in, sets up the first second factor without giving it again."""
        just_signed_in = app == "allauth.mfa" and not is_mfa_enabled(self.request.user) and _gave_password_just_now(self.request)
        return not just_signed_in and super().is_reauthentication_required(app=app)

    def post_login(self, request: Any, user: Any, **kwargs: Any) -> Any:
        """What was claimed at registration is checked at the first sign-in, before anybody decides where to go."""
        proved = True
        if not scope.current().is_platform:
            client = activity.client_of(request)
            proved = linking.check_claims(user=user, client=client, checkpoint=request.transaction.checkpoint)
        response = super().post_login(request, user, **kwargs)
        response = response if proved else HttpResponseRedirect(reverse("accounts:link"))
        browsers.remember_browser(request, response, user)
        return response

    def _get_login_attempts_cache_key(self, request: Any, **credentials: Any) -> str:
        """One counter for one person: not per host, not per case, not per Unicode twin. The cache adds the tenant.

        A browser in which the person signed in before counts by itself: a stranger who uses up the counter of the name keeps
        nobody out who comes from a place of his own.
        """
        name = normalised(credentials.get("username") or credentials.get("email") or "")
        browser = browsers.known_browser(request)
        return f"{name} {browser.number}" if browser.knows(name) else name

    def pre_authenticate(self, request: Any, **credentials: Any) -> None:
        """The windows of minutes, days and a month, in the cache; then the year's count, in the database; one answer for both."""
        super().pre_authenticate(request, **credentials)
        name = self._get_login_attempts_cache_key(request, **credentials)
        counted = sign_in_failures.count(name=name, checkpoint=request.transaction.checkpoint)
        if counted is None:
            raise self.validation_error("too_many_login_attempts")
        request.counted_as_wrong = counted

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is not None:
            sign_in_failures.was_right(request.counted_as_wrong)
        return user

    def _delete_login_attempts_cached_email(self, request: Any, **credentials: Any) -> None:
        """After a reset by mail the counters start again, also where people sign in by user name."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        sign_in_failures.forget(name=self._get_login_attempts_cache_key(request, **credentials))
        owner = registration.confirmed_owner(credentials.get("email", ""))
        if owner is not None and owner.username:
            super()._delete_login_attempts_cached_email(request, username=owner.username)
            sign_in_failures.forget(name=self._get_login_attempts_cache_key(request, username=owner.username))

    def respond_email_verification_sent(self, request: Any, user: Any) -> Any:
        """Signing in before activation: refused, with one button that mails the link again (nothing is sent unasked)."""
        if scope.current().is_platform:
            return super().respond_email_verification_sent(request, user)
        if user is not None:
            request.session["unconfirmed_email"] = user.email
        return HttpResponseRedirect(reverse("accounts:resend_activation"))

    def should_send_confirmation_mail(self, request: Any, email_address: Any, signup: bool) -> bool:
        return signup

    def get_login_stages(self) -> list[str]:
        """Last of all, new terms of use."""
        return [*super().get_login_stages(), "accounts.stages.TermsStage"]

    # --- Where they go ---
    def get_login_redirect_url(self, request: Any) -> str:
        if scope.current().is_platform:
            return reverse("admin:index")
        return linking.after_sign_in_url(request.user) or super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: Any) -> str:
        return reverse("admin:index" if scope.current().is_platform else "accounts:profile")

    def is_safe_url(self, url: str | None) -> bool:
        """This host and no other: allauth would also trust every host that Django is allowed to serve."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure())

    def set_password(self, user: Any, password: str) -> None:
        """allauth's own pages: a first password of an account that had none."""
        passwords.set_password(user=user, password=password, end_sessions=False)

    # --- What they are called ---
    def new_user(self, request: Any) -> User:
        return User(tenant_id=scope.current_id())

    def populate_username(self, request: Any, user: Any) -> None:
        """No made-up names: allauth's `jane7` would show that somebody else has `jane`."""

    def clean_username(self, username: str, shallow: bool = False) -> str:
        return super().clean_username(normalised(username), shallow=shallow)

    def clean_email(self, email: str) -> str:
        """allauth makes an address small after it has judged it; ours is judged as it is stored."""
        return str(email_field().clean(email))

    # --- What they confirm ---
    def confirm_email(self, request: Any, email_address: Any) -> bool:
        """Confirm the first address of an account, once: that activates it. An address that somebody else owns is refused, and so
        is any further one: a change has links of its own, see `accounts.services.email_change`."""
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=email_address.user_id)
            email_address.refresh_from_db()
            if email_address.verified:
                return True
            if user.emailaddress_set.filter(verified=True).exists():  # type: ignore[attr-defined]  # allauth's relation
                return False
            if not registration.make_room(email=email_address.email, for_user=user):
                return False
            return super().confirm_email(request, email_address)

    def get_email_confirmation_url(self, request: Any, emailconfirmation: Any) -> str:
        address = emailconfirmation.email_address
        return mail.activation_url(address.user, address.email)

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return addresses.absolute(path.replace("UID-KEY", key))

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        recovery.request_password_reset(email=email)

    # --- What they are mailed ---
    def get_from_email(self) -> str:
        return outbox.face().sender

    def format_email_subject(self, subject: str) -> str:
        return f"{scope.current().name}: {subject}"

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Some of allauth's notices come after the request's transaction: they get one of their own."""
        with scope.bound(scope.current()):
            super().send_notification_mail(*args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Through the outbox, from the tenant, with links to the tenant. allauth would send at once, named after the host."""
        values = {key: value for key, value in context.items() if key not in ("request", "current_site")}
        user = values.pop("user", None)
        if template_prefix in EVENTS:
            mail.send(EVENTS[template_prefix], to=email, context=values, user=user)
            return
        face = outbox.face()
        message = self.render_mail(
            template_prefix,
            email,
            {**values, "user": user, "email": email, "current_site": {"name": face.name, "domain": addresses.host()}},
        )
        outbox.queue(
            "notice",
            to=email,
            context={"subject": message.subject, "text": message.body.strip()},
            language=get_language() or "",
            dedupe_key=f"{template_prefix}:{message.message()['Message-ID']}",
        )


class MFAAdapter(DefaultMFAAdapter):
    """Second factor: named after the tenant, bound to its host, its secrets not readable in the database."""

    def _get_site_name(self) -> str:
        return scope.current().name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": addresses.host(), "name": self._get_site_name()}

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _gave_password_just_now(request: Any) -> bool:
    records = get_authentication_records(request, request.user)
    return bool(
        records and records[-1].get("method") == "password" and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
    )


def _cipher() -> MultiFernet:
    """Keys made from SECRET_KEY and its fallbacks: an old secret stays readable while its key is listed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"second factor" + key.encode()).digest())) for key in secrets])
