"""Writes the evidence of a delivery: new values, replaced values, the days they are good for."""

from __future__ import annotations

from typing import Any

from portal.exchange import evidence
from portal.exchange.apply import Counts, last_id
from portal.exchange.staging import GOOD, Context, Stage
from tenants.rules.linking import Evidence

TABLE = "accounts_evidence"
COLUMNS = (
    "customer_id bigint, supply_point_id bigint, name varchar(40), digest varchar(64), grp varchar(60), valid_from date, valid_to date"
)
FIELDS = ("customer_id", "supply_point_id", "name", "digest", "grp", "valid_from", "valid_to")


SUPPLY_END = (
    "(SELECT CASE WHEN COUNT(q.valid_to) = COUNT(*) THEN MAX(q.valid_to) END FROM meters_supplyperiod q"
    " WHERE q.tenant_id = %(tenant)s AND q.customer_id = e.customer_id"
    " AND (e.supply_point_id IS NULL OR q.supply_point_id = e.supply_point_id))"
)
"""Last day on which the customer of a value is supplied (at its point, where it names one); NULL while that goes on, or where
nobody knows. No value proves anything after it: who moved out keeps old bills (T17)."""

SUPPLIED_THERE = (
    "SELECT q.customer_id FROM meters_supplyperiod q WHERE q.tenant_id = %(tenant)s AND q.supply_point_id IN (SELECT id FROM import_points)"
)
"""Customers at the points whose contracts are in the delivery."""


def write(stages: dict[str, Stage], context: Context, cursor: Any) -> Counts:
    """Everything that this delivery says about evidence. Values that the file has no word on are left alone."""
    cursor.execute(context.dialect.create.format(table="import_proofs", columns=COLUMNS))
    for name in ("customers", "contracts", "invoices"):
        for proof in stages[name].proofs:
            _collect(stages[name], proof, context, cursor)
    _collect_stored(context, cursor)
    _collect_own_file(stages["evidence"], context, cursor)
    cursor.execute("CREATE INDEX import_proofs_paper ON import_proofs (customer_id, name, grp)")
    context.dialect.measure(cursor, "import_proofs")
    cursor.execute("SELECT COUNT(*) FROM import_proofs")
    total = cursor.fetchone()[0]
    last = last_id(TABLE, context, cursor)
    _drop_replaced(context, cursor)
    new = _insert(context, cursor)
    changed = sum(_set_days(item, last, context, cursor) for item in context.cells.utility.linking.evidence)
    changed += _end_with_supply(last, context, cursor)
    changed += _go_on_with_supply(last, context, cursor)
    return Counts(new=new, changed=changed, unchanged=total - new - changed)


def _collect(stage: Stage, proof: evidence.Proof, context: Context, cursor: Any) -> None:
    """The digests that were staged with the rows, under the ids that the rows have now."""
    name = stage.target.file.name
    source = evidence.SOURCES[name]
    customer = "t.id" if source == "customer" else "t.customer_id"
    point = "NULL" if source == "customer" else "t.supply_point_id"
    group = "''" if source == "customer" else f"'{source}/' || t.number"
    days = "NULL, t.valid_to" if source == "contract" else "NULL, NULL"
    only = " AND t.kind <> 'credit_note'" if source == "invoice" else ""
    cursor.execute(
        f"INSERT INTO import_proofs ({', '.join(FIELDS)})"
        f" SELECT {customer}, {point}, %(name)s, s.{proof.column}, {group}, {days}"
        f' FROM "{stage.table}" s CROSS JOIN "{stage.target.table}" t'
        " WHERE t.number = s.number AND t.tenant_id = %(tenant)s AND t.utility_id = %(utility)s"
        f" AND s.bad = {GOOD} AND s.{proof.column} IS NOT NULL{only}",
        {**context.params, "name": proof.item.name},
    )


def _collect_stored(context: Context, cursor: Any) -> None:
    """Values of points and meters, wherever a point, a meter or who is supplied there was touched."""
    if not any(evidence.items_of(context.cells.utility, source) for source in evidence.STORED_ONLY):
        return
    cursor.execute(
        "SELECT id FROM import_points"
        f" UNION SELECT supply_point_id FROM import_meters WHERE bad = {GOOD}"
        " UNION SELECT t.id FROM import_supply_points s CROSS JOIN meters_supplypoint t"
        " WHERE t.number = s.number AND t.commodity = s.commodity AND t.tenant_id = %(tenant)s AND t.utility_id = %(utility)s",
        context.params,
    )
    for ids in list(evidence.chunks(cursor)):
        context.dialect.fill(cursor, "import_proofs", FIELDS, list(evidence.stored_values(context, ids)))


