"""When readings may be handed in, for everybody who asks: by commodity and distribution operator, computed from the rules. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from meters.models import Operator, WindowChange
from meters.rules import rule_choice
from meters.rules.reading_window import Change, Span
from meters.rules.rule_choice import Selection
from meters.services import calendar
from tenants.rules.reading import ReadingRule
from tenants.rules.utility import UtilityRules

WINDOWS_AHEAD = 3
"""How many windows are shown: the one that is open, if any, and the next."""


class Taken(Enum):
    """``WINDOW``: on certain days. ``ALWAYS``: on every day. ``NEVER``: not from customers, the rule says why."""

    WINDOW = "window"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True)
class Dates:
    """What holds for points of a commodity with one operator. ``operator``: its name; '' for those of every other.

    ``mode``: the billing mode, '' where it makes no difference. ``spans``: the days, the open or nearest ones first."""

    commodity: str
    operator: str
    mode: str
    taken: Taken
    rule: ReadingRule | None
    spans: tuple[Span, ...] = ()


def dates(utility: UtilityRules, *, day: date) -> list[Dates]:
    """Everything that holds from ``day`` on, in the order of the utility's commodities: operators by name, then all others."""
    changes = _changes(utility)
    names = dict(Operator.objects.order_by("name").values_list("code", "name"))
    of_commodity = dict(Operator.objects.values_list("code", "commodity"))
    found = []
    for commodity in utility.commodities:
        rules = [rule for rule in utility.reading.rules if not rule.by_key_only and rule.commodity in (None, commodity)]
        named = {rule.operator for rule in rules if rule.operator}
        operators = [code for code in names if code in named or of_commodity[code] == commodity]
        operators += sorted(named - set(names))
        for code in [*operators, ""]:
            modes = {rule.billing_mode for rule in rules if rule.billing_mode and rule.operator in (None, code)}
            for mode in ["", *sorted(modes)]:
                found.append(_dates(rules, Selection(commodity, code, mode), names.get(code) or _spoken(code), day, changes))
    return found


def _spoken(code: str) -> str:
    """An operator of whom only the file knows: `elektro-celje` is read as Elektro Celje."""
    return code.replace("-", " ").title()


def _dates(rules: list[ReadingRule], selection: Selection, operator: str, day: date, changes: Iterable[Change]) -> Dates:
    said = (selection.commodity, operator, selection.billing_mode)
    opening = rule_choice.open_window(rules, lambda when: selection, day, is_free=calendar.is_free, changes=changes)
    if opening is not None and opening.rule.kind == "always":
        return Dates(*said, Taken.ALWAYS, opening.rule)
    spans = [] if opening is None else [span for span in opening.window.spans if span.last >= day]
    rule = opening.rule if opening else None
    after = opening.window.first if opening else day
    while len(spans) < WINDOWS_AHEAD:
        coming = rule_choice.next_opening(rules, lambda when: selection, after, is_free=calendar.is_free)
        if coming is None or coming.rule.kind == "always":
            break
        spans.append(Span(coming.window.first, coming.window.last))
        rule, after = rule or coming.rule, coming.window.first
    if spans:
        return Dates(*said, Taken.WINDOW, rule, tuple(spans))
    return Dates(*said, Taken.NEVER, rule_choice.choose(rules, selection, on=day))


def _changes(utility: UtilityRules) -> list[Change]:
    """Staff's extensions and reopenings that hold for every point of a rule."""
    rows = WindowChange.objects.filter(supply_point=None, utility__code=utility.code).order_by("opens_on", "pk")
    return [Change(row.window_first, row.opens_on, row.open_until, row.rule_key) for row in rows]
