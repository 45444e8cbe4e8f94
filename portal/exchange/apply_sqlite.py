"""SQLite: rows come by many inserts at once. Its transactions take the write lock at their start, so a page's writer waits meanwhile."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection

from portal.exchange.dialect import Dialect, Rows

AT_ONCE = 500


def pour(cursor: Any, table: str, columns: tuple[str, ...], rows: Rows) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join(["%s"] * len(columns))
    pouring = iter(rows)
    while chunk := list(islice(pouring, AT_ONCE)):
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', chunk)


def word(value: Any) -> Any:
    """As Django itself stores it: numbers as their text into a numeric column, days as ISO text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


@contextmanager
def lock(cursor: Any, tenant_id: int) -> Iterator[bool]:
    """A file beside the database, locked by the operating system: let go of with the process, however it ends."""
    with (lock_file(tenant_id)).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def lock_file(tenant_id: int) -> Path:
    return Path(f"{connection.settings_dict['NAME']}-import-{tenant_id}.lock")


def plan_for_many(cursor: Any) -> None:
    """Nothing to do."""


def run(cursor: Any, statement: str, params: dict[str, Any]) -> tuple[int, int]:
    cursor.execute(statement, params)
    touched = new = 0
    while rows := cursor.fetchmany(AT_ONCE):
        touched += len(rows)
        new += sum(1 for (found,) in rows if found > params["last"])
    return touched, new


def measure(cursor: Any, table: str) -> None:
    """Nothing to do."""


DIALECT = Dialect(
    differs="IS NOT",
    equals="IS",
    create='CREATE TEMPORARY TABLE "{table}" ({columns})',
    word=word,
    pour=pour,
    lock=lock,
    measure=measure,
    plan_for_many=plan_for_many,
    run=run,
    day_before=lambda expression: f"date({expression}, '-1 day')",
    day_after=lambda expression, days: f"date({expression}, '+{days} day')",
)
