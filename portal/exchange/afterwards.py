"""What follows from the rows: operators, who is supplied when, readings that billing has used, what is still owed."""

from __future__ import annotations

from typing import Any

from portal.exchange.apply import Counts
from portal.exchange.plan import owed_unpaid
from portal.exchange.remembered import COLUMN
from portal.exchange.staging import GOOD, TAKEN, Context, Stage


def operators(stage: Stage, context: Context, cursor: Any) -> None:
    """The distribution operators that the supply points name; one without a name is called by its code."""
    if "operator" not in stage.given:
        return
    name = "COALESCE(NULLIF(MAX(s.operator_name), ''), s.operator)"
    commodity = "CASE WHEN COUNT(DISTINCT s.commodity) = 1 THEN MIN(s.commodity) ELSE '' END"
    cursor.execute(
        "INSERT INTO meters_operator (tenant_id, code, name, commodity)"
        f" SELECT %(tenant)s, s.operator, {name}, {commodity} FROM import_supply_points s"
        f" WHERE s.bad = {GOOD} AND s.operator <> '' GROUP BY s.operator ORDER BY s.operator"
        " ON CONFLICT (tenant_id, code) DO UPDATE SET name = excluded.name"
        " WHERE meters_operator.name <> excluded.name AND excluded.name <> excluded.code",
        context.params,
    )


def used_readings(stage: Stage, context: Context, cursor: Any) -> Counts:
    """Readings that the customer handed in here and that come back from billing as settled: they become "used".

    Any other reading of a customer that billing knows (by telephone, from a card) is kept as the utility's."""
    cursor.execute("UPDATE import_readings SET source = 'utility' WHERE COALESCE(source, '') = ''")
    cursor.execute("CREATE INDEX import_readings_known ON import_readings (register_id, read_on)")
    ours = (
        "meters_reading r WHERE r.tenant_id = %(tenant)s AND r.source = 'customer' AND r.kind = 'billing'"
        " AND r.state IN ('accepted', 'sent', 'used') AND r.register_id = s.register_id AND r.read_on = s.read_on AND r.value = s.value"
    )
    cursor.execute(
        f"UPDATE import_readings AS s SET bad = {TAKEN} WHERE s.bad = {GOOD} AND s.source = 'customer' AND EXISTS (SELECT 1 FROM {ours})",
        context.params,
    )
    taken = cursor.rowcount
    cursor.execute(
        "UPDATE meters_reading AS r SET state = 'used' WHERE r.tenant_id = %(tenant)s AND r.source = 'customer' AND r.kind = 'billing'"
        f" AND r.state IN ('accepted', 'sent') AND EXISTS (SELECT 1 FROM import_readings s WHERE s.bad = {TAKEN}"
        " AND s.register_id = r.register_id AND s.read_on = r.read_on AND s.value = r.value)",
        context.params,
    )
    changed = cursor.rowcount
    forget = f", {COLUMN} = NULL" if stage.remembers else ""  # the customer may hand in the same reading here one day
    cursor.execute(f"UPDATE import_readings SET source = 'utility'{forget} WHERE source = 'customer'")
    return Counts(changed=changed, unchanged=taken - changed)


def touched_points(context: Context, cursor: Any) -> None:
    """Supply points whose contracts are about to change, before and after: who is supplied there is asked anew."""
    cursor.execute(context.dialect.create.format(table="import_points", columns="id bigint"))
    cursor.execute(
        f"INSERT INTO import_points (id) SELECT supply_point_id FROM import_contracts WHERE bad = {GOOD} AND supply_point_id IS NOT NULL"
        " UNION SELECT t.supply_point_id FROM import_contracts s CROSS JOIN billing_contract t"
        " WHERE t.number = s.number AND t.tenant_id = %(tenant)s AND t.utility_id = %(utility)s AND t.supply_point_id IS NOT NULL",
        context.params,
    )


