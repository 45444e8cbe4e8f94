"""Which dates a reading may bear.

The window says when a reading may be handed in, this rule says of which day it may be: on 3 May a reading of 28 April can be
handed in inside the May window where the greatest age is 5 days. Sources: design 5 "Reading rule", acceptance I-19, I-20, G-15.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from meters.rules.reading_window import Window
from tenants.rules.reading import ReadingRule


class DateVerdict(Enum):
    OK = "ok"
    IN_FUTURE = "in_future"
    TOO_OLD = "too_old"
    OUTSIDE_WINDOW = "outside_window"


@dataclass(frozen=True)
class DateAssessment:
    """The verdict and the dates that would do: from ``earliest`` (None: no limit) to ``latest``, both included."""

    verdict: DateVerdict
    earliest: date | None
    latest: date


def allowed_dates(rule: ReadingRule, window: Window, today: date) -> tuple[date | None, date]:
    """The first (None: no limit) and the last date that a billing reading handed in ``today`` into ``window`` may bear.

    The limit day of ``max_age_days`` is included: 5 days on 3 May is 28 April. No date lies in the future. ``inside_window`` and
    an age together mean both; ``fixed_day`` leaves one date, the window's first day."""
    if rule.dates == "fixed_day":
        return window.first, window.first
    oldest = _oldest(rule, today)
    if rule.dates == "inside_window":
        return max(window.first, oldest or window.first), min(window.final_day, today)
    return oldest, today


def preset_date(rule: ReadingRule, window: Window, today: date) -> date:
    """The date that the form offers, and the one that a reading bears where the rule asks none (``ask_date`` off)."""
    return allowed_dates(rule, window, today)[1]


def assess(rule: ReadingRule, read_on: date, *, window: Window, today: date) -> DateAssessment:
    """Whether a billing reading of the day ``read_on`` may be handed in ``today`` into ``window``.

    For a rule without a window pass the month of today; only ``dates`` other than ``any`` look at it."""
    earliest, latest = allowed_dates(rule, window, today)
    oldest = _oldest(rule, today)
    if read_on > today:
        verdict = DateVerdict.IN_FUTURE
    elif rule.dates != "fixed_day" and oldest is not None and read_on < oldest:
        verdict = DateVerdict.TOO_OLD
    elif read_on > latest or (earliest is not None and read_on < earliest):
        verdict = DateVerdict.OUTSIDE_WINDOW
    else:
        verdict = DateVerdict.OK
    return DateAssessment(verdict, earliest, latest)


def assess_own_record(read_on: date, *, today: date) -> DateAssessment:
    """Whether a record for the customer's own use may bear that date: any day that is not in the future (acceptance G-16)."""
    return DateAssessment(DateVerdict.OK if read_on <= today else DateVerdict.IN_FUTURE, None, today)


def _oldest(rule: ReadingRule, today: date) -> date | None:
    return None if rule.max_age_days is None else today - timedelta(days=rule.max_age_days)
