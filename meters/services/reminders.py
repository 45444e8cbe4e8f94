"""Who wants to be reminded, of what and how; and ending it with one click."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import Link, User
from meters.models import Reminder, ReminderChoice, SupplyPoint
from meters.services import point_state
from meters.services.point_state import PointState, PointStatus
from tenants import audit, clock, scope
from tenants.models import OutboxMessage
from tenants.rules.reminders import Reminders

Key = tuple[int | None, str]
"""Supply point (None: all of the person's) and channel."""


class ChannelOff(ValueError):
    """The tenant's file does not remind on that channel."""


@dataclass(frozen=True)
class Wishes:
    """What one person chose. Asked for a point, it answers for the switch that the file has: of the point, or of the person."""

    rules: Reminders
    chosen: Mapping[Key, bool]

    def wants(self, channel: str, point: SupplyPoint | None = None) -> bool:
        if channel not in self.rules.channels:
            return False
        key = point.pk if point is not None and self.rules.per_point else None
        return self.chosen.get((key, channel), self.rules.on_by_default)


def rules() -> Reminders:
    """The tenant's section ``[reminders]``."""
    return scope.current().rules.reminders


def wishes(people: Iterable[User]) -> dict[Any, Wishes]:
    """The wishes of each of ``people``, by their key. One query."""
    known = list(people)
    chosen: dict[Any, dict[Key, bool]] = {person.pk: {} for person in known}
    rows = ReminderChoice.objects.filter(user__in=[person.pk for person in known])
    for user, point, channel, is_on in rows.values_list("user", "supply_point", "channel", "is_on"):
        chosen[user][(point, channel)] = is_on
    return {person.pk: Wishes(rules(), chosen[person.pk]) for person in known}


@transaction.atomic
def choose_reminders(*, user: User, wanted: Mapping[str, bool], supply_point: SupplyPoint | None, by: Any) -> None:
    """Keep for each channel in ``wanted`` whether ``user`` is to be reminded: of ``supply_point``, or of all points (None).

    The caller has checked that the user sees the point. Raises :class:`ChannelOff`."""
    unknown = set(wanted) - set(rules().channels)
    if unknown:
        raise ChannelOff(", ".join(sorted(unknown)))
    for channel, is_on in wanted.items():
        ReminderChoice.objects.update_or_create(user=user, supply_point=supply_point, channel=channel, defaults={"is_on": is_on})
    audit.record("reminders.chosen", by=by, on=supply_point or user, **wanted)


def reminder_named(public_id: str) -> Reminder | None:
    """The reminder whose message carried this key; the key is 93 random bits and allows nothing but to end such reminders."""
    return Reminder.objects.select_related("supply_point", "user").filter(public_id=public_id).first()


def stop_reminders(*, reminder: Reminder) -> None:
    """End reminders like this one: its channel, for its point or for the whole account as the tenant's file has it. Repeatable."""
    point = reminder.supply_point if rules().per_point else None
    with transaction.atomic():
        ReminderChoice.objects.update_or_create(user=reminder.user, supply_point=point, channel=reminder.channel, defaults={"is_on": False})
        audit.record("reminders.stopped", by=reminder.user, on=point or reminder.user, channel=reminder.channel)


def is_stopped(reminder: Reminder) -> bool:
    return not wishes([reminder.user])[reminder.user_id].wants(reminder.channel, reminder.supply_point)


# --- Whom there is to remind ----------------------------------------------------------------------------------------------------
def remindable(*, today: date) -> Any:
    """Accounts that may be reminded at all: active, confirmed, linked today, and asked for it (or the file asks for everybody)."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), primary=True, verified=True)
    people = User.objects.filter(Exists(confirmed), Exists(Link.objects.open_on(today).filter(user=OuterRef("pk"))), is_active=True)
    if not rules().on_by_default:
        people = people.filter(Exists(ReminderChoice.objects.filter(user=OuterRef("pk"), is_on=True)))
    if rules().channels == ("sms",):
        people = people.filter(~Q(phone=""))
    return people.order_by("pk")


def not_handed_in(people: Iterable[User], *, today: date) -> list[tuple[User, PointState]]:
    """Points of ``people`` whose window is open and ends, where they may hand in and nobody has: what there is to remind of."""
    owners: list[User] = []
    points: list[Any] = []
    known = {person.pk: person for person in people}
    links: dict[Any, list[Link]] = defaultdict(list)
    for link in Link.objects.open_on(today).filter(user__in=list(known)):
        links[link.user_id].append(link)
    for user, own in links.items():
        for point in SupplyPoint.objects.all().reached_by(own, day=today):
            if point.may_submit:
                owners.append(known[user])
                points.append(point)
    states = point_state.states_of(points, today=today)
    return [(owner, state) for owner, state in zip(owners, states, strict=True) if _is_missing(state)]


def _is_missing(state: PointState) -> bool:
    return state.status is PointStatus.OPEN and state.submission is None and state.last_day is not None


def address_of(person: User, channel: str) -> str:
    """Where a reminder of that channel goes; '' where the person gave nothing."""
    return person.email if channel == ReminderChoice.Channel.EMAIL else person.phone


def still_wanted(message: OutboxMessage) -> bool:
    """Whether a reminder that waits is still to be sent: between writing and sending, a reading may have come in, the window closed,
    the person switched it off, moved out or changed the address. Asked by the outbox before each attempt."""
    reminder = reminder_named(message.dedupe_key.rpartition(":")[2])
    if reminder is None:
        return False
    today, person = clock.today(), reminder.user
    if address_of(person, reminder.channel) != message.to or is_stopped(reminder):
        return False
    if not remindable(today=today).filter(pk=person.pk).exists():
        return False
    seen = SupplyPoint.objects.visible_to(person, day=today, pk=reminder.supply_point_id)
    if not any(point.may_submit for point in seen):
        return False
    [state] = point_state.states_of(seen, today=today)
    return _is_missing(state) and state.window is not None and state.window.first == reminder.window_first
