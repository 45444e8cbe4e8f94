"""The one registration form: its fields, their order and their labels come from the tenant's file, and the chosen utility's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.forms import fields
from accounts.forms.linking import evidence_fields
from accounts.forms.phone import e164
from accounts.rules import user_name
from accounts.services import registration
from tenants.models import Utility
from tenants.rules.linking import LinkingRule
from tenants.words import word

PROFILE = ("first_name", "last_name", "full_name", "phone")
"""Fields of the file that are columns of the account."""

AGREED, REFUSED = "yes", "no"


class RegistrationForm(forms.Form):
    """Bound to one utility. ``applicant`` is what a valid form gives to `services.registration.register`."""

    def __init__(self, *args: Any, utility: Utility, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.utility = utility
        self.rules = utility.rules
        self.evidence_names: tuple[str, ...] = ()
        for asked in self.rules.registration.fields:
            build = BUILDERS.get(asked.name)
            if build is not None:
                self._add(build(self), required=asked.required)
        if self.rules.terms.style != "none" and "terms" not in self.fields:
            self._add(_terms(self), required=True)  # a page of their own comes later; until then they stand in the form

    def _add(self, built: Mapping[str, forms.Field], *, required: bool) -> None:
        for name, field in built.items():
            field.required = required
            self.fields[name] = field

    def word(self, key: str, default: Any = "") -> str:
        return word(f"registration.{key}", default, utility=self.utility)

    @property
    def linking_rule(self) -> LinkingRule | None:
        """The rule whose evidence the form asks for."""
        return next(iter(self.rules.linking.rules_asked("registration")), None)

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if registration.username_taken(name):
            raise forms.ValidationError(taken_message(), code="taken")
        return name

    def clean_phone(self) -> str:
        """As E.164; a number without a prefix is one of the tenant's country."""
        typed = self.cleaned_data["phone"]
        return e164(typed) if typed else ""

    def clean_terms(self) -> Any:
        agreed = self.cleaned_data["terms"]
        if agreed in (REFUSED, False):
            raise forms.ValidationError(terms_message(), code="required")
        return agreed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        fields.judge_password(self, "password", data.get("username"), data.get("email"))
        if "password_repeat" in self.fields:
            fields.judge_repeat(self, "password", "password_repeat")
        return data

    @property
    def applicant(self) -> registration.Applicant:
        data, rule = self.cleaned_data, self.linking_rule
        return registration.Applicant(
            email=data["email"],
            password=data["password"],
            username=data.get("username"),
            profile={name: data[name] for name in PROFILE if data.get(name)},
            language=get_language() or "",
            rule_key=rule.key if rule and self.evidence_names else "",
            evidence={name: data[name] for name in self.evidence_names},
            terms_version=self.rules.terms.version if "terms" in self.fields else "",
        )


class UtilityForm(forms.Form):
    """`Vaš upravljalec`, asked before anything else where a tenant has several: a plain GET."""

    def __init__(self, *args: Any, utilities: list[Utility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((utility.code, utility.name) for utility in utilities)]
        self.fields["utility"] = forms.ChoiceField(label=word("registration.utility", _("Your utility")), choices=choices)


def taken_message() -> str:
    return _("This user name is taken. Choose another one, or sign in if it is yours.")


def terms_message() -> str:
    return _("Without your agreement we cannot make an account.")


# --- One builder for each name that a file may list -----------------------------------------------------------------------------
Built = Mapping[str, forms.Field]


def _text(name: str, label: Any, autocomplete: str) -> Callable[[RegistrationForm], Built]:
    """A plain line of text that goes into the account's column ``name``; ``label`` is translated when it is shown."""

    def build(form: RegistrationForm) -> Built:
        widget = forms.TextInput({"autocomplete": autocomplete})
        return {name: forms.CharField(label=form.word(name, label), max_length=150, widget=widget)}

    return build


def _evidence(form: RegistrationForm) -> Built:
    built = evidence_fields(form.utility)
    form.evidence_names = tuple(built)
    own_help = form.word("customer_number_help")
    if own_help and len(built) == 1:
        for field in built.values():
            field.help_text = own_help
    return built


def _username(form: RegistrationForm) -> Built:
    field = fields.UserNameField(
        label=form.word("username", _("User name")),
        help_text=_("Choose it freely. You will sign in with it."),
        min_length=user_name.SHORTEST,
        max_length=user_name.LONGEST,
        validators=[UnicodeUsernameValidator(message=_("Use letters, digits and the signs @ . + - _ only."))],
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    return {"username": field}


def _email(form: RegistrationForm) -> Built:
    help_text = form.word("email_help", _("We send a message there, with a button that activates the account."))
    return {"email": fields.email_field(form.word("email"), help_text)}


def _phone(form: RegistrationForm) -> Built:
    widget = forms.TextInput({"type": "tel", "autocomplete": "tel"})
    label, help_text = form.word("phone", _("Telephone number")), form.word("phone_help")
    return {"phone": forms.CharField(label=label, help_text=help_text, max_length=40, widget=widget)}


def _password(form: RegistrationForm) -> Built:
    return {"password": fields.new_password_field(form.word("password"), form.word("password_help"))}


def _password_repeat(form: RegistrationForm) -> Built:
    return {"password_repeat": fields.repeat_field(form.word("password_repeat"))}


def _terms(form: RegistrationForm) -> Built:
    style = form.rules.terms.style
    if style == "none":
        return {}
    address = form.rules.terms.url or reverse("terms")
    label = form.word("terms", _("I agree to the terms of use"))
    link = format_html('<a href="{}">{}</a>', address, _("Read the terms of use"))
    required = {"required": terms_message()}
    if style == "list":
        choices = [("", "–"), (AGREED, _("yes")), (REFUSED, _("no"))]
        return {"terms": forms.ChoiceField(label=label, help_text=link, choices=choices, error_messages=required)}
    return {"terms": forms.BooleanField(label=label, help_text=link, error_messages=required)}


BUILDERS: Mapping[str, Callable[[RegistrationForm], Built]] = {
    "evidence": _evidence,
    "username": _username,
    "email": _email,
    "first_name": _text("first_name", gettext_lazy("First name"), "given-name"),
    "last_name": _text("last_name", gettext_lazy("Last name"), "family-name"),
    "full_name": _text("full_name", gettext_lazy("Name of person or company"), "name"),
    "phone": _phone,
    "password": _password,
    "password_repeat": _password_repeat,
    "terms": _terms,
}
"""`utility` is asked before this form; the file's other names are stored and not yet in use (`tenants.rules.not_yet`)."""
