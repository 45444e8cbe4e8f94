"""A customer of Moj GEN-I with one supply point, who may ask to be reminded."""

from __future__ import annotations

from typing import Any

import pytest

from tenants.sms import backends
from tests import people


@pytest.fixture(autouse=True)
def _no_sms_yet() -> None:
    backends.outbox.clear()


@pytest.fixture
def gorazd(gen_i: Any) -> Any:
    """A customer of Moj GEN-I: electricity."""
    return people.household(gen_i, username=None, full_name="Gorazd Zorman", number="300001", commodity="electricity")


@pytest.fixture
def point(gorazd: Any) -> Any:
    return people.point_of(gorazd)


@pytest.fixture
def client(gorazd: Any, page_client: Any) -> Any:
    return page_client("gen-i.localhost", gorazd)
