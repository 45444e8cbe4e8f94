"""What a load balancer asks: cheap, and true."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from portal.views import health


@pytest.fixture(autouse=True)
def unknown_schema(monkeypatch):
    monkeypatch.setattr(health, "_migrated", set())


def ready():
    return Client(HTTP_HOST="localhost").get("/readyz").json()["problems"]


@pytest.mark.django_db
def test_the_graph_of_migrations_is_read_once_a_process(monkeypatch):
    read = []
    executor = health.MigrationExecutor
    monkeypatch.setattr(health, "MigrationExecutor", lambda *args: read.append(1) or executor(*args))
    assert "migrations" not in ready()
    assert "migrations" not in ready()
    assert len(read) == 1


@pytest.mark.django_db
def test_while_migrations_wait_it_is_asked_again_until_they_are_done():
    [(app, name)] = MigrationLoader(connection).graph.leaf_nodes("portal")
    applied = MigrationRecorder(connection)
    applied.record_unapplied(app, name)
    assert "migrations" in ready()
    applied.record_applied(app, name)
    assert "migrations" not in ready()
