"""How each file becomes rows: its key, what it refers to, what is derived. Written as data; `apply` and `checks` act on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.exchange import format as files
from portal.exchange.format import File
from tenants.ids import public_ids
from tenants.rules.search_text import folded, letters_and_digits

Make = Callable[..., Any]


@dataclass(frozen=True)
class Reference:
    """A number in ``column`` that names a row of another table, found into the staged column ``into``.

    ``tables`` and ``on``: where it is found, with the staged table as ``s`` and the id as ``t.id``; ``{commodities}`` stands for
    the utility's own (so that an index which begins with the commodity can be used). ``parents``: file, its column and the own
    column that equals it: a refused row there explains why nothing is found, and is reported alone. ``many``: the sentence for a
    number that fits several rows; None where that cannot be or is no matter."""

    column: str
    into: str
    tables: str
    on: str
    missing: Promise
    parents: tuple[tuple[str, str, str], ...] = ()
    many: Promise | None = None


@dataclass(frozen=True)
class Derived:
    """A staged column that is computed. ``of``: the columns whose values it is computed from, None where the file has no such
    column. ``make(context)`` gives, once a file, the function of those values; with no ``of`` it is asked anew for every row."""

    column: str
    sql_type: str
    of: tuple[str, ...]
    make: Callable[[Any], Make]


@dataclass(frozen=True)
class Target:
    """``key``: columns of the table's unique constraint, the tenant left out; ``unique``: the same in the staged table, with
    the column that a double row is reported under first. ``derived``: staged columns computed from the row, ``only_new`` those
    of them that a known row keeps. ``values``: constants of a new row. ``expressions``: columns that
    do not stand in the staged table under their own name. ``kept``: a reference that a known row never changes, and why.
    ``remembered``: a line that is known is not read again (see `remembered`)."""

    file: File
    key: tuple[str, ...]
    unique: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    derived: tuple[Derived, ...] = ()
    only_new: tuple[str, ...] = ()
    joined: str = ""
    expressions: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    predicate: str = ""
    kept: tuple[str, Promise] | None = None
    remembered: bool = False

    @property
    def derives(self) -> frozenset[str]:
        return frozenset(derived.column for derived in self.derived)

    @property
    def stage(self) -> str:
        return f"import_{self.file.name}"

    @property
    def model(self) -> Any:
        return apps.get_model(self.file.model)

    @property
    def table(self) -> str:
        return self.model._meta.db_table


CUSTOMER = Reference(
    column="customer",
    into="customer_id",
    tables="accounts_customer t",
    on="t.tenant_id = %(tenant)s AND t.utility_id = %(utility)s AND t.number = s.customer",
    missing=_("No customer has this number."),
    parents=(("customers", "number", "customer"),),
)
POINT = Reference(
    column="supply_point",
    into="supply_point_id",
    tables="meters_supplypoint t",
    on=(
        "t.tenant_id = %(tenant)s AND t.utility_id = %(utility)s AND t.commodity IN ({commodities}) AND t.number = s.supply_point"
        " AND (COALESCE(s.commodity, '') = '' OR t.commodity = s.commodity)"
    ),
    missing=_("No supply point of this commodity has this number."),
    parents=(("supply_points", "number", "supply_point"),),
    many=_("Supply points of several commodities have this number: name the commodity."),
)
INVOICE = Reference(
    column="invoice",
    into="invoice_id",
    tables="billing_invoice t",
    on="t.tenant_id = %(tenant)s AND t.utility_id = %(utility)s AND t.number = s.invoice",
    missing=_("No invoice has this number."),
    parents=(("invoices", "number", "invoice"),),
)
OPERATOR = Reference(
    column="operator",
    into="operator_id",
    tables="meters_operator t",
    on="t.tenant_id = %(tenant)s AND t.code = s.operator",
    missing=_("No distribution operator has this code."),
)
METER = Reference(
    column="meter",
    into="meter_found",
    tables="meters_meter t",
    on="t.tenant_id = %(tenant)s AND t.supply_point_id = s.supply_point_id AND t.serial = s.meter",
    missing=_("No meter with this number has ever hung at the supply point."),
    parents=(("meters", "serial", "meter"),),
)
REGISTER = Reference(
    column="register",
    into="register_id",
    tables="(meters_register t JOIN meters_meter m ON m.id = t.meter_id AND m.tenant_id = t.tenant_id)",
    on=(
        "t.tenant_id = %(tenant)s AND m.supply_point_id = s.supply_point_id AND t.code = s.register"
        " AND (s.meter = '' OR m.serial = s.meter) AND m.installed_on <= s.read_on"
        " AND (m.removed_on IS NULL OR m.removed_on >= s.read_on)"
    ),
    missing=_("No such meter with this register hung at the supply point on that day."),
    parents=(("registers", "supply_point", "supply_point"), ("meters", "supply_point", "supply_point")),
    many=_("Several meters with this register hung at the supply point on that day: name the meter."),
)


def _public_id(_context: Any) -> Make:
    ids = public_ids()
    return lambda: next(ids)


def _search_text(_context: Any) -> Make:
    return lambda *words: folded(" ".join(filter(None, words)))[:400]


def _alike(_context: Any) -> Make:
    return lambda number: alike(number or "")


def _letters_and_digits(_context: Any) -> Make:
    return lambda number: letters_and_digits(number or "")[:40]


def _of_register(name: str) -> Callable[[Any], Make]:
    """Unit and direction as the commodity's registers say, where the file says nothing."""

    def make(context: Any) -> Make:
        def value(code: str | None, written: str | None) -> str:
            _place, kind = context.register_types.get(code, (0, None))
            return written or (getattr(kind, name) if kind else {"direction": "in"}.get(name, ""))

        return value

    return make


