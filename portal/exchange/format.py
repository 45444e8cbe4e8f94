"""The files of a delivery and their columns, under the names that hold where the tenant's file says nothing else.

A delivery is a folder with any of these files and, in ``pdf/``, the bills as the utility drew them. Every file has a header.
``!`` is a column that must be there and filled; ``*`` one that must be there but may be empty. All others may be missing:
a missing column leaves what is stored alone, an empty cell empties it.

======================  ==============================================================================================
``customers.csv``       number! name! street* postcode* city* email phone tax_number kind (household, business)
``supply_points.csv``   number! commodity! operator operator_name street* postcode* city* gsrn kind_of_use
                        remotely_read reading_rule
``meters.csv``          supply_point! commodity serial! type installed_on! removed_on
``registers.csv``       supply_point! commodity meter! code! unit whole_digits decimals direction (in, out) factor
``readings.csv``        supply_point! commodity meter register! read_on! value! source (utility, estimate,
                        exchange_out, exchange_in, customer)
``contracts.csv``       number! customer! supply_point commodity! product billing_mode valid_from! valid_to
``invoices.csv``        number! customer! supply_point commodity kind (invoice, credit_note, debit_note, settlement,
                        advance) issued_on! due_on! service_from service_to net! vat! gross! reference iban recipient
                        purpose_code purpose annulled access_code
``invoice_lines.csv``   invoice! position! text! quantity unit price net! vat_rate
``payments.csv``        number! customer! invoice paid_on! amount! text
``evidence.csv``        customer! supply_point commodity name! value! group valid_from valid_to
``pdf/``                ``<invoice number>.pdf`` or ``<customer number>/<invoice number>.pdf``; a ``/`` in a number is
                        written ``-`` or ``_``
======================  ==============================================================================================

``supply_point``, ``customer``, ``invoice`` and ``meter`` are the numbers as the other files print them, compared sign for
sign. ``commodity`` beside ``supply_point`` is needed only where one number serves several commodities. ``meter`` in
``readings.csv`` may be left out where one meter with that register hung there on the day. A register row holds for every
installation of the meter at the point. A reading with source ``customer`` that the portal itself handed over becomes
"used"; any other is kept as the utility's. ``access_code`` is never stored, only turned into evidence.

Registers side by side: where ``[exchange.registers]`` names headers (``VT = "Stanje VT"``), ``readings.csv`` needs neither
``register`` nor ``value``; every filled cell under those headers is a reading.

Yes and no are ``1 0 true false yes no da ne``; an empty cell is no.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["key", "word", "text", "day", "decimal", "whole", "flag", "choice", "email", "gsrn", "iban", "reference"]
Need = Literal["filled", "there", "free"]


@dataclass(frozen=True)
class Column:
    """One column. ``of``: the column of the model it goes to and whose length and places it keeps; "" where it is only read
    (a number that names a row of another file). ``choices``: empty where the tenant's file or the model says them. ``longest``:
    characters of a column that is only read."""

    name: str
    kind: Kind = "text"
    need: Need = "free"
    of: str = ""
    choices: tuple[str, ...] = ()
    longest: int = 40


@dataclass(frozen=True)
class File:
    """One file: its name without ``.csv``, the model its rows become, its columns."""

    name: str
    model: str
    columns: tuple[Column, ...]

    @property
    def path(self) -> str:
        return f"{self.name}.csv"

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _own(name: str, kind: Kind = "text", need: Need = "free", choices: tuple[str, ...] = ()) -> Column:
    return Column(name, kind, need, of=name, choices=choices)


def _names(name: str, need: Need = "filled") -> Column:
    return Column(name, "key", need)


ADDRESS = (_own("street", need="there"), _own("postcode", need="there"), _own("city", need="there"))
POINT = (_names("supply_point"), Column("commodity", "choice"))

CUSTOMERS = File(
    "customers",
    "accounts.Customer",
    (
        _own("number", "key", "filled"),
        _own("name", need="filled"),
        *ADDRESS,
        _own("email", "email"),
        _own("phone"),
        _own("tax_number"),
        _own("kind", "choice"),
    ),
)
SUPPLY_POINTS = File(
    "supply_points",
    "meters.SupplyPoint",
    (
        _own("number", "key", "filled"),
        _own("commodity", "choice", "filled"),
        Column("operator", "key", longest=20),
        Column("operator_name", longest=120),
        *ADDRESS,
        _own("gsrn", "gsrn"),
        _own("kind_of_use"),
        _own("remotely_read", "flag"),
        _own("reading_rule", "choice"),
    ),
)
METERS = File(
    "meters",
    "meters.Meter",
    (
        *POINT,
        _own("serial", "key", "filled"),
        _own("type"),
        _own("installed_on", "day", "filled"),
        _own("removed_on", "day"),
    ),
)
REGISTERS = File(
    "registers",
    "meters.Register",
    (
        *POINT,
        _names("meter"),
        _own("code", "choice", "filled"),
        _own("unit"),
        _own("whole_digits", "whole"),
        _own("decimals", "whole"),
        _own("direction", "choice", choices=("in", "out")),
        _own("factor", "decimal"),
    ),
)
READINGS = File(
    "readings",
    "meters.Reading",
    (
        *POINT,
        _names("meter", "free"),
        Column("register", "choice", "filled"),
        _own("read_on", "day", "filled"),
        _own("value", "decimal", "filled"),
        _own("source", "choice"),
    ),
)
CONTRACTS = File(
    "contracts",
    "billing.Contract",
    (
        _own("number", "key", "filled"),
        _names("customer"),
        _names("supply_point", "free"),
        _own("commodity", "choice", "filled"),
        _own("product"),
        _own("billing_mode"),
        _own("valid_from", "day", "filled"),
        _own("valid_to", "day"),
    ),
)
INVOICES = File(
    "invoices",
    "billing.Invoice",
    (
        _own("number", "key", "filled"),
        _names("customer"),
        _names("supply_point", "free"),
        _own("commodity", "choice"),
        _own("kind", "choice"),
        _own("issued_on", "day", "filled"),
        _own("due_on", "day", "filled"),
        _own("service_from", "day"),
        _own("service_to", "day"),
        _own("net", "decimal", "filled"),
        _own("vat", "decimal", "filled"),
        _own("gross", "decimal", "filled"),
        _own("reference", "reference"),
        _own("iban", "iban"),
        _own("recipient"),
        _own("purpose_code", "word"),
        _own("purpose"),
        _own("annulled", "flag"),
        Column("access_code"),
    ),
)
INVOICE_LINES = File(
    "invoice_lines",
    "billing.InvoiceLine",
    (
        _names("invoice"),
        _own("position", "whole", "filled"),
        _own("text", need="filled"),
        _own("quantity", "decimal"),
        _own("unit"),
        _own("price", "decimal"),
        _own("net", "decimal", "filled"),
        _own("vat_rate", "decimal"),
    ),
)
PAYMENTS = File(
    "payments",
    "billing.Payment",
    (
        _own("number", "key", "filled"),
        _names("customer"),
        _names("invoice", "free"),
        _own("paid_on", "day", "filled"),
        _own("amount", "decimal", "filled"),
        _own("text"),
    ),
)
EVIDENCE = File(
    "evidence",
    "accounts.Evidence",
    (
        _names("customer"),
        _names("supply_point", "free"),
        Column("commodity", "choice"),
        _own("name", "choice", "filled"),
        Column("value", need="filled", longest=200),
        _own("group"),
        _own("valid_from", "day"),
        _own("valid_to", "day"),
    ),
)

FILES = (
    CUSTOMERS,
    SUPPLY_POINTS,
    METERS,
    REGISTERS,
    CONTRACTS,
    READINGS,
    INVOICES,
    INVOICE_LINES,
    PAYMENTS,
    EVIDENCE,
)
"""In the order in which they are taken: what is named stands before what names it."""

IN_ORDER: tuple[tuple[str, str, str], ...] = (
    ("meters", "installed_on", "removed_on"),
    ("contracts", "valid_from", "valid_to"),
    ("invoices", "service_from", "service_to"),
    ("evidence", "valid_from", "valid_to"),
)
"""Two days of a row of which the second must not lie before the first."""

NOT_NEGATIVE = frozenset({("readings", "value"), ("registers", "factor"), ("invoice_lines", "vat_rate")})
