"""Supply points: the list, and one of them with what was read there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from accounts.services import whose
from meters.services import occupancy, past, point_state, withdrawal
from meters.views import access, reminders, rows
from meters.views.former import former_point, former_rows
from meters.views.reading_list import reading_list
from tenants import clock


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """All supply points with their state and what can be done next; with several, the customer chooses here."""
    today = clock.today()
    links = whose.links_of(request.user, day=today)
    own = whose.whose(links, request=request)
    states = point_state.point_states(request.user, today=today, links=own.of_chosen(links))
    context = {
        "whose": own,
        "rows": rows.point_rows(states, whose=own.name_of),
        "former": former_rows(request.user, day=today, customer=own.chosen) if links else [],
        "today": today,
    }
    return render(request, "meters/points.html", context)


@require_safe
def point(request: SignedInRequest, public_id: str) -> HttpResponse:
    """One supply point: facts, the open window, the last reading and, for who may read, the list of readings. To whom was supplied
    there, the own times."""
    today = clock.today()
    found = access.visible_point(request.user, public_id, day=today)
    if found is None:
        return former_point(request, public_id, day=today)
    [state] = point_state.states_of([found], today=today)
    user = request.user
    stays = occupancy.stays(found, user=user, day=today) if found.may_read else (occupancy.occupancy(found, user=user, day=today),)
    context = {
        "point": found,
        "state": state,
        "row": rows.point_rows([state])[0],
        "labels": rows.point_labels(found),
        "payer": stays[0].payer,
        "today": today,
        "never_reason": rows.closed_reason(state.opening),
        "switch": reminders.switch_for(request, found),
    }
    if found.may_read:
        read = past.load_past(found, superseded=True)
        withdrawable = withdrawal.withdrawable(found, read, state.opening, by=request.user)
        context |= reading_list(request, found, read, stays=stays, withdrawable=withdrawable) | {"earlier_stays": stays[1:]}
        context["can_export"] = found.utility.rules.reading.export
    return render(request, "meters/point.html", context)
