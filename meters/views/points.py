"""Supply points: the list, and one of them with what was read there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from meters.forms import words
from meters.services import history, occupancy, past, point_state
from meters.views import access, rows
from tenants import clock


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """All supply points with their state and what can be done next; with several, the customer chooses here."""
    states = point_state.point_states(request.user, today=clock.today())
    return render(request, "meters/points.html", {"rows": rows.point_rows(states), "today": clock.today()})


@require_safe
def point(request: HttpRequest, public_id: str) -> HttpResponse:
    """One supply point: facts, the open window, the last reading and, for who may read, the history of one register."""
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
    }
    if found.may_read:
        context |= _history(request, found, stay)
    return render(request, "meters/point.html", context)


def _history(request: HttpRequest, found: object, stay: occupancy.Occupancy) -> dict[str, object]:
    read = past.load_past(found)  # type: ignore[arg-type]
    codes = history.register_codes(read, since=stay.since)
    chosen = request.GET.get("register", "")
    code = chosen if chosen in codes else next(iter(codes), "")
    shown = history.register_history(read, code, since=stay.since)
    tabs = [
        rows.Tab(words.register_label(found, each), f"?register={each}#history", "meter", each == code)  # type: ignore[arg-type]
        for each in codes
    ]
    return {
        "history": shown,
        "history_rows": rows.reading_rows(shown, found),  # type: ignore[arg-type]
        "history_label": words.register_label(found, code) if code else "",  # type: ignore[arg-type]
        "register_tabs": tabs if len(tabs) > 1 else [],
    }
