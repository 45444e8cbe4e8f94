"""The forms of all meters of a supply point, sent together: one button, and a meter may be left out (Z-13, Z-14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from meters.forms.reading import ReadingForm
from meters.models import SupplyPoint
from meters.services.entry import Entry


class MeterForms:
    """One :class:`ReadingForm` for each of ``entries``. The first that is filled leads: date and kind are asked in it, for all."""

    def __init__(self, data: Any, files: Any, *, entries: Sequence[Entry], kind: str) -> None:
        several = len(entries) > 1
        self.is_bound = data is not None
        self.all = [
            ReadingForm(data, files, entry=entry, kind=kind, prefix=entry.meter.public_id if several else None) for entry in entries
        ]
        for form in self.all:
            if several and self.is_bound and form.is_blank:
                form.leave_out()

    @property
    def lead(self) -> ReadingForm:
        return next(iter(self.filled), self.all[0])

    @property
    def point(self) -> SupplyPoint:
        return self.lead.entry.point

    @property
    def filled(self) -> list[ReadingForm]:
        """What counts of a sent form: the only meter, or of several those that something was entered for."""
        return [form for form in self.all if not form.is_left_out]

    @property
    def doubtful(self) -> list[ReadingForm]:
        return [form for form in self.filled if form.is_doubtful]

    @property
    def errors(self) -> bool:
        """Whether anything is wrong: the page's title says so."""
        return self.is_bound and any(form.errors for form in self.all)

    def is_valid(self) -> bool:
        """Whether all that was entered may go in; with several meters and nothing entered the first one says so."""
        if not self.filled:
            self.lead.add_error(None, _("Enter at least one reading."))
            return False
        verdicts = [form.is_valid() for form in self.filled]  # each one says what is wrong with it
        return all(verdicts)
