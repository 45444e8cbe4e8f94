"""One transaction per request: kept when the page was fine, taken back when it was not, and what a checkpoint kept stays."""

from __future__ import annotations

import pytest
from django.db import connection

from tenants import scope
from tenants.middleware import CheckpointInsideService
from tenants.models import Utility
from tests.client import PageClient
from tests.factories import HostFactory, TenantFactory
from tests.scopes import working_for
from tests.tenants.urls import Broken

pytestmark = pytest.mark.urls("tests.tenants.urls")


@pytest.fixture
def tenant(db):
    return HostFactory(tenant=TenantFactory(slug="first"), name="first.localhost").tenant


@pytest.fixture
def client(tenant):
    return PageClient("first.localhost", raise_request_exception=False)


def written(tenant) -> list[str]:
    with working_for(tenant):
        return list(Utility.objects.order_by("code").values_list("code", flat=True))


ENDS = [
    ("fine", 200, ["written"]),
    ("refused_form", 422, ["written"]),
    ("broken", 500, []),
    ("server_error", 503, []),
    ("missing", 404, []),
    ("denied", 403, []),
    ("kept_then_broken", 500, ["kept"]),
    ("kept_twice_then_missing", 404, ["kept", "kept-as-well"]),
    ("kept_inside_a_service", 500, []),
]


@pytest.mark.parametrize(("page", "status", "left"), ENDS)
def test_what_is_left_after_a_page(tenant, client, page, status, left):
    assert client.post(f"/{page}/").status_code == status
    assert written(tenant) == left


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("page", "status", "left"), ENDS)
def test_what_is_left_after_a_page_when_commits_are_real(transactional_db, tenant, client, page, status, left):
    assert client.post(f"/{page}/").status_code == status
    assert not connection.in_atomic_block
    assert written(tenant) == left


@pytest.mark.postgresql
@pytest.mark.parametrize(("page", "status", "left"), ENDS)
def test_what_is_left_after_a_page_as_the_app_role(tenant, client, app_role, page, status, left):
    assert client.post(f"/{page}/").status_code == status
    assert written(tenant) == left


def test_a_checkpoint_inside_an_open_service_is_refused_with_its_name(tenant):
    client = PageClient("first.localhost")
    with pytest.raises(CheckpointInsideService):
        client.post("/kept_inside_a_service/")


def test_the_tenant_stands_again_after_a_checkpoint(tenant, client):
    assert client.post("/tenant_after_checkpoint/").content == b"kept"


def test_the_scope_of_the_request_ends_with_it(tenant, client):
    client.post("/fine/")
    assert scope.current_or_none() is None
    assert scope.wall() == ""


def test_a_request_leaves_the_scope_of_the_test_as_it_was(tenant, client):
    with scope.bound(tenant):
        client.post("/broken/")
        assert Utility.objects.count() == 0
        client.post("/fine/")
        assert scope.current() == tenant
        assert Utility.objects.count() == 1
        if connection.vendor == "postgresql":
            assert scope.wall() == str(tenant.pk)


def test_a_safe_request_on_sqlite_opens_no_transaction_of_its_own(tenant, client):
    client.get("/echo/")
    opened = [sql for sql in client.all_queries if sql.startswith(("BEGIN", "SAVEPOINT"))]
    assert bool(opened) == (connection.vendor == "postgresql")


def test_the_page_for_a_broken_page_asks_nothing(tenant, client):
    response = client.post("/broken/")
    assert response.status_code == 500
    assert [sql for sql in client.queries if "tenants_utility" not in sql and "tenants_host" not in sql] == []
    assert b"<h1" in response.content


def test_a_broken_page_without_a_tenant_says_what_broke(db):
    with pytest.raises(Broken):
        PageClient("nobody.localhost").get("/healthz", {"break": "1"})
