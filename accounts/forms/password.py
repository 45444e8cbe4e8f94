"""Changing the password of the account one is signed in to."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import gettext as _

from accounts import validators
from accounts.forms.fields import LONGEST_PASSWORD, judge_password, judge_repeat, new_password_field, repeat_field
from accounts.models import User
from tenants.words import word


def add_new_password(form: forms.Form) -> None:
    """The two fields of a new password for an account that has one: with the rule of its earlier ones."""
    form.fields["password1"] = new_password_field(word("password_change.new", _("New password")))
    form.fields["password1"].rules = validators.rules(change=True)  # type: ignore[attr-defined]  # a field of ours, which draws its rules
    form.fields["password2"] = repeat_field(word("password_change.repeat", _("Repeat the new password")))


def judge_new_password(form: forms.Form, user: User, *, compares: bool = True) -> None:
    judge_password(form, "password1", user.username, user.email, user=user, compares=compares)
    judge_repeat(form, "password1", "password2")


class PresentPasswordField(forms.CharField):
    """The password that the account has now: whoever found an open session does not know it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.PasswordInput({"autocomplete": "current-password"})
        super().__init__(label=_("Present password"), strip=False, max_length=LONGEST_PASSWORD, widget=widget, **options)


def prove_present_password(user: User, password: str) -> None:
    """Raises ``ValidationError`` for a wrong one. A guess counts like one at sign-in, under the same limits."""
    if not get_adapter().reauthenticate(user, password):
        raise forms.ValidationError(_("The password is not right."), code="password")


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """For an account without a password, as one made by an operator."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_new_password(self)

    def clean(self) -> dict[str, Any]:
        judge_new_password(self, self.user)
        return self.cleaned_data


class ChangePasswordForm(forms.Form):
    """The present password, then the new one twice, and whether other devices are signed out."""

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.fields["oldpassword"] = PresentPasswordField()
        add_new_password(self)
        self.fields["sign_out_others"] = forms.BooleanField(
            label=word("password_change.sign_out_others", _("Sign me out on other devices")), required=False, initial=True
        )

    def clean_oldpassword(self) -> str:
        prove_present_password(self.user, self.cleaned_data["oldpassword"])
        return self.cleaned_data["oldpassword"]

    def clean(self) -> dict[str, Any]:
        """Compared with the earlier ones only after the present one was given: "used lately" would else be an answer to a guess
        that nobody counts."""
        judge_new_password(self, self.user, compares="oldpassword" in self.cleaned_data)
        return self.cleaned_data
