"""How many guesses at linking are evaluated: for one code, one account and one address.

Source: "Linking by code" of the security notes. With 12 evaluated guesses per code in any 365 days, the chance of a wrong link
to one customer stays under 6.0e-5 a year where a second fact is asked. Windows slide (24 hours, not calendar days), so no
midnight doubles them. Only evaluated guesses count: whoever hammers on does not make the wait longer. Nothing resets them, not
even success.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from statistics import median

DAY = timedelta(days=1)
PER_CODE = ((DAY, 5), (timedelta(days=30), 8), (timedelta(days=365), 12))
"""So many guesses at one code in any stretch of so long."""

PAUSE_BEFORE_FIFTH = timedelta(minutes=1)
CODES_PER_ACCOUNT = 5
"""Different codes that one account may try in 24 hours: where the number is the only value, a limit per code stops nobody."""

PER_ADDRESS = 10
"""Guesses from one address in 24 hours."""

ENDED_LINKS = 2
"""Links to one customer or point that an account may make and end in 24 hours: each time everybody concerned is mailed twice."""

MAILS_TO_ADDRESS = ((timedelta(hours=1), 1), (DAY, 6))
"""So many mails about links to one address in any stretch of so long; what comes beyond is told in the next one. With the two kinds of
mails that public pages cause (`accounts.allauth_settings`) five an hour and twenty a day."""

LONGEST = PER_CODE[-1][0]
"""How far back guesses matter."""

BRAKE_FLOOR, BRAKE_FACTOR, BRAKE_DAYS = 50, 5, 28
"""A tenant's brake: more wrong guesses in 24 hours than 50 and than five times the median of 28 days."""


class State(Enum):
    """``WAIT``: again within a day. ``STOPPED``: the month's or the year's guesses at this code are used up."""

    ALLOWED = "allowed"
    WAIT = "wait"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Verdict:
    """``until`` is when the next guess would be evaluated, None where it is now. Customers are never told which limit it was."""

    state: State
    until: datetime | None = None

    @property
    def allowed(self) -> bool:
        return self.state is State.ALLOWED


@dataclass(frozen=True)
class Tried:
    """Evaluated guesses so far, in any order: at this code (:data:`LONGEST` back), the last one at each other code that the
    account tried, and all from the address (both a day back)."""

    at_code: Sequence[datetime] = ()
    at_other_codes: Sequence[datetime] = ()
    from_address: Sequence[datetime] = ()


def brakes(failures: int, daily: Sequence[int]) -> bool:
    """Whether ``failures`` in the last 24 hours are far beyond the usual. ``daily``: failures of the days before that had any;
    the other days of the 28 had none."""
    usual = median([*daily, *[0] * (BRAKE_DAYS - len(daily))])
    return failures > max(BRAKE_FLOOR, BRAKE_FACTOR * usual)


def may_mail(sent: Sequence[datetime], now: datetime) -> bool:
    """Whether one more mail about links may go to an address now; ``sent``: when the others went, a day back."""
    return all(len([at for at in sent if at > now - length]) < most for length, most in MAILS_TO_ADDRESS)


def judge(tried: Tried, now: datetime) -> Verdict:
    """Whether one more guess may be evaluated at ``now``; of several reasons not to, the longest."""
    verdicts = [
        *(_window(tried.at_code, now, length, most) for length, most in PER_CODE),
        _pause(tried.at_code, now),
        _window(tried.at_other_codes, now, DAY, CODES_PER_ACCOUNT),
        _window(tried.from_address, now, DAY, PER_ADDRESS),
    ]
    refused = [verdict for verdict in verdicts if not verdict.allowed]
    return max(refused, key=lambda verdict: verdict.until or now, default=Verdict(State.ALLOWED))


def _window(times: Sequence[datetime], now: datetime, length: timedelta, most: int) -> Verdict:
    """Full until the ``most``-th latest guess has slid out of the window."""
    counted = sorted((at for at in times if at > now - length), reverse=True)
    if len(counted) < most:
        return Verdict(State.ALLOWED)
    return Verdict(State.WAIT if length <= DAY else State.STOPPED, counted[most - 1] + length)


def _pause(times: Sequence[datetime], now: datetime) -> Verdict:
    today = sorted(at for at in times if at > now - DAY)
    if len(today) == 4 and now < today[-1] + PAUSE_BEFORE_FIFTH:
        return Verdict(State.WAIT, today[-1] + PAUSE_BEFORE_FIFTH)
    return Verdict(State.ALLOWED)
