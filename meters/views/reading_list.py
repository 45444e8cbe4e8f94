"""The list of readings of one supply point, as the pages of a point show it: by counter, in pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from meters.forms import words
from meters.models import SupplyPoint
from meters.services import history
from meters.services.occupancy import Occupancy
from meters.services.past import Past
from meters.views import rows

PER_PAGE = 24
"""Two years of months for one counter."""


def reading_list(
    request: HttpRequest, point: SupplyPoint, read: Past, *, stays: Sequence[Occupancy], withdrawable: Collection[int] = ()
) -> dict[str, Any]:
    """What `meters/parts/history.html` needs: all counters, or that of ``?register=``; what was replaced is marked.

    ``stays``: the reader's own time there. ``withdrawable``: keys of the submissions that the reader may take back."""
    codes = history.codes_of_stays(read, stays)
    chosen = request.GET.get("register", "")
    code = chosen if chosen in codes else ""
    page = Paginator(history.list_of_stays(read, stays, code=code), PER_PAGE).get_page(request.GET.get("page"))
    shown = rows.reading_rows(page.object_list, point, withdrawable)
    units = {row.unit for row in shown}
    several = len(codes) > 1 and not code
    return {
        "page": page,
        "history_rows": shown,
        "history_labels": rows.history_labels(point),
        "history_unit": units.pop() if len(units) == 1 else "",
        "register": code,
        "register_tabs": _tabs(point, codes, code),
        "has_tariffs": several,
        # What is the same in every row stands there only where the utility asks for the column by giving it a name.
        "shows_point": bool(words.own_word(point.utility, "reading.history.point")),
        "shows_tariff": several or bool(words.own_word(point.utility, "reading.history.tariff")),
        "can_withdraw": any(row.withdraw_url for row in shown),
    }


def _tabs(point: SupplyPoint, codes: tuple[str, ...], current: str) -> list[rows.Tab]:
    if len(codes) < 2:
        return []
    every = rows.Tab(_("All counters"), "?#history", "meter", current == "")
    return [every, *(rows.Tab(words.register_label(point, each), f"?register={each}#history", "meter", each == current) for each in codes)]
