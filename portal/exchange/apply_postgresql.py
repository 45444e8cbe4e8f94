"""PostgreSQL: rows come by COPY into a temporary table (COPY into a table under row security is refused)."""

from __future__ import annotations

from typing import Any

from portal.exchange.dialect import Dialect, Rows

LOCK = 0x696D_706F
"""First half of the advisory lock's key ("impo"); the second is the tenant."""


def fill(cursor: Any, table: str, columns: tuple[str, ...], rows: Rows) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def lock(cursor: Any, tenant_id: int) -> None:
    """Until the transaction ends. Readers and the web's writers never wait for it."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, tenant_id % 2**31])


def plan_for_many(cursor: Any) -> None:
    """Join whole tables, not row by row: in the transaction of a first delivery the planner knows nothing of what was written,
    takes the tables for empty, and would go through them once a row (measured: minutes instead of a second)."""
    cursor.execute("SET LOCAL enable_nestloop = off")
    cursor.execute("SET LOCAL jit = off")


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
    fill=fill,
    lock=lock,
    measure=measure,
    plan_for_many=plan_for_many,
    run=run,
    day_before=lambda expression: f"({expression} - 1)",
    day_after=lambda expression, days: f"({expression} + {days})",
)
