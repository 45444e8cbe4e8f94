"""The few words and ways in which databases differ, as the import needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True)
class Dialect:
    """``differs``/``equals`` compare with NULL as a value. ``create`` makes a temporary table with the columns given as SQL.
    ``word(value)`` is a value as ``pour(cursor, table, columns, rows)`` takes it in its rows; :meth:`fill` takes values.
    ``lock(cursor, tenant_id)`` makes this the only import of the tenant, or gives False. ``measure(cursor, table)`` tells the
    planner how large a table has become, ``plan_for_many(cursor)`` that whole tables are joined. ``run(cursor, statement,
    params)`` runs a writing statement that ends in RETURNING id; it gives the number of rows touched and how many of their ids
    lie above ``params["last"]``, which makes them new. ``day_before(expression)`` is the day before, ``day_after(expression,
    days)`` so many days after."""

    differs: str
    equals: str
    create: str
    word: Callable[[Any], Any]
    pour: Callable[[Any, str, tuple[str, ...], Rows], None]
    lock: Callable[[Any, int], AbstractContextManager[bool]]
    measure: Callable[[Any, str], None]
    plan_for_many: Callable[[Any], None]
    run: Callable[[Any, str, dict[str, Any]], tuple[int, int]]
    day_before: Callable[[str], str]
    day_after: Callable[[str, int], str]

    def fill(self, cursor: Any, table: str, columns: tuple[str, ...], rows: Rows) -> None:
        self.pour(cursor, table, columns, ([self.word(value) for value in row] for row in rows))
