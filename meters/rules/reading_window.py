"""When a reading may be given: the windows of a rule.

A window is one occurrence of a reading rule, from 00:00 of its first day to 00:00 after its last, local time; **its key is its
first day**. Windows are calendar days and are kept as days; only `instants` and `is_open` know hours, so a change of the clocks
(or of the law about them) moves no window. Sources: design 5 "Reading rule", security "Time: rules and exact instants".

A window that has begun runs out by the rule of its first day: the validity of a rule is asked on that day only. A free day moves
the end, never the beginning, and never so far that the window is empty or reaches the next one of its rule.
"""

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum

from tenants.rules import reading_month
from tenants.rules.reading import ReadingRule

IsFree = Callable[[date], bool]

DAY = timedelta(days=1)
LONGEST_MOVE = 14
"""Days an end may move because of free days. No run of free days is that long; an end that would go further stays."""
MONTHS_AHEAD = 26
"""How far `next_window` and `previous_window` look: a yearly rule whose first window its validity cuts off lies within."""


@dataclass(frozen=True, order=True)
class Span:
    """Days in a row, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, order=True)
class Window(Span):
    """One occurrence of a rule; ``first`` is its key. ``reopened``: later days on which staff opened it once more, in order."""

    reopened: tuple[Span, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """All stretches of days on which it is open, in order."""
        return (Span(self.first, self.last), *self.reopened)

    @property
    def final_day(self) -> date:
        """The last day on which it is open, reopenings included."""
        return self.spans[-1].last


@dataclass(frozen=True)
class Change:
    """Staff's extension or reopening of the window ``key`` (its first day): open from ``opens`` to ``last`` as well.

    ``opens`` is the day on which staff made it: an extension is made while the window is open or on the day after, a reopening
    later. A change never shortens. ``rule_key``: the rule whose windows it concerns, "" for any."""

    key: date
    opens: date
    last: date
    rule_key: str = ""


class ChangeVerdict(Enum):
    OK = "ok"
    OPENS_NOTHING = "opens_nothing"
    MEETS_NEXT = "meets_next"


def is_free_day(day: date, holidays: Set[date]) -> bool:
    """Whether a day is free: Saturday, Sunday or one of the country's work-free ``holidays``."""
    return day.weekday() >= 5 or day in holidays


def calendar_month(day: date) -> Window:
    """The month of ``day``: the window of readings under a rule without one, and of records for the customer's own use."""
    following = date(*reading_month.next_month(day.year, day.month), 1)
    return Window(day.replace(day=1), following - DAY)


def window_beginning_in(rule: ReadingRule, year: int, month: int, *, is_free: IsFree) -> Window | None:
    """The window that begins in that month; None where the rule has none (kind, months, validity).

    For a rule without a window it is the calendar month: its first day is the key of the readings dated in that month."""
    if rule.kind == "never" or not reading_month.FIRST_YEAR <= year <= reading_month.LAST_YEAR:
        return None
    if rule.kind == "always":
        window = calendar_month(date(year, month, 1))
    elif month in rule.months:
        first, last = reading_month.bounds(rule, year, month)
        window = Window(first, _moved_end(rule, first, last, is_free))
    else:
        return None
    return window if reading_month.begins_in_validity(rule, window.first) else None


def window_on(rule: ReadingRule, day: date, *, is_free: IsFree, changes: Iterable[Change] = ()) -> Window | None:
    """The window of ``rule`` that is open on ``day``, None where none is. ``changes`` are staff's, for this rule's windows.

    A rule without a window has the calendar month of ``day``: its first day is the key of the readings dated in that month."""
    known = tuple(change for change in changes if change.rule_key in ("", rule.key))
    for year, month in _months(day, 0, -1, -2):  # a wrapping window whose end moves can begin two months ago
        window = window_beginning_in(rule, year, month, is_free=is_free)
        if window is not None and day in (changed := extended(window, known)):
            return changed
    for key in sorted({change.key for change in known if change.opens <= day <= change.last}, reverse=True):
        window = window_beginning_in(rule, key.year, key.month, is_free=is_free)
        if window is not None and window.first == key:
            return extended(window, known)
    return None


def window_for_reading(rule: ReadingRule, *, read_on: date, today: date, is_free: IsFree, changes: Iterable[Change] = ()) -> Window | None:
    """The window into which a reading dated ``read_on`` and handed in ``today`` goes; None where it cannot be handed in today.

    Today decides, whatever date the reading bears. Only a rule without a window goes by the reading's own month."""
    if rule.kind == "always":
        return calendar_month(read_on) if window_on(rule, today, is_free=is_free) else None
    return window_on(rule, today, is_free=is_free, changes=changes)


