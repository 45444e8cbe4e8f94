"""Fields that several account forms share, with the tenant's own labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import validators
from accounts.forms import countries
from accounts.forms.phone import e164
from accounts.models import User
from accounts.rules import user_name
from tenants.models import Utility
from tenants.words import word

LONGEST_PASSWORD = 256
"""Nobody types more; hashing megabytes would cost the server and not the sender."""

LONGEST_NAME = 150
"""Signs of the name that a person is called by."""

LONGEST_PART = LONGEST_NAME // 2 - 1
"""Signs of first and of last name, so that both with a blank between them fit."""


class AddressField(forms.EmailField):
    """An e-mail address in small letters. Made small before it is judged: `İ` becomes two signs, of which one fits no address."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").lower()


class UserNameField(forms.CharField):
    """A user name as it is stored. Judged in that form: one sign of another script may become eighteen, blanks among them."""

    def to_python(self, value: Any) -> str:
        return user_name.normalised(super().to_python(value) or "")


class PhoneField(forms.CharField):
    """A telephone number as E.164; one without a prefix is of the tenant's country."""

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        return e164(typed) if typed else ""


def email_field(label: str = "", help_text: str = "") -> AddressField:
    field = AddressField(
        label=label or _("E-mail address"), help_text=help_text, max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )
    field.error_messages["invalid"] = _("Write the whole address, like ana.novak@example.si.")
    return field


# --- What the utility knows a person by: asked at registration, changed in the profile --------------------------------------------
PROFILE_COLUMNS: Mapping[str, str] = {
    "first_name": "first_name",
    "last_name": "last_name",
    "full_name": "full_name",
    "street": "street",
    "city": "city",
    "postcode": "postcode",
    "country": "country",
    "phone": "phone",
    "sex": "sex",
    "newsletter": "wants_news",
}
"""Name in a tenant's file (`registration.fields`, `profile.fields`) → column of the account."""


def profile_field(name: str, *, required: bool, utility: Utility | None = None) -> forms.Field:
    """The field that a tenant's file calls ``name``, one of :data:`PROFILE_COLUMNS`; labels are the tenant's, or ``utility``'s."""
    field = BUILDERS[name](lambda key, default="": word(f"registration.{key}", default, utility=utility))
    field.required = required and name != "newsletter"  # a tick that must be set would ask nothing
    return field


Words = Callable[..., str]
"""``(key, default)``: the tenant's word of the registration, else the default."""


def _line(name: str, label: Any, autocomplete: str, longest: int) -> Callable[[Words], forms.Field]:
    """A plain line of text; ``label`` is translated when it is shown."""

    def build(words: Words) -> forms.Field:
        return forms.CharField(label=words(name, label), max_length=longest, widget=forms.TextInput({"autocomplete": autocomplete}))

    return build


def _country(words: Words) -> forms.Field:
    choices = [("", "–"), *countries.choices()]
    return forms.ChoiceField(label=words("country", _("Country")), choices=choices, widget=forms.Select({"autocomplete": "country"}))


def _phone(words: Words) -> forms.Field:
    widget = forms.TextInput({"type": "tel", "autocomplete": "tel"})
    return PhoneField(label=words("phone", _("Telephone number")), help_text=words("phone_help"), max_length=40, widget=widget)


def _sex(words: Words) -> forms.Field:
    names = {User.Sex.MALE: _("Male"), User.Sex.FEMALE: _("Female")}
    return forms.ChoiceField(
        label=words("sex", _("Sex")), choices=[(str(sex), name) for sex, name in names.items()], widget=forms.RadioSelect
    )


def _newsletter(words: Words) -> forms.Field:
    return forms.BooleanField(label=words("newsletter", _("I would like to receive news")))


BUILDERS: Mapping[str, Callable[[Words], forms.Field]] = {
    "first_name": _line("first_name", gettext_lazy("First name"), "given-name", LONGEST_PART),
    "last_name": _line("last_name", gettext_lazy("Last name"), "family-name", LONGEST_PART),
    "full_name": _line("full_name", gettext_lazy("Name of person or company"), "name", LONGEST_NAME),
    "street": _line("street", gettext_lazy("Street and number"), "street-address", 150),
    "city": _line("city", gettext_lazy("Town"), "address-level2", 100),
    "postcode": _line("postcode", gettext_lazy("Postcode"), "postal-code", 60),
    "country": _country,
    "phone": _phone,
    "sex": _sex,
    "newsletter": _newsletter,
}


# --- Passwords --------------------------------------------------------------------------------------------------------------------
def new_password_field(label: str = "", help_text: str = "") -> forms.CharField:
    """A password to be chosen; the rules stand beside it before anything is typed: as the tenant words them, else as a list."""
    field = forms.CharField(
        label=label or word("registration.password", _("Password")),
        help_text=help_text,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    field.rules = [] if help_text else validators.rules()  # type: ignore[attr-defined]  # drawn by the form renderer
    return field


def repeat_field(label: str = "") -> forms.CharField:
    return forms.CharField(
        label=label or _("Repeat the password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


def judge_password(form: forms.Form, name: str, *identifiers: Any, user: User | None = None, compares: bool = True) -> None:
    """Hold the password of field ``name`` against the tenant's policy: mistakes beside the field, each rule marked met or not. For
    an account that has one already, ``user``, also against its last ones; without ``compares`` not, for that would tell them."""
    password = form.cleaned_data.get(name)
    if not password:
        return
    against = validators.verdicts(password, *identifiers)
    used = validators.used_lately(user, password) if compares else None
    form.fields[name].rules = validators.rules(against, used=used, change=user is not None)  # type: ignore[attr-defined]  # a field of ours, which draws its rules
    for verdict in against:
        form.add_error(name, validators.message(verdict))
    if used:
        form.add_error(name, validators.used_message())


def judge_repeat(form: forms.Form, name: str, repeat: str) -> None:
    """Both passwords are the same, where both were given."""
    first, second = form.data.get(form.add_prefix(name)), form.cleaned_data.get(repeat)
    if first and second and first != second:
        form.add_error(repeat, _("The two passwords differ. Type this one once more."))
