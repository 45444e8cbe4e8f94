"""Addresses in mails: the tenant's primary host, asked once in a piece of work, never another tenant's and never an old one."""

from __future__ import annotations

import pytest

from tenants import addresses, scope
from tenants.services import apply_tenant
from tests.presets import local_text


def test_the_host_is_asked_once_in_one_piece_of_work(involta, django_assert_num_queries):
    with scope.bound(involta), django_assert_num_queries(1):
        assert [addresses.host() for _ in range(4)] == ["involta.localhost"] * 4


def test_the_next_piece_of_work_asks_anew(involta):
    with scope.bound(involta):
        assert addresses.host() == "involta.localhost"
    involta.hosts.filter(is_primary=True).update(name="moja.example.si")
    with scope.bound(involta):
        assert addresses.absolute("/help/").split("://")[1].startswith("moja.example.si")


def test_two_tenants_never_share_what_is_kept(involta, zagorje):
    found = []
    for tenant in (involta, zagorje, involta):
        with scope.bound(tenant):
            found.append(addresses.host())
    assert found == ["involta.localhost", "zagorje.localhost", "involta.localhost"]


def test_a_new_host_holds_from_the_moment_the_file_is_applied(involta):
    """Also inside the very piece of work that applied it."""
    with scope.bound(involta):
        assert addresses.host() == "involta.localhost"
        apply_tenant(text=local_text("involta").replace('"involta.localhost"', '"moja.example.si"', 1), by="tests")
        assert addresses.host() == "moja.example.si"


def test_without_a_tenant_nothing_is_kept(involta):
    with pytest.raises(scope.NoTenant):
        scope.kept("host", lambda: "involta.localhost")
    scope.forget()  # says nothing where there is nothing to forget
