"""The import at size: new rows, the same again, and the same with one wrong row."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from portal import exchange
from tenants.services import apply_tenant
from tests.bench import deliveries
from tests.bench.measure import server_cpu
from tests.presets import local_text

MIB = 1024


def measure(folder: Path, *, customers: int, invoices: int) -> bool:
    """Prints seconds, rows a second, CPU of both processes and memory. False where an import did something wrong."""
    tenant = apply_tenant(text=local_text("involta"), by="bench").tenant
    rows, few = customers + invoices, max(customers // 50, 1)
    deliveries.write(folder / "few", customers=few, invoices=few)
    deliveries.write(folder / "all", customers=customers, invoices=invoices)

    def take(which: Path) -> Any:
        return exchange.run_import(tenant=tenant, folder=which, utility_code=None, by="bench")

    print(f"\n{connection.vendor}, {customers:,} customers and {invoices:,} invoices, files of {size(folder / 'all') / 1e6:.0f} MB\n")
    print(f"{'import':<24}{'seconds':>9}{'rows/s':>10}{'Python CPU s':>14}{'server CPU s':>14}{'peak MiB':>10}")
    line("few, to warm", lambda: take(folder / "few"), 2 * few)
    right = line("all", lambda: take(folder / "all"), rows).counts["invoices"].new > 0
    right &= line("all, unchanged", lambda: take(folder / "all"), rows).changes_nothing
    place = spoil(folder / "all" / "invoices.csv")
    try:
        line("one bad row", lambda: take(folder / "all"), rows)
    except exchange.ImportRefused as refused:
        print(f"{'one bad row':<24}refused: {refused.sentence}")
        right &= [(problem.line, problem.column) for problem in refused.problems] == [(place, "gross")]
    else:
        right = False
    return right


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
