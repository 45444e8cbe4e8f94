"""Who reaches an admin page at all: staff of the tenant, signed in on allauth's page, with a second factor given today."""

from __future__ import annotations

from typing import Any

import pytest

from portal.admin import platform_admin, tenant_admin
from tenants import scope
from tests.portal.admin.addresses import HOME, addresses
from tests.scopes import working_for
from tests.staff import AdminClient, code_of, colleague

MARKS = (b'id="site-name"', b"django.catalog")
"""What stands on a page of the admin, and in its scripts' catalogue."""


def closed(client: AdminClient, path: str) -> bool:
    """Nothing of the admin came back: on to sign-in, or refused."""
    for response in (client.get(path), client.post(path, {"action": "accept_reading", "_selected_action": "1"})):
        led_on = response.status_code == 302 and response["Location"].split("?")[0] in {"/admin/login/", "/accounts/login/", "/admin/"}
        assert led_on or response.status_code in {302, 403, 404, 405}, (path, response.status_code)
        if any(mark in response.content for mark in MARKS):
            return False
    return True


def test_the_site_has_no_address_outside_the_list(in_involta: Any) -> None:
    assert scope.current() == in_involta
    paths = addresses(tenant_admin)
    assert len(paths) > 60
    assert not [path for path in paths if path.endswith(("/add/", "/delete/"))]
    assert not [path for path in paths if path.startswith("/admin/r/")]


@pytest.mark.parametrize(
    "who", ["nobody", "customer", "no second factor", "password only", "yesterday", "idle", "other tenant", "shut out"]
)
def test_nobody_else_gets_a_single_page(involta: Any, ana: Any, sonja: Any, zdenka: Any, who: str) -> None:
    client = AdminClient("involta.localhost")
    if who == "customer":
        client.sign_in(ana)
    elif who == "no second factor":
        plain = colleague(involta, username="brez", full_name="Brez Faktorja", factor=False)
        client.sign_in(plain)
        client.prove(plain)  # even a session that says so: the account has no authenticator
    elif who == "password only":
        client.sign_in(sonja)
    elif who == "yesterday":
        client.sign_in(sonja)
        client.prove(sonja, ago=13 * 3600)
    elif who == "idle":
        client.sign_in(sonja)
        client.prove(sonja, ago=3600, seen_ago=1900)
    elif who == "other tenant":
        client = AdminClient("zagorje.localhost", zdenka).on("involta.localhost")
    elif who == "shut out":
        client = AdminClient("involta.localhost", sonja)
        with working_for(involta):
            type(sonja).objects.filter(pk=sonja.pk).update(is_active=False)
    with working_for(involta):
        paths = addresses(tenant_admin)
    open_ones = [path for path in paths if not closed(client, path)]
    assert not open_ones


def test_staff_sign_in_on_the_portals_page_and_come_back(sonja: Any) -> None:
    client = AdminClient("involta.localhost")
    assert client.get("/admin/meters/reading/")["Location"].endswith("?next=/admin/meters/reading/")
    assert client.ends_at("/admin/meters/reading/") == (200, "/accounts/login/")


def test_the_admin_has_no_sign_in_form_of_its_own(sonja: Any) -> None:
    """allauth's limits and the second factor are on the portal's page: Django's form would go round both."""
    from tests.factories import PASSWORD

    client = AdminClient("involta.localhost")
    for _attempt in range(3):
        response = client.post("/admin/login/", {"username": sonja.username, "password": PASSWORD})
        assert response.status_code == 302
    assert client.ends_at(HOME) == (200, "/accounts/login/")


def test_without_a_second_factor_staff_are_sent_to_set_one_up(involta: Any) -> None:
    new = colleague(involta, username="nova", full_name="Nova Moč", factor=False)
    client = AdminClient("involta.localhost")
    client.sign_in(new)
    response = client.get("/admin/login/")
    assert response["Location"].startswith("/accounts/2fa/totp/activate/")


def test_a_session_without_todays_factor_is_asked_for_it_and_goes_on(sonja: Any) -> None:
    client = AdminClient("involta.localhost")
    client.sign_in(sonja)
    response = client.get("/admin/login/", {"next": "/admin/meters/reading/"})
    assert response["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Fmeters%2Freading%2F"
    response = client.post(response["Location"], {"code": code_of(sonja)})
    assert (response.status_code, response["Location"]) == (302, "/admin/meters/reading/")
    client.text("/admin/meters/reading/")


@pytest.mark.parametrize("evil", ["https://drugje.example/", "//drugje.example/", "javascript:alert(1)", "\\\\drugje.example"])
def test_the_way_in_leads_to_no_other_host(sonja: Any, evil: str) -> None:
    signed_in = AdminClient("involta.localhost", sonja).get("/admin/login/", {"next": evil})
    assert signed_in["Location"] == "/admin/"
    stranger = AdminClient("involta.localhost").get("/admin/login/", {"next": evil})
    assert stranger["Location"].startswith("/accounts/login/?next=%2Fadmin%2F")


def test_passwords_are_changed_on_the_portals_page(staff_client: AdminClient) -> None:
    assert staff_client.get("/admin/password_change/")["Location"] == "/accounts/password/change/"


def test_signing_out_of_the_admin_signs_out(staff_client: AdminClient) -> None:
    assert staff_client.post("/admin/logout/").status_code == 302
    assert staff_client.get(HOME).status_code == 302


def test_operators_see_portals_and_hosts_and_no_customers(involta: Any, operator: Any, ana: Any) -> None:
    client = AdminClient("localhost", operator)
    assert "involta" in client.text("/admin/tenants/tenant/")
    assert "involta.localhost" in client.text("/admin/tenants/host/")
    client.text(f"/admin/tenants/tenant/{involta.pk}/change/")
    accounts = client.text("/admin/accounts/user/")
    assert "oskar" in accounts
    assert "ana@example.si" not in accounts
    assert client.get(f"/admin/accounts/user/{ana.pk}/change/").status_code == 404
    assert client.get("/admin/accounts/customer/").status_code == 404
    assert {model._meta.label for model in platform_admin._registry} == {
        "tenants.Tenant", "tenants.Host", "tenants.AuditEvent", "accounts.User",
    }  # fmt: skip


def test_the_platforms_staff_who_are_no_operators_see_nothing(platform: Any) -> None:
    client = AdminClient("localhost", colleague(platform, username="pomoc", full_name="Pomoč"))
    assert client.get("/admin/tenants/tenant/").status_code == 302
    assert client.get("/admin/login/").status_code == 403


def test_an_operator_is_nobody_at_a_tenant(involta: Any, operator: Any) -> None:
    client = AdminClient("localhost", operator).on("involta.localhost")
    assert client.get(HOME)["Location"].startswith("/admin/login/")
