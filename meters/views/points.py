"""Supply points: the list, and one of them with what was read there."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.services import whose
from meters.forms import words
from meters.models import SupplyPoint
from meters.services import history, occupancy, past, point_state, withdrawal
from meters.services.occupancy import Occupancy
from meters.services.openings import PointOpening
from meters.views import access, reminders, rows
from tenants import clock

PER_PAGE = 24
"""Two years of months for one counter."""


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """All supply points with their state and what can be done next; with several, the customer chooses here."""
    today = clock.today()
    links = whose.links_of(request.user, day=today)
    own = whose.whose(links, request=request)
    states = point_state.point_states(request.user, today=today, links=own.of_chosen(links))
    return render(request, "meters/points.html", {"whose": own, "rows": rows.point_rows(states, whose=own.name_of), "today": today})


@require_safe
def point(request: HttpRequest, public_id: str) -> HttpResponse:
    """One supply point: facts, the open window, the last reading and, for who may read, the list of readings."""
    today = clock.today()
    found = access.point_or_refused(request.user, public_id, day=today)
    [state] = point_state.states_of([found], today=today)
    stay = occupancy.occupancy(found, user=request.user, day=today)
    context = {
        "point": found,
        "state": state,
        "row": rows.point_rows([state])[0],
        "labels": rows.point_labels(found),
        "payer": stay.payer,
        "today": today,
        "never_reason": rows.closed_reason(state.opening),
        "switch": reminders.switch_for(request, found),
    }
    if found.may_read:
        context |= _history(request, found, stay, state.opening)
    return render(request, "meters/point.html", context)


def _history(request: HttpRequest, found: SupplyPoint, stay: Occupancy, opening: PointOpening) -> dict[str, object]:
    """The list of readings: all counters, or the chosen one; what was replaced is marked."""
    read = past.load_past(found, superseded=True)
    codes = history.register_codes(read, since=stay.since)
    chosen = request.GET.get("register", "")
    code = chosen if chosen in codes else ""
    page = Paginator(history.reading_list(read, since=stay.since, code=code), PER_PAGE).get_page(request.GET.get("page"))
    shown = rows.reading_rows(page.object_list, found, withdrawal.withdrawable(found, read, opening, by=request.user))
    units = {row.unit for row in shown}
    return {
        "page": page,
        "history_rows": shown,
        "history_labels": rows.history_labels(found),
        "history_unit": units.pop() if len(units) == 1 else "",
        "register": code,
        "register_tabs": _tabs(found, codes, code),
        "has_tariffs": len(codes) > 1 and not code,
        "can_withdraw": any(row.withdraw_url for row in shown),
        "can_export": found.utility.rules.reading.export,
    }


def _tabs(found: SupplyPoint, codes: tuple[str, ...], current: str) -> list[rows.Tab]:
    if len(codes) < 2:
        return []
    every = rows.Tab(_("All counters"), "?#history", "meter", current == "")
    return [every, *(rows.Tab(words.register_label(found, each), f"?register={each}#history", "meter", each == current) for each in codes)]
