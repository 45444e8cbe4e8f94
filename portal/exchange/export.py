"""A batch of readings as the utility's billing system reads it: CSV with the separator, marks and dates of the tenant's file.

The same batch gives the same bytes each time, as long as that section of the file stays as it is. Nothing in it can become a
formula where somebody opens it in a spreadsheet: cells are made safe by their type, so numbers stay numbers.

Columns: batch, utility, supply_point, commodity, meter, register, read_on, value, window_first, window_last, settles,
received_at (local time of the tenant, ISO 8601), receipt, replaces_batch (a correction: the batch of the earlier reading)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import chain

from meters.models import ReadingBatch
from meters.services import hand_over
from meters.services.hand_over import HandedOver
from tenants import clock, scope
from tenants.rules.exchange import Exchange
from tenants.rules.safe_cell import text_cell

COLUMNS = (
    "batch",
    "utility",
    "supply_point",
    "commodity",
    "meter",
    "register",
    "read_on",
    "value",
    "window_first",
    "window_last",
    "settles",
    "received_at",
    "receipt",
    "replaces_batch",
)


def lines(batch: ReadingBatch, readings: Iterable[HandedOver], exchange: Exchange) -> Iterator[str]:
    """The header, then a line a reading."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=exchange.separator, lineterminator="\r\n")
    for row in chain([COLUMNS], (_row(batch, reading, exchange) for reading in readings)):
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def exchange_of(batch: ReadingBatch) -> Exchange:
    """How to write it: as the one utility does whose readings these are, else as the tenant's file says for all."""
    codes = {reading.utility for reading in hand_over.readings_of(batch)}
    rules = scope.current().rules
    return rules.utility(codes.pop()).exchange if len(codes) == 1 else rules.exchange


def _row(batch: ReadingBatch, reading: HandedOver, exchange: Exchange) -> tuple[str, ...]:
    received = reading.received_at.astimezone(clock.zone()) if reading.received_at else None
    return (
        str(batch.number),
        text_cell(reading.utility),
        text_cell(reading.supply_point),
        text_cell(reading.commodity),
        text_cell(reading.meter),
        text_cell(reading.register),
        day_cell(reading.read_on, exchange),
        number_cell(reading.value, exchange),
        day_cell(reading.window_first, exchange),
        day_cell(reading.window_last, exchange),
        day_cell(reading.settles, exchange),
        moment_cell(received),
        text_cell(reading.receipt or ""),
        "" if reading.replaces is None else str(reading.replaces),
    )


def number_cell(value: Decimal, exchange: Exchange) -> str:
    """Without zeros that say nothing: 1234.5000 is `1234,5`. A negative number is a number."""
    plain = format(value, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.replace(".", exchange.decimal_mark)


def day_cell(day: date | None, exchange: Exchange) -> str:
    return "" if day is None else day.strftime(exchange.date_format)


def moment_cell(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(timespec="seconds")
