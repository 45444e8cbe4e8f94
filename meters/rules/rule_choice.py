"""Which reading rule holds for a supply point, and which of its windows is open.

Precedence (design 5 "Reading rule"): the supply point's own rule, then operator + billing mode, operator, billing mode,
commodity, utility; where none fits there is no self-reading. A rule that also names the commodity goes before one that does not.

Operator and billing mode change in time (the mode is a dated value of the contract). What counts is the first day of the window,
so a window that has begun runs out by the rule that held then, even when another holds today.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from heapq import merge

from meters.rules import reading_window
from meters.rules.reading_window import Change, IsFree, Window
from tenants.rules import reading_month
from tenants.rules.reading import ReadingRule

MOST_WINDOWS = 24
"""Windows of one rule that `next_opening` and `previous_opening` look at before they give the rule up: two years of months."""


@dataclass(frozen=True)
class Selection:
    """What a supply point is on one day. ``rule_key`` is its own rule, "" where it has none."""

    commodity: str
    operator: str = ""
    billing_mode: str = ""
    rule_key: str = ""


SelectionOn = Callable[[date], Selection]


@dataclass(frozen=True)
class Opening:
    """A window and the rule it belongs to."""

    rule: ReadingRule
    window: Window


def choose(rules: Iterable[ReadingRule], selection: Selection, *, on: date) -> ReadingRule | None:
    """The rule for what ``selection`` says, of those valid ``on`` that day (a window's first day); None: no self-reading.

    A supply point's own rule that is not valid on that day, or that the file no longer has, gives way to the general ones."""
    valid = [rule for rule in rules if reading_month.begins_in_validity(rule, on)]
    own = next((rule for rule in valid if selection.rule_key and rule.key == selection.rule_key), None)
    if own is not None:
        return own
    return max((rule for rule in valid if _fits(rule, selection)), key=_rank, default=None)


def open_window(
    rules: Iterable[ReadingRule], selection_on: SelectionOn, day: date, *, is_free: IsFree, changes: Iterable[Change] = ()
) -> Opening | None:
    """The window that is open on ``day`` for the supply point; where two are (a change of rule), the one that began first.

    ``changes`` are staff's for this supply point; those of another rule are left out by their ``rule_key``."""
    known, staff = tuple(rules), tuple(changes)
    found = []
    for rule in known:
        window = reading_window.window_on(rule, day, is_free=is_free, changes=staff)
        decides = day if rule.kind == "always" else window and window.first
        if window and decides and choose(known, selection_on(decides), on=decides) is rule:
            found.append(Opening(rule, window))
    return min(found, key=lambda opening: opening.window.first, default=None)


def next_opening(rules: Iterable[ReadingRule], selection_on: SelectionOn, day: date, *, is_free: IsFree) -> Opening | None:
    """The first window that begins after ``day``, as far as is known today; None where none will (then `choose` may say why)."""
    known = tuple(rules)
    later = (_in_turn(rule, day, reading_window.next_window, is_free) for rule in known)
    return _first_chosen(known, selection_on, merge(*later, key=lambda opening: opening.window.first))


def previous_opening(rules: Iterable[ReadingRule], selection_on: SelectionOn, day: date, *, is_free: IsFree) -> Opening | None:
    """The last window that ended before ``day``; None where there was none."""
    known = tuple(rules)
    earlier = (_in_turn(rule, day, reading_window.previous_window, is_free) for rule in known)
    return _first_chosen(known, selection_on, merge(*earlier, key=lambda opening: opening.window.last, reverse=True))


def _in_turn(rule: ReadingRule, day: date, step: Callable[..., Window | None], is_free: IsFree) -> Iterator[Opening]:
    for _ in range(MOST_WINDOWS):
        window = step(rule, day, is_free=is_free)
        if window is None:
            return
        yield Opening(rule, window)
        day = window.first


def _first_chosen(rules: tuple[ReadingRule, ...], selection_on: SelectionOn, openings: Iterable[Opening]) -> Opening | None:
    for opening in openings:
        first = opening.window.first
        selection = selection_on(first)
        candidate = _fits(opening.rule, selection) or opening.rule.key == selection.rule_key
        if candidate and choose(rules, selection, on=first) is opening.rule:
            return opening
    return None


def _fits(rule: ReadingRule, selection: Selection) -> bool:
    return (
        not rule.by_key_only
        and rule.commodity in (None, selection.commodity)
        and rule.operator in (None, selection.operator)
        and rule.billing_mode in (None, selection.billing_mode)
    )


def _rank(rule: ReadingRule) -> tuple[bool, bool, bool]:
    return rule.operator is not None, rule.billing_mode is not None, rule.commodity is not None
