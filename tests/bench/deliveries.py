"""Deliveries as large as one likes, as a billing system would write them: every row differs, the same call writes the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

FIRST_DAY = dt.date(2021, 1, 5)
MONTHS_OF_BILLS = 60
STREETS = ("Čopova ulica", "Trubarjeva cesta", "Šmartinska cesta", "Pot na Žale", "Gosposvetska cesta")
TOWNS = (("1000", "Ljubljana"), ("2000", "Maribor"), ("3000", "Celje"), ("8210", "Trebnje"), ("5270", "Ajdovščina"))
NAMES = ("Ana Žnidaršič", "Bojan Kranjc", "Cvetka Đurić", "Črt Šubic", "Darja Zupančič", "Komunala Primer d. o. o.")

CUSTOMERS = ("number", "name", "street", "postcode", "city", "email", "phone", "tax_number", "kind")
INVOICES = (
    "number", "customer", "supply_point", "commodity", "kind", "issued_on", "due_on", "service_from", "service_to",
    "net", "vat", "gross", "reference", "iban", "recipient", "purpose_code", "purpose", "annulled",
)  # fmt: skip


def write(folder: Path, *, customers: int, invoices: int) -> None:
    """``customers.csv`` and ``invoices.csv`` with semicolons, decimal commas and days such as 05.01.2026."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "customers.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(CUSTOMERS)
        rows.writerows(_customer(place) for place in range(customers))
    with (folder / "invoices.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(INVOICES)
        rows.writerows(_invoice(place, customers) for place in range(invoices))


def number_of(place: int) -> str:
    return str(1_000_000 + place)


def _customer(place: int) -> tuple[str, ...]:
    number, (postcode, city) = number_of(place), TOWNS[place % len(TOWNS)]
    kind = "business" if place % len(NAMES) == len(NAMES) - 1 else "household"
    street = f"{STREETS[place % 5]} {place % 97 + 1}"
    return (
        number, NAMES[place % len(NAMES)], street, postcode, city, f"stranka{number}@primer.si", f"+38640{place % 1_000_000:06d}", "", kind,
    )  # fmt: skip


def _invoice(place: int, customers: int) -> tuple[str, ...]:
    customer, month = number_of(place % customers), place // customers % MONTHS_OF_BILLS
    issued = FIRST_DAY.replace(year=FIRST_DAY.year + month // 12, month=month % 12 + 1)
    ends = issued.replace(day=1) - dt.timedelta(days=1)
    net = 2000 + place * 37 % 18_000
    vat = (net * 22 + 50) // 100
    return (
        f"R-{place:09d}", customer, "", "electricity", "invoice", _day(issued), _day(issued + dt.timedelta(days=15)),
        _day(ends.replace(day=1)), _day(ends), _money(net), _money(vat), _money(net + vat), f"SI00 {place:010d}",
        "SI56 1910 0000 0123 438", "Elektro Primer d. o. o.", "ENRG", f"Račun {issued:%m/%Y}", "0",
    )  # fmt: skip


def _day(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def _money(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"