def supply_periods(context: Context, cursor: Any) -> None:
    """Who is supplied at the touched points, as all their contracts say. Contracts that begin together make one period."""
    contracts = (
        "billing_contract c WHERE c.tenant_id = %(tenant)s AND c.utility_id = %(utility)s"
        " AND c.supply_point_id IN (SELECT id FROM import_points)"
    )
    cursor.execute(
        "DELETE FROM meters_supplyperiod WHERE tenant_id = %(tenant)s AND supply_point_id IN (SELECT id FROM import_points)"
        " AND NOT EXISTS (SELECT 1 FROM billing_contract c"  # the plus keeps SQLite from an index on the tenant alone
        " WHERE +c.tenant_id = %(tenant)s AND c.supply_point_id = meters_supplyperiod.supply_point_id"
        " AND c.customer_id = meters_supplyperiod.customer_id AND c.valid_from = meters_supplyperiod.valid_from)",
        context.params,
    )
    ends = "CASE WHEN COUNT(c.valid_to) < COUNT(*) THEN NULL ELSE MAX(c.valid_to) END"
    differs, table = context.dialect.differs, "meters_supplyperiod"
    cursor.execute(
        f"INSERT INTO {table} (tenant_id, supply_point_id, customer_id, billing_mode, valid_from, valid_to)"
        f" SELECT %(tenant)s, c.supply_point_id, c.customer_id, MAX(c.billing_mode), c.valid_from, {ends} FROM {contracts}"
        " GROUP BY c.supply_point_id, c.customer_id, c.valid_from"
        " ON CONFLICT (tenant_id, supply_point_id, customer_id, valid_from)"
        " DO UPDATE SET billing_mode = excluded.billing_mode, valid_to = excluded.valid_to"
        f" WHERE {table}.billing_mode <> excluded.billing_mode OR {table}.valid_to {differs} excluded.valid_to",
        context.params,
    )


def known_invoices(stage: Stage, context: Context, cursor: Any) -> None:
    """Bills that are about to be written again, asked before: new ones are written as owed whole."""
    cursor.execute(context.dialect.create.format(table="import_owed", columns="id bigint"))
    if not stage.any_known:
        return
    cursor.execute(
        "INSERT INTO import_owed (id) SELECT t.id FROM import_invoices s CROSS JOIN billing_invoice t WHERE t.number = s.number"
        f" AND s.bad = {GOOD} AND t.tenant_id = %(tenant)s AND t.utility_id = %(utility)s",
        context.params,
    )


def paid_invoices(context: Context, cursor: Any) -> None:
    """Bills on whose payments the file has a word, asked before the payments are written: one may be moved to another bill."""
    cursor.execute(
        "INSERT INTO import_owed (id) SELECT t.invoice_id FROM import_payments s CROSS JOIN billing_payment t"
        " WHERE t.number = s.number AND t.tenant_id = %(tenant)s AND t.utility_id = %(utility)s AND t.invoice_id IS NOT NULL"
        f" UNION SELECT invoice_id FROM import_payments WHERE bad = {GOOD} AND invoice_id IS NOT NULL",
        context.params,
    )


def open_amounts(context: Context, cursor: Any) -> None:
    """What is still owed: the bill less what was paid for it, in cents. New bills were written as owed whole."""
    owed = f"CASE WHEN i.annulled THEN 0 ELSE ROUND({owed_unpaid('i')} - COALESCE(p.paid, 0), 2) END"
    cursor.execute(
        "UPDATE billing_invoice AS t SET open_amount = o.owed"
        f" FROM (SELECT i.id, {owed} AS owed FROM billing_invoice i LEFT JOIN (SELECT invoice_id, SUM(amount) AS paid"
        " FROM billing_payment WHERE tenant_id = %(tenant)s AND invoice_id IN (SELECT id FROM import_owed) GROUP BY invoice_id) p"
        " ON p.invoice_id = i.id WHERE i.tenant_id = %(tenant)s AND i.id IN (SELECT id FROM import_owed)) o"
        " WHERE t.tenant_id = %(tenant)s AND t.id = o.id AND t.open_amount <> o.owed",
        context.params,
    )
