"""PostgreSQL: rows come by COPY into a temporary table (COPY into a table under row security is refused)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import DatabaseError, transaction

from portal.exchange.dialect import Dialect, Rows

AT_ONCE = 1000
ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})

LOCK = 0x696D_706F
"""First half of the advisory lock's key ("impo"); the second is the tenant."""


def pour(cursor: Any, table: str, columns: tuple[str, ...], rows: Rows) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    lines = map("\t".join, rows)
    with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        while chunk := list(islice(lines, AT_ONCE)):
            copy.write("\n".join(chunk) + "\n")


def word(value: Any) -> str:
    """As COPY's text form has it: NULL is ``\\N``, and a backslash goes before whatever would end a cell or a line."""
    if value is None:
        return r"\N"
    if isinstance(value, Decimal):
        return format(value, "f")
    text = str(value)
    return text if "\\" not in text and text.isprintable() else text.translate(ESCAPED)


@contextmanager
def lock(cursor: Any, tenant_id: int) -> Iterator[bool]:
    """Until the transaction ends. Readers and the web's writers never meet it."""
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, tenant_id % 2**31])
    yield cursor.fetchone()[0]


def plan_for_many(cursor: Any) -> None:
    """Join whole tables, not row by row: in the transaction of a first delivery the planner knows nothing of what was written,
    takes the tables for empty, and would go through them once a row (measured: minutes instead of a second)."""
    cursor.execute("SET LOCAL enable_nestloop = off")
    cursor.execute("SET LOCAL jit = off")
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # at the end of each statement: a million kept for the end cost a third more
    cursor.execute("SET LOCAL default_statistics_target = 10")  # staged tables live for seconds: sizes, not histograms
    cursor.execute("SET LOCAL work_mem = '64MB'")  # one import of a tenant at a time, a few sorts and joins in each statement
    try:
        with transaction.atomic():
            cursor.execute("SET LOCAL temp_buffers = '64MB'")  # the staged tables are gone through a dozen times
    except DatabaseError:
        pass  # this connection has used temporary tables before, with other buffers: it goes on with those


def run(cursor: Any, statement: str, params: dict[str, Any]) -> tuple[int, int]:
    """Counted by the server: a million ids would not fit into our memory."""
    cursor.execute(f"WITH w AS ({statement}) SELECT COUNT(*), COUNT(*) FILTER (WHERE id > %(last)s) FROM w", params)
    return cursor.fetchone()


def measure(cursor: Any, table: str) -> None:
    cursor.execute(f'ANALYZE "{table}"')


DIALECT = Dialect(
    differs="IS DISTINCT FROM",
    equals="IS NOT DISTINCT FROM",
    create='CREATE TEMPORARY TABLE "{table}" ({columns}) ON COMMIT DROP',
    word=word,
    pour=pour,
    lock=lock,
    measure=measure,
    plan_for_many=plan_for_many,
    run=run,
    day_before=lambda expression: f"({expression} - 1)",
    day_after=lambda expression, days: f"({expression} + {days})",
)
