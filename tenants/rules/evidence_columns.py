"""Which column of a delivery the value of an evidence is taken from.

A tenant's file says the column, or gives the evidence a name that says it: the column's own name, or one that ends as people say it
(``customer_number``, ``meter_serial``). A name that says none of them is refused: nothing would ever be compared with it.
"""

from collections.abc import Mapping

from tenants.rules import exchange

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "customer": exchange.COLUMNS["customers"],
    "supply_point": ("number", "commodity", "operator", "street", "postcode", "city", "gsrn", "kind_of_use"),
    "meter": ("serial", "type", "installed_on", "removed_on"),
    "contract": exchange.COLUMNS["contracts"],
    "invoice": tuple(column for column in exchange.COLUMNS["invoices"] if column != "annulled"),
}
"""Source of an evidence -> columns it may be taken from. ``file`` has none: its values come by name, in ``evidence.csv``."""

ENDINGS: Mapping[str, Mapping[str, str]] = {
    "customer": {"number": "number", "code": "number"},
    "supply_point": {"number": "number", "code": "number"},
    "meter": {"number": "serial", "code": "serial", "serial": "serial"},
    "contract": {"number": "number", "code": "number"},
    "invoice": {"number": "number", "code": "access_code"},
}
"""Source -> last word of a name -> the column that is meant."""

WITH_HEADER = ("customer", "contract", "invoice")
"""Sources whose files may bring the value in a column of their own, from which nothing else is made."""


def column_of(source: str, name: str, column: str = "") -> str:
    """The column of the value: ``column`` where the tenant's file says it, else by ``name``; '' where that says none."""
    known = COLUMNS.get(source, ())
    if column or name in known:
        return column or name
    return ENDINGS.get(source, {}).get(name.rpartition("_")[2], "")
