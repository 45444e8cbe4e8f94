"""Accepted readings go to billing: each in one batch, once its window is closed; a batch can be repeated by its number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, Subquery

from meters.models import Reading, ReadingBatch, WindowChange
from meters.querysets import ReadingQuerySet
from tenants import audit, clock, scope
from tenants.models import Tenant, Utility

State = ReadingBatch.State
ORDER = (State.MADE, State.SENT, State.ACKNOWLEDGED)


class NothingToHandOver(LookupError):
    """No accepted reading waits whose window is closed."""


class UnknownBatch(LookupError):
    """There is no batch with that number."""


class BatchWentFurther(ValueError):
    """The batch is past that state already; it never goes back."""


@dataclass(frozen=True)
class HandedOver:
    """One reading as billing gets it. ``replaces``: number of the batch whose reading of the same register and window this one
    corrects, None for the first. Values in counts of the register; ``received_at`` aware, UTC."""

    utility: str
    supply_point: str
    commodity: str
    meter: str
    register: str
    read_on: date
    value: Decimal
    window_first: date
    window_last: date | None
    settles: date | None
    received_at: datetime | None
    receipt: str | None
    replaces: int | None


@transaction.atomic
def make_batch(*, utility: Utility | None, by: Any, now: datetime) -> ReadingBatch:
    """Put every accepted billing reading whose window is over into a new batch and mark it as sent.

    ``utility`` None: of all utilities of the tenant. ``now``: the server's clock, by whose local day a window is over; one that
    staff extended or opened again waits for that, too. A correction after an earlier batch goes into the next one. Two
    batches at once wait for each other. Raises :class:`NothingToHandOver` and leaves nothing behind."""
    Tenant.objects.select_for_update(no_key=True).get(pk=scope.current_id())
    last = ReadingBatch.objects.aggregate(last=Max("number"))["last"] or 0
    batch = ReadingBatch.objects.create(number=last + 1, made_at=now)
    handed = _waiting(clock.day_of(now), utility).update(state=Reading.State.SENT, batch=batch)
    if not handed:
        raise NothingToHandOver
    audit.record("readings.handed_over", by=by, on=batch, readings=handed)
    return batch


def _waiting(today: date, utility: Utility | None) -> ReadingQuerySet:
    """Accepted readings of customers in windows that nobody can change any more."""
    point = "register__meter__supply_point"
    still_open = WindowChange.objects.filter(
        Q(supply_point=None) | Q(supply_point=OuterRef(point)),
        utility=OuterRef(f"{point}__utility"),
        window_first=OuterRef("window_first"),
        open_until__gte=today,
    )
    waiting = Reading.objects.filter(
        Q(window_last__lt=today) | Q(window_last=None, window_first__lt=today.replace(day=1)),
        ~Exists(still_open),
        kind=Reading.Kind.BILLING,
        source=Reading.Source.CUSTOMER,
        state=Reading.State.ACCEPTED,
    )
    return waiting if utility is None else waiting.filter(**{f"{point}__utility": utility})


def batch_numbered(number: int) -> ReadingBatch:
    """Raises :class:`UnknownBatch`."""
    batch = ReadingBatch.objects.filter(number=number).first()
    if batch is None:
        raise UnknownBatch(number)
    return batch


@transaction.atomic
def set_batch_state(*, number: int, state: str, by: Any) -> ReadingBatch:
    """Note that a batch was sent, or that billing acknowledged it. The same again changes nothing.

    Raises :class:`UnknownBatch`, and :class:`BatchWentFurther` for a step back."""
    batch = ReadingBatch.objects.select_for_update(no_key=True).filter(number=number).first()
    if batch is None:
        raise UnknownBatch(number)
    if ORDER.index(State(state)) < ORDER.index(State(batch.state)):
        raise BatchWentFurther(batch.state)
    if batch.state != state:
        batch.state = state
        batch.save(update_fields=["state"])
        audit.record(f"batch.{state}", by=by, on=batch)
    return batch


def readings_of(batch: ReadingBatch) -> Iterator[HandedOver]:
    """The readings of a batch, always in the same order: by utility, commodity, supply point, meter, register, day."""
    point = "register__meter__supply_point"
    earlier = Reading.objects.filter(
        register=OuterRef("register"), window_first=OuterRef("window_first"), batch__number__lt=batch.number
    ).order_by("-batch__number")
    rows = (
        Reading.objects.filter(batch=batch)
        .annotate(replaces=Subquery(earlier.values("batch__number")[:1]))
        .order_by(f"{point}__utility__code", f"{point}__commodity", f"{point}__number", "register__meter__serial", "register__code", "pk")
        .values_list(
            f"{point}__utility__code",
            f"{point}__number",
            f"{point}__commodity",
            "register__meter__serial",
            "register__code",
            "read_on",
            "value",
            "window_first",
            "window_last",
            "settles",
            "received_at",
            "submission__number",
            "replaces",
        )
    )
    return (HandedOver(*row) for row in rows.iterator(chunk_size=2000))
