"""When readings may be handed in: for everybody, by distribution operator; a signed-in customer sees the own points first."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meters.forms import words
from meters.services import dates, point_state
from meters.services.dates import Dates, Taken
from meters.services.point_state import PointState
from meters.views import rows
from tenants import clock, entries
from tenants.rules.utility import UtilityRules
from tenants.words import speakers


@login_not_required
@entries.belongs_to("reading_dates")
@require_safe
def reading_dates(request: HttpRequest) -> HttpResponse:
    """The days on which each operator's customers may hand in readings, and why some need not."""
    today = clock.today()
    own = point_state.point_states(request.user, today=today) if request.user.is_authenticated else []
    utilities = speakers()
    context = {
        "today": today,
        "own": [_own_row(state) for state in own],
        "utilities": [{"name": utility.name, "commodities": _commodities(utility, today)} for utility in utilities],
        "several": len(utilities) > 1,
    }
    return render(request, "meters/reading_dates.html", context)


def _commodities(utility: UtilityRules, today: Any) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for item in dates.dates(utility, day=today):
        found.setdefault(item.commodity, []).append(_row(item, today))
    return [
        {
            "title": words.commodity_title(code),
            "icon": words.commodity_icon(code),
            "rows": rows_,
        }
        for code, rows_ in found.items()
    ]


def _row(item: Dates, today: Any) -> dict[str, Any]:
    reason = words.in_reader_language(item.rule.reason) if item.rule else ""
    return {
        "operator": item.operator,
        "mode": item.mode,
        "taken": item.taken.value,
        "spans": item.spans,
        "open": bool(item.spans) and today in item.spans[0],
        "reason": (reason or _("Readings are not handed in by customers.")) if item.taken is Taken.NEVER else "",
        "link": item.rule.link if item.rule and item.taken is Taken.NEVER else "",
    }


def _own_row(state: PointState) -> dict[str, Any]:
    """One supply point of the reader: the open window, the next one, or why there is none."""
    point, opening = state.point, state.opening
    always = opening.window is not None and opening.rule is not None and opening.rule.kind == "always"
    spans = [] if always or opening.window is None else [span for span in opening.window.spans if opening.day in span]
    if state.coming is not None:
        spans = [state.coming.window]
    never = opening.rule is None or opening.rule.kind == "never"
    return {
        "title": words.commodity_title(point.commodity),
        "icon": words.commodity_icon(point.commodity),
        "where": "\xa0· ".join(filter(None, [point.short_address, point.number, point.operator.name if point.operator else ""])),
        "always": always,
        "open": opening.window is not None,
        "spans": spans,
        "reason": rows.closed_reason(opening) if never else "",
    }
