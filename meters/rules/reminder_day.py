"""On which days a customer is reminded of an open window.

A reminder is due from its day on until the window ends, so that one that could not be sent on its day (a machine that stood still)
is sent later; of several that are due, only the last one. Which were sent already, the caller knows."""

from collections.abc import Iterable
from datetime import date


def due(days_before_end: Iterable[int], *, last_day: date, today: date) -> int | None:
    """Which of the file's reminders is due on ``today`` for a window open until ``last_day`` (included); None where none is.

    ``days_before_end`` 2 and a last day of the 5th: due on the 3rd, the 4th and the 5th."""
    left = (last_day - today).days
    return min((days for days in days_before_end if 0 <= left <= days), default=None)
