"""When readings of supply points may be given: the rules' arithmetic, fed from the database. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from meters.models import SupplyPeriod, SupplyPoint, WindowChange
from meters.rules import reading_window, rule_choice
from meters.rules.reading_window import Change, Window
from meters.rules.rule_choice import Opening, Selection
from meters.services import calendar
from tenants.rules.reading import ReadingRule

Modes = Mapping[int, list[tuple[date, date | None, str]]]
"""Supply point → its billing modes: valid from, valid to, mode; the latest first."""


@dataclass(frozen=True)
class PointOpening:
    """What the rules say about one supply point on one day.

    ``rule``: of the open window, else of the next one, else the one that would hold today (it says why there is none); None:
    no rule fits. ``window``: open on ``day``, else None. ``coming``: the next one, known only while none is open."""

    day: date
    rule: ReadingRule | None
    window: Window | None
    coming: Opening | None = None

    @property
    def own_records(self) -> bool:
        """Whether the customer may keep records of her own: on any day, where the rule names the kind."""
        return self.rule is not None and "own" in self.rule.kinds

    @property
    def days_left(self) -> int | None:
        """Days on which the window is still open, today included; None where none is open or it never closes."""
        if self.window is None or (self.rule is not None and self.rule.kind == "always"):
            return None
        return next((span.last - self.day).days + 1 for span in self.window.spans if self.day in span)

    @property
    def last_day(self) -> date | None:
        """The last day of the stretch that is open now; None where none is, or where the rule has no window."""
        left = self.days_left
        return None if left is None else date.fromordinal(self.day.toordinal() + left - 1)

    def window_for(self, read_on: date) -> Window | None:
        """The window into which a billing reading dated ``read_on`` goes when it is handed in on ``day``."""
        if self.window is None or self.rule is None or self.rule.kind != "always":
            return self.window
        return reading_window.window_for_reading(self.rule, read_on=read_on, today=self.day, is_free=calendar.is_free)


def openings(points: Iterable[SupplyPoint], *, day: date) -> dict[int, PointOpening]:
    """What the rules say about each of ``points`` on ``day``, by the point's key.

    One query for staff's changes of windows, one more where a rule depends on the billing mode. Load the points with
    ``select_related("utility", "operator")``."""
    known = list(points)
    changes = _changes(known)
    modes = _modes(known) if any(_names_mode(point) for point in known) else {}
    return {point.pk: _opening(point, day, changes, modes.get(point.pk, [])) for point in known}


def opening(point: SupplyPoint, *, day: date) -> PointOpening:
    """The same for one supply point."""
    return openings([point], day=day)[point.pk]


def rules_for(point: SupplyPoint) -> tuple[ReadingRule, ...]:
    """The utility's reading rules that can ever hold for ``point``: its own, and those of its commodity and operator."""
    operator = point.operator.code if point.operator else None
    return tuple(
        rule
        for rule in point.utility.rules.reading.rules
        if (point.reading_rule and rule.key == point.reading_rule)
        or (not rule.by_key_only and rule.commodity in (None, point.commodity) and rule.operator in (None, operator))
    )


def _names_mode(point: SupplyPoint) -> bool:
    return any(rule.billing_mode for rule in rules_for(point))


def _opening(
    point: SupplyPoint, day: date, changes: list[tuple[WindowChange, Change]], modes: list[tuple[date, date | None, str]]
) -> PointOpening:
    rules = rules_for(point)
    mine = [change for row, change in changes if row.utility_id == point.utility_id and row.supply_point_id in (None, point.pk)]

    def selection_on(when: date) -> Selection:
        mode = next((mode for first, last, mode in modes if first <= when and (last is None or when <= last)), "")
        return Selection(point.commodity, point.operator.code if point.operator else "", mode, point.reading_rule)

    found = rule_choice.open_window(rules, selection_on, day, is_free=calendar.is_free, changes=mine)
    if found is not None:
        return PointOpening(day, found.rule, found.window)
    coming = rule_choice.next_opening(rules, selection_on, day, is_free=calendar.is_free)
    rule = coming.rule if coming else rule_choice.choose(rules, selection_on(day), on=day)
    return PointOpening(day, rule, None, coming)


def _changes(points: list[SupplyPoint]) -> list[tuple[WindowChange, Change]]:
    utilities = {point.utility_id for point in points}
    if not utilities:
        return []
    rows = WindowChange.objects.filter(
        Q(supply_point=None) | Q(supply_point__in=[point.pk for point in points]), utility__in=utilities
    ).order_by("opens_on", "pk")
    return [(row, Change(row.window_first, row.opens_on, row.open_until, row.rule_key)) for row in rows]


def _modes(points: list[SupplyPoint]) -> Modes:
    found: dict[int, list[tuple[date, date | None, str]]] = defaultdict(list)
    rows = SupplyPeriod.objects.filter(supply_point__in=[point.pk for point in points]).order_by("-valid_from", "pk")
    for point_id, first, last, mode in rows.values_list("supply_point", "valid_from", "valid_to", "billing_mode"):
        found[point_id].append((first, last, mode))
    return found