def next_window(rule: ReadingRule, day: date, *, is_free: IsFree) -> Window | None:
    """The first window that begins after ``day``; None where the rule has no more."""
    start = max(day, rule.valid_from or day)
    for year, month in _months(start, *range(MONTHS_AHEAD)):
        window = window_beginning_in(rule, year, month, is_free=is_free)
        if window is not None and window.first > day:
            return window
    return None


def previous_window(rule: ReadingRule, day: date, *, is_free: IsFree) -> Window | None:
    """The last window that ended before ``day``; None where there was none."""
    start = min(day, rule.valid_to or day)
    for year, month in _months(start, *range(0, -MONTHS_AHEAD, -1)):
        window = window_beginning_in(rule, year, month, is_free=is_free)
        if window is not None and window.last < day:
            return window
    return None


def windows_between(rule: ReadingRule, start: date, end: date, *, is_free: IsFree) -> Iterator[Window]:
    """Every window with at least one day from ``start`` to ``end`` (both included), in order."""
    year, month = reading_month.next_month(start.year, start.month, -2)
    while (year, month) <= (end.year, end.month):
        window = window_beginning_in(rule, year, month, is_free=is_free)
        if window is not None and window.first <= end and window.last >= start:
            yield window
        year, month = reading_month.next_month(year, month)


def extended(window: Window, changes: Iterable[Change]) -> Window:
    """The window with staff's changes: an extension moves its last day, a reopening is a further span.

    Changes of other windows are ignored, and so is one that opens nothing new."""
    spans = [Span(window.first, window.last)]
    for change in sorted((each for each in changes if each.key == window.first), key=lambda each: (each.opens, each.last)):
        if change.last <= spans[-1].last:
            continue
        if change.opens <= spans[-1].last + DAY:
            spans[-1] = Span(spans[-1].first, change.last)
        else:
            spans.append(Span(change.opens, change.last))
    return replace(window, last=spans[0].last, reopened=tuple(spans[1:]))


def judge_change(window: Window, change: Change, following: Window | None) -> ChangeVerdict:
    """Whether staff may make this change to ``window``; ``following`` is the next window of the same rule (None: there is none).

    The same day must not belong to two windows, or a reading of that day could be meant for either."""
    if change.key != window.first or change.last < change.opens or change.last <= window.final_day:
        return ChangeVerdict.OPENS_NOTHING
    if following is not None and change.last >= following.first:
        return ChangeVerdict.MEETS_NEXT
    return ChangeVerdict.OK


def instants(span: Span, tz: tzinfo) -> tuple[datetime, datetime]:
    """When a span opens and closes, as UTC: [00:00 of its first day, 00:00 of the day after its last) in ``tz``.

    Of a window these are its own days; each reopening is a span with instants of its own."""
    return _midnight(span.first, tz), _midnight(span.last + DAY, tz)


def is_open(window: Window, at: datetime, tz: tzinfo) -> bool:
    """Whether the window is open at the instant ``at`` (aware; ValueError for a naive one). The closing instant is outside."""
    if at.utcoffset() is None:
        raise ValueError("a naive time says nothing about a window; pass an aware one")
    return any(opens <= at < closes for opens, closes in (instants(span, tz) for span in window.spans))


def _months(day: date, *steps: int) -> Iterator[tuple[int, int]]:
    return (reading_month.next_month(day.year, day.month, step) for step in steps)


def _moved_end(rule: ReadingRule, first: date, last: date, is_free: IsFree) -> date:
    """The end after the rule for free days; within [first day of the window, day before the rule's next window]."""
    if rule.free_day == "keep" or not is_free(last):
        return last
    step = DAY if rule.free_day == "after" else -DAY
    working = next((day for day in (last + step * by for by in range(1, LONGEST_MOVE + 1)) if not is_free(day)), last)
    if rule.free_day == "before":
        return max(first, working)
    following = (_next_first(rule, first, by) for by in range(1, 13))
    return min(working, next(day for day in following if day) - DAY)


def _next_first(rule: ReadingRule, first: date, by: int) -> date | None:
    year, month = reading_month.next_month(first.year, first.month, by)
    return reading_month.bounds(rule, year, month)[0] if month in rule.months else None


def _midnight(day: date, tz: tzinfo) -> datetime:
    """The first moment of a local day, as UTC. Where the clocks jump over midnight it is the moment of the jump."""
    return datetime.combine(day, time.min, tzinfo=tz).astimezone(UTC)
