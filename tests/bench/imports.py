"""The import at size: new rows, the same again, and the same with one wrong row."""

from __future__ import annotations

import csv
import datetime as dt
import resource
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from accounts.models import Customer
from billing.models import Invoice
from portal import exchange
from tenants import scope
from tenants.models import Utility
from tenants.services import apply_tenant
from tests.bench import deliveries
from tests.bench.measure import server_cpu
from tests.presets import apply_preset, local_text

MIB = 1024


def measure(folder: Path, *, customers: int, invoices: int) -> bool:
    """Prints seconds, rows a second, CPU of both processes and memory. False where an import did something wrong."""
    tenant = apply_tenant(text=local_text("involta"), by="bench").tenant
    rows, few = customers + invoices, max(customers // 50, 1)
    deliveries.write(folder / "few", customers=few, invoices=few)
    deliveries.write(folder / "all", customers=customers, invoices=invoices)

    def take(which: Path, *, dry_run: bool = False) -> Any:
        return exchange.run_import(tenant=tenant, folder=which, utility_code=None, by="bench", dry_run=dry_run)

    print(f"\n{connection.vendor}, {customers:,} customers and {invoices:,} invoices, files of {size(folder / 'all') / 1e6:.0f} MB\n")
    print(f"{'import':<24}{'seconds':>9}{'rows/s':>10}{'Python CPU s':>14}{'server CPU s':>14}{'peak MiB':>10}")
    line("few, tried only", lambda: take(folder / "few", dry_run=True), 2 * few)
    beside = yardstick(folder / "beside", customers=max(customers // 10, 1), invoices=max(invoices // 10, 1))
    began = time.perf_counter()
    right = line("all", lambda: take(folder / "all"), rows).counts["invoices"].new > 0
    new = rows / (time.perf_counter() - began)
    right &= line("all, unchanged", lambda: take(folder / "all"), rows).changes_nothing
    place = spoil(folder / "all" / "invoices.csv")
    try:
        line("one bad row", lambda: take(folder / "all"), rows)
    except exchange.ImportRefused as refused:
        print(f"{'one bad row':<24}refused: {refused.sentence}")
        right &= [(problem.line, problem.column) for problem in refused.problems] == [(place, "gross")]
    else:
        right = False
    print(f"\nNew rows beside bulk_create at a tenth of the size: {new / beside:.1f} x")
    return right


def yardstick(folder: Path, *, customers: int, invoices: int) -> float:
    """The same rows by Django's own ``bulk_create``, unchecked, for another tenant. Rows a second."""
    deliveries.write(folder, customers=customers, invoices=invoices)
    other = apply_preset("zagorje")

    def create() -> None:
        with scope.bound(other), transaction.atomic():
            utility = Utility.objects.get()
            people = [Customer(utility=utility, **row) for row in _rows(folder / "customers.csv")]
            _create(Customer, people, ("name", "street"))
            numbers = {person.number: person for person in people}
            _create(Invoice, [_bill(row, utility, numbers) for row in _rows(folder / "invoices.csv")], ("net", "vat", "gross"))

    began = time.perf_counter()
    line("bulk_create, a tenth", create, customers + invoices)
    return (customers + invoices) / (time.perf_counter() - began)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def _create(model: Any, rows: list[Any], known: tuple[str, ...]) -> None:
    key = ("tenant", "utility", "number")
    model.objects.bulk_create(rows, batch_size=1000, update_conflicts=True, unique_fields=key, update_fields=known)


def _bill(row: dict[str, str], utility: Utility, customers: dict[str, Customer]) -> Invoice:
    days = {name: dt.date(*map(int, reversed(row[name].split(".")))) for name in ("issued_on", "due_on", "service_from", "service_to")}
    amounts = {name: Decimal(row[name].replace(",", ".")) for name in ("net", "vat", "gross")}
    texts = {name: row[name].replace(" ", "") for name in ("reference", "iban")}
    same = {name: row[name] for name in ("number", "commodity", "kind", "recipient", "purpose_code", "purpose")}
    return Invoice(utility=utility, customer=customers[row["customer"]], open_amount=amounts["gross"], **days, **amounts, **texts, **same)


def line(name: str, run: Callable[[], Any], rows: int) -> Any:
    began, cpu, server = time.perf_counter(), time.process_time(), server_cpu()
    result = run()
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    theirs = f"{server_cpu() - server:>14.1f}" if server else f"{'-':>14}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
    print(f"{name:<24}{seconds:>9.1f}{rows / seconds:>10,.0f}{cpu:>14.1f}{theirs}{peak:>10.0f}", flush=True)
    return result


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def spoil(path: Path) -> int:
    """Write something wrong into one row, past the middle; its line."""
    other, place = path.with_suffix(".spoiled"), 0
    with path.open(encoding="utf-8") as file:
        total = sum(1 for _line in file)
    with path.open(encoding="utf-8") as file, other.open("w", encoding="utf-8") as spoiled:
        for number, text in enumerate(file, start=1):
            if number == total * 3 // 4 + 1:
                cells, place = text.split(";"), number
                cells[11] = "1.000,0,0"
                spoiled.write(";".join(cells))
            else:
                spoiled.write(text)
    other.replace(path)
    return place
