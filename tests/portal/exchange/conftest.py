"""A utility of the tests' own, and folders as its billing system would write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from portal.exchange import ImportResult, run_import
from tenants import scope
from tenants.models import Tenant
from tenants.services import apply_tenant
from tests.portal.exchange.deliveries import Delivery, good
from tests.scopes import no_scope

TENANT = """
slug = "probe"
hosts = ["probe.localhost"]
languages = ["sl", "en"]

[brand]
name = "Probe"
accent = "#0b5fa5"

[mail]
sender = "portal@probe.example"

[[linking.evidence]]
name = "customer_number"
kind = "digits"
source = "customer"
label = { sl = "Številka", en = "Number" }

[[linking.evidence]]
name = "code"
kind = "digits"
source = "invoice"
label = { sl = "Koda", en = "Code" }
length = 8
random = true
last_bills = 1

[[linking.evidence]]
name = "contract_number"
kind = "code"
source = "contract"
label = { sl = "Pogodba", en = "Contract" }

[[linking.evidence]]
name = "meter_number"
kind = "code"
source = "meter"
label = { sl = "Števec", en = "Meter" }

[[linking.evidence]]
name = "letter_code"
kind = "digits"
source = "file"
label = { sl = "Koda iz pisma", en = "Code of the letter" }
length = 8
random = true

[[linking.rules]]
key = "code"
evidence = ["code"]

[[linking.rules]]
key = "letter"
evidence = ["letter_code"]

[[linking.rules]]
key = "papers"
evidence = ["customer_number", "contract_number", "meter_number"]
accepted_risk = "tests"

[exchange]
date_format = "%d.%m.%Y"
"""


@pytest.fixture
def apply_probe(db: None) -> Callable[[str], Tenant]:
    """``apply_probe(more)``: the tests' own tenant, with lines added to its section [exchange]."""

    def apply(more: str = "", slug: str = "probe") -> Tenant:
        with no_scope():
            return apply_tenant(text=(TENANT + more).replace("probe", slug), by="tests").tenant

    return apply


@pytest.fixture
def probe(apply_probe: Callable[[str], Tenant]) -> Tenant:
    return apply_probe("")


@pytest.fixture
def delivery(tmp_path: Path) -> Delivery:
    """A good delivery of three customers; a test spoils or extends it."""
    return good(tmp_path / "delivery")


@pytest.fixture
def take(probe: Tenant) -> Callable[..., ImportResult]:
    """``take(delivery)``: import it for the tests' tenant."""

    def run(delivery: Delivery, tenant: Tenant = probe, **options: Any) -> ImportResult:
        with no_scope():
            return run_import(tenant=tenant, folder=delivery.write(), utility_code=None, by="tests", **options)

    return run


@pytest.fixture
def in_probe(probe: Tenant) -> Iterator[Tenant]:
    with scope.bound(probe):
        yield probe


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The sentences of the reports as operators read them."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def documents(settings: Any, tmp_path: Path) -> Path:
    """Documents of one test go where only it looks."""
    folder = tmp_path / "documents"
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    settings.DOCUMENTS_DIR = folder
    return folder
