"""When and how a customer is reminded to hand in a reading: which channels, how many days before the window's end, by whose wish."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from tenants.rules import problems as read
from tenants.rules.problems import Problems

Channel = Literal["email", "sms"]


@dataclass(frozen=True)
class Reminders:
    """Which channels remind, and how many days before the window's end (0: on its last day). ``per_point``: each supply point has
    its own switch; off: one switch for the account. ``on_by_default``: reminded until switched off; else only who asked for it."""

    channels: tuple[Channel, ...] = ()
    days_before_end: tuple[int, ...] = (2,)
    per_point: bool = False
    on_by_default: bool = False


def parse_reminders(table: Mapping[str, Any], *, at: str, problems: Problems) -> Reminders:
    """The section ``[reminders]``."""
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, ("channels", "days_before_end", "per_point", "on_by_default"), **here)
    return Reminders(
        channels=read.choices(table, "channels", choices=get_args(Channel), **here),
        days_before_end=read.integers(table, "days_before_end", low=0, high=31, default=(2,), **here),
        per_point=read.boolean(table, "per_point", default=False, **here),
        on_by_default=read.boolean(table, "on_by_default", default=False, **here),
    )
