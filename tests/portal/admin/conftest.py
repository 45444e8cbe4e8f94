"""Staff of Involta and of Zagorje, and one row of everything at both, each text carrying a word that names its tenant."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tests.staff import AdminClient, colleague


@pytest.fixture
def sonja(involta: Any) -> Any:
    """Staff of Involta."""
    return colleague(involta)


@pytest.fixture
def zdenka(zagorje: Any) -> Any:
    """Staff of Zagorje."""
    return colleague(zagorje, username=None, full_name="Zdenka Zupančič")


@pytest.fixture(scope="session")
def app_role_is_made(django_db_setup: None, request: pytest.FixtureRequest) -> None:
    """Before the first test, or the role's rights would be rolled back with it."""
    if connection.vendor == "postgresql":
        request.getfixturevalue("_app_role")


@pytest.fixture
def staff_client(app_role_is_made: None, sonja: Any, request: pytest.FixtureRequest) -> AdminClient:
    """Sonja at work. On PostgreSQL everything from here on runs as web and worker do, under row security."""
    if connection.vendor == "postgresql":
        request.getfixturevalue("app_role")
    return AdminClient("involta.localhost", sonja)


@pytest.fixture
def operator(platform: Any) -> Any:
    return colleague(platform, username="oskar", full_name="Oskar Operater", is_superuser=True)
