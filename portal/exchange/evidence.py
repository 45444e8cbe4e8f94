"""Evidence out of a delivery: what is printed on bills and contracts, kept as digests with the days they are good for.

Which values there are, the tenant's linking rules say. Values of customers, invoices and contracts are taken from the rows
(also from columns that nothing else is made of, such as the code on a bill); values of meters and supply points from what is
stored, for whoever is supplied there. ``group`` is ``invoice/<number>`` or ``contract/<number>``; values of one group stand on
one paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.services import evidence as digests
from meters.models import Meter, SupplyPeriod, SupplyPoint
from portal.exchange.format import File
from portal.exchange.reader import FileFault, Source
from tenants.rules.linking import Evidence
from tenants.rules.tenant_file import UtilityRules

if TYPE_CHECKING:
    from portal.exchange.staging import Context

SOURCES = {"customers": "customer", "invoices": "invoice", "contracts": "contract", "meters": "meter", "supply_points": "supply_point"}
STORED_ONLY = ("meter", "supply_point")
POINTS_AT_ONCE = 1000


@dataclass(frozen=True)
class Proof:
    """One evidence name and where its value stands: in our column ``take``, or under the file's own ``header``."""

    utility: UtilityRules
    item: Evidence
    column: str
    take: str
    header: str

    def digest(self, text: str) -> str | None:
        """Of the value as written. None where there is nothing that could be compared."""
        return digest(self.utility, self.item, text)


def digest(utility: UtilityRules, item: Evidence, text: str) -> str | None:
    """None where the text has nothing that could be compared."""
    return digests.digest_of(utility=utility, evidence=item, value=text) or None


def written(value: Any) -> str:
    """A value as people write it on a form: days and amounts without room for a misunderstanding."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else str(value)


def items_of(utility: UtilityRules, source: str) -> tuple[Evidence, ...]:
    return tuple(item for item in utility.linking.evidence if item.source == source)


def headers(file: File, utility: UtilityRules) -> frozenset[str]:
    """Headers beyond ours that evidence may be taken from."""
    return frozenset(item.header for item in items_of(utility, SOURCES.get(file.name, "")) if item.header)


def proofs(file: File, utility: UtilityRules, source: Source) -> tuple[Proof, ...]:
    """Where the evidence of this file stands. Raises ``FileFault`` where the tenant's file names a column that is not there."""
    found = []
    if SOURCES.get(file.name) not in STORED_ONLY:
        for item in items_of(utility, SOURCES.get(file.name, "")):
            place = _place(item, source)
            if place is not None:
                found.append(Proof(utility, item, f"ev_{item.name}", *place))
    return tuple(found)


def lacking(file: File, utility: UtilityRules, source: Source) -> list[str]:
    """Evidence of this file that brings no values because the column is not there, with the header that was looked for."""
    if SOURCES.get(file.name) in STORED_ONLY:
        return []
    missing = [item for item in items_of(utility, SOURCES.get(file.name, "")) if _place(item, source) is None]
    return [f"{item.name} ({file.path}: {source.header_of(item.taken_from)})" for item in missing]


def _place(item: Evidence, source: Source) -> tuple[str, str] | None:
    """Our column, or the folded header; None where this delivery lacks the column, so that it says nothing about the evidence."""
    if not item.header:
        return (item.taken_from, "") if item.taken_from in source.given else None
    wanted = item.header.casefold()
    if wanted in (header.casefold() for header in source.headers):
        ours = next((name for name in source.file.names if source.header_of(name).casefold() == wanted), "")
        return (ours, "") if ours else ("", wanted)
    raise FileFault(_("The column is missing, from which the evidence “%(name)s” is taken.") % {"name": item.name}, column=item.header)


def stored_values(context: Context, point_ids: list[int]) -> Iterator[tuple[Any, ...]]:
    """For whoever is supplied at these points: the values of point and meters, with the days they are good for."""
    utility = context.cells.utility
    point_items, meter_items = items_of(utility, "supply_point"), items_of(utility, "meter")
    points = {point.pk: point for point in SupplyPoint.objects.filter(pk__in=point_ids).select_related("operator")}
    meters: dict[int, dict[str, Meter]] = {}
    for meter in Meter.objects.filter(supply_point__in=point_ids).order_by("installed_on"):
        meters.setdefault(meter.supply_point_id, {})[meter.serial] = meter  # a meter that came back counts as it hangs now
    for (point_id, customer_id), (first, last) in _supplied(point_ids).items():
        for item in point_items:
            if value := digest(utility, item, _stored(points[point_id], item)):
                yield customer_id, point_id, item.name, value, "", first, last
        for meter in meters.get(point_id, {}).values():
            ends = min(filter(None, (last, meter.removed_on)), default=None)
            for item in meter_items:
                if value := digest(utility, item, _stored(meter, item)):
                    yield customer_id, point_id, item.name, value, "", first, ends


def _supplied(point_ids: list[int]) -> dict[tuple[int, int], tuple[date, date | None]]:
    """(point, customer) to the first and last day of supply, over all their periods."""
    found: dict[tuple[int, int], tuple[date, date | None]] = {}
    periods = SupplyPeriod.objects.filter(Q(supply_point__in=point_ids)).order_by("supply_point_id", "valid_from")
    for point_id, customer_id, first, last in periods.values_list("supply_point_id", "customer_id", "valid_from", "valid_to"):
        begins, ends = found.get((point_id, customer_id), (first, last))
        later = None if last is None or ends is None else max(last, ends)
        found[point_id, customer_id] = (min(first, begins), later)
    return found


def _stored(row: SupplyPoint | Meter, item: Evidence) -> str:
    value = getattr(row, item.taken_from)
    return written(getattr(value, "code", value))


def chunks(cursor: Any, size: int = POINTS_AT_ONCE) -> Iterator[list[int]]:
    """The ids that a query gave, in lists."""
    ids = iter([row[0] for row in cursor.fetchall()])
    while chunk := list(islice(ids, size)):
        yield chunk