def _collect_own_file(stage: Stage, context: Context, cursor: Any) -> None:
    """The utility's own file of evidence: digests made row by row, for the file's values come from anywhere."""
    if stage.source is None:
        return
    utility = context.cells.utility
    items = {item.name: item for item in evidence.items_of(utility, "file")}
    cursor.execute(
        "SELECT customer_id, supply_point_id, name, value, COALESCE(\"group\", ''), valid_from, valid_to"
        f" FROM import_evidence WHERE bad = {GOOD} ORDER BY line"
    )
    rows = [
        (customer, point, name, evidence.digest(utility, items[name], value), group, first, last)
        for customer, point, name, value, group, first, last in cursor.fetchall()
    ]
    context.dialect.fill(cursor, "import_proofs", FIELDS, [row for row in rows if row[3] is not None])


def _drop_replaced(context: Context, cursor: Any) -> None:
    """A paper that now bears another value: the old one is worth nothing any more."""
    own = [item.name for item in context.cells.utility.linking.evidence if item.source != "file"]
    if not own:
        return
    names = ", ".join(f"'{name}'" for name in own)
    same = 'p.customer_id = e.customer_id AND p.name = e.name AND p.grp = e."group"'
    equals = context.dialect.equals
    cursor.execute(
        f"DELETE FROM {TABLE} WHERE id IN (SELECT e.id FROM {TABLE} e WHERE e.tenant_id = %(tenant)s AND e.utility_id = %(utility)s"
        f" AND e.name IN ({names})"
        f" AND EXISTS (SELECT 1 FROM import_proofs p WHERE {same} AND (p.grp <> '' OR p.supply_point_id {equals} e.supply_point_id))"
        f" AND NOT EXISTS (SELECT 1 FROM import_proofs p WHERE {same} AND p.supply_point_id {equals} e.supply_point_id"
        " AND p.digest = e.digest))",
        context.params,
    )


def _insert(context: Context, cursor: Any) -> int:
    cursor.execute(
        f'INSERT INTO {TABLE} (tenant_id, utility_id, customer_id, supply_point_id, name, digest, "group", valid_from, valid_to)'
        " SELECT %(tenant)s, %(utility)s, p.customer_id, p.supply_point_id, p.name, p.digest, p.grp, MIN(p.valid_from), MAX(p.valid_to)"
        f" FROM import_proofs p WHERE NOT EXISTS (SELECT 1 FROM {TABLE} e WHERE e.tenant_id = %(tenant)s AND e.utility_id = %(utility)s"
        ' AND e.customer_id = p.customer_id AND e.name = p.name AND e.digest = p.digest AND e."group" = p.grp'
        f" AND e.supply_point_id {context.dialect.equals} p.supply_point_id)"
        " GROUP BY p.customer_id, p.supply_point_id, p.name, p.digest, p.grp"
        " ORDER BY p.customer_id, p.name, p.grp",  # all indexes but one take them page by page
        context.params,
    )
    return cursor.rowcount


def _set_days(item: Evidence, last: int, context: Context, cursor: Any) -> int:
    """The days that every touched value is good for. How many known rows this changed."""
    if item.source == "invoice":
        _bills(item.last_bills or 1, context, cursor)
    source, first, ends, same = _days_of_bills(item, context) if item.source == "invoice" else _days_as_collected(context)
    ends = f"CASE WHEN {SUPPLY_END} IS NULL OR {ends} < {SUPPLY_END} THEN {ends} ELSE {SUPPLY_END} END"
    differs, used = context.dialect.differs, " AND e.valid_to IS NULL" if item.once else ""
    touched, new = context.dialect.run(
        cursor,
        f"UPDATE {TABLE} AS e SET valid_from = {first}, valid_to = {ends} FROM {source}"
        " WHERE e.tenant_id = %(tenant)s AND e.utility_id = %(utility)s AND e.name = %(name)s"
        f" AND {same}{used} AND (e.valid_from {differs} {first} OR e.valid_to {differs} {ends}) RETURNING id",
        {**context.params, "name": item.name, "last": last},
    )
    if item.source == "invoice":
        cursor.execute("DROP TABLE import_bills")
    return touched - new


