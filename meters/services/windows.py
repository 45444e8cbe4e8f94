"""Staff open a window longer, or once more: a row of its own, so that the rule and what was handed in stay as they were."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from meters.models import SupplyPoint, WindowChange
from meters.rules import reading_window
from meters.rules.reading_window import Change, ChangeVerdict, Window
from meters.services import calendar
from tenants import audit, clock
from tenants.models import Utility


class NoSuchWindow(ValueError):
    """The utility has no rule of that key, or its windows do not begin on that day."""


class NothingExtended(ValueError):
    """The window is open until then anyway, or the day has passed. ``last``: its last day as it is now."""

    def __init__(self, last: date) -> None:
        super().__init__(last.isoformat())
        self.last = last


class ReachesNextWindow(ValueError):
    """The next window begins by then: readings of two windows could not be told apart. ``first``: its first day."""

    def __init__(self, first: date) -> None:
        super().__init__(first.isoformat())
        self.first = first


@transaction.atomic
def extend_window(
    *,
    utility: Utility,
    rule_key: str,
    window_first: date,
    open_until: date,
    reason: str,
    by: Any,
    now: datetime,
    supply_point: SupplyPoint | None = None,
) -> WindowChange:
    """Keep the window that began on ``window_first`` open until ``open_until`` (included), or open it once more from today.

    For all points of the rule, or for one. Raises :class:`NoSuchWindow`, :class:`NothingExtended`, :class:`ReachesNextWindow`."""
    Utility.objects.select_for_update(no_key=True).get(pk=utility.pk)
    rule = utility.rules.reading.rule(rule_key)
    if rule is None or rule.kind != "window":
        raise NoSuchWindow(rule_key)
    window = reading_window.window_beginning_in(rule, window_first.year, window_first.month, is_free=calendar.is_free)
    if window is None or window.first != window_first:
        raise NoSuchWindow(window_first.isoformat())
    today = clock.day_of(now)
    present = _as_changed(window, utility, rule_key, supply_point)
    following = reading_window.next_window(rule, window.first, is_free=calendar.is_free)
    verdict = reading_window.judge_change(present, Change(window_first, today, open_until), following)
    if verdict is ChangeVerdict.OPENS_NOTHING:
        raise NothingExtended(present.final_day)
    if verdict is ChangeVerdict.MEETS_NEXT and following is not None:
        raise ReachesNextWindow(following.first)
    change = WindowChange.objects.create(
        utility=utility,
        rule_key=rule_key,
        supply_point=supply_point,
        window_first=window_first,
        opens_on=today,
        open_until=open_until,
        reason=reason,
    )
    audit.record("window.extended", by=by, on=change, rule=rule_key, first=str(window_first), until=str(open_until), reason=reason)
    return change


def _as_changed(window: Window, utility: Utility, rule_key: str, supply_point: SupplyPoint | None) -> Window:
    rows = WindowChange.objects.filter(utility=utility, rule_key=rule_key, window_first=window.first)
    rows = rows.filter(supply_point=None) | rows.filter(supply_point=supply_point)
    return reading_window.extended(window, [Change(row.window_first, row.opens_on, row.open_until) for row in rows])
