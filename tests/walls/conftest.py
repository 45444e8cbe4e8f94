"""The world is built once and rolled back at the end; each request inside is rolled back by itself."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import transaction

from tests import postgres
from tests.conftest import ON_POSTGRESQL
from tests.walls.crawl import Walls
from tests.walls.moments import NOW


@pytest.fixture(scope="package")
def walls(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Walls]:
    """Everybody and everything, at ten in the morning of a day on which readings are taken.

    On PostgreSQL the requests come as web and worker do, as a role that owns nothing; as the owner only where that role cannot be
    made (a test of its own says so)."""
    from tenants import middleware
    from tests.walls import persons, world

    middleware.hosts.clear()
    as_app = ON_POSTGRESQL and not request.getfixturevalue("_app_role")
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(time_machine.travel(NOW, tick=False))
        stack.enter_context(transaction.atomic())
        built = world.build()
        world.store_documents(built)
        people = [*persons.cast(built), *persons.operators(built)]
        if as_app:
            stack.enter_context(postgres.as_app_role())
        logging.disable(logging.CRITICAL)  # a hundred thousand refusals would be written down
        yield Walls(built, people)
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)
        for name in built.documents.values():
            default_storage.delete(name)
    middleware.hosts.clear()


@pytest.fixture(autouse=True)
def _count_requests(request: pytest.FixtureRequest) -> Iterator[None]:
    """How much was asked is part of what the run says."""
    if "walls" not in request.fixturenames:
        yield
        return
    door = request.getfixturevalue("walls").door
    before = door.asked
    yield
    request.node.user_properties.append(("requests", door.asked - before))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many requests were made, which walls were taken out, and who noticed."""
    reports = [report for found in terminalreporter.stats.values() for report in found if isinstance(report, pytest.TestReport)]
    requests = sum(value for report in reports if report.when == "teardown" for name, value in report.user_properties if name == "requests")
    lines = sorted(str(value) for report in reports if report.when == "call" for name, value in report.user_properties if name == "mutant")
    if requests:
        terminalreporter.section(f"the wall test: {requests} requests, {len(lines)} walls taken out one at a time")
        for line in lines:
            terminalreporter.write_line(line)
