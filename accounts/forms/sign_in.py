"""Signing in, by what the tenant says."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.allauth_settings import get as setting
from accounts.rules.user_name import normalised
from tenants.words import word


class SignInForm(LoginForm):
    """allauth's form with the tenant's labels; the identifier is a user name or an e-mail address, never either."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = setting("ACCOUNT_SESSION_COOKIE_AGE", 0) // (24 * 3600)
        by_email = setting("ACCOUNT_LOGIN_METHODS", set()) == {"email"}
        login, password, remember = self.fields["login"], self.fields["password"], self.fields["remember"]
        login.label = word("login.username", _("E-mail address") if by_email else _("User name"))
        login.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        password.label, password.help_text = word("login.password", _("Password")), ""
        remember.label = word("login.remember", _("Remember me"))
        remember.help_text = ngettext(
            "On your own device: you stay signed in for %(days)s day.", "On your own device: you stay signed in for %(days)s days.", days
        ) % {"days": days}
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        return normalised(super().clean_login())
