"""Sets up a throw-away database with a demo world, measures, prints. `TEST_DATABASE_URL` chooses PostgreSQL."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import get_runner, override_settings

from tests import static_files
from tests.bench import measure, worlds

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "15"))
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "20"))
CUSTOMERS = int(os.environ.get("BENCH_CUSTOMERS", "200"))


def main() -> None:
    static_files.collect(settings.STATIC_ROOT)
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        with tempfile.TemporaryDirectory() as folder:
            bench = worlds.fill(Path(folder), customers=CUSTOMERS, today=dt.date.today())  # noqa: DTZ011  (the machine's own day)
        report(bench)
    finally:
        runner.teardown_databases(databases)


def report(bench: worlds.Bench) -> None:
    client = Client(HTTP_HOST=bench.host, HTTP_ACCEPT_LANGUAGE="sl")
    with override_settings(ROOT_URLCONF="tests.bench.urls"):
        worlds.sign_in(client, bench)
        pages = [
            measure.Page("bare Django (no middleware)", bare()),
            measure.Page("signed in, one line", lambda: client.get("/bench/reply/")),
            measure.Page("signed in, tiny page", lambda: client.get("/bench/tiny/")),
            measure.Page("overview", lambda: client.get("/")),
            measure.Page("reading form", lambda: client.get(bench.form)),
            measure.Page("reading post", worlds.poster(client, bench), status=302),
            measure.Page("bills", lambda: client.get("/billing/invoices/")),
        ]
        measure.measure(pages, rounds=ROUNDS, requests=REQUESTS)
    tiny, overview = pages[2], pages[3]
    print(f"\n{connection.vendor}, {CUSTOMERS} customers, {ROUNDS} rounds of {REQUESTS} requests, in process; ratio to the tiny page\n")
    print(measure.table(pages, base=tiny))
    print(
        f"\noverview: {overview.median / tiny.median:.2f} x the tiny page (aim 5), {overview.median / pages[1].median:.2f} x one line, "
        f"{overview.queries} queries (aim 8), {overview.size / 1000:.1f} kB (aim 20)"
    )


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
    main()
