"""Sets up throw-away databases, measures, prints. `TEST_DATABASE_URL` chooses PostgreSQL, which everything at size needs.

    python -m tests.bench                      pages on 200 customers; sign-up and forgotten password
    python -m tests.bench --size 200000        the same, and the pages again on so many customers, side by side
    python -m tests.bench --import 200000      so many customers and five times the invoices from files
"""  # fmt: skip

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("PYTEST_DB_SUFFIX", "_bench")

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import get_runner, override_settings

from tests import static_files
from tests.bench import imports, large, measure, strangers, worlds

SMALL = 200


def main() -> int:
    """0, or 1 where something came out wrong; never for being slow."""
    asked = arguments()
    if (asked.size or asked.imported) and connection.vendor != "postgresql":
        print("Measurements at size need PostgreSQL: set TEST_DATABASE_URL.", file=sys.stderr)
        return 2
    static_files.collect(settings.STATIC_ROOT)
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases(serialized_aliases=set())
    try:
        with tempfile.TemporaryDirectory() as folder:
            if asked.imported:
                return 0 if imports.measure(Path(folder), customers=asked.imported, invoices=5 * asked.imported) else 1
            bench = worlds.fill(Path(folder), customers=SMALL, today=dt.date.today())  # noqa: DTZ011  (the machine's own day)
        right = True
        if not asked.size or asked.turns:
            right = strangers.measure(bench, turns=asked.turns or 200)
        if asked.size:
            large.make(bench, times=max(asked.size // SMALL, 1))
        report(bench, asked)
        return 0 if right else 1
    finally:
        if asked.size:
            large.drop()
        runner.teardown_databases(databases)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=...")
    parser.add_argument("--size", type=int, default=0, metavar="N", help=f"pages on N customers beside those on {SMALL}")
    parser.add_argument("--import", type=int, default=0, metavar="N", dest="imported", help="import N customers and 5 N invoices")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--requests", type=int, default=20, help="requests of each page in a round")
    parser.add_argument("--turns", type=int, default=0, help="sign-ups of each kind (200 where no --size is given)")
    return parser.parse_args()


def report(bench: worlds.Bench, asked: argparse.Namespace) -> None:
    with override_settings(ROOT_URLCONF="tests.bench.urls"):
        small = pages_of(bench, str(connection.settings_dict["NAME"]))
        at_size = pages_of(bench, large.name_of_large()) if asked.size else []
        measure.measure([*small, *at_size], rounds=asked.rounds, requests=asked.requests)
    tiny, overview = small[2], small[3]
    print(f"\n{connection.vendor}, {SMALL} customers, {asked.rounds} rounds of {asked.requests} requests, in process\n")
    print(measure.table(small, base=tiny))
    print(
        f"\noverview: {overview.median / tiny.median:.2f} x the tiny page (aim 5), {overview.median / small[1].median:.2f} x one line, "
        f"{overview.queries} queries (aim 8), {overview.size / 1000:.1f} kB (aim 20)"
    )
    if asked.size:
        with measure.database(large.name_of_large()):
            counts = large.counted(bench)
        print(
            "\n" + ", ".join(f"{number:,} {name}s" for name, number in counts.items()) + f", beside {SMALL} customers in the same rounds\n"
        )
        print(measure.side_by_side(small, at_size))


def pages_of(bench: worlds.Bench, database: str) -> list[measure.Page]:
    """The pages, asked of one database."""
    with measure.database(database):
        client, staff = Client(HTTP_HOST=bench.host, HTTP_ACCEPT_LANGUAGE="sl"), worlds.staff(bench)
        worlds.sign_in(client, bench)
        post = worlds.poster(client, bench)
    asks = [
        ("bare Django (no middleware)", bare(), 200),
        ("signed in, one line", lambda: client.get("/bench/reply/"), 200),
        ("signed in, tiny page", lambda: client.get("/bench/tiny/"), 200),
        ("overview", lambda: client.get("/"), 200),
        ("reading form", lambda: client.get(bench.form), 200),
        ("reading post", post, 302),
        ("supply points", lambda: client.get("/meters/"), 200),
        ("bills", lambda: client.get("/billing/invoices/"), 200),
        ("staff: find a customer", lambda: staff.get("/admin/accounts/customer/", {"q": bench.number}), 200),
    ]
    return [measure.Page(name, ask, status, database=database) for name, ask, status in asks]


def bare() -> Any:
    """A request straight into Django's handler with an empty list of middleware."""
    from django.core.handlers.base import BaseHandler

    factory = RequestFactory()
    with override_settings(MIDDLEWARE=[]):
        handler = BaseHandler()
        handler.load_middleware()

    def ask() -> HttpResponse:
        request = factory.get("/bench/bare/")
        return handler.get_response(request)

    return ask


if __name__ == "__main__":
    sys.exit(main())
