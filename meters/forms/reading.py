"""The form of a reading: all registers of one meter together, the date, and the question where a value is doubtful."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meters.forms import photo, words
from meters.models import Register
from meters.rules import entry_check, reading_number
from meters.rules.entry_check import CONFIRMING, Doubt, Known, Reason
from meters.rules.plausibility import Reaction
from meters.rules.reading_date import DateAssessment, DateVerdict
from meters.rules.reading_number import Number, NumberVerdict
from meters.services import Handed
from meters.services.entry import Entry
from tenants.ids import new_public_id

FORM_KEY = re.compile(r"[0-9A-Za-z]{8,40}")


def day_words(day: date | None) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT") if day else ""


class RegisterField(forms.CharField):
    """One counter. Cleans to an exact `Decimal`; what was typed stays as it was and is refused with the reason."""

    def __init__(self, *, whole_digits: int, decimals: int, **options: Any) -> None:
        super().__init__(strip=False, **options)
        self.whole_digits, self.decimals = whole_digits, decimals

    def clean(self, value: Any) -> Decimal | None:
        number = reading_number.parse(value or "", whole_digits=self.whole_digits, decimals=self.decimals)
        if number.verdict is NumberVerdict.EMPTY and not self.required:
            return None
        if number.verdict is not NumberVerdict.OK:
            raise forms.ValidationError(number_words(number, value or ""), code=number.verdict.value)
        return number.value


class ReadingForm(forms.Form):
    """The registers of one meter. ``kind``: billing reading or own record. After ``is_valid()``, ``doubts`` say what must be asked.

    The second post of the same form answers: ``reason`` with the values it is about (``asked``). Whoever changes a value is asked
    anew, about the new one. Where a point has several meters each form has a ``prefix``; date and kind (``SHARED``) are asked once
    for all of them."""

    SHARED = ("read_on", "kind")

    form_key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    asked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    def __init__(self, data: Any = None, files: Any = None, *, entry: Entry, kind: str = "billing", prefix: str | None = None) -> None:
        self.entry, self.kind, self.prefix = entry, kind, prefix
        self.doubts: tuple[Doubt, ...] = ()
        self.photo = b""
        self.is_left_out = False
        """Whether nothing was entered for this meter while others were: it is shown, and not looked at."""
        initial = {"form_key": new_public_id(), "read_on": entry.preset_date(kind), "kind": kind}
        if data is not None and self.add_prefix("reason") not in data:  # the question, when it comes, offers to correct first
            data = data.copy()
            data[self.add_prefix("reason")] = Reason.WRONG_ENTRY.value
        super().__init__(data, files, initial=initial, auto_id="%s", prefix=prefix)
        self.known = entry.told(self._likely_date(data))
        if self.asks_date:
            self.fields["read_on"] = self._date_field()
        if self.asks_kind:
            self.fields["kind"] = self._kind_field()
        for register in entry.registers:
            self.fields[words.register_of_form(register)] = self._register_field(register, self.known[register.code])
        choices = [(reason.value, words.reason_words(reason)) for reason in Reason]
        self.fields["reason"] = forms.ChoiceField(
            choices=choices, required=False, label=_("What happened?"), widget=forms.RadioSelect, initial=Reason.WRONG_ENTRY.value
        )
        self.fields["reason"].optional_mark = False  # type: ignore[attr-defined]  # it is there only when it is asked
        self.fields["photo"] = forms.FileField(
            required=False,
            allow_empty_file=True,
            label=_("Photo of the meter"),
            help_text=_("With it we can confirm the reading sooner."),
            widget=forms.FileInput({"accept": photo.ACCEPTED}),
        )

    def add_prefix(self, field_name: str) -> str:
        return field_name if field_name in self.SHARED else super().add_prefix(field_name)

    # --- what it consists of ----------------------------------------------------------------------------------------------------
    @property
    def asks_date(self) -> bool:
        """Off where the rule fixes the date. An own record always has one."""
        return "own" in self.entry.kinds or self.entry.rule.ask_date

    @property
    def asks_kind(self) -> bool:
        """Whether both kinds are possible now, so that the customer chooses."""
        return len(self.entry.kinds) > 1

    @property
    def is_blank(self) -> bool:
        """Whether nothing was entered for this meter."""
        return not any(self.data.get(field.html_name, "").strip() for _, field in self.register_fields)

    @property
    def register_fields(self) -> list[tuple[Register, forms.BoundField]]:
        return [(register, self[words.register_of_form(register)]) for register in self.entry.registers]

    def _likely_date(self, data: Any) -> date:
        """The date that the facts beside the fields are about: what was sent if it is one, else the preset."""
        preset = self.entry.preset_date(self.kind)
        try:
            sent = forms.DateField(required=False).clean(data.get("read_on")) if data else None
        except forms.ValidationError:
            sent = None
        return sent if sent and sent <= self.entry.today else preset

    def _date_field(self) -> forms.DateField:
        earliest, latest = self.entry.dates("own" if self.asks_kind else self.kind)  # a picker must not keep an own record away
        attrs = {"type": "date", "max": latest.isoformat()} | ({"min": earliest.isoformat()} if earliest else {})
        label = words.own_word(self.entry.point.utility, "reading.date") or _("Reading date")
        hint = self._date_hint()
        return forms.DateField(
            label=label,
            help_text=hint,
            widget=forms.DateInput(attrs, format="%Y-%m-%d"),
            error_messages={
                "required": _("Enter the day on which you read the meter."),
                "invalid": _("Enter a date such as %(example)s.") % {"example": day_words(latest)},
            },
        )

    def _date_hint(self) -> str:
        age = self.entry.rule.max_age_days if "billing" in self.entry.kinds else None
        if not self.entry.rule.ask_date and self.asks_kind:
            return _("(only for an own record)")
        if not age:
            return ""
        if self.asks_kind:
            text = ngettext("(%(kind)s: at most %(count)s day back)", "(%(kind)s: at most %(count)s days back)", age)
            return text % {"count": age, "kind": words.kind_word(self.entry.point.utility, "billing")}
        return ngettext("(at most %(count)s day back)", "(at most %(count)s days back)", age) % {"count": age}

    def _kind_field(self) -> forms.ChoiceField:
        utility = self.entry.point.utility
        return forms.ChoiceField(
            label=words.own_word(utility, "reading.kind") or _("Kind"),
            help_text=_("An own record is for yourself; it is not sent to billing."),
            choices=[(kind, words.kind_word(utility, kind)) for kind in self.entry.kinds],
            widget=forms.RadioSelect,
        )

    def _register_field(self, register: Register, known: Known) -> RegisterField:
        whole_digits, decimals = self.entry.places(register)
        attrs: dict[str, Any] = {
            "data-whole": whole_digits,
            "data-decimals": 0 if decimals else register.decimals,
            "data-unit": register.unit,
        }
        if decimals:
            attrs["data-entry-decimals"] = decimals
        if known.previous is not None:
            attrs["data-last"] = words.plain(known.previous)
        if known.usual is not None:
            attrs["data-low"], attrs["data-high"] = words.plain(known.usual.low), words.plain(known.usual.high)
            attrs["data-below"], attrs["data-above"] = words.plain(known.usual.low_below), words.plain(known.usual.ask_above)
        return RegisterField(
            whole_digits=whole_digits,
            decimals=decimals,
            label=words.entry_label(self.entry.point, register.code, alone=len(self.entry.registers) == 1),
            required=self.kind == "billing" and register.code in self.entry.required,
            widget=forms.TextInput(attrs),
        )

    def leave_out(self) -> None:
        """Show the form as it was sent, without looking for mistakes: another meter was meant."""
        self.is_left_out = True
        self._errors, self.cleaned_data = ErrorDict(), {}

    # --- what it says -----------------------------------------------------------------------------------------------------------
    def clean_form_key(self) -> str:
        key: str = self.cleaned_data["form_key"]
        if not FORM_KEY.fullmatch(key):
            raise forms.ValidationError(_("This form is out of date. Please open it again."))
        return key

    def clean_read_on(self) -> date:
        read_on: date = self.cleaned_data["read_on"]
        if self.kind == "billing" and not self.entry.rule.ask_date:
            return self.entry.preset_date()
        assessment = self.entry.judge_date(read_on, self.kind)
        if assessment.verdict is not DateVerdict.OK:
            raise forms.ValidationError(date_words(self.entry, assessment, read_on), code=assessment.verdict.value)
        return read_on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        if not self.values:
            raise forms.ValidationError(_("Enter at least one reading."))
        if self.kind == "billing":
            self.doubts = self.entry.doubts(self.values, self.read_on)
            for doubt in self.doubts:
                if doubt.reaction is Reaction.REFUSE:
                    self._refuse(doubt)
            self.fields["reason"].choices = [(reason.value, words.reason_words(reason)) for reason in self.offered_reasons]  # type: ignore[attr-defined]  # a ChoiceField
            if not self.errors and self.doubts and self.is_answer and self.reason not in CONFIRMING:
                self.add_error("reason", _("Correct the reading, or choose what happened."))
            elif not self.errors and self.doubts and self.is_answer:
                self._draw_photo()
        return data

    def _draw_photo(self) -> None:
        sent = self.cleaned_data.get("photo")
        try:
            self.photo = photo.jpeg(sent) if sent else b""
        except photo.PhotoRefused as refused:
            self.add_error("photo", str(refused))

    def _refuse(self, doubt: Doubt) -> None:
        register = self.entry.register(doubt.codes[0])
        if not self.entry.tells:
            text = _("The reading cannot be lower than the last one. If it is right, please write to us.")
        else:
            text = _("The reading cannot be lower than the last one, %(previous)s. If it is right, please write to us.")
            text %= {"previous": words.plain(doubt.assessment.previous) if doubt.assessment else ""}
        self.add_error(words.register_of_form(register), text)

    # --- what it means ----------------------------------------------------------------------------------------------------------
    @property
    def read_on(self) -> date:
        return self.cleaned_data["read_on"] if self.asks_date else self.entry.preset_date(self.kind)

    @property
    def values(self) -> dict[str, Decimal]:
        """Register code → counts, of those that were given."""
        found = {register.code: self.cleaned_data.get(field.name) for register, field in self.register_fields}
        return {code: value for code, value in found.items() if value is not None}

    @property
    def reason(self) -> Reason | None:
        chosen = self.cleaned_data.get("reason")
        return Reason(chosen) if chosen in {reason.value for reason in self.offered_reasons} else None

    @property
    def handed(self) -> Handed:
        """What the service is to take, once the form is valid and nothing is left to ask."""
        return Handed(
            meter=self.entry.meter,
            values=self.values,
            read_on=self.read_on,
            kind=self.kind,
            reason=self.reason.value if self.doubts and self.reason else "",
            form_key=self.cleaned_data["form_key"],
            photo=self.photo,
        )

    @property
    def read_on_shown(self) -> str:
        return day_words(self.read_on)

    @property
    def read_on_sent(self) -> str:
        """The date as the hidden field of the question sends it again."""
        return self.read_on.isoformat()

    @property
    def kind_sent(self) -> str:
        """The kind as the hidden field of the question sends it again (in a template ``kind`` is the field)."""
        return self.kind

    @property
    def fingerprint(self) -> str:
        """The values a question is about, as the answer must name them again."""
        parts = [f"{code}={words.plain(value)}" for code, value in self.values.items()]
        return ";".join([self.read_on.isoformat(), *parts])

    @property
    def is_answer(self) -> bool:
        """Whether the post answers the question about exactly these values."""
        return self.cleaned_data.get("asked") == self.fingerprint

    @property
    def offered_reasons(self) -> tuple[Reason, ...]:
        """All of them to whoever may not see readings: those that make sense would say on which side of the last one the value lies."""
        return entry_check.reasons(self.doubts) if self.entry.tells else tuple(Reason)

    @property
    def is_doubtful(self) -> bool:
        """Whether the page with the question is due: doubts that nobody has confirmed yet, or with something that is no photo."""
        return bool(self.doubts) and not (self.is_answer and self.reason in CONFIRMING and not self.errors)


def number_words(number: Number, typed: str) -> str:
    """Why it is no value of the register, and what is allowed."""
    whole = re.match(r"\s*([0-9]+)", typed)
    example = whole.group(1)[: number.whole_digits] if whole else "12345"[: number.whole_digits]
    verdict = number.verdict
    if verdict is NumberVerdict.EMPTY:
        return _("Enter the reading.")
    if verdict is NumberVerdict.NEGATIVE:
        return _("A meter never shows less than zero. Enter only digits.")
    if verdict is NumberVerdict.TOO_MANY_DIGITS:
        text = ngettext(
            "This meter has %(digits)s black digit, you entered %(typed)s. Leave out the red ones.",
            "This meter has %(digits)s black digits, you entered %(typed)s. Leave out the red ones.",
            number.whole_digits,
        )
        return text % {"digits": number.whole_digits, "typed": number.typed_digits}
    if verdict is NumberVerdict.TOO_MANY_DECIMALS:
        text = ngettext("Enter at most %(places)s decimal place.", "Enter at most %(places)s decimal places.", number.decimals)
        return text % {"places": number.decimals}
    if verdict is NumberVerdict.INNER_BLANK:
        return _("Enter the digits without spaces, for example %(example)s.") % {"example": re.sub(r"\D", "", typed)[:12]}
    if number.decimals:
        return _("Enter digits and at most one decimal mark, for example %(example)s.") % {"example": f"{example},5"}
    if verdict in (NumberVerdict.DECIMALS_OFF, NumberVerdict.MANY_MARKS):
        return _("Enter only the black digits, without a comma and decimals: %(example)s.") % {"example": example}
    return _("Enter only digits, for example %(example)s.") % {"example": example}


def date_words(entry: Entry, assessment: DateAssessment, read_on: date) -> str:
    """Why the reading cannot bear that date, and which it may bear."""
    allowed = {"first": day_words(assessment.earliest), "last": day_words(assessment.latest)}
    if assessment.verdict is DateVerdict.IN_FUTURE:
        return _("That day has not come yet. Enter %(last)s or an earlier day.") % allowed
    if assessment.verdict is DateVerdict.OUTSIDE_WINDOW and entry.is_before_meter(read_on):
        return _("This meter was installed on %(first)s. Enter that day or a later one.") % {"first": day_words(entry.meter.installed_on)}
    if assessment.verdict is DateVerdict.TOO_OLD and entry.rule.max_age_days:
        text = ngettext(
            "The reading may be at most %(count)s day old. Enter a day from %(first)s to %(last)s.",
            "The reading may be at most %(count)s days old. Enter a day from %(first)s to %(last)s.",
            entry.rule.max_age_days,
        )
        return text % {"count": entry.rule.max_age_days, **allowed}
    if assessment.earliest is None:
        return _("Enter %(last)s or an earlier day.") % allowed
    return _("Enter a day from %(first)s to %(last)s.") % allowed
