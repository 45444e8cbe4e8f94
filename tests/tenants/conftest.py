"""Two bare tenants, for walls and keys: what holds for them holds whatever a tenant's file says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import HostFactory, TenantFactory


@pytest.fixture
def two_tenants(db: None) -> tuple[Any, Any]:
    first, second = TenantFactory(slug="first", name="First"), TenantFactory(slug="second", name="Second")
    HostFactory(tenant=first, name="first.localhost")
    HostFactory(tenant=second, name="second.localhost")
    return first, second
