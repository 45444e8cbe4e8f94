"""The calendar arithmetic of a reading rule: where its window lies in a month, and whether it works in every month there is.

Used twice: when a tenant's file is read (a rule that fails in some month is refused) and by ``meters/rules/reading_window.py``
when the portal asks whether a window is open. Free days are not known here; moving an end never makes a window empty or lets it
reach the next one, so the check needs none.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tenants.rules.reading import Day, ReadingRule

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Years in which windows are looked for; beyond them there is none (a date may be typed wrong, the arithmetic must not break)."""

EVERY_KIND_OF_MONTH = (2027, 2028, 2029)
"""A leap year between two common ones: every length of a month beside every neighbour it can have."""


def day_in(day: "Day", year: int, month: int) -> date:
    """The date of ``day`` in that month. A day past the month's end is its last day, one before its beginning its first."""
    length = monthrange(year, month)[1]
    number = length + 1 - day.number if day.from_end else day.number
    return date(year, month, min(max(number, 1), length))


def next_month(year: int, month: int, by: int = 1) -> tuple[int, int]:
    """The month ``by`` months later (earlier where negative) as (year, month)."""
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


def bounds(rule: "ReadingRule", year: int, month: int) -> tuple[date, date]:
    """First and last day of the window that begins in that month, before any free day moves the end.

    An absent start is the first day of the end's month, an absent end the last day of the start's month. ``months`` and the
    validity are not looked at. For a rule that `faults` refuses the last day can lie before the first."""
    first = day_in(rule.start, year, month) if rule.start else date(year, month, 1)
    if rule.end is None:
        return first, date(year, month, monthrange(year, month)[1])
    return first, day_in(rule.end, *(next_month(year, month) if rule.end_next_month else (year, month)))


@dataclass(frozen=True)
class Fault:
    """A window that cannot be: ``empty``, or it shares a day with the next one, which begins on ``next_first``."""

    kind: Literal["empty", "overlap"]
    first: date
    last: date
    next_first: date | None = None


def faults(rule: "ReadingRule") -> Iterator[Fault]:
    """Every window of the rule that is empty or shares a day with the next, over every kind of month.

    Only the rule's own ``months`` count: a window from the 29th to the 28th of the next month is sound where it begins once a
    year. Windows that merely follow each other without a gap (1st to the last day) are sound: no day belongs to both."""
    for year in EVERY_KIND_OF_MONTH:
        for month in rule.months:
            first, last = bounds(rule, year, month)
            if last < first:
                yield Fault("empty", first, last)
                continue
            following = next_month(year, month)
            if following[1] in rule.months and (next_first := bounds(rule, *following)[0]) <= last:
                yield Fault("overlap", first, last, next_first)


def first_window(rule: "ReadingRule", on_or_after: date) -> tuple[date, date] | None:
    """The rule's first window that begins on or after a day, within its validity; None where there is none."""
    return _search(rule, on_or_after, forward=True)


def last_window(rule: "ReadingRule", on_or_before: date) -> tuple[date, date] | None:
    """The rule's last window that begins on or before a day, within its validity; None where there is none."""
    return _search(rule, on_or_before, forward=False)


def _search(rule: "ReadingRule", day: date, *, forward: bool) -> tuple[date, date] | None:
    day = max(day, rule.valid_from or day) if forward else min(day, rule.valid_to or day)
    for step in range(14):
        year, month = next_month(day.year, day.month, step if forward else -step)
        if month not in rule.months or not FIRST_YEAR <= year <= LAST_YEAR:
            continue
        first, last = bounds(rule, year, month)
        if (first >= day) if forward else (first <= day):
            return (first, last) if begins_in_validity(rule, first) else None
    return None


def begins_in_validity(rule: "ReadingRule", first: date) -> bool:
    """Whether a window with this first day belongs to the rule: both days of its validity are included, open where absent."""
    return (rule.valid_from is None or rule.valid_from <= first) and (rule.valid_to is None or first <= rule.valid_to)
