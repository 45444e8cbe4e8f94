"""The ruler of a window: which days stand on it, and what each one is. Pure dates, told what day it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.ui import words

SHORT = 9
"""So many days fit on the narrowest phone."""

MOST = 11
"""A longer stretch is drawn with gaps."""

GAP = "…"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """One mark of the ruler: what stands on it, the month above it, its CSS classes."""

    number: str
    month: str
    classes: str
    is_today: bool = False


def ruler(*, first: date, last: date, today: date) -> list[Day]:
    """The days around a window from ``first`` to ``last`` (both inside), seen on ``today``."""
    shown = _shown(first, last, today)
    marks: list[Day] = []
    before: date | None = None
    for position, day in enumerate(shown):
        labelled = before is None or day.day == 1
        if before is not None and day - before > ONE_DAY:
            marks.append(Day(GAP, "", _classes(before + ONE_DAY, first, last, today)))
            labelled = day.month != before.month or before == today
        outer = len(shown) > SHORT and position in (0, len(shown) - 1) and day != today
        month = str(words.SHORT_MONTHS[day.month - 1]) if labelled else ""
        classes = _classes(day, first, last, today) + (" extra" if outer else "")
        marks.append(Day(str(day.day), month, classes.strip(), is_today=day == today))
        before = day
    return marks


def _shown(first: date, last: date, today: date) -> list[date]:
    """Two days around the window while it is open, otherwise one and today; the middle of a long stretch is left out."""
    around = 2 * ONE_DAY if first <= today <= last else ONE_DAY
    stretch = _between(min(first - around, today), max(last + around, today))
    if len(stretch) <= MOST:
        return stretch
    corners = (first, last, today) if first <= today <= last else (first, last)
    wanted = {today} | {corner + step * ONE_DAY for corner in corners for step in (-1, 0, 1)}
    if (last - first).days < MOST - 3:
        wanted |= set(_between(first, last))
    # A gap of one day is no gap: the day itself takes the same room.
    return [day for day in stretch if day in wanted or {day - ONE_DAY, day + ONE_DAY} <= wanted]


def _between(first: date, last: date) -> list[date]:
    return [first + step * ONE_DAY for step in range((last - first).days + 1)]


def _classes(day: date, first: date, last: date, today: date) -> str:
    names: Iterable[tuple[str, bool]] = (
        ("open", first <= day <= last),
        ("next", first <= day <= last and today < first),
        ("gone", day < today),
        ("today", day == today),
    )
    return " ".join(name for name, true in names if true)
