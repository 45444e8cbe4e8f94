"""Fields for the values on a bill that prove whose it is, and the form that links."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.rules.bill_place import bill_place
from accounts.rules.normalise import normalise
from accounts.services import evidence_choices
from accounts.services.linking import rules_in_use
from tenants import scope
from tenants.models import Utility
from tenants.rules.linking import Evidence, LinkingRule
from tenants.rules.text import Text
from tenants.words import word

Mark = dict[str, Any]
"""One value on the picture of a bill: number, name of its field, label, place."""

LONGEST = 100
"""Signs of a field: what is copied with the words around it still fits."""


class EvidenceField(forms.CharField):
    """One value from a bill; cleaned to the form that is compared. Refused only where nothing of it could be compared: whether
    it is right is no matter of the field."""

    def __init__(self, evidence: Evidence, **options: Any) -> None:
        self.evidence = evidence
        attributes = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
        if evidence.kind == "digits" and not evidence.prefixes:
            attributes["inputmode"] = "numeric"
        super().__init__(max_length=LONGEST, widget=forms.TextInput(attributes), **options)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        normal = normalise(text, self.evidence)
        if text and not normal:
            raise forms.ValidationError(self.advice(), code="unusable")
        return normal

    def advice(self) -> str:
        match self.evidence.kind:
            case "digits":
                return _("Enter the digits that are printed on the bill.")
            case "date":
                return _("Enter the day like 5. 12. 2026.")
            case "amount":
                return _("Enter the amount like 48,80.")
            case _:
                return _("Copy the value as it is printed on the bill.")


class EvidenceChoiceField(forms.ChoiceField):
    """One value from a list that is the same for everybody; cleaned to the form that is compared."""

    def __init__(self, evidence: Evidence, choices: evidence_choices.Choices, **options: Any) -> None:
        self.evidence = evidence
        super().__init__(choices=[("", _("Choose")), *choices], **options)

    def clean(self, value: Any) -> str:
        return normalise(super().clean(value), self.evidence)


def in_reader_language(text: Text) -> str:
    return text.in_language(get_language() or "", *scope.current().rules.languages)


def evidence_label(utility: Utility, name: str) -> str:
    """What the utility calls the value."""
    return in_reader_language(utility.rules.linking.evidence_named(name).label) or name


def evidence_fields(utility: Utility, rule: LinkingRule | None = None) -> dict[str, forms.Field]:
    """One field for each value of ``rule``, in its order; by default of the rule that is asked at registration, if there is one
    that this release can check."""
    linking = utility.rules.linking
    if rule is None:
        asked = linking.rules_asked("registration")
        rule = asked[0] if asked and asked[0] in rules_in_use(utility) else None
    fields: dict[str, forms.Field] = {}
    for name in rule.evidence if rule else ():
        evidence = linking.evidence_named(name)
        says: dict[str, Any] = {"label": evidence_label(utility, name), "help_text": in_reader_language(evidence.hint)}
        choices = evidence_choices.choices_of(utility, evidence)
        fields[name] = EvidenceChoiceField(evidence, choices, **says) if choices else EvidenceField(evidence, **says)
    return fields


def refusal(utility: Utility) -> str:
    """The one answer to every failure: wrong, unknown, somebody else's, or too often."""
    default = _("The data do not match, or there were too many tries. Compare them with your last bill, or ask us for help.")
    return word("linking.failed", default, utility=utility)


def marks(form: forms.Form, utility: Utility, names: Iterable[str]) -> list[Mark]:
    """For the picture of a bill: label and place of each of these values that is printed there, numbered in the form's order."""
    places = [(name, bill_place(utility.rules.linking.evidence_named(name))) for name in names]
    shown = [(name, place) for name, place in places if place != "none"]
    return [
        {"number": number, "name": name, "label": form.fields[name].label, "place": place}
        for number, (name, place) in enumerate(shown, start=1)
    ]


def numbered(form: Any) -> list[tuple[forms.BoundField, int]]:
    """The fields of a form that has ``marks``, each with its number on the picture, 0 where it has none."""
    numbers = {mark["name"]: mark["number"] for mark in form.marks}
    return [(field, numbers.get(field.name, 0)) for field in form]


class LinkingForm(forms.Form):
    """The values of one linking rule of one utility."""

    def __init__(self, *args: Any, utility: Utility, rule: LinkingRule, **options: Any) -> None:
        super().__init__(*args, **options)
        self.utility, self.rule = utility, rule
        self.fields.update(evidence_fields(utility, rule))

    @property
    def marks(self) -> list[Mark]:
        return marks(self, self.utility, self.rule.evidence)

    @property
    def values(self) -> dict[str, str]:
        """What was typed, normalised, by the evidence's name."""
        return {name: self.cleaned_data[name] for name in self.rule.evidence}

    def refuse(self) -> None:
        """Say the one answer at the form; what was typed stays."""
        self.add_error(None, forms.ValidationError(refusal(self.utility), code="refused"))
