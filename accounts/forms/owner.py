"""What only the owner may do, each with the present password: another e-mail address, taking one's data, deleting the account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.forms.fields import email_field
from accounts.forms.password import PresentPasswordField, prove_present_password
from accounts.models import User


class OwnerForm(forms.Form):
    """The present password, below whatever else a form asks."""

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.fields["password"] = PresentPasswordField()

    def clean_password(self) -> str:
        prove_present_password(self.user, self.cleaned_data["password"])
        return self.cleaned_data["password"]


class ChangeEmailForm(OwnerForm):
    """The new address."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"] = email_field(_("New e-mail address"))
        self.order_fields(["email", "password"])

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email == self.user.email:
            raise forms.ValidationError(_("This is your present address already."), code="same")
        return email


class CloseAccountForm(OwnerForm):
    """A tick that says that one has read what goes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["understood"] = forms.BooleanField(
            label=_("I understand that this cannot be undone"),
            error_messages={"required": _("Tick this if you really want to delete the account.")},
        )
        self.order_fields(["understood", "password"])
