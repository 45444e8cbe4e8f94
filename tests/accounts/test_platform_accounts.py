"""Operators belong to the platform's own row: they do not exist at a tenant, and no customer exists there."""

from __future__ import annotations

import pytest

from accounts.models import User
from tenants.models import Tenant
from tests.accounts import walks
from tests.accounts.conftest import OTHER_PASSWORD
from tests.accounts.walks import SIGN_IN, is_signed_in
from tests.scopes import working_for


@pytest.fixture
def operator(platform):
    with working_for(platform):
        return User.objects.create_superuser("Operater", "Operater@example.si", OTHER_PASSWORD)


def test_an_operator_does_not_exist_at_a_tenant(operator, involta, page_client):
    client = page_client("involta.localhost")
    walks.sign_in(client, "operater", OTHER_PASSWORD)
    assert not is_signed_in(client)


def test_an_operator_signs_in_at_the_platform(operator, page_client, platform):
    client = page_client("localhost")
    token = client.visit(SIGN_IN).form(SIGN_IN).token
    response = client.post(SIGN_IN, {"login": "operater", "password": OTHER_PASSWORD, "csrfmiddlewaretoken": token})
    assert response.status_code == 302
    assert response["Location"] == "/admin/"


def test_a_customer_does_not_exist_at_the_platform(at_involta, page_client):
    client = page_client("localhost")
    token = client.visit(SIGN_IN).form(SIGN_IN).token
    client.post(SIGN_IN, {"login": "mojca.kovac", "password": walks.PASSWORD, "csrfmiddlewaretoken": token})
    assert "_auth_user_id" not in session_of(client)


def session_of(client):
    with working_for(Tenant.objects.get(pk=1)):
        return dict(client.session)


def test_nobody_registers_at_the_platform(platform, page_client):
    client = page_client("localhost")
    page = client.visit("/accounts/signup/")
    assert page.h1 == "Registracija je zaprta"
