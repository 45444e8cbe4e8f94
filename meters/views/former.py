"""A supply point that the user's customers have left: what was read there in their own times, and nothing of who came after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import Customer
from meters.forms import words
from meters.models import SupplyPoint
from meters.services import occupancy, past
from meters.views import rows
from meters.views.reading_list import reading_list


@dataclass(frozen=True)
class FormerRow:
    """One line of the list of former supply points."""

    title: str
    icon: str
    where: str
    url: str


def former_rows(user: Any, *, day: date, customer: Customer | None) -> list[FormerRow]:
    """Points of earlier days, of ``customer`` where the page is narrowed to one; none where the utility leaves nothing. One query."""
    return [_row(point) for point in occupancy.former_points(user, day=day, customer=customer)]


def _row(point: SupplyPoint) -> FormerRow:
    where = "\xa0· ".join(filter(None, [point.number, point.city]))
    address = reverse("meters:point", args=[point.public_id])
    return FormerRow(rows.point_name(point), words.commodity_icon(point.commodity), where, address)


def former_point(request: HttpRequest, public_id: str, *, day: date) -> HttpResponse:
    """Read only. Facts that may have changed since (meter, use, operator) are those of whoever lives there now, and not shown."""
    found = occupancy.former_point(request.user, public_id, day=day)
    if found is None:
        raise Http404
    point, stays = found
    context = {
        "point": point,
        "title": rows.point_name(point),
        "labels": rows.point_labels(point),
        "stays": stays,
        "payers": dict.fromkeys(stay.payer.name for stay in stays if stay.payer),
        "can_export": point.utility.rules.reading.export,
        **reading_list(request, point, past.load_past(point, superseded=True), stays=stays),
    }
    return render(request, "meters/former_point.html", context)
