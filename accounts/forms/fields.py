"""Fields that several account forms share, with the tenant's own labels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts import validators
from accounts.rules import user_name
from tenants.words import word

LONGEST_PASSWORD = 256
"""Nobody types more; hashing megabytes would cost the server and not the sender."""


class AddressField(forms.EmailField):
    """An e-mail address in small letters. Made small before it is judged: `İ` becomes two signs, of which one fits no address."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").lower()


class UserNameField(forms.CharField):
    """A user name as it is stored. Judged in that form: one sign of another script may become eighteen, blanks among them."""

    def to_python(self, value: Any) -> str:
        return user_name.normalised(super().to_python(value) or "")


def email_field(label: str = "", help_text: str = "") -> AddressField:
    field = AddressField(
        label=label or _("E-mail address"), help_text=help_text, max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )
    field.error_messages["invalid"] = _("Write the whole address, like ana.novak@example.si.")
    return field


def new_password_field(label: str = "", help_text: str = "") -> forms.CharField:
    """A password to be chosen; the tenant's rules stand beside it before anything is typed."""
    field = forms.CharField(
        label=label or word("registration.password", _("Password")),
        help_text=help_text,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    field.rules = validators.rules()  # type: ignore[attr-defined]  # drawn by the form renderer
    return field


def repeat_field(label: str = "") -> forms.CharField:
    return forms.CharField(
        label=label or _("Repeat the password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


def judge_password(form: forms.Form, name: str, *identifiers: Any) -> None:
    """Hold the password of field ``name`` against the tenant's policy: mistakes beside the field, each rule marked met or not."""
    password = form.cleaned_data.get(name)
    if not password:
        return
    against = validators.verdicts(password, *identifiers)
    form.fields[name].rules = validators.rules(against)  # type: ignore[attr-defined]
    for verdict in against:
        form.add_error(name, validators.message(verdict))


def judge_repeat(form: forms.Form, name: str, repeat: str) -> None:
    """Both passwords are the same, where both were given."""
    first, second = form.data.get(form.add_prefix(name)), form.cleaned_data.get(repeat)
    if first and second and first != second:
        form.add_error(repeat, _("The two passwords differ. Type this one once more."))
