"""A contract's end closes the access that hung on it. Who is supplied where is known here; what is left of a link, accounts decides."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.services import linking
from portal.exchange.staging import Context


def close_links(context: Context, cursor: Any, *, by: Any) -> None:
    """For the points whose contracts were in the delivery: links of those who are supplied no longer end with the last day.

    A link to one point ends with the supply there; a link to a whole customer with the last supply of all."""
    ended = "HAVING COUNT(p.valid_to) = COUNT(*)"
    longer = "AND (l.valid_to IS NULL OR l.valid_to > e.last)"
    cursor.execute(
        "SELECT DISTINCT e.customer_id, e.supply_point_id, e.last FROM (SELECT p.customer_id, p.supply_point_id, MAX(p.valid_to) AS last"
        " FROM meters_supplyperiod p WHERE p.tenant_id = %(tenant)s AND p.supply_point_id IN (SELECT id FROM import_points)"
        f" GROUP BY p.customer_id, p.supply_point_id {ended}) e"
        " JOIN accounts_link l ON l.tenant_id = %(tenant)s AND l.customer_id = e.customer_id"
        f" AND l.supply_point_id = e.supply_point_id {longer}"
        " UNION ALL"
        " SELECT DISTINCT e.customer_id, CAST(NULL AS bigint), e.last FROM (SELECT p.customer_id, MAX(p.valid_to) AS last"
        " FROM meters_supplyperiod p WHERE p.tenant_id = %(tenant)s AND p.customer_id IN (SELECT q.customer_id"
        " FROM meters_supplyperiod q WHERE q.tenant_id = %(tenant)s AND q.supply_point_id IN (SELECT id FROM import_points))"
        f" GROUP BY p.customer_id {ended}) e"
        " JOIN accounts_link l ON l.tenant_id = %(tenant)s AND l.customer_id = e.customer_id"
        f" AND l.supply_point_id IS NULL {longer}",
        context.params,
    )
    for customer_id, supply_point_id, last_day in cursor.fetchall():
        linking.close_links(customer_id=customer_id, supply_point_id=supply_point_id, last_day=_day(last_day), by=by)


def prolong_links(context: Context, cursor: Any, *, by: Any) -> None:
    """A contract that goes on without a gap: links that ended, or were to end, with the supply go on with it.

    A link to one point by the supply there, a link to a whole customer by any supply of the customer."""
    after = context.dialect.day_after("l.valid_to", 1)
    cursor.execute(
        "SELECT l.id, CASE WHEN COUNT(p.valid_to) = COUNT(*) THEN MAX(p.valid_to) END AS last"
        " FROM accounts_link l JOIN meters_supplyperiod p ON p.tenant_id = l.tenant_id AND p.customer_id = l.customer_id"
        " AND (l.supply_point_id IS NULL OR p.supply_point_id = l.supply_point_id)"
        " WHERE l.tenant_id = %(tenant)s AND l.end_reason = 'supply' AND l.valid_to IS NOT NULL AND l.customer_id IN"
        " (SELECT q.customer_id FROM meters_supplyperiod q WHERE q.tenant_id = %(tenant)s"
        " AND q.supply_point_id IN (SELECT id FROM import_points))"
        f" AND p.valid_from <= {after} AND (p.valid_to IS NULL OR p.valid_to > l.valid_to) GROUP BY l.id",
        context.params,
    )
    for link_id, last_day in cursor.fetchall():
        linking.prolong_links(link_ids=[link_id], last_day=_day(last_day) if last_day else None, by=by)


def _day(value: Any) -> date:
    """SQLite gives a computed day as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
