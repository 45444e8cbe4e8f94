"""The host names the tenant, before anything else looks at it."""

from __future__ import annotations

import sys

import pytest
from django.conf import settings
from django.http import HttpRequest

from tests.client import PageClient
from tests.factories import HostFactory, TenantFactory

pytestmark = pytest.mark.urls("tests.tenants.urls")


@pytest.fixture
def tenant(db):
    found = TenantFactory(slug="first")
    HostFactory(tenant=found, name="first.localhost")
    HostFactory(tenant=found, name="old.localhost", is_primary=False)
    return found


def ask(host: str, path: str = "/fine/", method: str = "get", **options):
    client = PageClient(host)
    response = getattr(client, method)(path, **options)
    response.queries = client.queries
    return response


@pytest.mark.parametrize("host", ["first.localhost", "FIRST.localhost", "first.localhost:8000", "first.localhost."])
def test_the_exact_host_leads_to_its_tenant(tenant, host):
    assert ask(host).content == b"first"


@pytest.mark.parametrize(
    "host", ["nobody.localhost", "xfirst.localhost", "first.localhost.evil.example", "sub.first.localhost", "127.0.0.1"]
)
def test_an_unknown_host_is_404_and_nothing_but_the_table_of_hosts_is_asked(tenant, host):
    response = ask(host)
    assert response.status_code == 404
    assert b"There is no portal here" in response.content
    assert [sql for sql in response.queries if "tenants_host" not in sql] == []
    assert not response.cookies


@pytest.mark.parametrize(
    "host", ["", "first.localhost/evil", "first.localhost@evil.example", "a b", "first.localhost,evil.example", "[::1"]
)
def test_a_malformed_host_is_404_as_well(tenant, host):
    assert ask(host).status_code == 404


def test_a_tenant_that_is_switched_off_does_not_answer(tenant):
    tenant.is_active = False
    tenant.save()
    assert ask("first.localhost").status_code == 404


def test_a_demo_answers_on_localhost_only(tenant, settings):
    """Its index shows accounts, passwords and one-time codes: on a public name it would be everybody's."""
    HostFactory(tenant=tenant, name="moja.example.si", is_primary=False)
    settings.DEMO = True
    settings.PLATFORM_HOST = "operators.example.org"
    for host in ("moja.example.si", "operators.example.org", "evil-localhost"):
        assert ask(host).status_code == 404, host
    assert ask("first.localhost").status_code == 200


def test_a_forwarded_host_has_no_say(tenant):
    assert ask("nobody.localhost", headers={"x-forwarded-host": "first.localhost"}).status_code == 404


def test_an_alias_sends_on_to_the_primary_host_and_keeps_method_path_and_port(tenant):
    response = ask("old.localhost:8000", "/echo/?a=1&b=%2F", "post")
    assert response.status_code == 308
    assert response["Location"] == "http://first.localhost:8000/echo/?a=1&b=%2F"


def test_an_alias_cannot_be_talked_into_leading_elsewhere(tenant):
    assert ask("old.localhost", "//evil.example/").headers["Location"].startswith("http://first.localhost/")


@pytest.mark.parametrize("host", ["nobody.localhost", "first.localhost", "old.localhost", "10.0.0.7:8000"])
def test_health_is_answered_on_any_host(tenant, host):
    assert ask(host, "/healthz").status_code == 200
    assert ask(host, "/readyz").status_code == 200


def test_a_cache_keeps_hosts_apart(tenant):
    assert "Host" in ask("first.localhost")["Vary"]


def test_nothing_reads_the_host_before_the_tenants_middleware(tenant, monkeypatch):
    """ALLOWED_HOSTS is open on purpose; this is what stands in its place."""
    assert settings.MIDDLEWARE[0] == "tenants.middleware.TenantMiddleware"
    readers: list[str] = []
    real = HttpRequest.get_host

    def watched(request: HttpRequest) -> str:
        frame = sys._getframe(1)
        readers.append(frame.f_globals["__name__"])
        return real(request)

    monkeypatch.setattr(HttpRequest, "get_host", watched)
    ask("first.localhost")
    assert readers[0] == "tenants.middleware"
    readers.clear()
    ask("nobody.localhost")
    assert readers == ["tenants.middleware"]
