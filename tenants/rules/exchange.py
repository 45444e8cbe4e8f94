"""How the utility writes its files. The importer above knows the fields; here is only what they are called on paper."""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tenants.rules import problems as read
from tenants.rules.problems import Problems

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "customers": ("number", "name", "street", "postcode", "city", "email", "phone", "tax_number", "kind"),
    "supply_points": (
        "number", "commodity", "operator", "operator_name", "street", "postcode", "city", "gsrn", "kind_of_use", "remotely_read",
        "reading_rule",
    ),
    "meters": ("supply_point", "commodity", "serial", "type", "installed_on", "removed_on"),
    "registers": ("supply_point", "commodity", "meter", "code", "unit", "whole_digits", "decimals", "direction", "factor"),
    "readings": ("supply_point", "commodity", "meter", "register", "read_on", "value", "source"),
    "contracts": ("number", "customer", "supply_point", "commodity", "product", "billing_mode", "valid_from", "valid_to"),
    "invoices": (
        "number", "customer", "supply_point", "commodity", "kind", "issued_on", "due_on", "service_from", "service_to", "net", "vat",
        "gross", "reference", "iban", "recipient", "purpose_code", "purpose", "annulled", "access_code",
    ),
    "invoice_lines": ("invoice", "position", "text", "quantity", "unit", "price", "net", "vat_rate"),
    "payments": ("number", "customer", "invoice", "paid_on", "amount", "text"),
    "evidence": ("customer", "supply_point", "commodity", "name", "value", "group", "valid_from", "valid_to"),
}  # fmt: skip
"""The files of a delivery and their columns under our names. What stands in them says `portal/exchange/format.py`, which lies above
this; a test keeps the two equal."""

FILES = tuple(COLUMNS)
SEPARATORS = (";", ",", "\t", "|")
DATE_PARTS = r"[^%]*%[YmdyjbB]([^%]*%[YmdyjbBHMS])*[^%]*"
REGISTER = r"[A-Z0-9][A-Z0-9_-]{0,19}"


@dataclass(frozen=True)
class Exchange:
    """Header names, encoding, separator, decimal mark, date pattern, value maps.

    ``columns``: file -> our field -> header in the utility's file. ``values``: "file.field" -> the utility's value -> ours
    (``RAČUN`` is ``invoice``). ``constants``: file -> our field -> the value of every row. ``registers``: register code ->
    header, where a file has registers side by side in one row (``VT``;``MT``)."""

    encoding: str = "utf-8"
    separator: str = ";"
    decimal_mark: Literal[",", "."] = ","
    date_format: str = "%Y-%m-%d"
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, dict[str, str]] = field(default_factory=dict)
    registers: dict[str, str] = field(default_factory=dict)


def parse_exchange(table: Mapping[str, Any], *, at: str, problems: Problems) -> Exchange:
    """The section ``[exchange]``: ``[exchange.columns.customers]``, ``[exchange.values.invoices.kind]``, ..."""
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, tuple(Exchange.__dataclass_fields__), **here)
    encoding = read.text(table, "encoding", default="utf-8", required="encoding" in table, **here)
    if not _is_encoding(encoding):
        problems.add(read.dotted(at, "encoding"), encoding, "a character encoding like utf-8 or cp1250")
    return Exchange(
        encoding=encoding,
        separator=_separator(table, **here),
        decimal_mark=read.choice(table, "decimal_mark", choices=(",", "."), default=",", **here),
        date_format=read.text(
            table,
            "date_format",
            default="%Y-%m-%d",
            pattern=DATE_PARTS,
            required="date_format" in table,
            allowed="a date pattern like %d.%m.%Y",
            **here,
        ),
        columns=_by_file(table, "columns", **here),
        values=_values(table, **here),
        constants=_by_file(table, "constants", **here),
        registers=_texts(
            read.subtable(table, "registers", **here),
            REGISTER,
            at=read.dotted(at, "registers"),
            problems=problems,
        ),
    )


def _separator(table: Mapping[str, Any], *, at: str, problems: Problems) -> str:
    value = table.get("separator", ";")
    if value not in SEPARATORS:
        problems.add(read.dotted(at, "separator"), value, read.one_of((";", ",", "|")) + " or a tab")
        return ";"
    return str(value)


def _by_file(table: Mapping[str, Any], key: str, *, at: str, problems: Problems) -> dict[str, dict[str, str]]:
    """A table for each file; its keys are columns of that file."""
    files = read.subtable(table, key, at=at, problems=problems)
    here = read.dotted(at, key)
    read.only(files, FILES, at=here, problems=problems)
    return {
        name: _texts(_columns(files, name, at=here, problems=problems), None, at=read.dotted(here, name), problems=problems)
        for name in files
        if name in FILES
    }


def _columns(files: Mapping[str, Any], name: str, *, at: str, problems: Problems) -> dict[str, Any]:
    """The table of one file without the keys that are no columns of it; those are refused."""
    found = read.subtable(files, name, at=at, problems=problems)
    read.only(found, COLUMNS[name], at=read.dotted(at, name), problems=problems)
    return {column: value for column, value in found.items() if column in COLUMNS[name]}


def _values(table: Mapping[str, Any], *, at: str, problems: Problems) -> dict[str, dict[str, str]]:
    files = read.subtable(table, "values", at=at, problems=problems)
    here = read.dotted(at, "values")
    read.only(files, FILES, at=here, problems=problems)
    found = {}
    for name in (name for name in files if name in FILES):
        fields = _columns(files, name, at=here, problems=problems)
        for key in fields:
            place = read.dotted(read.dotted(here, name), key)
            maps = read.subtable(fields, key, at=read.dotted(here, name), problems=problems)
            found[f"{name}.{key}"] = _texts(maps, None, at=place, problems=problems)
    return found


def _texts(table: Mapping[str, Any], keys: str | None, *, at: str, problems: Problems) -> dict[str, str]:
    """A table of texts whose keys match ``keys`` (a pattern; None: any), each at most 200 characters."""
    found = {}
    for key, value in table.items():
        if keys is not None and not re.fullmatch(keys, key):
            problems.add(read.dotted(at, key), value, "a key of letters, digits and _ as the import names it")
        elif not isinstance(value, str) or len(value) > 200:
            problems.add(read.dotted(at, key), value, "text of at most 200 characters")
        else:
            found[key] = value
    return found


def _is_encoding(name: str) -> bool:
    """Whether Python can read text in it: ``base64`` and the like are codecs too, but they turn bytes into bytes."""
    try:
        codecs.lookup(name)
        return isinstance(b"a".decode(name, "replace"), str)
    except (LookupError, ValueError):
        return False
