"""Fields for the values on a bill that prove whose it is, and the form that links."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.rules.normalise import normalise
from accounts.services.linking import rules_in_use
from tenants import scope
from tenants.models import Utility
from tenants.rules.linking import Evidence, LinkingRule
from tenants.rules.text import Text
from tenants.words import word

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
        hint = in_reader_language(evidence.hint)
        fields[name] = EvidenceField(evidence, label=evidence_label(utility, name), help_text=hint)
    return fields


def refusal(utility: Utility) -> str:
    """The one answer to every failure: wrong, unknown, somebody else's, or too often."""
    default = _("The data do not match, or there were too many tries. Compare them with your last bill, or ask us for help.")
    return word("linking.failed", default, utility=utility)


class LinkingForm(forms.Form):
    """The values of one linking rule of one utility."""

    def __init__(self, *args: Any, utility: Utility, rule: LinkingRule, **options: Any) -> None:
        super().__init__(*args, **options)
        self.utility, self.rule = utility, rule
        self.fields.update(evidence_fields(utility, rule))

    @property
    def values(self) -> dict[str, str]:
        """What was typed, normalised, by the evidence's name."""
        return {name: self.cleaned_data[name] for name in self.rule.evidence}

    def refuse(self) -> None:
        """Say the one answer at the form; what was typed stays."""
        self.add_error(None, forms.ValidationError(refusal(self.utility), code="refused"))
