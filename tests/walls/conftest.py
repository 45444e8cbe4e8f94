"""The world is built once and rolled back at the end; each request inside is rolled back by itself."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import transaction

from tests.walls.crawl import Walls
from tests.walls.moments import NOW


@pytest.fixture(scope="package")
def walls(django_db_setup: None, django_db_blocker: Any) -> Iterator[Walls]:
    """Everybody and everything, at ten in the morning of a day on which readings are taken."""
    from tenants import middleware
    from tests.walls import persons, world

    middleware.hosts.clear()
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        built = world.build()
        stored = world.store_documents(built)
        logging.disable(logging.CRITICAL)  # a hundred thousand refusals would be written down
        yield Walls(built, [*persons.cast(built), *persons.operators(built)])
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)
        for name in stored:
            default_storage.delete(name)
    middleware.hosts.clear()
