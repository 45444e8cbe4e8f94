"""Staff keep a window open longer, or open it once more: which windows there are to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meters import services
from meters.models import SupplyPoint
from meters.rules import reading_window
from meters.services import calendar, openings
from tenants import clock
from tenants.admin_deeds import Deed, DeedForm
from tenants.models import Utility
from tenants.rules.reading import ReadingRule

LOOK_BACK, LOOK_AHEAD = timedelta(days=62), timedelta(days=31)
"""Windows that ended or begin within these days can be chosen."""


def _rules(row: Utility | SupplyPoint) -> Iterable[ReadingRule]:
    return openings.rules_for(row) if isinstance(row, SupplyPoint) else row.rules.reading.rules


def window_choices(row: Utility | SupplyPoint, *, today: date) -> list[tuple[str, str]]:
    """``rule|first day`` → words, of each rule with windows; the latest first."""
    found = []
    for rule in _rules(row):
        if rule.kind != "window":
            continue
        windows = reading_window.windows_between(rule, today - LOOK_BACK, today + LOOK_AHEAD, is_free=calendar.is_free)
        for window in windows:
            days = f"{date_format(window.first, 'SHORT_DATE_FORMAT')} – {date_format(window.last, 'SHORT_DATE_FORMAT')}"
            found.append((window.first, f"{rule.key}|{window.first.isoformat()}", f"{days} ({rule.key})"))
    return [(value, words) for _first, value, words in sorted(found, reverse=True)]


class WindowForm(DeedForm):
    """Which window, until when, why."""

    window = forms.ChoiceField(label=gettext_lazy("Window"))
    open_until = forms.DateField(
        label=gettext_lazy("Open until and including"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["window"].choices = window_choices(self.row, today=clock.today())  # type: ignore[attr-defined, arg-type]  # a ChoiceField; the row is a point or a utility

    def clean_window(self) -> tuple[str, date]:
        key, _bar, first = self.cleaned_data["window"].rpartition("|")
        return key, date.fromisoformat(first)


def _extend(request: HttpRequest, row: Utility | SupplyPoint, window: tuple[str, date], open_until: date, reason: str) -> None:
    point = row if isinstance(row, SupplyPoint) else None
    services.extend_window(
        utility=point.utility if point is not None else row,  # type: ignore[arg-type]  # a utility where it is no point
        rule_key=window[0],
        window_first=window[1],
        open_until=open_until,
        reason=reason,
        by=request.user,
        now=request.received_at,  # type: ignore[attr-defined]  # set by the first middleware
        supply_point=point,
    )


def _nothing(error: Exception) -> str:
    last = date_format(error.last, "SHORT_DATE_FORMAT")  # type: ignore[attr-defined]  # only this error has a last day
    return _("It is open until %(day)s as it is; choose a later day that has not passed.") % {"day": last}


def _meets_next(error: Exception) -> str:
    first = date_format(error.first, "SHORT_DATE_FORMAT")  # type: ignore[attr-defined]  # only this error has a first day
    return _("The next window begins on %(day)s; choose an earlier day.") % {"day": first}


EXTEND_WINDOW = Deed(
    name="extend_window",
    label=gettext_lazy("Keep a window open longer"),
    run=_extend,
    done=gettext_lazy("The window is open longer; everybody concerned sees it at once."),
    explanation=gettext_lazy("A window that has closed is opened once more, from today. Readings that were handed in stay as they are."),
    form=WindowForm,
    offered=lambda request, row: any(rule.kind == "window" for rule in _rules(row)),
    failures={
        services.NoSuchWindow: gettext_lazy("There is no such window."),
        services.NothingExtended: _nothing,
        services.ReachesNextWindow: _meets_next,
    },
)
"""For all points of a rule on the utility's page, for one point on the point's."""
