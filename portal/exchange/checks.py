"""What only the rows together can show: doubles, numbers that name nothing or several things, bills that change hands.

Each check is one statement over the staged rows. Refused rows are marked, so that what hangs on them is not reported again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from portal.exchange.apply import in_stage
from portal.exchange.format import IN_ORDER
from portal.exchange.plan import Reference, alike
from portal.exchange.problems import MOST_PROBLEMS
from portal.exchange.remembered import COLUMN, lines_table
from portal.exchange.staging import BAD, GOOD, Context, Stage

quoted = connection.ops.quote_name

STORED_AT_ONCE = 10_000
"""Stored numbers that are compared at once."""


def refuse(stage: Stage, context: Context, cursor: Any, *, column: str, where: str, reason: str) -> None:
    """Note and mark every good staged row ``s`` for which ``where`` holds."""
    shown = quoted(column)
    good = f"s.bad = {GOOD} AND ({where})"
    cursor.execute(
        f'SELECT s.line, s.{shown} FROM "{stage.table}" s WHERE {good} ORDER BY s.line LIMIT {MOST_PROBLEMS + 1}', context.params
    )
    found = cursor.fetchall()
    for line, stored in found:
        context.problems.add(stage.target.file.path, line, stage.header(column), as_written(stored, stage, column, context), reason)
    if found:
        cursor.execute(f'UPDATE "{stage.table}" AS s SET bad = {BAD} WHERE {good}', context.params)


def as_written(stored: Any, stage: Stage, column: str, context: Context) -> str:
    """A staged value the way the utility writes it."""
    exchange = context.cells.exchange
    kind = next((known.kind for known in stage.target.file.columns if known.name == column), "text")
    if kind == "decimal" and stored is not None:
        return format(Decimal(str(stored)).normalize(), "f").replace(".", exchange.decimal_mark)
    if kind == "day" and stored is not None:
        return date.fromisoformat(str(stored)).strftime(exchange.date_format)
    return "" if stored is None else str(stored)


def resolve(stage: Stage, context: Context, cursor: Any) -> None:
    """Find what the rows refer to, one reference after the other; refuse what names nothing or several things."""
    for reference in stage.target.references:
        if reference.column in stage.given:
            _resolve(stage, reference, context, cursor)
        if reference.into == "supply_point_id" and stage.target.file.name in ("meters", "registers", "readings"):
            # what hangs on the point is looked for by it
            cursor.execute(f'CREATE INDEX "{stage.table}_point" ON "{stage.table}" (supply_point_id)')


def _resolve(stage: Stage, reference: Reference, context: Context, cursor: Any) -> None:
    column, table = quoted(reference.column), stage.table
    filled = f"s.bad = {GOOD} AND s.{column} <> ''"
    on = reference.on.format(commodities=", ".join(f"%({name})s" for name in context.commodities))
    if not _any(table, filled, cursor):
        return  # a column that is there and empty: bills for a customer as a whole
    if reference.many is not None:
        tables = f'"{table}" s CROSS JOIN {reference.tables}'
        several = f"SELECT s.place FROM {tables} WHERE {on} AND {filled} GROUP BY s.place HAVING COUNT(*) > 1"
        refuse(stage, context, cursor, column=reference.column, where=f"s.place IN ({several})", reason=str(reference.many))
    cursor.execute(f'UPDATE "{table}" AS s SET "{reference.into}" = t.id FROM {reference.tables} WHERE {on} AND {filled}', context.params)
    lost = f'{filled} AND s."{reference.into}" IS NULL'
    if not _any(table, lost, cursor):
        return
    for file, theirs, ours in reference.parents:
        refused = f'SELECT p.{quoted(theirs)} FROM "import_{file}" p WHERE p.bad = {BAD} AND p.{quoted(theirs)} IS NOT NULL'
        explained = "1 = 1" if file in context.unread else f"s.{quoted(ours)} IN ({refused})"
        cursor.execute(f'UPDATE "{table}" AS s SET bad = {BAD} WHERE {lost} AND {explained}', context.params)
    refuse(stage, context, cursor, column=reference.column, where=lost, reason=str(reference.missing))


def _any(table: str, where: str, cursor: Any) -> bool:
    """Whether ``where`` holds for a staged row ``s``: one look, where marking and telling would take several."""
    cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}" s WHERE {where})')
    return bool(cursor.fetchone()[0])


def refuse_doubles(stage: Stage, context: Context, cursor: Any) -> None:
    """A key that stands on an earlier line of the same file already: neither row can be trusted to be the right one."""
    target = stage.target
    keys = [f"s.{quoted(column)}" for column in target.unique]
    cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{stage.table}" s WHERE s.bad = {GOOD} GROUP BY {", ".join(keys)} HAVING COUNT(*) > 1)')
    if not cursor.fetchone()[0]:
        return  # which is the rule: counted without sorting
    ranked = f"FIRST_VALUE(s.line) OVER (PARTITION BY {', '.join(keys)} ORDER BY s.line)"
    cursor.execute(
        f"SELECT line, shown, first FROM (SELECT s.line, {keys[0]} AS shown, {ranked} AS first,"
        f" ROW_NUMBER() OVER (PARTITION BY {', '.join(keys)} ORDER BY s.line) AS place"
        f' FROM "{stage.table}" s WHERE s.bad = {GOOD}) d WHERE place > 1 ORDER BY line LIMIT {MOST_PROBLEMS + 1}'
    )
    found = cursor.fetchall()
    for line, value, first in found:
        reason = _("The same row stands on line %(line)d already.") % {"line": first}
        shown = as_written(value, stage, target.unique[0], context)
        context.problems.add(target.file.path, line, stage.header(target.unique[0]), shown, reason)
    if found:
        cursor.executemany(f'UPDATE "{stage.table}" SET bad = {BAD} WHERE line = %s', [(line,) for line, _value, _first in found])


def refuse_doubles_of_known_lines(stage: Stage, context: Context, cursor: Any) -> None:
    """A row that says something else of what a known line of the same file says already."""
    if not stage.known:
        return
    target = stage.target
    key = " AND ".join(f"t.{quoted(name)} = {in_stage(name)}" for name in target.key)
    where = (
        f'EXISTS (SELECT 1 FROM "{target.table}" t JOIN "{lines_table(stage)}" l ON l.digest = t.{COLUMN}'
        f" WHERE t.tenant_id = %(tenant)s AND {key})"
    )
    refuse(
        stage,
        context,
        cursor,
        column=target.unique[0],
        where=where,
        reason=_("The same row stands on another line, saying something else."),
    )


def refuse_days_out_of_order(stage: Stage, context: Context, cursor: Any) -> None:
    """Two days of one row, the second before the first."""
    for name, first, second in IN_ORDER:
        if name == stage.target.file.name and {first, second} <= stage.given:
            reason = _("This day lies before “%(first)s” of the same row.") % {"first": stage.header(first)}
            refuse(stage, context, cursor, column=second, where=f"s.{quoted(second)} < s.{quoted(first)}", reason=reason)


def refuse_wrong_sums(stage: Stage, context: Context, cursor: Any) -> None:
    """A bill whose net and VAT do not make its gross. Billing systems round line by line: a cent for each line is let through."""
    if stage.target.file.name != "invoices":
        return
    cents = "ROUND(100 * ABS(s.net + s.vat - s.gross), 0)"
    in_file = "(SELECT COUNT(*) FROM import_invoice_lines l WHERE l.invoice = s.number)"
    stored = (
        "(SELECT COUNT(*) FROM billing_invoiceline l JOIN billing_invoice t ON t.id = l.invoice_id"
        " WHERE t.tenant_id = %(tenant)s AND t.utility_id = %(utility)s AND t.number = s.number)"
    )
    where = f"{cents} > 1 AND {cents} > {in_file} AND {cents} > {stored}"
    reason = _("Net and VAT do not make this amount; at most one cent for each line of the bill is taken for rounding.")
    refuse(stage, context, cursor, column="gross", where=where, reason=reason)


def refuse_look_alikes(stage: Stage, context: Context, cursor: Any) -> None:
    """Two numbers of customers or points that differ only in blanks, case, marks or leading zeros: one of them was spoiled."""
    if "alike" not in stage.target.derives or stage.source is None:
        return
    within = " AND p.commodity = s.commodity" if "commodity" in stage.target.key else ""
    cursor.execute(
        f'SELECT s.line, s.number, MIN(p.number) FROM "{stage.table}" s JOIN "{stage.table}" p'
        f" ON p.alike = s.alike AND p.number <> s.number AND p.line < s.line{within}"
        f" WHERE s.bad = {GOOD} GROUP BY s.line, s.number ORDER BY s.line LIMIT {MOST_PROBLEMS + 1}"
    )
    within_file = {line: (number, other) for line, number, other in cursor.fetchall()}
    stored = {line: (number, other) for line, number, other in _like_stored_ones(stage, context, cursor)}
    found = stored | within_file  # one problem a line, also where both hold
    for line, (number, other) in found.items():
        reason = _("This number looks like “%(other)s”, which is another one: one of the two was changed by some program.") % {
            "other": other
        }
        context.problems.add(stage.target.file.path, line, stage.header("number"), number, reason)
    if found:
        cursor.executemany(f'UPDATE "{stage.table}" SET bad = {BAD} WHERE line = %s', [(line,) for line in found])


def _like_stored_ones(stage: Stage, context: Context, cursor: Any) -> list[tuple[int, str, str]]:
    """New numbers of the file against all that are stored; known numbers were looked at when they came."""
    target = stage.target
    commodity = "s.commodity" if "commodity" in target.key else "''"
    theirs = "t.commodity" if "commodity" in target.key else "''"
    known = f'FROM "{target.table}" t WHERE t.tenant_id = %(tenant)s AND t.utility_id = %(utility)s'
    cursor.execute(f"SELECT EXISTS (SELECT 1 {known})", context.params)
    if not cursor.fetchone()[0]:
        return []
    new = f"s.bad = {GOOD} AND NOT EXISTS (SELECT 1 {known} AND t.number = s.number AND {theirs} = {commodity})"
    cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{stage.table}" s WHERE {new})', context.params)
    if not cursor.fetchone()[0]:
        return []
    stored = f"{stage.table}_stored"
    cursor.execute(context.dialect.create.format(table=stored, columns="number varchar(40), commodity varchar(20), alike text"))
    with connection.chunked_cursor() as numbers:  # held by the server: there may be a million
        numbers.execute(f"SELECT t.number, {theirs} {known}", context.params)
        while chunk := numbers.fetchmany(STORED_AT_ONCE):
            context.dialect.fill(
                cursor, stored, ("number", "commodity", "alike"), ((number, kind, alike(number)) for number, kind in chunk)
            )
    context.dialect.measure(cursor, stored)
    cursor.execute(
        f'SELECT s.line, s.number, MIN(p.number) FROM "{stage.table}" s'
        f' JOIN "{stored}" p ON p.alike = s.alike AND p.commodity = {commodity}'
        f" WHERE {new} GROUP BY s.line, s.number ORDER BY s.line LIMIT {MOST_PROBLEMS + 1}",
        context.params,
    )
    found = cursor.fetchall()
    cursor.execute(f'DROP TABLE "{stored}"')
    return found


def refuse_new_owners(stage: Stage, context: Context, cursor: Any) -> None:
    """A bill or contract that is known as another customer's."""
    target = stage.target
    if target.kept is None or not stage.any_known:
        return
    column, reason = target.kept
    key = " AND ".join(f"t.{quoted(name)} = {in_stage(name)}" for name in target.key)
    where = (
        f'EXISTS (SELECT 1 FROM "{target.table}" t WHERE t.tenant_id = %(tenant)s AND {key} AND t.{quoted(column)} <> s.{quoted(column)})'
    )
    refuse(stage, context, cursor, column="customer", where=where, reason=str(reason))


