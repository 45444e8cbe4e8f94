"""Changing the password of the account one is signed in to."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django.utils.translation import gettext as _

from accounts.forms.fields import judge_password, judge_repeat, new_password_field, repeat_field


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """For an account without a password, as one made by an operator."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"] = new_password_field(_("New password"))
        self.fields["password2"] = repeat_field(_("Repeat the new password"))

    def clean(self) -> dict[str, Any]:
        judge_password(self, "password1", self.user.username, self.user.email)
        judge_repeat(self, "password1", "password2")
        return self.cleaned_data


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The old password, then the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        old = self.fields["oldpassword"]
        old.label, old.help_text = _("Present password"), ""
        old.widget.attrs.pop("placeholder", None)
        self.fields["password1"] = new_password_field(_("New password"))
        self.fields["password2"] = repeat_field(_("Repeat the new password"))

    def clean(self) -> dict[str, Any]:
        judge_password(self, "password1", self.user.username, self.user.email)
        judge_repeat(self, "password1", "password2")
        return self.cleaned_data
