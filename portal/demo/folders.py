"""Writes a world as the utility would: its own header names, encoding, separator, decimal mark and dates."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from portal.demo import bill_pdf
from portal.demo.world import World
from tenants.rules.exchange import Exchange

PDFS_FOR_LAST_MONTHS = 3
PDFS_FOR_CUSTOMERS = 4


def write(world: World, exchange: Exchange, folder: Path) -> None:
    """One CSV a file of the exchange format, and the bills of the first customers as PDF."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in world.files.items():
        headers = exchange.columns.get(name, {})
        values = {key.partition(".")[2]: pairs for key, pairs in exchange.values.items() if key.startswith(f"{name}.")}
        with (folder / f"{name}.csv").open("w", encoding=exchange.encoding, newline="") as file:
            writer = csv.writer(file, delimiter=exchange.separator)
            writer.writerow([headers.get(field, field) for field in rows[0]])
            for row in rows:
                writer.writerow([_word(values.get(field, {}), _text(value, exchange)) for field, value in row.items()])
    _pdfs(world, folder / "pdf")


def _text(value: Any, exchange: Exchange) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.strftime(exchange.date_format)
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", exchange.decimal_mark)
    return str(value)


def _word(pairs: dict[str, str], ours: str) -> str:
    """The utility's own word for a value of ours, where its file maps one."""
    return next((theirs for theirs, mapped in pairs.items() if mapped == ours), ours)


def _pdfs(world: World, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    wanted = {number for number, _person in world.people[:PDFS_FOR_CUSTOMERS]}
    people = dict(world.people)
    lines: dict[str, list[Any]] = {}
    for line in world.files["invoice_lines"]:
        lines.setdefault(line["invoice"], []).append(line)
    months = sorted({row["service_from"] for row in world.files["invoices"] if row["service_from"]})[-PDFS_FOR_LAST_MONTHS:]
    for row in world.files["invoices"]:
        if row["customer"] in wanted and row["service_from"] in months:
            bill_pdf.draw(folder / f"{row['number']}.pdf", row, lines[row["number"]], people[row["customer"]])
