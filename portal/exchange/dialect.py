"""The few words and ways in which databases differ, as the import needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Rows = Iterable[tuple[Any, ...]]


@dataclass(frozen=True)
class Dialect:
    """``differs``/``equals`` compare with NULL as a value. ``create`` makes a temporary table with the columns given as SQL.
    ``fill(cursor, table, columns, rows)`` pours rows in. ``lock(cursor, tenant_id)`` waits for another import of the tenant.
    ``measure(cursor, table)`` tells the planner how large a table has become, ``plan_for_many(cursor)`` that whole tables are
    joined. ``run(cursor, statement, params)`` runs a writing statement that ends in RETURNING id; it gives the number of rows
    touched and how many of their ids lie above ``params["last"]``, which makes them new. ``day_before(expression)`` is the day
    before, ``day_after(expression, days)`` so many days after."""

    differs: str
    equals: str
    create: str
    fill: Callable[[Any, str, tuple[str, ...], Rows], None]
    lock: Callable[[Any, int], None]
    measure: Callable[[Any, str], None]
    plan_for_many: Callable[[Any], None]
    run: Callable[[Any, str, dict[str, Any]], tuple[int, int]]
    day_before: Callable[[str], str]
    day_after: Callable[[str, int], str]
