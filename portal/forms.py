"""The portal's own form: a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from meters.forms import words
from meters.models import SupplyPoint
from tenants.models import Utility

LONGEST_QUESTION = 4000


class QuestionForm(forms.Form):
    """A question about one of ``points``, or to one of ``utilities``. ``question``: what the service is given."""

    about = forms.ChoiceField()
    subject = forms.CharField(max_length=120)
    text = forms.CharField(max_length=LONGEST_QUESTION, widget=forms.Textarea({"rows": 8}))

    def __init__(self, *args: Any, points: Sequence[SupplyPoint], utilities: Sequence[Utility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        several = len(utilities) > 1
        general = [(utility.code, self._general(utility, several)) for utility in utilities]
        self.meant: dict[str, tuple[Utility, SupplyPoint | None]] = {utility.code: (utility, None) for utility in utilities}
        self.meant |= {f"point-{point.public_id}": (point.utility, point) for point in points}
        self.fields["about"].label = _("What is it about?")
        self.fields["about"].choices = [*((f"point-{point.public_id}", _where(point)) for point in points), *general]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["about"].initial = general[0][0] if len(general) == 1 and not points else ""
        self.fields["subject"].label = _("Subject")
        self.fields["text"].label = _("Your question")
        self.fields["text"].help_text = _("Do not write passwords. The answer comes to the e-mail address of your account.")

    @staticmethod
    def _general(utility: Utility, several: bool) -> str:
        return _("Something else, %(utility)s") % {"utility": utility.name} if several else _("Something else")

    def clean_subject(self) -> str:
        """One line: a line break in it would be somebody's attempt to write headers of the mail."""
        subject: str = self.cleaned_data["subject"]
        if any(not character.isprintable() for character in subject):
            raise forms.ValidationError(_("Write the subject in one line."), code="lines")
        return subject

    @property
    def question(self) -> dict[str, Any]:
        data = self.cleaned_data
        utility, point = self.meant[data["about"]]
        return {"utility": utility, "supply_point": point, "subject": data["subject"], "text": data["text"]}


def _where(point: SupplyPoint) -> str:
    return ", ".join(filter(None, [words.commodity_title(point.commodity), point.short_address, point.number]))