def _place_of_register(context: Any) -> Make:
    return lambda code: context.register_types.get(code, (0, None))[0]


def alike(number: str) -> str:
    """What a number looks like to a hurried eye: without case, blanks, leading zeros, and with one kind of mark.

    Two numbers that differ only in that (`00123` and `123`, `A-7` and `a/7`) are one number spoiled by some program."""
    if number.isascii() and number.isalnum():
        return number.lower().lstrip("0") or "0"
    marks = "".join("-" if sign in "-/._:" else sign for sign in number.casefold() if not sign.isspace())
    return "-".join(part.lstrip("0") or "0" for part in marks.split("-"))


def owed_unpaid(bill: str) -> str:
    """SQL of what is owed for a bill on which nothing was paid. A credit note owes nothing and an annulled bill is dead."""
    return f"CASE WHEN {bill}.annulled THEN 0 WHEN {bill}.kind = 'credit_note' THEN -ABS({bill}.gross) ELSE {bill}.gross END"


PUBLIC_ID = Derived("public_id", "varchar(16)", (), _public_id)
ALIKE = Derived("alike", "text", ("number",), _alike)

TARGETS = (
    Target(
        files.CUSTOMERS,
        remembered=True,
        key=("utility_id", "number"),
        unique=("number",),
        derived=(
            PUBLIC_ID,
            ALIKE,
            Derived("search_text", "varchar(400)", ("name", "street", "postcode", "city"), _search_text),
        ),
        only_new=("public_id",),
    ),
    Target(
        files.SUPPLY_POINTS,
        key=("utility_id", "commodity", "number"),
        unique=("number", "commodity"),
        references=(OPERATOR,),
        derived=(PUBLIC_ID, ALIKE, Derived("number_search", "varchar(40)", ("number",), _letters_and_digits)),
        only_new=("public_id",),
    ),
    Target(
        files.METERS,
        key=("supply_point_id", "serial", "installed_on"),
        unique=("serial", "supply_point_id", "installed_on"),
        references=(POINT,),
        derived=(PUBLIC_ID, Derived("serial_search", "varchar(40)", ("serial",), _letters_and_digits)),
        only_new=("public_id",),
    ),
    Target(
        files.REGISTERS,
        key=("meter_id", "code"),
        unique=("code", "supply_point_id", "meter"),
        references=(POINT, METER),
        derived=(
            Derived("position", "smallint", ("code",), _place_of_register),
            Derived("unit", "varchar(10)", ("code", "unit"), _of_register("unit")),
            Derived("direction", "varchar(4)", ("code", "direction"), _of_register("direction")),
        ),
        only_new=("unit", "direction"),
        joined="JOIN meters_meter m ON m.tenant_id = %(tenant)s AND m.supply_point_id = s.supply_point_id AND m.serial = s.meter",
        expressions={"meter_id": "m.id"},
    ),
    Target(
        files.CONTRACTS,
        key=("utility_id", "number"),
        unique=("number",),
        references=(CUSTOMER, POINT),
        derived=(PUBLIC_ID,),
        only_new=("public_id",),
        kept=("customer_id", _("The contract is known as another customer's; a contract never changes its customer.")),
    ),
    Target(
        files.READINGS,
        remembered=True,
        key=("register_id", "read_on", "source"),
        unique=("read_on", "register_id", "source"),
        references=(POINT, REGISTER),
        values={"kind": "billing", "state": "used"},
        predicate="NOT (source = 'customer')",
    ),
    Target(
        files.INVOICES,
        remembered=True,
        key=("utility_id", "number"),
        unique=("number",),
        references=(CUSTOMER, POINT),
        derived=(PUBLIC_ID,),
        only_new=("public_id",),
        expressions={"open_amount": owed_unpaid("s")},
        kept=("customer_id", _("The invoice is known as another customer's; an invoice never changes its customer.")),
    ),
    Target(
        files.INVOICE_LINES,
        remembered=True,
        key=("invoice_id", "position"),
        unique=("position", "invoice_id"),
        references=(INVOICE,),
    ),
    Target(
        files.PAYMENTS,
        remembered=True,
        key=("utility_id", "number"),
        unique=("number",),
        references=(CUSTOMER, INVOICE),
    ),
)
"""In the order of taking. Evidence has no table-driven target: see `evidence`."""

EVIDENCE = Target(
    files.EVIDENCE,
    key=(),
    unique=("value", "customer_id", "supply_point_id", "name", "group"),
    references=(CUSTOMER, POINT),
)
