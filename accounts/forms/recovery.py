"""Forms of forgotten things: each asks an address and says the same to everybody."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordKeyForm
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.forms.fields import email_field, judge_password, judge_repeat, new_password_field, repeat_field
from accounts.services import recovery


class AddressForm(forms.Form):
    """One e-mail address: for a forgotten user name, or to mail the activation link again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field(help_text=_("The one you gave when you registered."))


class ForgottenPasswordForm(AddressForm):
    """What allauth's view expects of its form: ``save`` hands on to the service."""

    def save(self, request: Any, **kwargs: Any) -> str:
        recovery.request_password_reset(email=self.cleaned_data["email"])
        return self.cleaned_data["email"]


class NewPasswordForm(ResetPasswordKeyForm):
    """The password that a reset link lets one choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"] = new_password_field(_("New password"))
        self.fields["password2"] = repeat_field(_("Repeat the new password"))

    def clean(self) -> dict[str, Any]:
        if self.user is None:
            return self.cleaned_data  # a dead link: the page says so and shows no form
        judge_password(self, "password1", self.user.username, self.user.email)
        judge_repeat(self, "password1", "password2")
        return self.cleaned_data

    def save(self) -> None:
        try:
            recovery.set_new_password(user=self.user, token=self.temp_key, password=self.cleaned_data["password1"])
        except recovery.LinkUsed:
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_reset_password"))) from None
