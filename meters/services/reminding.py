"""Reminding everybody who has not handed in a reading yet: exactly once each, however often and wherever this runs.

A reminder is a row first, in one transaction with its message; the database allows one per person, point, window, channel and kind.
People are taken in small lots, each in a transaction of its own with their rows locked: two runs at once share the work, and one
that is killed loses at most the lot it had in hand, which the next run does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from meters.models import Reminder, ReminderChoice
from meters.rules import reminder_day
from meters.services import reminders
from meters.services.point_state import PointState
from tenants import addresses, audit, clock, outbox, scope
from tenants.models import Tenant

LOT = 25
"""People in one transaction."""

FIRST_HOUR, LAST_HOUR = 8, 20
"""Local hours between which `run_due` reminds: nobody is woken by a meter."""

Channel = ReminderChoice.Channel


@dataclass(frozen=True)
class _Due:
    person: User
    state: PointState
    channel: str
    days_before_end: int

    @property
    def key(self) -> tuple[Any, ...]:
        """What the database allows once."""
        return (self.person.pk, self.state.point.pk, self.state.window.first, self.channel, self.days_before_end)  # type: ignore[union-attr]  # who is due has an open window


def send_reminders(tenant: Tenant) -> int:
    """Remind everybody of ``tenant`` who is to be reminded today, and say how many reminders were written.

    Opens transactions of its own; call it outside any scope."""
    if not _reminds(tenant):
        return 0
    written, last = 0, None
    while True:
        with scope.bound(tenant):
            people = _next_lot(last)
            written += _remind(people)
        if len(people) < LOT:
            return written
        last = people[-1].pk


def why_none(tenant: Tenant) -> str:
    """In one clause for the operator, why nothing was written."""
    if not _reminds(tenant):
        return "[reminders] in its file names no channel"
    with scope.bound(tenant):
        if not reminders.remindable(today=clock.today()).exists():
            on = reminders.rules().on_by_default
            return "nobody who can be reminded is linked" if on else "nobody has asked for one (on_by_default is off)"
        days = max(reminders.rules().days_before_end, default=0)
    return f"no reading is missing in a window that ends within {days} days, or all have been reminded"


def send_reminders_of_today(tenant: Tenant) -> int:
    """The same for `run_due`: between eight and eight, and once everybody was looked at, not again before tomorrow."""
    if not _reminds(tenant):
        return 0
    with scope.variable(tenant):
        now = clock.now().astimezone(clock.zone())
        done = f"reminders:{now.date()}"
        if not FIRST_HOUR <= now.hour < LAST_HOUR or cache.get(done):
            return 0
    written = send_reminders(tenant)
    with scope.variable(tenant):
        cache.set(done, True, timeout=24 * 3600)  # lost, it costs one more look: the rows decide
    return written


def _reminds(tenant: Tenant) -> bool:
    return not tenant.is_platform and bool(tenant.rules.reminders.channels)


def _next_lot(last: Any) -> list[User]:
    people = reminders.remindable(today=clock.today())
    if last is not None:
        people = people.filter(pk__gt=last)
    wanted = [person.pk for person in people[:LOT]]
    return list(User.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))


def _remind(people: list[User]) -> int:
    due = _due(people)
    done = set(
        Reminder.objects.filter(user__in={each.person.pk for each in due}).values_list(
            "user", "supply_point", "window_first", "channel", "days_before_end"
        )
    )
    new = [each for each in due if each.key not in done]
    rows = Reminder.objects.bulk_create(_row(each) for each in new)
    for each, row in zip(new, rows, strict=True):
        _queue(each, row)
    return len(rows)


def _due(people: Iterable[User]) -> list[_Due]:
    today, wishes, found = clock.today(), reminders.wishes(people), []
    for person, state in reminders.not_handed_in(people, today=today):
        last_day = state.last_day
        days = reminder_day.due(reminders.rules().days_before_end, last_day=last_day, today=today) if last_day else None
        if days is None:
            continue
        found += [
            _Due(person, state, channel, days)
            for channel in reminders.rules().channels
            if wishes[person.pk].wants(channel, state.point) and reminders.address_of(person, channel)
        ]
    return found


def _row(each: _Due) -> Reminder:
    user, point, window_first, channel, days = each.key
    return Reminder(user_id=user, supply_point_id=point, window_first=window_first, channel=channel, days_before_end=days)


def _queue(each: _Due, row: Reminder) -> None:
    point = each.state.point
    stop_url = addresses.absolute(reverse("stop_reminders", args=[row.public_id]))
    context = {
        "point": point,
        "last_day": each.state.last_day,
        "days_left": each.state.days_left,
        "submit_url": addresses.absolute(reverse("meters:submit_reading", args=[point.public_id])),
        "stop_url": stop_url,
        "per_point": reminders.rules().per_point,
    }
    common: dict[str, Any] = {
        "to": reminders.address_of(each.person, each.channel),
        "context": context,
        "language": each.person.language or scope.current().rules.languages[0],
        "dedupe_key": f"reminder:{row.public_id}",
        "utility": point.utility,
    }
    try:
        if each.channel == Channel.SMS:
            outbox.queue_sms("reminder", **common)
        else:
            outbox.queue("reminder", **common, stop_url=stop_url)
    except outbox.BadAddress:
        audit.record("reminder.impossible", by="system", on=row)