def refuse_foreign(stage: Stage, context: Context, cursor: Any) -> None:
    """What would put one customer's paper under another: a payment for somebody else's bill, a bill for somebody else's point."""
    name = stage.target.file.name
    if name == "payments" and "invoice" in stage.given:
        where = "EXISTS (SELECT 1 FROM billing_invoice t WHERE t.id = s.invoice_id AND t.customer_id <> s.customer_id)"
        refuse(stage, context, cursor, column="invoice", where=where, reason=_("This is the invoice of another customer."))
    if name in ("invoices", "evidence") and "supply_point" in stage.given:
        periods = "SELECT 1 FROM meters_supplyperiod t WHERE t.tenant_id = %(tenant)s AND t.supply_point_id = s.supply_point_id"
        where = f"EXISTS ({periods}) AND NOT EXISTS ({periods} AND t.customer_id = s.customer_id)"
        reason = _("This supply point has never been this customer's, by the contracts that are known.")
        refuse(stage, context, cursor, column="supply_point", where=where, reason=reason)
    if name == "readings":
        _refuse_too_large(stage, context, cursor)


def _refuse_too_large(stage: Stage, context: Context, cursor: Any) -> None:
    limits = " ".join(f"WHEN {digits} THEN {10**digits}" for digits in range(1, 11))
    where = (
        "EXISTS (SELECT 1 FROM meters_register t WHERE t.id = s.register_id"
        f" AND s.value >= CASE t.whole_digits {limits} ELSE 100000000000 END)"
    )
    refuse(stage, context, cursor, column="value", where=where, reason=_("The value has more digits than the register."))