def _end_with_supply(last: int, context: Context, cursor: Any) -> int:
    """Contracts in this delivery may end what earlier deliveries brought: no value outlives the supply. How many known rows changed."""
    touched, new = context.dialect.run(
        cursor,
        f"UPDATE {TABLE} AS e SET valid_to = {SUPPLY_END}"
        f" WHERE e.tenant_id = %(tenant)s AND e.utility_id = %(utility)s AND e.customer_id IN ({SUPPLIED_THERE})"
        f" AND (e.valid_to IS NULL OR e.valid_to > {SUPPLY_END}) AND {SUPPLY_END} IS NOT NULL RETURNING id",
        {**context.params, "last": last},
    )
    return touched - new


def _go_on_with_supply(last: int, context: Context, cursor: Any) -> int:
    """A contract that goes on: the customer's own values, which ended with the supply, are good as long as it is. Those of
    bills and contracts were made anew above."""
    items = [item for item in context.cells.utility.linking.evidence if item.source == "customer" and not item.once]
    if not items:
        return 0
    names = ", ".join(f"'{item.name}'" for item in items)
    touched, new = context.dialect.run(
        cursor,
        f"UPDATE {TABLE} AS e SET valid_to = {SUPPLY_END}"
        f" WHERE e.tenant_id = %(tenant)s AND e.utility_id = %(utility)s AND e.name IN ({names})"
        f" AND e.customer_id IN ({SUPPLIED_THERE})"
        f" AND e.valid_to IS NOT NULL AND ({SUPPLY_END} IS NULL OR e.valid_to < {SUPPLY_END}) RETURNING id",
        {**context.params, "last": last},
    )
    return touched - new


def _days_as_collected(context: Context) -> tuple[str, str, str, str]:
    same = 'p.customer_id = e.customer_id AND p.name = e.name AND p.digest = e.digest AND p.grp = e."group"'
    return "import_proofs p", "p.valid_from", "p.valid_to", f"{same} AND p.supply_point_id {context.dialect.equals} e.supply_point_id"


def _days_of_bills(item: Evidence, context: Context) -> tuple[str, str, str, str]:
    """From the day of the bill; to the day before the N-th later bill of the same customer and point, or for so many days.

    An annulled bill counts for nothing: its values end before they begin."""
    dialect = context.dialect
    ends = "NULL"
    if item.last_bills:
        ends = dialect.day_before("b.following")
    elif item.valid_days:
        ends = dialect.day_after("b.issued_on", item.valid_days)
    ends = f"CASE WHEN b.annulled THEN {dialect.day_before('b.issued_on')} ELSE {ends} END"
    return "import_bills b", "b.issued_on", ends, 'e.customer_id = b.customer_id AND e."group" = b.grp'


def _bills(later: int, context: Context, cursor: Any) -> None:
    """The bills of the customers whose bills or contracts are in the delivery, each with the day of the ``later``-th one after it."""
    columns = "customer_id bigint, grp varchar(60), issued_on date, annulled boolean, following date"
    cursor.execute(context.dialect.create.format(table="import_bills", columns=columns))
    cursor.execute(
        "INSERT INTO import_bills SELECT i.customer_id, 'invoice/' || i.number, i.issued_on, i.annulled,"
        f" LEAD(i.issued_on, {later}) OVER (PARTITION BY i.customer_id, i.supply_point_id, i.annulled ORDER BY i.issued_on, i.id)"
        " FROM billing_invoice i WHERE i.tenant_id = %(tenant)s AND i.utility_id = %(utility)s AND i.kind <> 'credit_note'"
        f" AND (i.customer_id IN (SELECT customer_id FROM import_invoices WHERE bad = {GOOD}) OR i.customer_id IN ({SUPPLIED_THERE}))",
        context.params,
    )
    cursor.execute("CREATE INDEX import_bills_paper ON import_bills (customer_id, grp)")
    context.dialect.measure(cursor, "import_bills")
