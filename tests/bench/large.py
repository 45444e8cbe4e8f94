"""The same world with many times the customers, in a throw-away database of its own: PostgreSQL copies the rows of the small one.

Every customer of the small world is repeated with new numbers; readings and bills lie in the tables month by month, as they come
in real life, so that the rows of one customer lie apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from tqdm import tqdm

from tests.bench.measure import database
from tests.bench.worlds import Bench
from tests.scopes import working_for

STEP = 1_000_000
"""Ids of one repetition lie so far from those of the next."""


@dataclass(frozen=True)
class Repeated:
    """A table of which every row is repeated: columns that hold ids, columns that hold numbers, the order in the table."""

    table: str
    ids: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    order: str = "id"


TABLES = (
    Repeated("accounts_customer", numbers=("number",)),
    Repeated("meters_supplypoint", numbers=("number", "number_search")),
    Repeated("meters_supplyperiod", ids=("supply_point_id", "customer_id")),
    Repeated("meters_meter", ids=("supply_point_id",)),
    Repeated("meters_register", ids=("meter_id",)),
    Repeated("billing_contract", ids=("supply_point_id", "customer_id"), numbers=("number",)),
    Repeated("meters_reading", ids=("register_id",), order="read_on"),
    Repeated("billing_invoice", ids=("supply_point_id", "customer_id"), numbers=("number",), order="issued_on"),
)


def name_of_large() -> str:
    return f"{connection.settings_dict['NAME']}_large"


def make(bench: Bench, *, times: int) -> None:
    """The large database: the present one copied, every customer ``times`` times."""
    small, large = str(connection.settings_dict["NAME"]), name_of_large()
    drop()
    with database("postgres"), connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{large}" TEMPLATE "{small}"')
    with database(large):
        with tqdm(TABLES, desc="large world", disable=None, leave=False) as tables:
            for repeated in tables:
                tables.set_postfix_str(repeated.table)
                _repeat(bench, repeated, times)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def drop() -> None:
    large = name_of_large()
    with database("postgres"), connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{large}"')


def _repeat(bench: Bench, repeated: Repeated, times: int) -> None:
    table = repeated.table
    with working_for(bench.tenant), connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
        columns = [name for (name,) in cursor.fetchall()]
        values = ", ".join(_value(name, repeated) for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        again = _without_keys(cursor, table)
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {values}'
            f' FROM (SELECT * FROM "{table}" WHERE tenant_id = %s ORDER BY {repeated.order}) b'
            " CROSS JOIN generate_series(1, %s) k",
            [bench.tenant.pk, times - 1],
        )
        for statement in again:
            cursor.execute(statement)
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM \"{table}\"))")


def _value(name: str, repeated: Repeated) -> str:
    if name == "id" or name in repeated.ids:
        return f'b."{name}" + k * {STEP}::bigint'
    if name in repeated.numbers:
        return f"b.\"{name}\" || 'x' || k"
    if name == "public_id":
        return "substr(md5(b.public_id || k), 1, 16)"
    return f'b."{name}"' if name != "line_digest" else "NULL"


def _without_keys(cursor: Any, table: str) -> list[str]:
    """Drop what would be asked or kept row by row; what makes indexes and unique keys again. Foreign keys stay away: nothing is
    written to these tables later but readings of people who exist."""
    cursor.execute(
        "SELECT conname, contype, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('f', 'u')",
        [table],
    )
    again = []
    for name, kind, definition in sorted(cursor.fetchall(), key=lambda found: found[1]):
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}" CASCADE')
        if kind == "u":
            again.append(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
    cursor.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = %s"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname AND c.contype = 'p')",
        [table],
    )
    for name, definition in cursor.fetchall():
        cursor.execute(f'DROP INDEX "{name}"')
        again.append(definition)
    return again


def counted(bench: Bench) -> dict[str, int]:
    with working_for(bench.tenant), connection.cursor() as cursor:
        found = {}
        for name in ("accounts_customer", "meters_reading", "billing_invoice"):
            cursor.execute(f'SELECT COUNT(*) FROM "{name}" WHERE tenant_id = %s', [bench.tenant.pk])
            found[name.rpartition("_")[2]] = cursor.fetchone()[0]
    return found