def refuse_mixed_operators(stage: Stage, context: Context, cursor: Any) -> None:
    """One code of a distribution operator with two names."""
    if stage.target.file.name != "supply_points" or "operator_name" not in stage.given:
        return
    named = "import_supply_points p WHERE p.operator_name <> ''"
    cursor.execute(f"SELECT p.operator FROM {named} GROUP BY p.operator HAVING COUNT(DISTINCT p.operator_name) > 1")
    if not cursor.fetchall():
        return
    first = f"SELECT p.operator_name FROM {named} AND p.operator = s.operator ORDER BY p.line LIMIT 1"
    where = f"s.operator_name <> '' AND s.operator_name <> ({first})"
    reason = _("An earlier line gives this distribution operator another name.")
    refuse(stage, context, cursor, column="operator_name", where=where, reason=reason)


def refuse_overlapping_meters(stage: Stage, context: Context, cursor: Any) -> None:
    """One device twice at one point on the same day, with another day of installation: asked once the meters are written."""
    if stage.target.file.name != "meters":
        return
    far = "'9999-12-31'"
    where = (
        "EXISTS (SELECT 1 FROM meters_meter a JOIN meters_meter b ON b.supply_point_id = a.supply_point_id AND b.serial = a.serial"
        " WHERE a.tenant_id = %(tenant)s AND a.supply_point_id = s.supply_point_id AND a.serial = s.serial"
        " AND a.installed_on = s.installed_on AND b.installed_on <> a.installed_on"
        f" AND b.installed_on <= COALESCE(a.removed_on, {far}) AND a.installed_on <= COALESCE(b.removed_on, {far}))"
    )
    reason = _("This meter already hangs at the supply point in that time, installed on another day.")
    refuse(stage, context, cursor, column="serial", where=where, reason=reason)
